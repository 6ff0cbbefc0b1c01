//! Who exposes the metrics whose names begin alike, and what of a platform has to be there for it.

use super::exposer::{Exposer, List, Source};

/// All of them. The first whose beginning fits counts.
pub(super) const EXPOSERS: &[Exposer] = &[
    whole("Argo CD", Source::Always, &["argocd_"]),
    whole("the kubelet", Source::Always, &["container_", "kubelet_"]),
    whole("cert-manager", Source::CertManager, &["certmanager_"]),
    Exposer {
        // What `customResourceState` makes begins so unless it is told otherwise; and recordings of the chart.
        except: &["kube_customresource_", "kube_pod_windows_"],
        ..whole("kube-state-metrics", Source::Always, &["kube_"])
    },
    Exposer { except: BY_KERNEL, ..whole("node_exporter", Source::Always, &["node_"]) },
    whole("the API server", Source::Always, &["apiserver_"]),
    whole("kube-scheduler", Source::Scheduler, &["scheduler_"]),
    whole("kube-proxy", Source::Proxy, &["kubeproxy_"]),
    open("CoreDNS", Source::Always, &["coredns_"]),
    whole("Traefik", Source::Traefik, &["traefik_"]),
    whole("Alertmanager", Source::Always, &["alertmanager_"]),
    whole("the operator of Prometheus", Source::Always, &["prometheus_operator_"]),
    // Alloy has parts of Prometheus, and names of its own for them.
    whole("Prometheus", Source::Always, &["prometheus_"]),
    // What the agent collects a prefix is put before: any name of Go's runtime and of libraries.
    Exposer { except: &["istio_agent_"], ..whole("Istio", Source::Mesh, &["istio_"]) },
    whole("istiod", Source::Mesh, &["pilot_", "citadel_", "galley_", "istiod_", "sidecar_injection_"]),
    whole("CloudNativePG", Source::CloudNativePg, &["cnpg_collector_", "cnpg_pgbouncer_"]),
    // Queries of one's own make any name.
    open("CloudNativePG", Source::CloudNativePg, &["cnpg_"]),
    whole("the plugin Barman Cloud", Source::CloudNativePg, &["barman_cloud_"]),
    whole(
        "External Secrets",
        Source::ExternalSecrets,
        &["externalsecret_", "clusterexternalsecret_", "secretstore_", "clustersecretstore_"],
    ),
    whole("External Secrets", Source::ExternalSecrets, &["pushsecret_", "clusterpushsecret_"]),
    // What Alloy counts in lines, as its configuration says.
    Exposer { except: &["loki_process_custom_"], ..whole("Loki", Source::Logging, &["loki_"]) },
    whole("Alloy", Source::Logging, &["alloy_"]),
    whole("Tempo", Source::Tempo, &["tempo_", "tempodb_"]),
    part("the OpenTelemetry collector", Source::Collector, &["otelcol_"]),
    whole("Longhorn", Source::Longhorn, &["longhorn_"]),
    // Its workers are programs of their own.
    Exposer { except: &["SeaweedFS_worker_"], ..whole("SeaweedFS", Source::SeaweedFs, &["SeaweedFS_"]) },
    open("Strimzi", Source::Strimzi, &["strimzi_"]),
    whole("the Kafka exporter", Source::Kafka, &["kafka_consumergroup_", "kafka_topic_"]),
    part(
        "Kafka",
        Source::Kafka,
        &[
            "kafka_server_",
            "kafka_controller_",
            "kafka_network_",
            "kafka_cluster_",
            "kafka_log_",
            "kafka_coordinator_",
        ],
    ),
    shared("the exporter of caches", Source::Caches, &["redis_"]),
    open("HAProxy", Source::Haproxy, HAPROXY),
    open("Patroni", Source::Patroni, &["patroni_"]),
    Exposer { except: &["pg_settings_"], ..shared("the PostgreSQL exporter", Source::Postgres, &["pg_"]) },
    // The API server counts what it asks of etcd.
    whole(
        "the API server",
        Source::Always,
        &["etcd_request", "etcd_bookmark", "etcd_lease_object", "etcd_version_info"],
    ),
    open("etcd", Source::Etcd, &["etcd_"]),
    part(
        "Argo Rollouts",
        Source::ArgoRollouts,
        &["rollout_info", "rollout_phase", "rollout_reconcile", "analysis_run_"],
    ),
    part(
        "the blackbox exporter",
        Source::Probes,
        &["probe_success", "probe_http_", "probe_ssl_", "probe_dns_"],
    ),
    part(
        "OpenBao",
        Source::OpenBao,
        &["vault_core_", "vault_raft_", "vault_barrier_", "vault_expire_", "vault_token_"],
    ),
];

const HAPROXY: &[&str] =
    &["haproxy_frontend_", "haproxy_backend_", "haproxy_server_", "haproxy_listener_", "haproxy_process_"];

/// What each kernel, each driver, and files beside the exporter make.
const BY_KERNEL: &[&str] = &[
    "node_ethtool_",
    "node_infiniband_",
    "node_memory_",
    "node_netstat_",
    "node_reboot_required",
    "node_textfile_",
    "node_vmstat_",
    "node_zfs_",
];

const fn whole(name: &'static str, source: Source, prefixes: &'static [&'static str]) -> Exposer {
    Exposer { name, source, prefixes, except: &[], list: List::Whole }
}

const fn open(name: &'static str, source: Source, prefixes: &'static [&'static str]) -> Exposer {
    Exposer { list: List::Open, ..whole(name, source, prefixes) }
}

const fn part(name: &'static str, source: Source, prefixes: &'static [&'static str]) -> Exposer {
    Exposer { list: List::Part, ..whole(name, source, prefixes) }
}

const fn shared(name: &'static str, source: Source, prefixes: &'static [&'static str]) -> Exposer {
    Exposer { list: List::Shared, ..whole(name, source, prefixes) }
}
