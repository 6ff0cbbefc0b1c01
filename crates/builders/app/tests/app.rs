//! Applications as users write them, and what comes of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod app {
    mod environment;
    mod exposure;
    mod findings;
    mod fixture;
    mod mesh;
    mod network;
    mod observed;
    mod rollout;
    mod rules;
    mod schema;
    mod section;
    mod shape;
    mod split;
    mod tls;
    mod tracing;
}
