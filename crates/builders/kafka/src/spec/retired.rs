//! What people know from other tools and earlier years, and what to write today.

use hagen_core::Code;
use hagen_core::section::Retired;

use crate::codes;

const fn gone(word: &'static str, help: &'static str) -> Retired {
    Retired { word, code: RETIRED, help }
}

const RETIRED: &Code = &codes::RETIRED;

pub(super) const CLUSTER: &[Retired] = &[
    gone("zookeeper", "leave it out: Kafka has kept its own metadata since 4.0; `controllers` says how"),
    gone("bitnami", "leave it out: Bitnami's images of Kafka get no fixes any more; hagen runs Strimzi"),
    gone("chart", "leave it out: hagen runs Strimzi"),
    gone("engine", "leave it out: hagen runs Strimzi"),
    gone("replicas", "write `brokers`"),
    gone("replicaCount", "write `brokers`"),
    gone("size", "write `storage: 20Gi`"),
    gone("persistence", "write `storage: 20Gi`"),
    gone("listeners", "leave it out: there is one, with TLS and passwords"),
    gone("auth", "leave it out: each consumer gets a user with a password of its own"),
    gone(
        "users",
        "leave it out: each consumer gets a user; `produce` and `consume` of a topic say what it may do",
    ),
    gone("acls", "write `produce` and `consume` at the topics"),
    gone("metrics", "leave it out: metrics are there when the blueprint has `monitoring`"),
];
