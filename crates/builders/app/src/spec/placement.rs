//! Where replicas go, and who gives way.

use hagen_core::section::Section;
use hagen_core::workload::priority;
use hagen_kube::LabelValue;

/// Who gives way to whom when there is not room for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum Priority {
    /// `hagen-standard`, for what serves; `hagen-batch` for an application with a `schedule`.
    #[default]
    Standard,
    /// `hagen-critical`: what others cannot do without.
    Critical,
    /// `hagen-batch`: what can wait and run again.
    Batch,
}

impl Priority {
    /// The name of the priority class.
    pub fn class(self) -> &'static str {
        match self {
            Self::Standard => priority::STANDARD,
            Self::Critical => priority::CRITICAL,
            Self::Batch => priority::BATCH,
        }
    }
}

/// How a new version takes the place of the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum Strategy {
    /// Replica by replica; each new one is ready before an old one goes.
    #[default]
    Rolling,
    /// All old replicas go before the first new one comes: for what cannot run in two versions at once. Each release
    /// is an outage.
    Recreate,
}

/// A taint of nodes that does not keep an application away.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Toleration {
    /// The key of the taint.
    #[section(example = "example.com/pool")]
    pub key: String,
    /// Its value. Absent: any.
    pub value: Option<LabelValue>,
    /// Its effect. Absent: any.
    pub effect: Option<TaintEffect>,
}

/// What a taint does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Section)]
pub enum TaintEffect {
    /// New pods stay away.
    #[section(rename = "NoSchedule")]
    NoSchedule,
    /// New pods stay away if they can.
    #[section(rename = "PreferNoSchedule")]
    PreferNoSchedule,
    /// All pods go.
    #[section(rename = "NoExecute")]
    NoExecute,
}

impl TaintEffect {
    /// The word of the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoSchedule => "NoSchedule",
            Self::PreferNoSchedule => "PreferNoSchedule",
            Self::NoExecute => "NoExecute",
        }
    }
}
