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
    /// A chart crosses a major version.
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
    /// A chart gets another version.
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

/// What is said of an effect.
struct Row {
    effect: Effect,
    id: &'static str,
    words: &'static str,
    /// How many things it happens to: one, several.
    counted: [&'static str; 2],
    about: &'static str,
}

const ROWS: [Row; 25] = [
    Row {
        effect: Effect::DeletesData,
        id: "deletes-data",
        words: "deletes data",
        counted: ["object loses data", "objects lose data"],
        about: "Data goes that nothing brings back: a database, a volume, messages and backups that are kept for less long",
    },
    Row {
        effect: Effect::Refused,
        id: "refused",
        words: "refused by the cluster",
        counted: ["change is refused", "changes are refused"],
        about: "The cluster does not take the change, and Argo CD tries for ever",
    },
    Row {
        effect: Effect::Interrupts,
        id: "interrupts",
        words: "is down meanwhile",
        counted: ["workload goes down", "workloads go down"],
        about: "Something is down for a while: all its pods restart at once, or its only one does",
    },
    Row {
        effect: Effect::Recreates,
        id: "recreates",
        words: "recreates",
        counted: ["object is made anew", "objects are made anew"],
        about: "Deleted and made again",
    },
    Row {
        effect: Effect::Deletes,
        id: "deletes",
        words: "deletes",
        counted: ["object goes", "objects go"],
        about: "Deleted",
    },
    Row {
        effect: Effect::LeavesBehind,
        id: "leaves-behind",
        words: "leaves behind, unmanaged",
        counted: [
            "object stays without anybody who manages it",
            "objects stay without anybody who manages them",
        ],
        about: "It stays in the cluster, and nobody manages it any more: its Application has no finalizer",
    },
    Row {
        effect: Effect::UpgradesMajor,
        id: "upgrades-major",
        words: "upgrades (major)",
        counted: ["chart crosses a major version", "charts cross a major version"],
        about: "A chart crosses a major version",
    },
    Row {
        effect: Effect::LessCapacity,
        id: "less-capacity",
        words: "less capacity",
        counted: ["object loses capacity", "objects lose capacity"],
        about: "Fewer replicas, lower limits, a looser budget of disruptions",
    },
    Row {
        effect: Effect::OpensNetwork,
        id: "opens-network",
        words: "opens the network",
        counted: ["object opens the network", "objects open the network"],
        about: "More traffic is let through, or an object comes that lets some through",
    },
    Row {
        effect: Effect::MorePermissions,
        id: "more-permissions",
        words: "more permissions",
        counted: ["object grants more", "objects grant more"],
        about: "Somebody may do more: roles, bindings, projects of Argo CD, pod security",
    },
    Row {
        effect: Effect::NeedsSecret,
        id: "needs-secret",
        words: "needs a secret",
        counted: [
            "object waits for a secret that someone has to supply",
            "objects wait for secrets that someone has to supply",
        ],
        about: "A person has to supply a secret first: `hagen secrets` has the command",
    },
    Row {
        effect: Effect::ClosesNetwork,
        id: "closes-network",
        words: "closes the network",
        counted: ["object closes the network", "objects close the network"],
        about: "Less traffic is let through",
    },
    Row {
        effect: Effect::FewerPermissions,
        id: "fewer-permissions",
        words: "fewer permissions",
        counted: ["object grants less", "objects grant less"],
        about: "Somebody may do less",
    },
    Row {
        effect: Effect::Reroutes,
        id: "reroutes",
        words: "reroutes traffic",
        counted: ["route changes", "routes change"],
        about: "Requests go elsewhere, or in another way",
    },
    Row {
        effect: Effect::ReplacesPods,
        id: "replaces-pods",
        words: "replaces pods one by one",
        counted: ["stateful workload restarts", "stateful workloads restart"],
        about: "The pods of a stateful workload restart, one after the other",
    },
    Row {
        effect: Effect::RestartsPods,
        id: "restarts-pods",
        words: "restarts pods",
        counted: ["workload restarts", "workloads restart"],
        about: "Pods restart while others serve",
    },
    Row {
        effect: Effect::Upgrades,
        id: "upgrades",
        words: "upgrades",
        counted: ["chart is upgraded", "charts are upgraded"],
        about: "A chart gets another version",
    },
    Row {
        effect: Effect::MayRestart,
        id: "may-restart",
        words: "may restart pods",
        counted: ["chart gets other values", "charts get other values"],
        about: "Values of a chart change; whether pods restart is its affair",
    },
    Row {
        effect: Effect::RunsJob,
        id: "runs-job",
        words: "runs a job",
        counted: ["job runs", "jobs run"],
        about: "A job runs, once",
    },
    Row {
        effect: Effect::Changes,
        id: "changes",
        words: "changes in place",
        counted: ["object changes in place", "objects change in place"],
        about: "Takes effect without a restart",
    },
    Row {
        effect: Effect::NextRun,
        id: "next-run",
        words: "changes from the next run on",
        counted: ["scheduled job changes", "scheduled jobs change"],
        about: "Takes effect when a scheduled job runs next",
    },
    Row {
        effect: Effect::MoreCapacity,
        id: "more-capacity",
        words: "more capacity",
        counted: ["object grows", "objects grow"],
        about: "More replicas, higher limits, larger volumes",
    },
    Row {
        effect: Effect::Adds,
        id: "adds",
        words: "adds",
        counted: ["object is new", "objects are new"],
        about: "Something new beside what is there",
    },
    Row {
        effect: Effect::Watches,
        id: "watches",
        words: "changes what is watched",
        counted: ["watch changes", "watches change"],
        about: "Another thing is measured, or an alert fires at another time",
    },
    Row {
        effect: Effect::Text,
        id: "text",
        words: "text only",
        counted: ["text changes", "texts change"],
        about: "Nothing that runs takes notice: labels, annotations, dashboards, the order of the sync",
    },
];

impl Effect {
    /// All of them, the riskiest first.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.effect)
    }

    /// The word for programs and command lines: `less-capacity`.
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// The words for people: `less capacity`.
    pub fn words(self) -> &'static str {
        self.row().words
    }

    /// What it means, in a line.
    pub fn about(self) -> &'static str {
        self.row().about
    }

    /// How many things it happens to: `2 workloads restart`.
    pub fn counted(self, count: usize) -> String {
        let [one, several] = self.row().counted;
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
