//! Logging: Loki keeps the logs of everything on a cluster, Alloy on every node collects them.

mod alloy;
pub mod codes;
pub mod logql;
mod loki;
mod observe;
mod review;
mod section;
mod tenancy;

use hagen_charts::{K8S_MONITORING, LOKI};
use hagen_core::artifact::Chart;
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, Pods, Port};
use hagen_core::context::{Backend, LogEntry};
use hagen_kube::{FileName, Name, SecretRef};

pub use section::{
    AlertName, Collector, Limits, LogAlert, LogSeverity, Logging, MachineEntry, Mode, Resources,
    TenantLimits, Tenants,
};

/// The namespace of Loki.
const NAMESPACE: &str = "logging";

/// The parts of the platform that logging is made of. `values` are the user's for a chart.
pub fn components(section: &Logging, values: impl Fn(&Chart) -> UserValues) -> Vec<Box<dyn Component>> {
    vec![
        Box::new(loki::Loki { section: section.clone(), values: values(&LOKI) }),
        Box::new(alloy::Alloy { section: section.clone(), values: values(&K8S_MONITORING) }),
    ]
}

/// Where logs are asked for. `environments` are the cluster's environments and their namespaces.
pub fn backend(section: &Logging, environments: &[(Name, Name)]) -> Backend {
    let all = || tenancy::tenants(section, environments).join("|");
    Backend {
        url: loki::gateway_url(),
        pods: Pods { namespace: Name::known(NAMESPACE), labels: loki::labels("gateway") },
        port: Port::tcp(loki::GATEWAY_PORT),
        tenant: section.tenants.is_some().then(all),
    }
}

/// Where machines outside the cluster send their logs.
pub fn log_entry(section: &Logging) -> Option<LogEntry> {
    let entry = section.machines.as_ref()?;
    Some(LogEntry {
        url: format!("https://{}{}", entry.host, loki::PUSH_PATH),
        user: loki::MACHINE_USER.to_owned(),
        password: SecretRef {
            name: Name::known(loki::MACHINE_SECRET),
            key: FileName::known(loki::MACHINE_PASSWORD),
        },
    })
}
