//! The findings about monitoring.

hagen_core::codes! {
    NO_RECEIVER = "HG1101" Warning "alerts that reach nobody";
    NO_WATCHDOG = "HG1102" Note "monitoring that nobody watches";
    TOO_MANY_REPLICAS = "HG1103" Error "more replicas than nodes";
    SINGLE_REPLICA = "HG1104" Note "part of the monitoring that may stop";
    NO_DATABASE = "HG1105" Warning "Grafana without a database";
    CHANNEL = "HG1106" Error "receiver that cannot be told";
    UNKNOWN_ENVIRONMENT = "HG1107" Error "receiver of an environment that there is not";
    UNWATCHED_ETCD = "HG1108" Note "etcd that nobody watches";
    NO_METRICS_THERE = "HG1109" Error "control plane that shows no such metrics";
    STORAGE = "HG1110" Error "volume too small for a Prometheus";
    CERTIFICATE = "HG1111" Error "certificate of Grafana that nobody issues";
    UNKNOWN_HOST = "HG1112" Error "path of a host that nobody exposes";
    PROVIDED = "HG1113" Warning "monitoring that the cluster has already";
    SPLIT_STATE = "HG1114" Error "replicas that do not share their state";
    POOLED_DATABASE = "HG1115" Warning "Grafana behind a pooler";
    TIME = "HG1116" Error "time that the monitoring cannot keep to";
    UNTOLD = "HG1117" Warning "critical alerts that reach nobody";
    LOGIN = "HG1119" Error "Grafana that nobody can log in to";
    NOT_PROBED = "HG1120" Warning "paths that nobody asks for";
    UNREACHED = "HG1118" Error "receiver behind a closed network";
}
