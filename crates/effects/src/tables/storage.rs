//! Volumes.

use crate::effect::Effect;
use crate::table::{CAPACITY, Table, Verdict, rule};

pub(crate) const CLAIM: Table = Table {
    departure: |_| (Effect::DeletesData, ""),
    ..Table::of(
        Effect::Changes,
        &[
            rule("spec resources requests storage", "size", CAPACITY),
            rule("spec storageClassName", "storage class", Verdict::Is(Effect::Changes)),
        ],
    )
};
