//! When somebody has to look at a cluster, and what they should do.
//!
//! The metrics are those of the operator's default queries and of the backup plugin:
//! <https://cloudnative-pg.io/documentation/current/monitoring/>,
//! <https://cloudnative-pg.io/plugin-barman-cloud/docs/observability/>.

mod availability;
mod backups;
mod load;
mod replication;

use hagen_core::context::Context;
use hagen_observe::{Alert, Group, PodSet, Selector};

use crate::alerts;
use crate::backup;
use crate::component::Server;

/// The series of one cluster.
pub(super) struct Series {
    /// The name of the cluster.
    pub(super) name: String,
    /// Its namespace.
    pub(super) namespace: String,
    /// Those of the instances.
    pub(super) instances: Selector,
    /// Those of the poolers.
    pub(super) poolers: Selector,
}

impl Series {
    pub(super) fn new(server: &Server, cx: &Context<'_>) -> Self {
        let (name, namespace) = (server.object_name().to_string(), cx.site.namespace.to_string());
        Self {
            instances: PodSet::of_stateful_set(&namespace, &name).selector(),
            poolers: Selector::namespace(&namespace).matches("pod", &format!("{name}-pooler-.+")),
            name,
            namespace,
        }
    }

    /// A metric of the instances.
    pub(super) fn of(&self, metric: &str) -> String {
        self.instances.of(metric)
    }

    /// A regular expression of the names of the volumes' claims.
    pub(super) fn claims(&self) -> String {
        format!("{}-[0-9]+(-wal)?", self.name)
    }
}

pub(super) fn rules(server: &Server, cx: &Context<'_>) -> Vec<Group> {
    let series = Series::new(server, cx);
    let instances = server.instances(&cx.site);
    let mut rules: Vec<Alert> = availability::alerts(&series, instances);
    if instances > 1 {
        rules.extend(replication::alerts(&series));
    }
    rules.extend(load::alerts(&series));
    rules.extend(alerts::volumes(&series.namespace, &series.claims()));
    if let Some(backup) = &server.spec.backup {
        rules.extend(backups::alerts(&series, 2 * backup::longest_gap_hours(&backup.schedule)));
    }
    if server.spec.pooler.is_some() {
        rules.push(load::pooler(&series));
    }
    vec![Group::new(series.name, rules)]
}
