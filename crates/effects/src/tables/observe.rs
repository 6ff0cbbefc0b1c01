//! What is measured, and when it alarms.

use crate::effect::Effect;
use crate::table::{Table, Verdict, each, rule};

const WATCHES: Verdict = Verdict::Is(Effect::Watches);

pub(crate) const RULES: Table = Table {
    arrival: |_| Effect::Adds,
    departure: |_| (Effect::Watches, ""),
    ..Table::of(
        Effect::Watches,
        &[
            each("spec groups * rules * annotations **", "text of alert", 2, Verdict::Is(Effect::Text)),
            each("spec groups * rules * for", "patience of alert", 2, WATCHES),
            each("spec groups * rules * expr", "condition of alert", 2, WATCHES),
            each("spec groups * rules * labels **", "labels of alert", 2, WATCHES),
            each("spec groups * rules *", "alert", 2, WATCHES),
            each("spec groups *", "alerts", 1, WATCHES),
        ],
    )
};

pub(crate) const MONITOR: Table = Table {
    departure: |_| (Effect::Watches, ""),
    ..Table::of(Effect::Watches, &[rule("spec prober **", "prober", WATCHES)])
};
