#!/usr/bin/env bash
# Holds hagen's own checker of objects against the API server: both judge thousands of objects with one thing wrong.
#
# usage: tests/engines/checker.sh [COUNT]    COUNT (25) mutations of each shape of object in out/, always the same ones
#
# Prints a table of their judgements and an example of each way in which they differ. Fails when hagen accepts what the server
# refuses. That hagen is stricter is on purpose, and each reason for it is a line of stricter.txt.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
# shellcheck source=python.sh
. "$here/python.sh"

cargo build --quiet --package hagen-check --example check-objects
# shellcheck source=alone.sh
. "$here/alone.sh"

if ! built etcd kube-apiserver kube-controller-manager kubectl; then
  skip "the checker: the API server is not built: tests/engines/build.sh cluster"
  exit
fi
python "$here/checker.py" "${CARGO_TARGET_DIR:-target}/debug/examples/check-objects" "${HAGEN_CRDS:-$here/crds}" \
  "${1:-25}" out/*/
