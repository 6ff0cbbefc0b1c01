//! Workloads of the built-in kinds, and Argo's Rollout, which is a Deployment with patience.

use hagen_yaml::Value;

use crate::pods::{Identity, PodSet, Reach, Rollout};
use crate::read::{Template, list, number, text, whole};

/// A workload as a set of pods, and the StorageClasses of its claims.
pub(super) fn workload(kind: &str, object: &Value) -> (PodSet, Vec<Option<String>>) {
    let namespace = text(object, &["metadata", "namespace"]).unwrap_or("default");
    let name = text(object, &["metadata", "name"]).unwrap_or_default();
    let absent = Value::Null;
    let spec = object.get("spec").unwrap_or(&absent);
    let template =
        spec.get("template").map(|template| Template::read(template, namespace)).unwrap_or_default();
    let replicas = number(spec, &["replicas"]).unwrap_or(1);
    let set = PodSet {
        labels: template.labels,
        replicas,
        most: replicas,
        identity: match kind {
            "StatefulSet" => Identity::Sticky,
            "DaemonSet" => Identity::PerNode,
            _ => Identity::Replaceable,
        },
        is_ordered: kind == "StatefulSet" && text(spec, &["podManagementPolicy"]) != Some("Parallel"),
        rollout: rollout(kind, spec, replicas),
        rules: template.rules,
        requests: template.requests,
        volume: Reach::Anywhere,
        ..PodSet::new(kind, namespace, name)
    };
    (set, claims(spec))
}

fn claims(spec: &Value) -> Vec<Option<String>> {
    let class = |claim: &Value| text(claim, &["spec", "storageClassName"]).map(str::to_owned);
    list(spec, &["volumeClaimTemplates"]).iter().map(class).collect()
}

fn rollout(kind: &str, spec: &Value, replicas: u32) -> Rollout {
    let strategy = spec.get("strategy").or_else(|| spec.get("updateStrategy"));
    let rolling =
        strategy.and_then(|strategy| strategy.get("rollingUpdate").or_else(|| strategy.get("canary")));
    let share = |key: &str, default: &str, up: Rounding| {
        let default = Value::String(default.to_owned().into());
        share(rolling.and_then(|rolling| rolling.get(key)).unwrap_or(&default), replicas, up)
    };
    if kind == "StatefulSet" {
        return Rollout::InPlace { unavailable: share("maxUnavailable", "1", Rounding::Up).max(1) };
    }
    if strategy.and_then(|strategy| text(strategy, &["type"])) == Some("Recreate") {
        return Rollout::Recreate;
    }
    let surge = share("maxSurge", "25%", Rounding::Up);
    let unavailable = share("maxUnavailable", "25%", Rounding::Down);
    // The API server refuses zeros as they are written, and the controller those that come of rounding.
    Rollout::Rolling { surge, unavailable: if surge == 0 { unavailable.max(1) } else { unavailable } }
}

/// How a share of replicas becomes a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rounding {
    Up,
    Down,
}

/// A number, or so many percent of the replicas.
pub(crate) fn share(value: &Value, replicas: u32, rounding: Rounding) -> u32 {
    let percent = value.as_str().and_then(|text| text.strip_suffix('%')?.parse::<u32>().ok());
    match (percent, rounding) {
        (Some(percent), Rounding::Up) => (replicas * percent).div_ceil(100),
        (Some(percent), Rounding::Down) => replicas * percent / 100,
        (None, _) => whole(value).unwrap_or(0),
    }
}

/// Namespace, kind and name of a workload.
pub(super) type Key = (String, String, String);

/// Whom an autoscaler scales, and between what.
pub(super) fn scale(object: &Value) -> Option<(Key, (u32, u32))> {
    let target = object.at(&["spec", "scaleTargetRef"])?;
    let key = (
        text(object, &["metadata", "namespace"]).unwrap_or("default").to_owned(),
        text(target, &["kind"])?.to_owned(),
        text(target, &["name"])?.to_owned(),
    );
    let most = number(object, &["spec", "maxReplicas"])?;
    Some((key, (number(object, &["spec", "minReplicas"]).unwrap_or(1), most)))
}
