#!/usr/bin/env bash
# usage: renew.sh <folder>
# Reads which metrics the Go programs expose that hagen's charts bring, and writes the lines of a file of
# crates/observe/facts/metrics for each. What a registerer puts before the names of a library is said here.
set -euo pipefail
folder=$(mkdir -p "${1:?usage: renew.sh <folder>}" && cd "$1" && pwd)
cd "$(dirname "$0")"
go build -o "$folder/scan" .

of() { (cd "$folder" && go mod download -json "$1") | sed -n 's/.*"Dir": "\(.*\)".*/\1/p'; }
scan() { local name=$1; shift; "$folder/scan" "$@" >"$folder/$name.txt" 2>"$folder/$name.unknown"; }

dskit=$(of github.com/grafana/dskit@v0.0.0-20260209132809-8d1c6d34bb5a)
objstore=$(of github.com/grafana/objstore@v0.0.0-20250728171719-b5d3b766d1b0)
prometheus=$(of github.com/prometheus/prometheus@v0.314.0)
loki=$(of github.com/grafana/loki/v3@v3.7.6)
alloy=$(of github.com/grafana/alloy@v1.18.1)
alertmanager=$(of github.com/prometheus/alertmanager@v0.34.0)
operator=$(of github.com/prometheus-operator/prometheus-operator@v0.93.1)
cnpg=$(of github.com/cloudnative-pg/cloudnative-pg@v1.30.0)
etcd=$(of go.etcd.io/etcd/server/v3@v3.6.11)

stores=$loki/pkg/storage/stores/shipper
scan loki -only loki_ -set namespace=loki -set metricsNamespace=loki -set metricNamespace=loki -set MetricsNamespace=loki \
  -set subsystem=query_scheduler,query_frontend,bloomplanner,bloom_gateway,bloom_gateway_querier,bloom_store,bloom_blocks_cache \
  -wrap loki_="$dskit" -wrap loki_="$objstore" -wrap loki_="$loki/pkg" -wrap loki_dataobj_consumer_="$loki/pkg/dataobj" \
  -wrap loki_boltdb_shipper_="$stores" -wrap loki_tsdb_shipper_="$stores" -wrap loki_ruler_wal_="$loki/pkg/ruler/storage" \
  -wrap loki_="$prometheus/rules" -wrap loki_="$prometheus/notifier" -wrap loki_="$prometheus/storage" \
  -wrap loki_="$prometheus/discovery" -wrap loki_ruler_wal_="$prometheus/storage" -wrap loki_ruler_wal_="$prometheus/tsdb/wlog" \
  -wrap loki_ruler_wal_prometheus_tsdb_wal_="$prometheus/tsdb/wlog" "$loki/pkg" "$loki/clients" "$dskit" "$objstore" "$prometheus"
scan alloy -only alloy_ -only loki_ -only prometheus_ "$alloy"
scan prometheus -only prometheus_ -set subsystem=tsdb -wrap prometheus_tsdb_wal_="$prometheus/tsdb/wlog" \
  -wrap prometheus_tsdb_out_of_order_wbl_="$prometheus/tsdb/wlog" "$prometheus"
scan alertmanager -only alertmanager_ -set namespace=alertmanager "$alertmanager"
scan prometheus-operator -only prometheus_operator_ "$operator"
scan cloudnative-pg -only cnpg_ -set subsystem=collector,pgbouncer -set namespace=cnpg "$cnpg"
scan etcd -only etcd_ "$etcd"
