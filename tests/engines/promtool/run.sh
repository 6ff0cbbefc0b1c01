#!/usr/bin/env bash
# Holds the alerts of all builders against series with which they must fire and series with which they must not.
#
# usage: tests/engines/promtool/run.sh
#
# Needs the promtool that build.sh builds. The series stand beside the builders' other tests, in tests whose names begin
# with `promtool`; `cargo test` runs them too, and skips them where promtool is not there.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
export HAGEN_ENGINES=${HAGEN_ENGINES:-$HOME/.cache/hagen-engines}
if [ ! -x "$HAGEN_ENGINES/bin/promtool" ]; then
  echo "skipped: promtool is not built: tests/engines/build.sh promtool"
  exit
fi

said=$(mktemp)
trap 'rm -f "$said"' EXIT
# The builders whose tests have such series.
mapfile -t packages < <(grep -l 'hagen-observe.*testing' crates/builders/*/Cargo.toml |
  xargs sed -n 's/^name = "\(.*\)"/--package=\1/p')
if ! cargo test --quiet "${packages[@]}" --tests -- promtool --nocapture >"$said" 2>&1; then
  cat "$said"
  exit 1
fi
grep -o 'promtool: [0-9]* alerts, .*' "$said" | awk '
  { sets += 1; alerts += $2; tests += $4; failed += $7 }
  END { printf "promtool: %d sets of rules, %d alerts, %d unit tests, %d failed\n", sets, alerts, tests, failed; exit !sets }
'
