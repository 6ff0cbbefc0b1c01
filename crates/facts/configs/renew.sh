#!/usr/bin/env bash
# usage: renew.sh <folder>
# Reads what the configurations of programs hold, at the versions that hagen's charts bring, and writes a file for each.
set -euo pipefail
export GOFLAGS=-mod=mod
folder=$(mkdir -p "${1:?usage: renew.sh <folder>}" && cd "$1" && pwd)
cd "$(dirname "$0")"
go run . github.com/prometheus/alertmanager@v0.34.0 github.com/prometheus/alertmanager/config Config >"$folder/alertmanager.json"
go run . github.com/grafana/loki/v3@v3.7.6 github.com/grafana/loki/v3/pkg/loki Config >"$folder/loki.json"
go run . github.com/prometheus/prometheus@v0.314.0 github.com/prometheus/prometheus/config ScrapeConfig >"$folder/scrape.json"
go run . github.com/prometheus/blackbox_exporter@v0.28.0 github.com/prometheus/blackbox_exporter/config Config >"$folder/blackbox.json"
go run . istio.io/api@v1.30.3 istio.io/api/mesh/v1alpha1 MeshConfig protobuf >"$folder/mesh.json"
go run . github.com/cert-manager/cert-manager@v1.21.1 github.com/cert-manager/cert-manager/pkg/apis/config/controller/v1alpha1 ControllerConfiguration json >"$folder/certmanager.json"
# Arguments are named as the fields, which the tags do but for the name of a service of Knative.
go run . github.com/traefik/traefik/v3@v3.7.11 github.com/traefik/traefik/v3/pkg/config/static Configuration | sed 's/"desc":/"name":/g' >"$folder/traefik.json"
# Tempo's versions are no versions of a module any more: its source is read where git puts it.
tempo=$(mktemp -d)
trap 'rm -rf "$tempo"' EXIT
git clone --quiet --depth 1 --branch v2.10.8 https://github.com/grafana/tempo "$tempo"
go run . "github.com/grafana/tempo@v2.10.8=$tempo" github.com/grafana/tempo/cmd/tempo/app Config >"$folder/tempo.json"
# Grafana is no module that others can have; these are written by hand.
cp provisioning/*.json "$folder"
# The components of the OpenTelemetry collector, at the version that its chart brings.
mkdir -p "$folder/components"
go run . components v0.158.0 "$folder/components" <components.txt
