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
    Rule { id: "A24", code: &codes::CAPACITY },
    Rule { id: "A25", code: &codes::SERVICE },
    Rule { id: "A26", code: &codes::ONE_VOLUME },
    Rule { id: "A27", code: &codes::CRON_JOB },
    Rule { id: "A29", code: &codes::SELECTOR },
    Rule { id: "A30", code: &codes::LOST_NODE },
    Rule { id: "A33", code: &codes::LOST_ZONE },
    Rule { id: "A34", code: &codes::TWO_BEHIND },
    Rule { id: "A35", code: &codes::QUOTA },
    Rule { id: "A36", code: &codes::PLACEMENT },
    Rule { id: "P01", code: &codes::INSTANCES },
    Rule { id: "P02", code: &codes::SYNCHRONOUS },
    Rule { id: "P03", code: &codes::TOGETHER },
    Rule { id: "P04", code: &codes::BACKUP },
    Rule { id: "P05", code: &codes::NO_SWITCHOVER },
    Rule { id: "P06", code: &codes::VOLUMES },
    Rule { id: "P08", code: &codes::CONNECTIONS },
    Rule { id: "P09", code: &codes::SUPERUSER },
    Rule { id: "M01", code: &codes::PROMETHEUS },
    Rule { id: "M02", code: &codes::ALERTMANAGER },
    Rule { id: "M04", code: &codes::MONITOR },
    Rule { id: "M05", code: &codes::GRAFANA },
    Rule { id: "M06", code: &codes::NO_METRICS },
    Rule { id: "M07", code: &codes::TWIN_BOARDS },
    Rule { id: "M08", code: &codes::BLANK_BOARD },
    Rule { id: "L01", code: &codes::LOKI_COPIES },
    Rule { id: "L02", code: &codes::LOKI_STORE },
    Rule { id: "L03", code: &codes::LOKI_WRITERS },
    Rule { id: "L04", code: &codes::COLLECTOR },
    Rule { id: "X01", code: &codes::MESH_CONTROL },
    Rule { id: "X02", code: &codes::SIDECARS },
    Rule { id: "X03", code: &codes::MESH_PROBES },
    Rule { id: "X04", code: &codes::MESH_RULE },
    Rule { id: "X05", code: &codes::MESH_TWICE },
    Rule { id: "G02", code: &codes::PROJECT },
    Rule { id: "G03", code: &codes::DELETES },
    Rule { id: "K03", code: &codes::TWO_MAKERS },
    Rule { id: "R01", code: &codes::ANALYSIS },
    Rule { id: "R02", code: &codes::IDLE_ARGUMENT },
    Rule { id: "G08", code: &codes::SERVER_SIDE },
    Rule { id: "N11", code: &codes::HIDDEN },
    Rule { id: "N01", code: &codes::OPEN_NAMESPACE },
    Rule { id: "N02", code: &codes::UNGUARDED },
    Rule { id: "N03", code: &codes::CLOSED_EDGE },
    Rule { id: "N04", code: &codes::OPEN },
    Rule { id: "N05", code: &codes::NO_NAMES },
    Rule { id: "N06", code: &codes::UNSCRAPED },
    Rule { id: "N07", code: &codes::OPEN_SERVICE },
    Rule { id: "N08", code: &codes::ROUTE },
    Rule { id: "N09", code: &codes::OPENING },
    Rule { id: "N10", code: &codes::DEAD_POLICY },
    Rule { id: "S01", code: &codes::CONFINED },
    Rule { id: "S02", code: &codes::HARDENED },
    Rule { id: "S03", code: &codes::ACCOUNT },
    Rule { id: "S04", code: &codes::MOVING_IMAGE },
    Rule { id: "S05", code: &codes::ACCESS },
    Rule { id: "K01", code: &codes::NO_SECRET },
    Rule { id: "K02", code: &codes::REFERENCE },
];

impl Rule {
    /// The rule that a text names, by its own name or by its code.
    pub fn named(text: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.id == text || rule.code.id == text)
    }
}
