//! What PostgreSQL itself tells, beside Patroni: which statements take its time.
//!
//! <https://github.com/prometheus-community/postgres_exporter>

use hagen_core::context::Site;
use hagen_kube::Quantity;
use k8s_openapi::api::core::v1::{ContainerPort, EnvVar};

use super::resource::{Amounts, Resources, Sidecar};

/// Where the exporter listens.
pub(super) const PORT: u16 = 9187;

const IMAGE: &str = "quay.io/prometheuscommunity/postgres-exporter:v0.20.1";

/// The exporter, when somebody asks it. It reaches PostgreSQL within the pod; `pg_stat_statements` is in the database
/// `postgres` of Spilo from the start.
pub(super) fn sidecar(site: &Site<'_>) -> Option<Sidecar> {
    site.shared.prometheus.as_ref()?;
    Some(Sidecar {
        name: "exporter",
        image: IMAGE,
        command: vec!["/bin/postgres_exporter", "--collector.stat_statements"],
        env: vec![
            variable("DATA_SOURCE_URI", "127.0.0.1:5432/postgres?sslmode=require"),
            variable("DATA_SOURCE_USER", "$(POSTGRES_USER)"),
            variable("DATA_SOURCE_PASS", "$(POSTGRES_PASSWORD)"),
        ],
        ports: vec![ContainerPort {
            name: Some("exporter".into()),
            container_port: PORT.into(),
            protocol: Some("TCP".into()),
            ..ContainerPort::default()
        }],
        resources: Resources { requests: amounts(50), limits: amounts(250) },
    })
}

fn variable(name: &str, value: &str) -> EnvVar {
    EnvVar { name: name.into(), value: Some(value.into()), value_from: None }
}

fn amounts(millicores: u64) -> Amounts {
    Amounts { cpu: Quantity::millicores(millicores), memory: Quantity::bytes(128 << 20) }
}
