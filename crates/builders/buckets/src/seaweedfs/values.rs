//! The values of the chart.

use hagen_core::chart::{resources, topology_spread, topology_spread_stateful};
use hagen_core::context::{Context, VolumePurpose};
use hagen_core::workload::{priority, security};
use hagen_kube::{Name, Quantity};
use hagen_yaml::{Style, Value, to_value, value, write};

use super::shape::Shape;
use super::{S3, SIGNING, SIGNING_KEY, index, pods};
use crate::spec::ObjectStorage;

/// The port that every part shows its metrics on.
pub(super) const METRICS: u16 = 9327;

/// What the leading master does every quarter of an hour: it gives back volumes that are empty, evens out the servers,
/// copies again what has lost a copy, drops uploads that were never finished, and closes buckets that are full.
const MAINTENANCE: &str = "\
[master.maintenance]
scripts = \"\"\"
  lock
  volume.deleteEmpty -quietFor=24h -apply
  volume.balance -apply
  volume.fix.replication -apply
  s3.clean.uploads -timeAgo=24h
  s3.bucket.quota.enforce -apply
  unlock
\"\"\"
sleep_minutes = 15
";

pub(super) fn values(section: &ObjectStorage, shape: &Shape, identities: &Name, cx: &Context<'_>) -> Value {
    let class = section.storage_class.as_ref().or_else(|| cx.site.storage_class(VolumePurpose::Database));
    let class = class.map_or("", hagen_kube::StorageClassName::as_str);
    value!({
        "global": { "seaweedfs": (global(shape, cx)) },
        "master": (master(section, shape, class, cx)),
        "volume": (volume(section, shape, class, cx)),
        "filer": (filer(shape, cx)),
        "s3": (s3(shape, identities, cx)),
    })
}

fn global(shape: &Shape, cx: &Context<'_>) -> Value {
    let key = value!({ "secretKeyRef": { "name": SIGNING, "key": SIGNING_KEY } });
    value!({
        // It would let the servers delete pods in every namespace, for a migration of long ago.
        "createClusterRole": false,
        "automountServiceAccountToken": false,
        "enableReplication": true,
        "replicationPlacement": (shape.placement()),
        // The chart would make a new key at every rendering. It comes from a Secret instead.
        "securityConfig": { "jwtSigning": { "volumeWrite": false } },
        "extraEnvironmentVars": { "WEED_JWT_SIGNING_KEY": key },
        "monitoring": { "enabled": (cx.site.shared.prometheus.is_some()) },
    })
}

