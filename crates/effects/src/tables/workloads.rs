//! What runs pods, and how many of them.

use hagen_yaml::Value;

use crate::effect::Effect;
use crate::table::{CAPACITY, CHANGES, Pods, TEXT, Table, Verdict, each, rule};

pub(crate) const DEPLOYMENT: Table = Table {
    pods: deployment,
    template: "spec template",
    rules: &[
        rule("spec replicas", "replicas", CAPACITY),
        rule("spec strategy **", "rollout strategy", CHANGES),
        rule("spec minReadySeconds", "seconds until a pod counts", CHANGES),
    ],
    ..Table::PLAIN
};

pub(crate) const ROLLOUT: Table = Table {
    pods: rollout,
    rules: &[
        rule("spec replicas", "replicas", CAPACITY),
        rule("spec strategy **", "rollout strategy", CHANGES),
        rule("spec minReadySeconds", "seconds until a pod counts", CHANGES),
    ],
    ..DEPLOYMENT
};

pub(crate) const STATEFUL_SET: Table = Table {
    pods: stateful_set,
    template: "spec template",
    rules: &[
        rule("spec replicas", "replicas", CAPACITY),
        rule("spec updateStrategy **", "update strategy", CHANGES),
        each("spec volumeClaimTemplates * spec resources requests storage", "volume size of", 1, CAPACITY),
        each("spec volumeClaimTemplates * **", "volume", 1, CHANGES),
    ],
    ..Table::PLAIN
};

pub(crate) const DAEMON_SET: Table = Table {
    pods: |object| match update_strategy(object) {
        Some("OnDelete") => (Effect::NextRun, "when a pod is deleted"),
        _ => (Effect::RestartsPods, "node by node"),
    },
    template: "spec template",
    ..Table::PLAIN
};

pub(crate) const CRON_JOB: Table = Table {
    pods: |_| (Effect::NextRun, ""),
    template: "spec jobTemplate spec template",
    rules: &[
        rule("spec schedule", "schedule", Verdict::Is(Effect::NextRun)),
        rule("spec suspend", "suspended", Verdict::Is(Effect::NextRun)),
    ],
    ..Table::of(Effect::NextRun, &[])
};

pub(crate) const JOB: Table = Table {
    arrival: |_| Effect::RunsJob,
    pods: |_| (Effect::RunsJob, ""),
    template: "spec template",
    // It ends with a digest of what the job does.
    rules: &[rule("metadata name", "name", Verdict::Silent)],
    ..Table::PLAIN
};

pub(crate) const AUTOSCALER: Table = Table {
    // The number of replicas stays where it was.
    departure: |_| (Effect::LessCapacity, ""),
    ..Table::of(
        Effect::Changes,
        &[
            rule("spec minReplicas", "fewest replicas", CAPACITY),
            rule("spec maxReplicas", "most replicas", CAPACITY),
            rule(
                "spec metrics ** averageUtilization",
                "utilization, in percent",
                Verdict::Amount(Effect::MoreCapacity, Effect::LessCapacity),
            ),
        ],
    )
};

pub(crate) const BUDGET: Table = Table {
    departure: |_| (Effect::LessCapacity, ""),
    ..Table::of(
        Effect::Changes,
        &[
            rule(
                "spec minAvailable",
                "fewest that stay",
                Verdict::Amount(Effect::LessCapacity, Effect::Changes),
            ),
            rule(
                "spec maxUnavailable",
                "most that may be away",
                Verdict::Amount(Effect::Changes, Effect::LessCapacity),
            ),
        ],
    )
};

pub(crate) const CONFIG_MAP: Table = Table {
    view: Some(config),
    ..Table::of(
        Effect::Changes,
        &[
            each("data|binaryData *", "config", 1, CHANGES),
            each("dashboard *", "dashboard", 1, TEXT),
            each("script *", "script", 1, CHANGES),
        ],
    )
};

/// What Grafana shows is text.
fn config(object: &Value) -> Value {
    let label = object.at(&["metadata", "labels", "grafana_dashboard"]);
    let mut object = object.clone();
    if label.is_some()
        && let Some(map) = object.as_map_mut()
        && let Some(data) = map.remove("data")
    {
        map.insert("dashboard", data);
    }
    object
}

fn deployment(object: &Value) -> Pods {
    match object.at(&["spec", "strategy", "type"]).and_then(Value::as_str) {
        _ if replicas(object) == Some(0) => (Effect::Changes, "no pod runs"),
        Some("Recreate") => (Effect::Interrupts, "all pods at once"),
        _ => (Effect::RestartsPods, "rolling"),
    }
}

fn rollout(object: &Value) -> Pods {
    let strategy = object.at(&["spec", "strategy"]);
    match strategy {
        Some(strategy) if strategy.get("canary").is_some() => (Effect::RestartsPods, "canary"),
        Some(strategy) if strategy.get("blueGreen").is_some() => (Effect::RestartsPods, "blue-green"),
        _ => deployment(object),
    }
}

fn stateful_set(object: &Value) -> Pods {
    match (update_strategy(object), replicas(object)) {
        (Some("OnDelete"), _) => (Effect::NextRun, "when a pod is deleted"),
        (_, Some(0)) => (Effect::Changes, "no pod runs"),
        (_, None | Some(1)) => (Effect::Interrupts, "its only pod restarts"),
        _ => (Effect::ReplacesPods, ""),
    }
}

fn update_strategy(object: &Value) -> Option<&str> {
    object.at(&["spec", "updateStrategy", "type"])?.as_str()
}

fn replicas(object: &Value) -> Option<i64> {
    object.at(&["spec", "replicas"])?.as_int()
}
