//! The findings about logging.

hagen_core::codes! {
    RETIRED = "HG1200" Error "word of another tool or an earlier time";
    NO_BUCKET = "HG1201" Error "logs without a place to be kept";
    TWO_REPLICAS = "HG1202" Error "two replicas that need each other";
    ONE_REPLICA = "HG1203" Warning "logging that stops with a node";
    SIMPLE_SCALABLE = "HG1204" Warning "mode that Loki 4 no longer has";
    SHARED_NODES = "HG1205" Warning "replicas that share a node";
    RETENTION = "HG1206" Error "logs kept too short";
    LOGQL = "HG1207" Error "LogQL that Loki refuses";
    NO_ALERTMANAGER = "HG1208" Warning "alerts that reach nobody";
    TENANT = "HG1209" Error "no such tenant";
    FOLDER = "HG1210" Error "folder of a bucket that Loki has no use for";
    NO_CERTIFICATE = "HG1211" Error "entry for machines without a certificate";
    MEMORY = "HG1212" Warning "too little memory";
    ON_VOLUMES = "HG1213" Note "logs on a volume";
    TEMPLATE = "HG1214" Error "text of an alert that Loki cannot read";
    RATES = "HG1216" Warning "one container that may send all";
    SIZE = "HG1215" Error "size that holds no log";
}
