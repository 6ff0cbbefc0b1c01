//! How many of everything there are.

use hagen_core::context::Site;
use hagen_core::section::Within;

use crate::spec::{Controllers, Kafka};

/// The numbers of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Brokers.
    pub(crate) brokers: i32,
    /// Controllers of their own; 0 when the brokers are controllers too.
    pub(crate) controllers: i32,
    /// How many brokers have a copy of each record.
    pub(crate) copies: i32,
    /// How many have it before it counts.
    pub(crate) in_sync: i32,
}

impl Shape {
    pub(crate) fn of(spec: &Kafka, site: &Site<'_>) -> Self {
        let usual = site.replicas();
        let brokers = spec.brokers.map_or(if usual < 3 { 1 } else { 3 }, Within::i32);
        let small = if usual < 3 { Controllers::Combined } else { Controllers::Dedicated };
        let controllers = match spec.controllers.unwrap_or(small) {
            Controllers::Dedicated => 3,
            Controllers::Combined => 0,
        };
        let copies = brokers.min(3);
        Self { brokers, controllers, copies, in_sync: in_sync(copies) }
    }
}

/// One less than the copies, so that writing goes on while a broker is away.
pub(crate) fn in_sync(copies: i32) -> i32 {
    (copies - 1).max(1)
}