fn master(section: &ObjectStorage, shape: &Shape, class: &str, cx: &Context<'_>) -> Value {
    let mut values = common("master", shape.masters, cx);
    values.merge(value!({
        // The log and the identity of the storage.
        "data": { "type": "persistentVolumeClaim", "size": "1Gi", "storageClass": (class.to_owned()) },
        "logs": { "type": "" },
        "volumeSizeLimitMB": (volume_size(&section.storage)),
        "config": MAINTENANCE,
        "resources": (resources("100m", "1", "256Mi")),
        // How many volumes a bucket gets at a time. More would only let more writers at once.
        "extraEnvironmentVars": {
            "WEED_MASTER_VOLUME_GROWTH_COPY_1": "3",
            "WEED_MASTER_VOLUME_GROWTH_COPY_2": "3",
            "WEED_MASTER_VOLUME_GROWTH_COPY_3": "3",
        },
        // The chart's own waits a minute and a half before it takes a master in.
        "readinessProbe": { "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 6 },
    }));
    values
}

fn volume(section: &ObjectStorage, shape: &Shape, class: &str, cx: &Context<'_>) -> Value {
    let mut values = common("volume", shape.servers, cx);
    let data = value!({
        "name": "data",
        "type": "persistentVolumeClaim",
        "size": (section.storage.to_string()),
        "storageClass": (class.to_owned()),
        "maxVolumes": 0,
    });
    values.merge(value!({
        "dataDirs": [data],
        // It works by hooks that Argo CD does not run, and its image is years old.
        "resizeHook": { "enabled": false },
        "minFreeSpacePercent": 5,
        "resources": (resources("250m", "2", "1Gi")),
        "readinessProbe": { "periodSeconds": 10, "failureThreshold": 3 },
        "livenessProbe": { "periodSeconds": 20 },
    }));
    if shape.zonal {
        let zone = value!({ "fieldRef": { "fieldPath": "metadata.labels['topology.kubernetes.io/zone']" } });
        // The chart starts the server by a shell, which puts the zone in.
        values.merge(value!({ "rack": "${ZONE}", "extraEnvironmentVars": { "ZONE": zone } }));
    }
    values
}

fn filer(shape: &Shape, cx: &Context<'_>) -> Value {
    let mut values = common("filer", shape.gateways, cx);
    values.merge(value!({
        // Everything is in the index and on the volume servers.
        "data": { "type": "emptyDir" },
        "logs": { "type": "" },
        "resources": (resources("250m", "2", "512Mi")),
        "extraEnvironmentVars": (index::environment()),
        "secretExtraEnvironmentVars": (index::secret_environment()),
        "readinessProbe": { "periodSeconds": 10, "failureThreshold": 3 },
    }));
    values
}

fn s3(shape: &Shape, identities: &Name, cx: &Context<'_>) -> Value {
    let labels = pods("s3").labels;
    value!({
        "enabled": true,
        "replicas": (shape.gateways),
        "port": S3,
        "enableAuth": true,
        "existingConfigSecret": (identities.to_string()),
        "logs": { "type": "" },
        // Servers and an API in it that nobody asked for.
        "extraArgs": ["-port.iceberg=0", "-port.lance=0", "-iam=false"],
        "affinity": "",
        "topologySpreadConstraints": (text(&topology_spread(&cx.site, &labels, shape.gateways))),
        "priorityClassName": (priority::CRITICAL),
        "serviceAccountName": "seaweedfs",
        "podSecurityContext": (pod_security()),
        "containerSecurityContext": (container_security()),
        "extraVolumes": SCRATCH_VOLUME,
        "extraVolumeMounts": SCRATCH_MOUNT,
        "resources": (resources("250m", "2", "512Mi")),
        "readinessProbe": { "initialDelaySeconds": 5, "periodSeconds": 5, "failureThreshold": 3 },
        "livenessProbe": { "periodSeconds": 20, "failureThreshold": 6 },
    })
}

/// A folder for what a server writes down while it works: its sockets, and uploads on their way.
const SCRATCH_VOLUME: &str = "- name: scratch\n  emptyDir: { sizeLimit: 256Mi }\n";
const SCRATCH_MOUNT: &str = "- name: scratch\n  mountPath: /tmp\n";

/// What all but the gateways have in common.
fn common(component: &str, replicas: i32, cx: &Context<'_>) -> Value {
    let labels = pods(component).labels;
    let nodes = cx.site.cluster.nodes.schedulable();
    let mut values = value!({
        "replicas": replicas,
        "topologySpreadConstraints": (text(&topology_spread_stateful(&cx.site, &labels, replicas))),
        "priorityClassName": (priority::CRITICAL),
        "podSecurityContext": (pod_security()),
        "containerSecurityContext": (container_security()),
        "extraVolumes": SCRATCH_VOLUME,
        "extraVolumeMounts": SCRATCH_MOUNT,
    });
    // By the chart's own rule no two share a node; with more of them than nodes, some would wait for ever.
    if i64::from(replicas) > nodes {
        values.merge(value!({ "affinity": "" }));
    }
    values
}

/// Objects are kept together in volumes, and each bucket has some of its own: small enough that a server has room for
/// the volumes of many buckets, and no smaller.
fn volume_size(storage: &Quantity) -> i64 {
    let mebibytes = i64::try_from(storage.units() >> 20).unwrap_or(i64::MAX);
    (mebibytes / 64).clamp(64, 30_000)
}

/// The chart takes some values as text that it puts into its templates.
fn text(value: &Value) -> String {
    if value.as_list().is_some_and(|list| !list.is_empty()) {
        write(value, &Style::insertion())
    } else {
        String::new()
    }
}

fn pod_security() -> Value {
    enabled(to_value(&security::pod(security::USER)))
}

fn container_security() -> Value {
    enabled(to_value(&security::container()))
}

fn enabled(mut values: Value) -> Value {
    values.merge(value!({ "enabled": true }));
    values
}
