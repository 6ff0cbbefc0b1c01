#!/usr/bin/env bash
# Reads what hagen writes with the YAML readers of the Kubernetes and Python worlds.
#
# usage: tests/yaml/run.sh [CORPUS.jsonl]
#
# Needs cargo, go and python3 with venv. Without an argument the corpus is made anew: every nasty string in four
# places, numbers, random trees, and files of many documents. Programs are kept in $HAGEN_ENGINES.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
engines=${HAGEN_ENGINES:-$HOME/.cache/hagen-engines}/yaml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python() {
  local venv=$engines/python
  if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
    cp "$here/requirements.txt" "$venv/requirements.txt"
  fi
  "$venv/bin/python" "$here/readers.py" "$1"
}

golang() {
  (cd "$here/go" && CGO_ENABLED=0 go build -trimpath -o "$engines/readers" .)
  "$engines/readers" "$1"
}

mkdir -p "$engines"
corpus=${1:-$work/corpus.jsonl}
if [ $# -eq 0 ]; then
  (cd "$root" && cargo run --quiet --package hagen-yaml --example corpus) >"$corpus"
fi
golang "$corpus" >"$work/counts"
python "$corpus" >>"$work/counts"

awk -F '\t' '
  BEGIN { printf "%-28s %10s %8s\n", "reader", "documents", "wrong" }
  { printf "%-28s %10d %8d\n", $1, $2, $3; all += $2; wrong += $3 }
  END { printf "%d passed, %d failed\n", all - wrong, wrong; exit !(NR == 5 && all > 0 && wrong == 0) }
' "$work/counts"
