#!/usr/bin/env bash
# What checking costs beside rendering: of all instructions of `hagen render` those in which objects, values of charts and
# plain secrets are checked and in which the rules judge, against the rest. They are counted, not timed, so the figures are
# the same on any machine; what reads, links, builds, lays out and writes is the rest.
#
# usage: checking.sh [BLUEPRINT…]; by default those of blueprints/. Needs valgrind.
set -euo pipefail
cd "$(dirname "$0")/../../.."
most=1.0

if [ $# = 0 ]; then set -- blueprints/*.yaml; fi
command -v callgrind_annotate >/dev/null || { echo "valgrind is not there" >&2; exit 2; }
CARGO_PROFILE_RELEASE_STRIP=none cargo build --quiet --release --package hagen-cli --target-dir target/counted
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Job::built builds a component and checks what came of it; what is not in a builder there is checking.
ratio() {
  callgrind_annotate --inclusive=yes --threshold=100 "$1" 2>/dev/null | awk -v most="$most" -v name="$2" '
    { count = $1; gsub(/,/, "", count) }
    /PROGRAM TOTALS/ { all = count }
    /:hagen::render::Job::built |:hagen_rules::object::object |:hagen_rules::chart::judge |:hagen::rules::Judgement::of / { checking += count; seen++ }
    / as hagen_core::component::Component>::build / { checking -= count }
    END {
      if (seen < 3) { print "the functions that check are not found" > "/dev/stderr"; exit 2 }
      printf "%-28s %8.0f million instructions, checking : rendering = %.2f\n", name, all / 1e6, checking / (all - checking)
      exit checking / (all - checking) > most
    }'
}

failed=0
for blueprint in "$@"; do
  counts=$work/$(basename "$blueprint" .yaml)
  XDG_CACHE_HOME=$work/cache valgrind --quiet --tool=callgrind --callgrind-out-file="$counts" \
    target/counted/release/hagen render "$blueprint" --out "$counts.out" --no-cache >"$counts.log" 2>&1 ||
    { cat "$counts.log" >&2; exit 1; }
  ratio "$counts" "$(basename "$blueprint" .yaml)" || failed=1
done
exit $failed
