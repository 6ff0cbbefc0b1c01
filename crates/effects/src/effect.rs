//! The closed set of things that a change does.

/// What a change does to the running system. The riskiest comes first in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Data that nothing brings back, or an object that holds data.
    DeletesData,
    /// The cluster does not take it, and Argo CD tries for ever.
    Refused,
    /// Something is down for a while.
    Interrupts,
    /// Deleted and made again.
    Recreates,
    /// Deleted.
    Deletes,
    /// Out of the output, but not out of the cluster: it stays, and nobody manages it any more.
    LeavesBehind,
    /// A chart or program crosses a major version.
    UpgradesMajor,
    /// Fewer replicas, lower limits, a looser budget of disruptions.
    LessCapacity,
    /// More traffic is let through.
    OpensNetwork,
    /// Somebody may do more.
    MorePermissions,
    /// A person has to supply a secret before it works.
    NeedsSecret,
    /// Less traffic is let through.
    ClosesNetwork,
    /// Somebody may do less.
    FewerPermissions,
    /// Requests go elsewhere.
    Reroutes,
    /// The pods of a stateful workload are replaced, one after the other.
    ReplacesPods,
    /// Pods are replaced while others serve.
    RestartsPods,
    /// A chart or program gets another version.
    Upgrades,
    /// Values of a chart change; whether pods restart is the chart's affair.
    MayRestart,
    /// A job runs.
    RunsJob,
    /// Takes effect without anything restarting.
    Changes,
    /// Takes effect when a scheduled job runs next.
    NextRun,
    /// More replicas, higher limits, larger volumes.
    MoreCapacity,
    /// Something new beside what is there.
    Adds,
    /// Another thing is measured, or alarms at another time.
    Watches,
    /// Nothing that runs takes notice.
    Text,
}

/// An effect with its word for programs, its words for people, and how many things it happens to: one, several.
type Row = (Effect, &'static str, &'static str, [&'static str; 2]);

const ROWS: [Row; 25] = [
    (Effect::DeletesData, "deletes-data", "deletes data", ["object loses data", "objects lose data"]),
    (Effect::Refused, "refused", "refused by the cluster", ["change is refused", "changes are refused"]),
    (Effect::Interrupts, "interrupts", "is down meanwhile", ["workload goes down", "workloads go down"]),
    (Effect::Recreates, "recreates", "recreates", ["object is made anew", "objects are made anew"]),
    (Effect::Deletes, "deletes", "deletes", ["object goes", "objects go"]),
    (
        Effect::LeavesBehind,
        "leaves-behind",
        "leaves behind, unmanaged",
        ["object stays without anybody who manages it", "objects stay without anybody who manages them"],
    ),
    (
        Effect::UpgradesMajor,
        "upgrades-major",
        "upgrades (major)",
        ["program crosses a major version", "programs cross a major version"],
    ),
    (
        Effect::LessCapacity,
        "less-capacity",
        "less capacity",
        ["object loses capacity", "objects lose capacity"],
    ),
    (
        Effect::OpensNetwork,
        "opens-network",
        "opens the network",
        ["object opens the network", "objects open the network"],
    ),
    (
        Effect::MorePermissions,
        "more-permissions",
        "more permissions",
        ["object grants more", "objects grant more"],
    ),
    (
        Effect::NeedsSecret,
        "needs-secret",
        "needs a secret",
        [
            "object waits for a secret that someone has to supply",
            "objects wait for secrets that someone has to supply",
        ],
    ),
    (
        Effect::ClosesNetwork,
        "closes-network",
        "closes the network",
        ["object closes the network", "objects close the network"],
    ),
    (
        Effect::FewerPermissions,
        "fewer-permissions",
        "fewer permissions",
        ["object grants less", "objects grant less"],
    ),
    (Effect::Reroutes, "reroutes", "reroutes traffic", ["route changes", "routes change"]),
    (
        Effect::ReplacesPods,
        "replaces-pods",
        "replaces pods one by one",
        ["stateful workload restarts", "stateful workloads restart"],
    ),
    (Effect::RestartsPods, "restarts-pods", "restarts pods", ["workload restarts", "workloads restart"]),
    (Effect::Upgrades, "upgrades", "upgrades", ["program is upgraded", "programs are upgraded"]),
    (
        Effect::MayRestart,
        "may-restart",
        "may restart pods",
        ["chart gets other values", "charts get other values"],
    ),
    (Effect::RunsJob, "runs-job", "runs a job", ["job runs", "jobs run"]),
    (Effect::Changes, "changes", "changes in place", ["object changes in place", "objects change in place"]),
    (
        Effect::NextRun,
        "next-run",
        "changes from the next run on",
        ["scheduled job changes", "scheduled jobs change"],
    ),
    (Effect::MoreCapacity, "more-capacity", "more capacity", ["object grows", "objects grow"]),
    (Effect::Adds, "adds", "adds", ["object is new", "objects are new"]),
    (Effect::Watches, "watches", "changes what is watched", ["watch changes", "watches change"]),
    (Effect::Text, "text", "text only", ["text changes", "texts change"]),
];

impl Effect {
    /// All of them, the riskiest first.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.0)
    }

    /// The word for programs and command lines: `less-capacity`.
    pub fn id(self) -> &'static str {
        self.row().1
    }

    /// The words for people: `less capacity`.
    pub fn words(self) -> &'static str {
        self.row().2
    }

    /// How many things it happens to: `2 workloads restart`.
    pub fn counted(self, count: usize) -> String {
        let [one, several] = self.row().3;
        format!("{count} {}", if count == 1 { one } else { several })
    }

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_where_its_effect_looks_for_it() {
        for (at, effect) in Effect::all().enumerate() {
            assert_eq!(effect as usize, at, "{}", effect.id());
        }
        assert!(Effect::all().is_sorted());
        assert_eq!(Effect::RestartsPods.counted(1), "1 workload restarts");
        assert_eq!(Effect::NeedsSecret.id(), "needs-secret");
    }
}
