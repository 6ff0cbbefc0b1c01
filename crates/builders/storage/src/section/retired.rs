//! What people know from other tools and earlier years, and what to write today.

use hagen_core::section::Retired;

use crate::codes;

const fn gone(word: &'static str, help: &'static str) -> Retired {
    Retired { word, code: &codes::RETIRED, help }
}

pub(super) const STORAGE: &[Retired] = &[
    gone("class", "write `classes: { ordinary: … }`"),
    gone("storageClass", "write `classes: { ordinary: … }`"),
    gone("nfs", "write `classes: { shared: … }` for a class that is there"),
    gone("rook", "write `classes: { ordinary: …, shared: … }` for the classes of a Ceph that is there"),
    gone("openebs", "write `classes: { database: … }` for a class that is there"),
    gone("minio", "leave it out: `buckets` are object storage; MinIO's public releases have ended"),
];

pub(super) const LONGHORN: &[Retired] = &[
    gone(
        "persistence",
        "leave it out: the three classes follow; `values: { longhorn: … }` changes the chart",
    ),
    gone("defaultSettings", "write it under `values: { longhorn: { defaultSettings: … } }` at the top"),
    gone("defaultReplicaCount", "write `replicas: 3`"),
    gone("numberOfReplicas", "write `replicas: 3`"),
    gone("backupTarget", "write `backup: { to: { s3: … } }`"),
    gone("recurringJobs", "write `backup: { schedule: … }` and `snapshots: { schedule: … }`"),
    gone("dataLocality", "leave it out: it follows from what a volume is for"),
    gone("values", "write `values: { longhorn: … }` at the top of the blueprint"),
    gone("rwx", "write `shared: true` at the volume: it gets the class `longhorn-shared`"),
];
