//! The one list of what a blueprint is made of: which component each entry of each section becomes, and which part of
//! the platform answers each need.

use hagen_core::artifact::Chart;
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, Need};
use hagen_core::context::Shared;
use hagen_core::section::nearest;
use hagen_core::target::{Cluster, Provided};
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::{Name, Reference};

use super::Scope;
use crate::blueprint::{Blueprint, NetworkPolicies};
use crate::codes;
use crate::manifests::Loaded;
use crate::targets::ClusterTarget;

/// The components of an environment.
pub(super) fn of_environment(blueprint: &Blueprint, loaded: &Loaded) -> Vec<Box<dyn Component>> {
    let mut components = hagen_base::of_environment();
    let apps = blueprint.apps.iter();
    components.extend(hagen_app::components(
        apps.clone().filter_map(|(name, application)| Some((name, application.image()?))),
    ));
    components.extend(hagen_packages::components(
        apps.filter_map(|(name, application)| Some((name, application.package()?))),
    ));
    components.extend(hagen_packages::charts(&blueprint.charts));
    components.extend(hagen_postgres::components(&blueprint.postgres));
    components.extend(hagen_caches::components(&blueprint.caches));
    components.extend(hagen_kafka::components(&blueprint.kafka));
    components.extend(hagen_buckets::components(&blueprint.buckets));
    components.extend(loaded.components(&blueprint.manifests, &blueprint.crds));
    if blueprint.mesh.is_some() {
        components.extend(hagen_mesh::of_environment());
    }
    components
}

/// The parts of the platform that every cluster has.
pub(super) fn of_cluster(blueprint: &Blueprint, cluster: &Cluster) -> Vec<Box<dyn Component>> {
    let mut components = hagen_base::of_cluster(cluster, &blueprint.delivery.argocd);
    let values = |chart: &Chart| user_values(blueprint, chart);
    if let Some(mesh) = &blueprint.mesh {
        components.extend(hagen_mesh::components(mesh, cluster, values));
    }
    components.extend(monitoring(blueprint, cluster));
    if let Some(logging) = &blueprint.logging {
        components.extend(hagen_logging::components(logging, values));
    }
    if let Some(tracing) = &blueprint.tracing {
        components.extend(hagen_tracing::components(tracing, values));
    }
    let values = user_values(blueprint, &hagen_charts::LONGHORN);
    components.extend(hagen_storage::components(&blueprint.storage, cluster, values));
    components.extend(hagen_machines::components(&blueprint.machines));
    components
}

fn monitoring(blueprint: &Blueprint, cluster: &Cluster) -> Vec<Box<dyn Component>> {
    let Some(section) = &blueprint.monitoring else { return Vec::new() };
    let values = hagen_monitoring::Values {
        stack: user_values(blueprint, &hagen_charts::KUBE_PROMETHEUS_STACK),
        grafana: user_values(blueprint, &hagen_charts::GRAFANA),
        blackbox: user_values(blueprint, &hagen_charts::PROMETHEUS_BLACKBOX_EXPORTER),
    };
    hagen_monitoring::components(section, cluster, only_database(blueprint), values)
}

/// The only database of the blueprint: what is meant when nothing is said.
fn only_database(blueprint: &Blueprint) -> Option<Reference> {
    let mut names = blueprint.postgres.keys();
    let name = names.next().filter(|_| names.next().is_none())?;
    Some(Reference { section: "postgres".to_owned(), name: name.clone() })
}

/// The parts of the platform that answer a need, unless the cluster has them already.
pub(super) fn needed(need: Need, blueprint: &Blueprint, cluster: &Cluster) -> Vec<Box<dyn Component>> {
    let values = |chart: &Chart| user_values(blueprint, chart);
    let database = |provided, chart: &Chart| {
        let operator = hagen_postgres::operator(need, values(chart));
        operator.filter(|_| !cluster.provides(provided)).into_iter().collect()
    };
    match need {
        Need::CertManager => hagen_certificates::issuers(&blueprint.certificates).into_iter().collect(),
        Need::CertManagerResources => {
            let values = values(&hagen_charts::CERT_MANAGER);
            hagen_certificates::operator(cluster, values).into_iter().collect()
        }
        Need::CloudNativePg => database(Provided::CloudNativePg, &hagen_charts::CLOUDNATIVE_PG),
        Need::BarmanCloud => database(Provided::BarmanCloud, &hagen_charts::PLUGIN_BARMAN_CLOUD),
        Need::PostgresOperator => database(Provided::PostgresOperator, &hagen_charts::POSTGRES_OPERATOR),
        Need::ExternalSecrets => {
            hagen_secrets::components(&blueprint.secrets, &blueprint.name, cluster, values)
        }
        Need::ArgoRollouts => {
            hagen_rollouts::operator(cluster, values(&hagen_charts::ARGO_ROLLOUTS)).into_iter().collect()
        }
        Need::GatewayApi => hagen_gateway::definitions(cluster).into_iter().collect(),
        Need::Gateway => hagen_gateway::components(engine(blueprint), values),
        Need::MetricsServer => {
            hagen_base::metrics_server(cluster, values(&hagen_charts::METRICS_SERVER)).into_iter().collect()
        }
        Need::ObjectStorage => {
            vec![hagen_buckets::object_storage(&blueprint.object_storage, values(&hagen_charts::SEAWEEDFS))]
        }
        Need::Strimzi if cluster.provides(Provided::Strimzi) => Vec::new(),
        Need::Strimzi => vec![hagen_kafka::operator(values(&hagen_charts::STRIMZI))],
        // Whoever has a mesh has it on every cluster, needed or not.
        Need::MeshApi | Need::MeshControl | Need::Mesh => Vec::new(),
        Need::PrometheusOperator => hagen_base::prometheus_operator_crds(cluster).into_iter().collect(),
    }
}

