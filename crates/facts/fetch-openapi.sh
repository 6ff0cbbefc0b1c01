#!/usr/bin/env bash
# usage: fetch-openapi.sh <folder> [version ...]
# Brings the OpenAPI of Kubernetes from the Go module proxy: <folder>/<minor>/swagger.json, openapi.go and source.
# Without versions: the newest release of the five newest minors that the proxy has.
set -euo pipefail
export GOFLAGS=-mod=mod
folder=${1:?usage: fetch-openapi.sh <folder> [version ...]}
shift
cd "$(mktemp -d)"
if [ $# -eq 0 ]; then
  mapfile -t versions < <(go list -m -versions k8s.io/kubernetes | tr ' ' '\n' | grep -E '^v1\.[0-9]+\.[0-9]+$' |
    sort -V | awk -F. '{ newest[$2] = $0 } END { for (minor in newest) print newest[minor] }' | sort -V | tail -n 5)
else
  versions=("$@")
fi
for version in "${versions[@]}"; do
  module=$(go mod download -json "k8s.io/kubernetes@$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  minor=$(echo "${version#v}" | cut -d. -f1,2)
  to=$OLDPWD/$folder/$minor
  case $folder in /*) to=$folder/$minor ;; esac
  mkdir -p "$to"
  install -m 644 "$module/api/openapi-spec/swagger.json" "$to/swagger.json"
  install -m 644 "$module/pkg/generated/openapi/zz_generated.openapi.go" "$to/openapi.go"
  echo "k8s.io/kubernetes@$version" >"$to/source"
done
