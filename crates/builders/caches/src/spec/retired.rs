//! What people know from other tools and earlier years, and what to write today.

use hagen_core::section::Retired;

use crate::codes;

const fn gone(word: &'static str, help: &'static str) -> Retired {
    Retired { word, code: &codes::RETIRED, help }
}

pub(super) const CACHE: &[Retired] = &[
    gone("replicas", "write `instances`: the primary counts too"),
    gone("replica", "write `instances: 3`: the primary counts too"),
    gone("architecture", "write `instances: 1` for a single server; three are the default"),
    gone("engine", "leave it out: a cache is Valkey, which speaks the protocol of Redis"),
    gone("version", "leave it out: hagen pins the version of Valkey"),
    gone("image", "leave it out: hagen pins the image; `patches:` changes it"),
    gone(
        "bitnami",
        "leave it out: Bitnami's versioned images left Docker Hub in August 2025 and get no fixes; a cache is Valkey \
         with objects of hagen's own",
    ),
    gone("chart", "leave it out: no chart of Valkey fails over; hagen makes the objects itself"),
    gone("sentinel", "leave it out: three servers always have sentinels"),
    gone("cluster", "leave it out: clients see one server; Redis Cluster is a protocol of its own"),
    gone("master", "leave it out: all servers are alike, and one of them is the primary"),
    gone("auth", "leave it out: a password is made in the cluster"),
    gone("password", "leave it out: a password is made in the cluster"),
    gone("storage", "write `persistence: { size: … }`"),
    gone("size", "write `memory: …` for what it holds, `persistence: { size: … }` for volumes"),
    gone("maxmemory", "write `memory: 256Mi`"),
    gone("maxmemoryPolicy", "write `eviction: allkeys-lru`"),
    gone("metrics", "leave it out: metrics are there when somebody reads them"),
];