/// What a need has in tow.
pub(super) fn implied(need: Need) -> Option<Need> {
    (need == Need::CertManager).then_some(Need::CertManagerResources)
}

/// The parts that whoever has a need waits for.
pub(crate) fn ids(need: Need) -> Vec<ComponentId> {
    let part = |name| vec![ComponentId::platform(name)];
    match need {
        Need::CertManager => hagen_certificates::ids(),
        Need::CertManagerResources => hagen_certificates::operator_ids(),
        Need::CloudNativePg => part("cloudnative-pg"),
        Need::BarmanCloud => part("barman-cloud"),
        Need::PostgresOperator => part("postgres-operator"),
        Need::ExternalSecrets => hagen_secrets::ids(),
        Need::ArgoRollouts => hagen_rollouts::ids(),
        Need::GatewayApi => hagen_gateway::api_ids(),
        Need::Gateway => hagen_gateway::ids(),
        Need::MeshApi => hagen_mesh::api_ids(),
        Need::MeshControl => hagen_mesh::control_ids(),
        Need::Mesh => hagen_mesh::ids(),
        Need::MetricsServer => part("metrics-server"),
        Need::ObjectStorage => part("seaweedfs"),
        Need::Strimzi => part("strimzi"),
        Need::PrometheusOperator => part("prometheus-operator-crds"),
    }
}

/// What holds everything else: nothing waits longer than it must for these, and everything waits for them.
pub(super) fn is_first(id: &ComponentId) -> bool {
    id.section == "platform" && matches!(id.name.as_str(), "crds" | "namespaces" | "priority-classes")
}

/// The namespace of an environment, for which the rest of the environment waits.
pub(super) fn is_namespace(id: &ComponentId) -> bool {
    id.section == "platform" && id.name.as_str() == "namespace"
}

/// What the sections of the blueprint mean for everything on a cluster.
pub(super) fn shared(target: &ClusterTarget) -> Shared {
    let ClusterTarget { name, cluster, view, environments } = target;
    let (blueprint, logging) = (&view.blueprint, view.blueprint.logging.as_ref());
    let environments: Vec<_> =
        environments.iter().map(|one| (one.name.clone(), one.namespace.clone())).collect();
    let monitoring = hagen_monitoring::shared(blueprint.monitoring.as_ref(), cluster);
    Shared {
        entry: Some(hagen_gateway::entry(&engine(blueprint))),
        dashboards: monitoring.dashboards,
        grafana: monitoring.grafana,
        alertmanager: monitoring.alertmanager,
        remote_write: monitoring.remote_write,
        runbooks: hagen_observe::forge::runbooks(&blueprint.delivery, name),
        logs: logging.map(|logging| hagen_logging::backend(logging, &environments)),
        log_entry: logging.and_then(hagen_logging::log_entry),
        traces: blueprint.tracing.as_ref().map(|_| hagen_tracing::backend()),
        telemetry: blueprint.tracing.as_ref().map(|_| hagen_tracing::telemetry()),
        prometheus: monitoring.prometheus,
        store: hagen_secrets::store(&blueprint.secrets, &blueprint.name),
        network_policies: blueprint.policies.network == NetworkPolicies::DenyByDefault,
        issuers: blueprint.certificates.keys().cloned().collect(),
        classes: hagen_storage::classes(&blueprint.storage, cluster),
        authorities: hagen_certificates::authorities(&blueprint.certificates),
        mesh: blueprint.mesh.as_ref().map(hagen_mesh::mesh),
    }
}

/// What takes the traffic from outside.
fn engine(blueprint: &Blueprint) -> hagen_gateway::Engine {
    blueprint.gateway.engine(blueprint.mesh.is_some())
}

fn user_values(blueprint: &Blueprint, chart: &Chart) -> UserValues {
    let values = blueprint.values.get(&Name::known(chart.name)).cloned().unwrap_or_default();
    UserValues { values, path: Path::of(["values", chart.name]) }
}

/// Values for a chart that the platform does not release would silently do nothing.
pub(super) fn check_values(scope: &Scope, diagnostics: &mut Vec<Diagnostic>) {
    let released: Vec<&str> = hagen_charts::CHARTS.iter().map(|chart| chart.name).collect();
    for name in scope.view.blueprint.values.keys().filter(|name| !released.contains(&name.as_str())) {
        let place = Place::key(Path::of(["values", name.as_str()]));
        let near =
            nearest(name.as_str(), released.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let message = format!("hagen releases no chart `{name}`");
        diagnostics.push(Diagnostic::new(&codes::NO_SUCH_CHART, place, message).help_if(near));
    }
}
