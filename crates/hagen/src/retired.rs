//! What people write at the root of a blueprint because they know it from elsewhere.

use hagen_core::codes::UNKNOWN_KEY;
use hagen_core::section::Retired;

pub(crate) static ROOT: &[Retired] = &[
    Retired {
        word: "metadata",
        code: &UNKNOWN_KEY,
        help: "a blueprint is no object of Kubernetes: write `name: shop` at the top level; an object of your own is a \
               file under `manifests`",
    },
    Retired {
        word: "spec",
        code: &UNKNOWN_KEY,
        help: "a blueprint is no object of Kubernetes: its sections, such as `apps`, stand at the top level",
    },
    Retired {
        word: "minio",
        code: &hagen_buckets::codes::RETIRED,
        help: "write `buckets: { uploads: {} }`: SeaweedFS keeps them, as MinIO gets no fixes since February 2026",
    },
    Retired {
        word: "zookeeper",
        code: &hagen_kafka::codes::RETIRED,
        help: "leave it out: Kafka has kept its own metadata since 4.0",
    },
];
