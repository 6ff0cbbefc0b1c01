//! What people know from charts' values, and what to write today.

use hagen_core::section::Retired;

use crate::codes;

const fn gone(word: &'static str, help: &'static str) -> Retired {
    Retired { word, code: &codes::RETIRED, help }
}

pub(super) const PACKAGE: &[Retired] = &[
    gone("replicaCount", "write `replicas: 3`"),
    gone("image", "leave it out: the chart pins its image; `values: { image: … }` changes it"),
    gone("port", "leave it out: the chart knows its port"),
    gone("ingress", "write `expose: { host: … }`"),
    gone("persistence", "write `volumes: { data: { size: …, shared: true } }`"),
    gone(
        "postgresql",
        "write `uses: [postgres/…]`: the chart's own runs one Bitnami image, which gets no fixes since August 2025",
    ),
    gone("externalDatabase", "write `uses: [postgres/…]`"),
    gone("mariadb", "write `uses: [postgres/…]`"),
    gone(
        "redis",
        "write `uses: [caches/…]`: the chart's own runs Bitnami images, which get no fixes since August 2025",
    ),
    gone("externalRedis", "write `uses: [caches/…]`"),
    gone("cronjob", "leave it out: background work runs as a CronJob, outside the pods that serve"),
    gone("metrics", "leave it out: metrics are there when somebody reads them"),
    gone(
        "password",
        "leave it out: the administrator's password is made in the cluster; `hagen secrets` names it",
    ),
];
