#!/usr/bin/env bash
# usage: renew.sh
# Reads from published Go modules which metrics exporters and operators expose, and writes a file for each into metrics/:
# a name in each line, with `histogram` or `summary` behind it where it is one. The files that are not made here were
# read by hand from where their first line says.
set -euo pipefail
export GOFLAGS=-mod=mod
cd "$(dirname "$0")/metrics"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'module example.com/metrics\n\ngo 1.24\n' >"$work/go.mod"

folder() {
  (cd "$work" && go mod download -json "$1") | sed -n 's|.*"Dir": "\(.*\)".*|\1|p'
}

# What a test of the exporter has recorded, in the format of an exposition.
recorded() {
  awk '$1 == "#" && $2 == "TYPE" { print $3, ($4 == "histogram" || $4 == "summary") ? $4 : "" }' | sed 's/ $//' | sort -u
}

# What Go sources name in full: BuildFQName(namespace, subsystem, "name"), with constants of the file or the package.
named() {
  python3 - "$1" "${@:2}" <<'END'
import re, sys

space, *paths = sys.argv[1:]
texts = {path: open(path, encoding="utf-8").read() for path in paths}
constants = lambda text: dict(re.findall(r'(\w+)\s*:?=\s*"([a-z0-9_]+)"', text))
shared = constants("\n".join(texts.values()))
for text in texts.values():
    known = shared | constants(text)
    for part, name in re.findall(r'BuildFQName\(namespace, *("?\w*"?), *"(\w+)"\)', text):
        part = part.strip('"') if part.startswith('"') else known.get(part)
        if part is not None:
            print("_".join(filter(None, [space, part, name])))
END
}

node=$(folder github.com/prometheus/node_exporter@v1.11.1)
{
  echo '# node_exporter 1.11.1, all collectors of Linux: collector of prometheus/node_exporter, and its fixtures'
  {
    cat "$node/collector/fixtures/e2e-output.txt" "$node/collector/fixtures/e2e-64k-page-output.txt" | recorded
    find "$node/collector" -name '*.go' ! -name '*_test.go' | grep -vE '_(openbsd|freebsd|netbsd|darwin|solaris|aix|dragonfly|bsd)' |
      sort | xargs -d '\n' bash -c "$(declare -f named); named node \"\$@\"" named
  } | grep '^node_' | sort -u
} >node-exporter.txt

cadvisor=$(folder github.com/google/cadvisor@v0.60.6)
{
  echo '# cAdvisor 0.60.6, which is in the kubelet: docs/storage/prometheus.md of google/cadvisor'
  grep -oE '^`(container|machine)_[a-z0-9_]+` \| [A-Z][a-z]+' "$cadvisor/docs/storage/prometheus.md" |
    sed -E 's/`([a-z0-9_]+)` \| Histogram/\1 histogram/; s/`([a-z0-9_]+)` .*/\1/' | sort -u
} >cadvisor.txt

kubernetes=$(folder k8s.io/kubernetes@v1.36.3)
{
  echo '# The components of Kubernetes 1.36.3: test/instrumentation/documentation of kubernetes/kubernetes'
  awk '
    function flush() {
      if (name != "") {
        full = (space != "" ? space "_" : "") (part != "" ? part "_" : "") name
        print full (type == "Histogram" ? " histogram" : type == "Summary" ? " summary" : "")
      }
    }
    /^- name: / { flush(); name = $3; part = space = type = "" }
    /^  subsystem: / { part = $2 }
    /^  namespace: / { space = $2 }
    /^  type: / { type = $2 }
    END { flush() }
  ' "$kubernetes/test/instrumentation/documentation/documentation-list.yaml" | sort -u
} >kubernetes.txt

argocd=$(folder github.com/argoproj/argo-cd/v3@v3.5.1)
{
  echo '# Argo CD 3.5.1: docs/operator-manual/metrics.md of argoproj/argo-cd'
  grep -oE '`argocd_[a-z_]+` *\| *:?[a-z]+' "$argocd/docs/operator-manual/metrics.md" |
    sed -E 's/`([a-z_]+)` *\| *:?histogram/\1 histogram/; s/`([a-z_]+)` .*/\1/' | sort -u
} >argo-cd.txt

manager=$(folder github.com/cert-manager/cert-manager@v1.21.2)
{
  echo '# cert-manager 1.21.2: internal/collectors and pkg/metrics of cert-manager/cert-manager'
  {
    grep -ohE '"certmanager_[a-z_]+"' "$manager"/internal/collectors/*.go | tr -d '"'
    awk '
      /prometheus\.New(Counter|Gauge|Summary|Histogram)/ { name = part = ""; kind = /Summary/ ? " summary" : /Histogram/ ? " histogram" : "" }
      /Name: +"/ { split($0, cut, "\""); name = cut[2] }
      /Subsystem: +"/ { split($0, cut, "\""); part = cut[2] "_" }
      /^\t\t\)/ && name != "" { print "certmanager_" part name kind; name = "" }
    ' "$manager/pkg/metrics/metrics.go"
  } | sort -u
} >cert-manager.txt
wc -l -- *.txt
