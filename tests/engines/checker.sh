#!/usr/bin/env bash
# Holds hagen's own checker of objects against the API server: both judge thousands of objects with one thing wrong.
#
# usage: tests/engines/checker.sh [COUNT]    COUNT (100) mutations of each shape of object in out/
#
# Prints where the two disagree, and judges nothing: hagen is stricter on purpose in places, and leaves out
# the rules in CEL that compare with what is in the cluster.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
# shellcheck source=python.sh
. "$here/python.sh"

cargo build --quiet --package hagen-check --example check-objects
python "$here/checker.py" "${CARGO_TARGET_DIR:-target}/debug/examples/check-objects" \
  "${HAGEN_CRDS:-$here/crds}" "${1:-100}" out/*/
