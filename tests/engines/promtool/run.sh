#!/usr/bin/env bash
# Holds the alerts of trees against series with which they must fire and series with which they must not.
#
# usage: tests/engines/promtool/run.sh [TREE…]
#        tests/engines/promtool/run.sh faults [TREE…]      shows that the tests can fail
#
# Needs the promtool that build.sh builds. Without a tree: those of out/ and of tests/golden/. The series stand in cases/;
# a rule of a tree without any fails. Those of what no tree shows stand beside the builders' other tests, which `cargo
# test` runs.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../python.sh
. "$here/../python.sh"
cd "$here/../../.."
promtool=${HAGEN_ENGINES:-$HOME/.cache/hagen-engines}/bin/promtool
if [ ! -x "$promtool" ]; then
  echo "skipped: promtool is not built: tests/engines/build.sh promtool"
  [ "${HAGEN_ENGINES_REQUIRED:-0}" != 1 ]
  exit
fi
tests=alerts.py
if [ "${1:-}" = faults ]; then
  tests=faults.py
  shift
fi
trees=("$@")
[ $# -gt 0 ] || trees=(out/*/ tests/golden/*/out/)
python "$here/$tests" "$promtool" "${trees[@]}"
