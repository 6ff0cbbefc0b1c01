//! How much is taken in, and how much a query may ask for.

use hagen_core::section::{DAY, HOUR, Section, TimeWithin, Within};
use hagen_kube::{Duration, Quantity};

/// How much is taken in, and how much a query may ask for: for each tenant, where there are several.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Limits {
    /// How much is taken in a second. What comes above it waits on the nodes.
    #[section(default = Quantity::known("16Mi"))]
    pub ingestion_rate: Quantity,
    /// How much of it may come from one container.
    #[section(default = Quantity::known("5Mi"))]
    pub stream_rate: Quantity,
    /// How many streams may be open at once: a container that writes to both its outputs has two.
    #[section(default = Within::new(20_000))]
    pub streams: Within<100, 10_000_000>,
    /// How much time one query may cover.
    #[section(default = TimeWithin::new(Duration::days(31)))]
    pub query_range: TimeWithin<HOUR, { 3650 * DAY }>,
    /// How many series a query may give.
    #[section(default = Within::new(1000))]
    pub query_series: Within<10, 100_000>,
}
