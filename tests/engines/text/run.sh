#!/usr/bin/env bash
# Holds what hagen writes inside other texts (rules, configurations, dashboards, scripts) against the programs that read it.
#
# usage: tests/engines/text/run.sh [TREE…]
#        tests/engines/text/run.sh faults      shows that the checks can fail
#
# Without a tree: those of out/ and of tests/golden/. Needs Python 3 with venv, of build.sh kubectl and the group `consumers`,
# haproxy and systemd (../packages.sh), and node. What is not there is skipped, and the last lines say so; with
# HAGEN_ENGINES_REQUIRED=1 it is a failure.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export HAGEN_ENGINES=${HAGEN_ENGINES:-$HOME/.cache/hagen-engines}
environment=$HAGEN_ENGINES/text
cd "$here/../../.."
if ! cmp -s "$here/requirements.txt" "$environment/requirements.txt"; then
  rm -rf "$environment"
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$environment/requirements.txt"
fi
trees=("$@")
[ $# -gt 0 ] || trees=(out/*/ tests/golden/*/out/)
if [ "${1:-}" = faults ]; then
  "$environment/bin/python" -B "$here/faults.py"
  exit
fi
"$environment/bin/python" -B "$here/check.py" "${trees[@]}"
