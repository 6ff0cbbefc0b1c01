//! Drills.

use hagen_core::section::{DAY, SECOND, Section, TimeWithin, Within};
use hagen_kube::{Duration, HttpPath};

/// A drill: load on an application, and what is broken while it runs. hagen writes the steps, with what has to come of each,
/// to `drills/`; nothing of it reaches the cluster by itself.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Drill {
    /// How many requests a second the load has.
    #[section(default = Within::new(50), also = "rps requests vus")]
    pub rate: Within<1, 100_000>,
    /// How long it goes on.
    #[section(default = TimeWithin::new(Duration::seconds(600)), also = "time for")]
    pub duration: TimeWithin<{ 10 * SECOND }, { 2 * DAY }>,
    /// The path that is asked for.
    #[section(default = HttpPath::known("/"))]
    pub path: HttpPath,
}
