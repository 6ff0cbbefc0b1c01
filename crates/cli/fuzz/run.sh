#!/usr/bin/env bash
# Fuzzes what strangers' texts reach: the readers, the compiler and the lock file. Needs a nightly Rust and cargo-fuzz.
#
# usage: crates/cli/fuzz/run.sh MINUTES [TARGET…]     each target for so long: read write_then_read compile lock
#
# A panic, an answer that takes 10 s, or 2 GiB of memory ends it; the text that did it is in artifacts/, and becomes a test. What
# was found before is in corpus/, beside the project's own blueprints, which every run begins with.
set -euo pipefail

minutes=${1:?how many minutes}
shift
[ $# -gt 0 ] || set -- read write_then_read compile lock
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../../..
seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT

seed() {
  mkdir -p "$seeds/$1"
  shift
  local at=0 file
  for file; do cp "$file" "$seeds/$target/$((at += 1)).yaml"; done
}

for target; do
  folder=$here
  case $target in
    compile) seed "$target" "$root"/blueprints/*.yaml "$root"/tests/golden/*/blueprint.yaml ;;
    lock) seed "$target" "$root"/out/*/hagen.lock ;;
    read) folder=$root/crates/yaml/fuzz && seed "$target" "$root"/blueprints/*.yaml ;;
    *) folder=$root/crates/yaml/fuzz && seed "$target" ;;
  esac
  mkdir -p "$folder/corpus/$target"
  # Safe Rust needs no sanitizer, and is five times as fast without.
  (cd "$folder/.." && cargo +nightly fuzz run --sanitizer none "$target" "fuzz/corpus/$target" "$seeds/$target" -- \
    -max_total_time=$((minutes * 60)) -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1)
done
