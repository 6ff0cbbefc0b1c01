//! The values of the release.

use hagen_core::chart::{resources, topology_spread};
use hagen_core::component::VariableValue;
use hagen_core::context::{Context, VolumePurpose};
use hagen_core::workload::priority::CRITICAL;
use hagen_observe::dashboard::{FOLDER_ANNOTATION, LABEL};
use hagen_yaml::{Map, Value, value};

use super::{GrafanaPart, OAUTH_SECRET, OWN_SECRET, data_sources, ini};
use crate::pods;
use crate::stack::said_resources;

pub(super) fn values(part: &GrafanaPart, cx: &Context<'_>) -> Value {
    let (site, replicas) = (&cx.site, part.replicas(&cx.site));
    let said = part.said().resources.as_ref();
    let mut values = value!({
        "fullnameOverride": (pods::GRAFANA),
        "replicas": replicas,
        "headlessService": (replicas > 1),
        "priorityClassName": CRITICAL,
        "enableServiceLinks": false,
        "topologySpreadConstraints": (topology_spread(site, &pods::grafana().labels, replicas)),
        "resources": (said.map_or_else(|| resources("200m", "1", "512Mi"), said_resources)),
        "admin": { "existingSecret": OWN_SECRET },
        "envValueFrom": (secret_variables(part, cx)),
        "grafana.ini": (ini::ini(part, cx)),
        "datasources": (data_sources::values(part, cx)),
        "sidecar": (sidecar()),
        "serviceMonitor": { "enabled": (site.shared.prometheus.is_some()) },
        // The chart's role reads every Secret of the cluster; the one beside this release does not.
        "rbac": { "create": false },
        "testFramework": { "enabled": false },
        "initChownData": { "enabled": false },
        "securityContext": { "seccompProfile": { "type": "RuntimeDefault" } },
        "containerSecurityContext": { "readOnlyRootFilesystem": true },
        "extraEmptyDirMounts": [{ "name": "tmp", "mountPath": "/tmp" }],
        // Requests go on coming until every entry has heard that the pod goes.
        "lifecycleHooks": { "preStop": { "sleep": { "seconds": 15 } } },
        "persistence": (volume(part, cx)),
    });
    values.merge(if replicas > 1 { several() } else { single(part) });
    values
}

fn several() -> Value {
    value!({
        "podDisruptionBudget": { "maxUnavailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow" },
        "deploymentStrategy": { "rollingUpdate": { "maxSurge": 1, "maxUnavailable": 0 } },
    })
}

/// The volume leaves the old pod before the new one can have it.
fn single(part: &GrafanaPart) -> Value {
    if part.database.is_some() {
        value!({})
    } else {
        value!({ "deploymentStrategy": { "type": "Recreate" } })
    }
}

fn volume(part: &GrafanaPart, cx: &Context<'_>) -> Value {
    if part.database.is_some() {
        return value!({ "enabled": false });
    }
    let said = part.said();
    let mut volume = value!({ "enabled": true, "type": "pvc", "size": (said.storage.to_string()) });
    let class = said.storage_class.as_ref().or_else(|| cx.site.storage_class(VolumePurpose::Ordinary));
    if let Some(class) = class {
        volume.merge(value!({ "storageClassName": (class.to_string()) }));
    }
    volume
}

/// The variables that `grafana.ini` refers to.
fn secret_variables(part: &GrafanaPart, cx: &Context<'_>) -> Value {
    let mut variables = Map::new();
    let mut set = |variable: &'static str, name: &str, key: &str| {
        let reference = value!({ "name": (name.to_owned()), "key": (key.to_owned()) });
        variables.push(variable, value!({ "secretKeyRef": reference }));
    };
    set("GF_SECURITY_SECRET_KEY", OWN_SECRET, "secret-key");
    let connected = cx.uses.iter().flat_map(|edge| &edge.connection.variables);
    for variable in connected.filter(|variable| variable.name.as_str() == "PGPASSWORD") {
        if let VariableValue::Secret { name, key } = &variable.value {
            set("GF_DATABASE_PASSWORD", name.as_str(), key.as_str());
        }
    }
    if part.said().oauth.is_some() {
        set("GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET", OAUTH_SECRET, "client-secret");
    }
    Value::Map(variables)
}

/// The containers that gather ConfigMaps of all namespaces.
fn sidecar() -> Value {
    value!({
        "securityContext": { "readOnlyRootFilesystem": true },
        "resources": (resources("20m", "200m", "128Mi")),
        "dashboards": {
            "enabled": true,
            "label": LABEL,
            "labelValue": "1",
            "searchNamespace": "ALL",
            "resource": "configmap",
            "folderAnnotation": FOLDER_ANNOTATION,
            "provider": { "foldersFromFilesStructure": true, "allowUiUpdates": false },
        },
        "datasources": {
            "enabled": true,
            "label": "grafana_datasource",
            "labelValue": "1",
            "searchNamespace": "ALL",
            "resource": "configmap",
        },
    })
}
