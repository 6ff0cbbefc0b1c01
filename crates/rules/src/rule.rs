//! The rules: what each is called.

use hagen_core::Code;

use crate::codes;

/// A rule that every platform has to keep.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its short name: a letter for what it is about, and a number.
    pub id: &'static str,
    /// The kind of its findings.
    pub code: &'static Code,
}

/// Every rule, in the order of the codes.
pub static RULES: &[Rule] = &[
    Rule { id: "A01", code: &codes::SINGLE },
    Rule { id: "A02", code: &codes::FIXED_REPLICAS },
    Rule { id: "A03", code: &codes::AUTOSCALER },
    Rule { id: "A04", code: &codes::BLIND },
    Rule { id: "A05", code: &codes::SCALED },
    Rule { id: "A06", code: &codes::BUDGETS },
    Rule { id: "A07", code: &codes::NONE_GOES },
    Rule { id: "A08", code: &codes::ALL_GO },
    Rule { id: "A09", code: &codes::SINGLE_BUDGET },
    Rule { id: "A10", code: &codes::SICK_PODS },
    Rule { id: "A11", code: &codes::ONE_ZONE },
    Rule { id: "A12", code: &codes::ONE_NODE },
    Rule { id: "A13", code: &codes::SPREADS_OTHERS },
    Rule { id: "A14", code: &codes::NO_ROOM },
    Rule { id: "A15", code: &codes::MIN_DOMAINS },
    Rule { id: "A16", code: &codes::ROLLOUT },
    Rule { id: "A17", code: &codes::PROBES },
    Rule { id: "A18", code: &codes::SAME_PROBE },
    Rule { id: "A19", code: &codes::PROBE_PORT },
    Rule { id: "A20", code: &codes::STARTUP },
    Rule { id: "A21", code: &codes::DRAIN },
    Rule { id: "A22", code: &codes::PRIORITY },
    Rule { id: "A23", code: &codes::RESOURCES },
    Rule { id: "A25", code: &codes::SERVICE },
    Rule { id: "A26", code: &codes::ONE_VOLUME },
    Rule { id: "A27", code: &codes::CRON_JOB },
    Rule { id: "A29", code: &codes::SELECTOR },
    Rule { id: "A30", code: &codes::LOST_NODE },
    Rule { id: "A33", code: &codes::LOST_ZONE },
    Rule { id: "N07", code: &codes::OPEN_SERVICE },
    Rule { id: "S01", code: &codes::CONFINED },
    Rule { id: "S02", code: &codes::HARDENED },
    Rule { id: "S03", code: &codes::ACCOUNT },
    Rule { id: "S04", code: &codes::MOVING_IMAGE },
    Rule { id: "S05", code: &codes::ACCESS },
];

impl Rule {
    /// The rule that a text names, by its own name or by its code.
    pub fn named(text: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.id == text || rule.code.id == text)
    }
}
