//! Values of charts. What they do is the chart's affair, but some words mean the same in all of them.

use crate::effect::Effect;
use crate::table::{CAPACITY, KEPT, POD_CAPACITY, Table, Verdict, rule};

pub(crate) const VALUES: Table = Table {
    pods: |_| (Effect::MayRestart, ""),
    rules: &[
        rule("** replicas|replicaCount|minReplicas|maxReplicas|minAvailable", "", CAPACITY),
        rule("** resources limits|requests memory|cpu", "", POD_CAPACITY),
        rule("** retention|retentionSize|retention_period|retentionPeriod", "", KEPT),
        rule("** requests storage", "", CAPACITY),
        rule("** size", "", CAPACITY),
        rule(
            "** persistence|persistentVolume enabled",
            "",
            Verdict::Rank(&["false", "true"], Effect::DeletesData, Effect::MayRestart),
        ),
        rule(
            "** networkPolicy enabled",
            "",
            Verdict::Rank(&["false", "true"], Effect::OpensNetwork, Effect::ClosesNetwork),
        ),
    ],
    otherwise: Verdict::Pods,
    ..Table::PLAIN
};
