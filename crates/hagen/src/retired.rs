//! What people write at the root of a blueprint because they know it from elsewhere.

use hagen_core::section::Retired;

pub(crate) static ROOT: &[Retired] = &[
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
