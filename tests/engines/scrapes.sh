#!/usr/bin/env bash
# Has the real Prometheus operator take trees in, and a real Prometheus find their targets.
#
# usage: tests/engines/scrapes.sh [TREE…]
#        tests/engines/scrapes.sh faults      shows that the checks can fail
#
# Without a tree: those of out/ and of tests/golden/ that have a Prometheus. Needs of build.sh etcd, kube-apiserver,
# kube-controller-manager, kubectl, prometheus-operator, prometheus and promtool, and amtool.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
# shellcheck source=python.sh
. "$here/python.sh"
# shellcheck source=alone.sh
. "$here/alone.sh"

if ! built etcd kube-apiserver kube-controller-manager kubectl prometheus-operator prometheus promtool amtool; then
  skip "the operator of Prometheus: tests/engines/build.sh cluster prometheus-operator prometheus promtool amtool"
  exit
fi
export HAGEN_ENGINES=$engines HAGEN_CRDS=${HAGEN_CRDS:-$here/crds}
if [ "${1:-}" = faults ]; then
  python "$here/scrapes/faults.py"
  exit
fi
trees=("$@")
[ $# -gt 0 ] || trees=(out/*/ tests/golden/*/out/)
python "$here/scrapes/check.py" "${trees[@]}"
