#!/usr/bin/env bash
# Builds programs that consume what hagen writes, at the versions that modules/ pins.
#
# usage: tests/engines/build.sh NAME…      (cluster: what cluster.sh starts; no argument: says what there is)
#
# Needs Go and its module proxy. A program goes to $HAGEN_ENGINES/bin (~/.cache/hagen-engines) and is left alone once it
# is there in its version. GOMAXPROCS=1 has it use one core. Expect a quarter of an hour for the API server.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
engines=${HAGEN_ENGINES:-$HOME/.cache/hagen-engines}
cluster=(etcd kube-apiserver kube-controller-manager kubectl)
export GOMODCACHE=$engines/gomod GOCACHE=$engines/gocache CGO_ENABLED=0 GOFLAGS='-mod=readonly -modcacherw -buildvcs=false'

fail() {
  echo "build.sh: $*" >&2
  exit 1
}

# What a program is built from: its folder in modules/, its package, its version's module, tags.
source_of() {
  case $1 in
    etcd) echo etcd go.etcd.io/etcd/server/v3 go.etcd.io/etcd/server/v3 ;;
    kube-apiserver | kube-controller-manager | kubectl) echo kubernetes "k8s.io/kubernetes/cmd/$1" k8s.io/kubernetes ;;
    argocd) echo argocd github.com/argoproj/argo-cd/v3/cmd github.com/argoproj/argo-cd/v3 ;;
    helm) echo helm helm.sh/helm/v4/cmd/helm helm.sh/helm/v4 ;;
    promtool)
      local prometheus=github.com/prometheus/prometheus
      # Without the service discoveries of the clouds, whose clients are most of the program.
      echo prometheus $prometheus/cmd/promtool $prometheus remove_all_sd,enable_kubernetes_sd
      ;;
    *) fail "no engine is called $1" ;;
  esac
}

# What tells a program its own version: the API server's is sent to everyone.
linker_flags() {
  local module=$1 version=$2 kubernetes=k8s.io/component-base/version
  printf -- '-s -w'
  case $module in
    argocd) printf -- ' -X github.com/argoproj/argo-cd/v3/common.version=%s' "${version#v}" ;;
    helm) printf -- ' -X helm.sh/helm/v4/internal/version.version=%s' "$version" ;;
    kubernetes)
      IFS=. read -r major minor _ <<<"${version#v}"
      printf -- ' -X %s=%s' $kubernetes.gitVersion "$version" $kubernetes.gitMajor "$major" $kubernetes.gitMinor "$minor" \
        $kubernetes.gitTreeState clean
      ;;
  esac
}

build() {
  local name=$1 module package versioned tags version flags stamp
  read -r module package versioned tags <<<"$(source_of "$name")"
  cd "$here/modules/$module"
  version=$(go list -m -f '{{.Version}}' "$versioned")
  flags=$(linker_flags "$module" "$version")
  stamp=$(cat go.mod go.sum - <<<"$flags $tags" | cksum)
  if [ -x "$engines/bin/$name" ] && [ "$stamp" = "$(cat "$engines/bin/.$name" 2>/dev/null)" ]; then
    echo "$name $version is there"
    return
  fi
  echo "$name $version: building"
  nice -n 19 go build -trimpath -tags "$tags" -ldflags "$flags" -o "$engines/bin/$name" "$package"
  echo "$stamp" >"$engines/bin/.$name"
}

[ $# -gt 0 ] || fail "name engines: cluster (${cluster[*]}), promtool, argocd, helm"
command -v go >/dev/null || fail "there is no go"
mkdir -p "$engines/bin"
for name; do
  if [ "$name" = cluster ]; then
    for program in "${cluster[@]}"; do build "$program"; done
  else
    build "$name"
  fi
done
