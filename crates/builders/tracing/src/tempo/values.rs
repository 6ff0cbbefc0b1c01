//! The values of the chart.

use hagen_core::bucket::Access;
use hagen_core::component::{Variable, VariableValue};
use hagen_core::context::{Context, Site, VolumePurpose};
use hagen_core::target::Cores;
use hagen_core::workload::priority::CRITICAL;
use hagen_kube::Quantity;
use hagen_yaml::{Map, Value, to_value, value};

use super::{COPIES, RELEASE, Tempo, config, pods, replicas};
use crate::section::{Resources, Tracing};

pub(super) fn values(tempo: &Tempo, cx: &Context<'_>, access: Option<&Access>) -> Value {
    let (section, site) = (&tempo.section, &cx.site);
    let mut values = value!({
        "fullnameOverride": RELEASE,
        "replicas": (replicas(section, site)),
        "config": (config::file(section, cx, access)),
        "tempo": (process(section, site, access)),
        "persistence": {
            "enabled": true,
            "size": (section.storage.to_string()),
            "enableStatefulSetAutoDeletePVC": false,
        },
        "securityContext": { "seccompProfile": { "type": "RuntimeDefault" } },
        "serviceAccount": { "automountServiceAccountToken": false },
        "extraVolumes": [{ "name": "scratch", "emptyDir": { "sizeLimit": "256Mi" } }],
        "priorityClassName": CRITICAL,
        "affinity": (affinity(section, site)),
        "serviceMonitor": { "enabled": (site.shared.prometheus.is_some()) },
    });
    let purpose =
        if replicas(section, site) >= COPIES { VolumePurpose::Database } else { VolumePurpose::Ordinary };
    if let Some(class) = section.storage_class.as_ref().or_else(|| site.storage_class(purpose)) {
        values.merge(value!({ "persistence": { "storageClassName": class } }));
    }
    values
}

fn process(section: &Tracing, site: &Site<'_>, access: Option<&Access>) -> Value {
    let mut arguments = Map::new();
    arguments.push("config.expand-env", "true");
    if config::is_scaled(section, site) {
        arguments.push("target", "scalable-single-binary");
    }
    let variables = access.iter().flat_map(|access| &access.variables).map(variable);
    value!({
        "extraArgs": arguments,
        "extraEnv": (Value::List(variables.collect())),
        // Memory that is only set aside and never used.
        "memBallastSizeMbs": 0,
        "resources": (resources(section, site)),
        "extraVolumeMounts": [{ "name": "scratch", "mountPath": "/tmp" }],
        "securityContext": {
            "allowPrivilegeEscalation": false,
            "readOnlyRootFilesystem": true,
            "capabilities": { "drop": ["ALL"] },
        },
    })
}

fn variable(variable: &Variable) -> Value {
    let name = variable.name.to_string();
    match &variable.value {
        VariableValue::Text(text) => value!({ "name": name, "value": (text.clone()) }),
        VariableValue::Secret { name: secret, key } => value!({
            "name": name,
            "valueFrom": { "secretKeyRef": { "name": secret, "key": key } },
        }),
    }
}

fn resources(section: &Tracing, site: &Site<'_>) -> Value {
    let (cpu, memory) = if site.is_dev() { (100, 512) } else { (500, 2048) };
    let sized = || Resources { cpu: Cores(Quantity::millicores(cpu)), memory: Quantity::bytes(memory << 20) };
    let Resources { cpu: Cores(cpu), memory } = section.resources.clone().unwrap_or_else(sized);
    let most = u64::try_from(cpu.milli() * 4).unwrap_or(u64::MAX);
    value!({
        "requests": { "cpu": (&cpu), "memory": (&memory), "ephemeral-storage": "64Mi" },
        "limits": { "cpu": (Quantity::millicores(most)), "memory": (&memory), "ephemeral-storage": "512Mi" },
    })
}

const ZONE: &str = "topology.kubernetes.io/zone";

/// The chart knows no spread: no two share a zone where there are enough, or else a node, and zones are preferred to
/// differ.
fn affinity(section: &Tracing, site: &Site<'_>) -> Value {
    let replicas = replicas(section, site);
    if replicas < 2 {
        return Value::Map(Map::new());
    }
    let term = |key: &'static str| value!({ "labelSelector": { "matchLabels": (to_value(&pods().labels)) }, "topologyKey": key });
    let zone = value!([{ "weight": 100, "podAffinityTerm": (term(ZONE)) }]);
    let mut apart = value!({ "preferredDuringSchedulingIgnoredDuringExecution": zone });
    let nodes = &site.cluster.nodes;
    let key = match i64::from(replicas) {
        replicas if usize::try_from(replicas).is_ok_and(|replicas| replicas <= nodes.zones.len()) => ZONE,
        replicas if replicas <= nodes.schedulable() => "kubernetes.io/hostname",
        _ => return value!({ "podAntiAffinity": apart }),
    };
    let required = value!([(term(key))]);
    apart.merge(value!({ "requiredDuringSchedulingIgnoredDuringExecution": required }));
    value!({ "podAntiAffinity": apart })
}
