#!/usr/bin/env bash
# Holds `hagen simulate` against a control plane with simulated nodes: hundreds of small random clusters lose nodes and zones.
#
# usage: tests/engines/oracle.sh [faults] [COUNT [SEED [CASE…]]]    COUNT (200) clusters, or of them the cases with these numbers
#
# Fails when anything goes worse than the verdict on it; with `faults` also when a judge that overlooks something is not
# contradicted. Needs what `build.sh cluster` builds.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
# shellcheck source=python.sh
. "$here/python.sh"

cargo build --quiet --package hagen-simulate --example judge
# shellcheck source=alone.sh
. "$here/alone.sh"

if ! built etcd kube-apiserver kube-controller-manager kube-scheduler kwok kubectl; then
  skip "simulate: the control plane is not built: tests/engines/build.sh cluster"
  exit
fi
mode=()
if [ "${1:-}" = faults ]; then
  mode=(faults)
  shift
fi
python "$here/oracle.py" "${CARGO_TARGET_DIR:-target}/debug/examples/judge" "${mode[@]}" "${1:-200}" "${2:-hagen}" "${@:3}"
