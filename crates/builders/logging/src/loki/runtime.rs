//! What differs for a tenant. Loki reads it again without a restart.

use hagen_kube::Name;
use hagen_yaml::{Map, Value, value};

use crate::section::{Logging, TenantLimits};
use crate::tenancy::tenant;

pub(super) fn overrides(section: &Logging, environments: &[(Name, Name)]) -> Value {
    let limits = section.tenants.iter().flat_map(|tenants| &tenants.overrides);
    let mut overrides = Map::new();
    for (name, limits) in limits {
        if let Some(tenant) = tenant(section, environments, name) {
            overrides.push(tenant, limits_of(limits));
        }
    }
    value!({ "overrides": overrides })
}

fn limits_of(limits: &TenantLimits) -> Value {
    let mut values = Map::new();
    if let Some(retention) = limits.retention {
        values.push("retention_period", retention.go());
    }
    if let Some(rate) = &limits.ingestion_rate {
        values.push("ingestion_rate_mb", super::config::mebibytes(rate));
        values.push("ingestion_burst_size_mb", 2.0 * super::config::mebibytes(rate));
    }
    Value::Map(values)
}
