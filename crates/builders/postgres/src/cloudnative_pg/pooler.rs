//! The `Pooler`: PgBouncer in front of the primary, and the disruption budget that the operator does not make.

use hagen_core::context::Context;
use hagen_core::workload::priority;
use hagen_core::workload::spread::{self, Replicas};
use hagen_kube::custom::cloudnative_pg::{Reference, Settings};
use hagen_kube::{Manifest, Name, Quantity};
use k8s_openapi::api::apps::v1::{DeploymentStrategy, RollingUpdateDeployment};
use k8s_openapi::api::core::v1::{Container, PodSpec, PodTemplateSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::resource::{PgBouncer, Pooler};
use super::{pooler_labels, pooler_name};
use crate::component::Server;
use crate::spec::{self, PoolMode};
use crate::tenant::{Tenant, limits};
use crate::{disruption_budget, requests};

/// The label that tells the releases of a Deployment apart.
const RELEASE: Option<&str> = Some("pod-template-hash");

pub(super) fn pooler(server: &Server, tenants: &[Tenant], cx: &Context<'_>) -> Vec<Manifest> {
    let (Some(pooler), Some(instances)) = (&server.spec.pooler, server.pooler_instances(&cx.site)) else {
        return Vec::new();
    };
    let cluster = server.object_name();
    let metadata = server.metadata(cx, &pooler_name(&cluster));
    let spec = Pooler {
        cluster: Reference { name: cluster.clone() },
        kind: "rw",
        instances,
        deployment_strategy: strategy(),
        pgbouncer: PgBouncer {
            pool_mode: match pooler.mode {
                PoolMode::Transaction => "transaction",
                PoolMode::Session => "session",
            },
            parameters: parameters(pooler, pool_size(server, tenants, instances, cx)),
        },
        template: template(&cluster, instances, cx),
    };
    let budget = (instances > 1).then(|| disruption_budget(metadata.clone(), pooler_labels(&cluster)));
    [Some(Manifest::custom(&metadata, &spec)), budget].into_iter().flatten().collect()
}

/// The poolers together stay within the smallest limit of a role, so that none is refused by the server.
fn pool_size(server: &Server, tenants: &[Tenant], instances: i32, cx: &Context<'_>) -> i64 {
    let limits = limits(tenants, server.max_connections(&cx.site)).unwrap_or_default();
    (limits.into_iter().min().unwrap_or(20) / i64::from(instances)).max(1)
}

fn parameters(pooler: &spec::Pooler, pool_size: i64) -> Settings {
    let settings = [
        ("client_tls_sslmode", "require".to_owned()),
        ("default_pool_size", pool_size.to_string()),
        ("max_client_conn", pooler.max_client_connections.get().to_string()),
        // Lets prepared statements work although each transaction may get another server connection.
        ("max_prepared_statements", "200".to_owned()),
        // A client that gets no connection hears of it before its own caller has given up.
        ("query_wait_timeout", "30".to_owned()),
    ];
    settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn strategy() -> DeploymentStrategy {
    DeploymentStrategy {
        type_: Some("RollingUpdate".into()),
        rolling_update: Some(RollingUpdateDeployment {
            max_surge: Some(IntOrString::Int(1)),
            max_unavailable: Some(IntOrString::Int(0)),
        }),
    }
}

fn template(cluster: &Name, instances: i32, cx: &Context<'_>) -> PodTemplateSpec {
    let selector = pooler_labels(cluster);
    let replicas = Replicas { selector: &selector, least: instances, release_label: RELEASE };
    PodTemplateSpec {
        spec: Some(PodSpec {
            affinity: spread::apart(replicas),
            topology_spread_constraints: spread::constraints(&cx.site, replicas),
            priority_class_name: Some(priority::CRITICAL.into()),
            containers: vec![Container {
                name: "pgbouncer".into(),
                resources: Some(requests(&Quantity::millicores(250), &Quantity::bytes(128 << 20))),
                ..Container::default()
            }],
            ..PodSpec::default()
        }),
        ..PodTemplateSpec::default()
    }
}
