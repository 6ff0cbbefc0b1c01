//! What people know from other tools and earlier years, and what to write today.

use hagen_core::Code;
use hagen_core::section::Retired;

use crate::codes;

const fn gone(word: &'static str, help: &'static str) -> Retired {
    Retired { word, code: RETIRED, help }
}

const RETIRED: &Code = &codes::RETIRED;

pub(super) const SERVER: &[Retired] = &[
    gone("replicas", "write `instances`: the primary counts too"),
    gone("numberOfInstances", "write `instances`"),
    gone("volume", "write `storage: 10Gi`"),
    gone("size", "write `storage: 10Gi`"),
    gone("imageName", "write `version: 18`, or `image` for an image of your own"),
    gone(
        "minSyncReplicas",
        "write `durability`: CloudNativePG has replaced the key by `postgresql.synchronous`",
    ),
    gone(
        "maxSyncReplicas",
        "write `durability`: CloudNativePG has replaced the key by `postgresql.synchronous`",
    ),
    gone("synchronous", "write `durability: required`, `preferred` or `asynchronous`"),
    gone("enablePodMonitor", "leave it out: monitors are made when the blueprint has `monitoring`"),
    gone("monitoring", "leave it out: monitors and alerts are made when the blueprint has `monitoring`"),
    gone(
        "enableSuperuserAccess",
        "leave it out: no password of the superuser exists; use `kubectl cnpg psql`",
    ),
    gone("password", "leave it out: a password is made in the cluster for each consumer"),
    gone("users", "leave it out: each consumer gets a role; `databases` changes its name and limits"),
    gone("auth", "leave it out: each consumer gets a role with a password of its own"),
    gone("bootstrap", "leave it out: each consumer gets a database; `databases` changes its name"),
    gone("connectionPooler", "write `pooler: {}`"),
    gone("enableConnectionPooler", "write `pooler: {}`"),
    gone("patroni", "leave it out: with `engine: zalando` it follows from `durability`"),
    gone("pg_hba", "leave it out: every role can reach its own database only, and only by TLS"),
];

pub(super) const ENGINE: &[Retired] = &[
    gone(
        "bitnami",
        "leave it out for CloudNativePG: Bitnami's versioned images left Docker Hub in August 2025 and get no fixes",
    ),
    gone("cnpg", "write `cloudnative-pg`"),
    gone("patroni", "write `zalando` for Patroni inside Kubernetes, `external` for Patroni on machines"),
    gone("spilo", "write `zalando`"),
    gone("stolon", "leave it out for CloudNativePG: stolon is no longer maintained"),
    gone("postgresql-ha", "leave it out for CloudNativePG: the chart's images get no fixes any more"),
];

pub(super) const BACKUP: &[Retired] = &[
    gone(
        "barmanObjectStore",
        "write `to: buckets/backups`: CloudNativePG hands its own object store support over to a plugin",
    ),
    gone("retentionPolicy", "write `keep: 30d`"),
    gone("retention", "write `keep: 30d`"),
    gone("destinationPath", "write `to: { s3: { bucket: …, path: … } }`"),
    gone(
        "volumeSnapshot",
        "write `to: buckets/backups`: snapshots share the fate of the storage they are on",
    ),
];
