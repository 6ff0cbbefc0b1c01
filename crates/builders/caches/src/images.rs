//! The images, each at its digest.

/// Valkey, its sentinel and its client. 9.1.0 crashes on coordinated failovers, which are therefore not used.
pub(crate) const VALKEY: &str = "docker.io/valkey/valkey:9.1.1-alpine@sha256:ee91f7a174ac4d6a6b0685b3a60e321f0a9dbbb691f9b0e285be2ba1d1be8328";

/// HAProxy, a version with long support.
pub(crate) const HAPROXY: &str = "docker.io/library/haproxy:3.2.21-alpine@sha256:66e25cc9a8332635f4e897f7f4b1e5622c25f09f0ee23cddc6ce9bdb3a24772a";

/// What tells Prometheus of a server.
pub(crate) const EXPORTER: &str = "docker.io/oliver006/redis_exporter:v1.90.0@sha256:a129504e65b87c54f79bc92f1afc403475e8ff646a3d7512de469904ceddf986";
