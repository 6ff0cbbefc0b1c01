//! Zalando's postgres-operator.

use hagen_charts::POSTGRES_OPERATOR;
use hagen_core::Path;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, labels, resources};
use hagen_core::component::{Component, ComponentId, Need, Offer, Pods};
use hagen_core::context::{Context, Site};
use hagen_core::workload::priority;
use hagen_kube::{Manifest, Name};
use hagen_yaml::{Value, value};

use crate::zalando;

const NAME: &str = "postgres-operator";

/// The operator of `acid.zalan.do`.
///
/// One replica, and so no disruption budget: the chart has no more. Patroni fails over without it.
pub(crate) struct PostgresOperator {
    pub(crate) values: UserValues,
}

/// Its pods.
pub(crate) fn pods() -> Pods {
    Pods { namespace: Name::known(NAME), labels: labels(NAME, NAME) }
}

impl Component for PostgresOperator {
    fn id(&self) -> ComponentId {
        ComponentId::platform(NAME)
    }

    fn path(&self) -> Path {
        self.values.path.clone()
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(NAME))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer { pods: vec![pods()], ..Offer::default() }
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let release = HelmRelease::new(&POSTGRES_OPERATOR, NAME, values(cx), &self.values);
        std::iter::once(Artifact::from(release)).chain(network(cx).map(Artifact::from)).collect()
    }
}

fn values(cx: &Context<'_>) -> Value {
    value!({
        "enableJsonLogging": true,
        "priorityClassName": (priority::CRITICAL),
        "resources": (resources("200m", "1", "512Mi")),
        "securityContext": {
            "runAsNonRoot": true,
            "runAsUser": 1000,
            "readOnlyRootFilesystem": true,
            "allowPrivilegeEscalation": false,
            "capabilities": { "drop": ["ALL"] },
            "seccompProfile": { "type": "RuntimeDefault" },
        },
        "podPriorityClassName": { "create": false, "name": (priority::CRITICAL) },
        "configDebug": { "debug_logging": false, "enable_database_access": true },
        "configKubernetes": (kubernetes(cx)),
        "configPatroni": { "enable_patroni_failsafe_mode": true },
    })
}

/// How the operator makes pods. Anti-affinity and disruption budgets are the same for all its clusters; each cluster
/// spreads over zones by itself.
fn kubernetes(cx: &Context<'_>) -> Value {
    let nodes = cx.site.cluster.nodes.schedulable();
    value!({
        "enable_pod_antiaffinity": true,
        "pod_antiaffinity_topology_key": "kubernetes.io/hostname",
        // Three instances on two nodes would wait for ever.
        "pod_antiaffinity_preferred_during_scheduling": (nodes < 3),
        // The budget of a single instance would block every drain of its node.
        "enable_pod_disruption_budget": (!cx.site.is_dev()),
        "enable_readiness_probe": true,
        // Deleting the custom resource by mistake loses neither data nor passwords.
        "enable_persistent_volume_claim_deletion": false,
        "enable_secrets_deletion": false,
        "persistent_volume_claim_retention_policy": { "when_deleted": "retain", "when_scaled": "retain" },
        "secret_name_template": (zalando::SECRET_NAME_TEMPLATE),
        // The user and group of PostgreSQL in Spilo's image.
        "spilo_runasuser": 101,
        "spilo_runasgroup": 103,
        "spilo_fsgroup": 103,
        "spilo_privileged": false,
        "spilo_allow_privilege_escalation": false,
    })
}

/// The operator calls PostgreSQL and Patroni; nobody calls it.
fn network(cx: &Context<'_>) -> Option<Manifest> {
    let mut egress =
        super::of_clusters(cx, Need::PostgresOperator, &zalando::any_instance(), &[5432, zalando::PATRONI]);
    egress.push(super::to_api_server());
    super::policy(cx, NAME, &[], &egress)
}
