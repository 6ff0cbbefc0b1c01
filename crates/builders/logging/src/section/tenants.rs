//! Tenants.

use hagen_core::section::{Map, Section};
use hagen_kube::{Duration, Name, Quantity};

/// Tenants: their logs are kept apart, and so are their limits.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Tenants {
    /// What differs for a tenant: an environment by its name, `platform`, or `machines`.
    #[section(example = "{ staging: { retention: 3d } }")]
    pub overrides: Map<Name, TenantLimits>,
}

/// What differs for a tenant.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct TenantLimits {
    /// How long its logs are kept. Absent: as long as those of the others.
    #[section(example = "3d")]
    pub retention: Option<Duration>,
    /// How much of it is taken in a second. Absent: as much as of the others.
    #[section(example = "4Mi")]
    pub ingestion_rate: Option<Quantity>,
}
