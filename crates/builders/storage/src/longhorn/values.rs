//! The values of the chart.

use hagen_core::bucket::S3;
use hagen_core::chart::controller_replicas;
use hagen_core::context::Context;
use hagen_kube::{BucketFolder, BucketRegion};
use hagen_yaml::{Value, value};

use super::{BACKUP_SECRET, LonghornComponent};

pub(super) fn values(longhorn: &LonghornComponent, cx: &Context<'_>) -> Value {
    let replicas = i64::from(cx.site.replicas());
    let mut values = value!({
        // The classes are hagen's own objects, so that Argo CD sees them.
        "persistence": { "createStorageClass": false, "defaultClass": false, "reclaimPolicy": "Retain" },
        // A Job before every sync, whose failure Argo CD could not tell from a broken release.
        "preUpgradeChecker": { "jobEnabled": false, "upgradeVersionCheck": false },
        "csi": {
            "attacherReplicaCount": replicas,
            "provisionerReplicaCount": replicas,
            "resizerReplicaCount": replicas,
            "snapshotterReplicaCount": replicas,
        },
        "defaultSettings": (settings(longhorn, cx)),
        "longhornManager": {
            "log": { "format": "json" },
            // By default all managers restart at once, and no volume can be attached meanwhile.
            "updateStrategy": { "rollingUpdate": { "maxUnavailable": 1 } },
        },
        "longhornDriver": { "log": { "format": "json" } },
        // It asks nobody for a password: it is reached by port-forward and by nothing else.
        "longhornUI": { "replicas": (i64::from(controller_replicas(&cx.site))) },
        "metrics": { "serviceMonitor": { "enabled": (cx.site.shared.prometheus.is_some()) } },
    });
    if let Some(s3) = longhorn.bucket() {
        values.merge(value!({ "defaultBackupStore": {
            "backupTarget": (backup_target(s3)),
            "backupTargetCredentialSecret": BACKUP_SECRET,
            "pollInterval": 300,
        } }));
    }
    values
}

fn settings(longhorn: &LonghornComponent, cx: &Context<'_>) -> Value {
    let zones = cx.site.cluster.nodes.zone_count();
    let copies = longhorn.replicas(&cx.site);
    let fits_zones = i64::from(copies) <= i64::try_from(zones).unwrap_or(i64::MAX);
    value!({
        "defaultDataPath": (longhorn.section.data_path.to_string()),
        "defaultReplicaCount": (copies.to_string()),
        "defaultDataLocality": "best-effort",
        // Two copies on one node would be lost together.
        "replicaSoftAntiAffinity": false,
        "replicaZoneSoftAntiAffinity": (!(zones > 1 && fits_zones)),
        "replicaAutoBalance": "best-effort",
        // A pod on a lost node cannot end, and its volume not move, until somebody says that it is gone.
        "nodeDownPodDeletionPolicy": "delete-both-statefulset-and-deployment-pod",
        // A node with the last copy is drained once its volume is in use no more: the database moved on.
        "nodeDrainPolicy": "allow-if-replica-is-stopped",
        "storageOverProvisioningPercentage": 100,
        "storageMinimalAvailablePercentage": 15,
        "storageReservedPercentageForDefaultDisk": 20,
        "concurrentAutomaticEngineUpgradePerNodeLimit": 1,
        "concurrentReplicaRebuildPerNodeLimit": 2,
        "snapshotDataIntegrity": "fast-check",
        "removeSnapshotsDuringFilesystemTrim": true,
        "rwxVolumeFastFailover": true,
        "upgradeChecker": false,
        "allowCollectingLonghornUsageMetrics": false,
    })
}

/// `s3://<bucket>@<region>/<folder>`: Longhorn wants a region even where the service has none.
fn backup_target(s3: &S3) -> String {
    let region = s3.region.as_ref().map_or("us-east-1", BucketRegion::as_str);
    format!("s3://{}@{region}/{}", s3.bucket, s3.path.as_ref().map_or("", BucketFolder::as_str))
}
