#!/usr/bin/env bash
# Holds the committed trees of out/ against the programs that consume them.
#
# usage: tests/engines/run.sh [TREE…]
#
# Needs what build.sh builds, Python 3 with venv, and openssl. What is not built is skipped, and the last lines say so; with
# HAGEN_ENGINES_REQUIRED=1 it is a failure.
# $HAGEN_CRDS is another folder with definitions of custom resources than crds/.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=python.sh
. "$here/python.sh"
# shellcheck source=alone.sh
. "$here/alone.sh"

export HAGEN_CRDS=${HAGEN_CRDS:-$here/crds}
cd "$here/../.."

work=$HAGEN_WORK
passed=0 failed=0 skipped=() objects='' deliveries=()

# check NAME COMMAND…: one check, with what it says if it fails.
check() {
  local name=$1
  shift
  if "$@" >"$work/said" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    sed "s|^|$name: |" "$work/said"
  fi
}

# lane NUMBER COMMAND…: a command with ports and folders of its own, beside others.
lane() {
  export HAGEN_PORT=$((26443 + 100 * $1)) HAGEN_ARGOCD_PORT=$((26460 + 100 * $1))
  export HAGEN_CLUSTER=$work/cluster.$1 HAGEN_ARGOCD=$work/argocd.$1
  "${@:2}"
}

# What waits far more than it computes, side by side: the API server with nodes, and Argo CD in two lanes.
begin() {
  if ! built etcd kube-apiserver kube-controller-manager kubectl; then
    skipped+=("the API server: it is not built")
    return
  fi
  outages=$work/outages
  if ! built kube-scheduler kwok; then
    outages=-
    skipped+=("simulated nodes: kube-scheduler or kwok is not built")
  fi
  lane 0 python "$here/prove.py" "$HAGEN_CRDS" "$work/report" "$outages" "${trees[@]}" >"$work/objects.said" 2>&1 &
  objects=$!
  delivers || return 0
  lane 3 python "$here/argocd.py" "$HAGEN_CRDS" - "${trees[0]}" >"$work/delivery.said.0" 2>&1 &
  deliveries+=($!)
  local tree some
  for tree in "${!trees[@]}"; do echo "${trees[tree]}" >>"$work/trees.$((1 + tree % 2))"; done
  for tree in "$work"/trees.*; do
    mapfile -t some <"$tree"
    lane "${tree##*.}" python "$here/argocd.py" "$HAGEN_CRDS" "$work/applications.${tree##*.}" "${some[@]}" \
      >"$work/delivery.said.${tree##*.}" 2>&1 &
    deliveries+=($!)
  done
}

# Whether Argo CD can be had.
delivers() {
  # Elsewhere a port of Argo CD is open to everyone: the metrics of its application controller know no other address.
  if [ -z "${HAGEN_ALONE:-}" ] && [ "${HAGEN_ENGINES_REQUIRED:-0}" != 1 ]; then
    skipped+=("Argo CD: no network of its own can be made")
    return 1
  fi
  if ! built argocd helm redis; then
    skipped+=("Argo CD: it, helm or redis is not built")
    return 1
  fi
  # hagen renders the blueprint of a tree without some of its parts.
  if [ -z "${HAGEN:-}" ]; then
    cargo build --quiet --package hagen-cli
    HAGEN=${CARGO_TARGET_DIR:-target}/debug/hagen
  fi
  export HAGEN
}

objects() {
  [ -n "$objects" ] || return 0
  local ended=0
  wait "$objects" || ended=1
  cat "$work/objects.said"
  [ $ended = 0 ] || { failed=$((failed + 1)); return 0; }
  awk -F '\t' '
    BEGIN {
      format = "%-36s %8s %8s %8s %8s %8s %8s %12s\n"
      printf format, "tree", "objects", "accepted", "refused", "warnings", "changed", "pods", "pods refused"
    }
    { printf format, $1, $2, $3, $4, $5, $6, $7, $8 }
  ' "$work/report"
  read -r all wrong < <(awk -F '\t' '{ all += $2 + $7; wrong += $9 } END { print all + 0, wrong + 0 }' "$work/report")
  passed=$((passed + all - wrong)) failed=$((failed + wrong))
  [ "$outages" != - ] || return 0
  awk -F '\t' '{ printf "nodes: %s: %d pods, %d Services, %d outages, %d faults\n", $1, $2, $3, $4, $5 }' "$outages"
  read -r all wrong < <(awk -F '\t' '{ all += $4; wrong += $5 } END { print all + 0, wrong + 0 }' "$outages")
  passed=$((passed + all)) failed=$((failed + wrong))
}

scripts() {
  local script scripts=0
  while read -r script; do
    scripts=$((scripts + 1))
    check shellcheck "$environment/bin/shellcheck" "$script"
  done < <(find "${trees[@]}" -name '*.sh' | sort)
  echo "shellcheck: $scripts scripts"
}

rules() {
  if ! built promtool; then
    skipped+=("promtool: it is not built")
    return
  fi
  local file files=0
  mkdir "$work/rules"
  python "$here/rules.py" "$work/rules" "${trees[@]}"
  for file in "$work"/rules/*; do
    [ -e "$file" ] || continue
    files=$((files + 1))
    check promtool "$engines/bin/promtool" check rules --lint=all --lint-fatal "$file"
  done
  echo "promtool: $files files of rules"
}

delivery() {
  [ ${#deliveries[@]} -gt 0 ] || return 0
  local one
  for one in "${deliveries[@]}"; do wait "$one" || failed=$((failed + 1)); done
  cat "$work"/delivery.said.*
  cat "$work"/applications.* >"$work/applications"
  awk -F '\t' '
    BEGIN {
      format = "%-20s %12s %8s %8s %8s %8s %8s %8s\n"
      printf format, "Argo CD", "Applications", "synced", "healthy", "waves", "seconds", "checks", "failed"
    }
    { printf format, $1, $2, $3, $4, $5, $6, $7, $8 }
  ' "$work/applications"
  read -r all wrong < <(awk -F '\t' '{ all += $7; wrong += $8 } END { print all + 0, wrong + 0 }' "$work/applications")
  passed=$((passed + all - wrong)) failed=$((failed + wrong))
}

trees=("$@")
[ $# -gt 0 ] || trees=(out/*/)
begin
scripts
rules
objects
delivery
for engine in "${skipped[@]}"; do
  echo "skipped: $engine"
done
echo "$passed passed, $failed failed"
[ "${HAGEN_ENGINES_REQUIRED:-0}" != 1 ] || [ ${#skipped[@]} -eq 0 ] || exit 1
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
