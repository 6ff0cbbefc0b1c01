//! Rules about workloads and their pods.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::object::{Object, Tree, list, selects};

const SERVED: [&str; 3] = ["Deployment", "Rollout", "StatefulSet"];
const ALL: [&str; 5] = ["Deployment", "Rollout", "StatefulSet", "DaemonSet", "CronJob"];

/// The autoscaler of a workload.
fn autoscaler<'a>(tree: &'a Tree, workload: &'a Object) -> Option<&'a Object> {
    tree.beside(workload, "HorizontalPodAutoscaler").find(|object| {
        object.at("/spec/scaleTargetRef/name") == workload.name()
            && object.at("/spec/scaleTargetRef/kind") == workload.kind()
    })
}

fn least_replicas(tree: &Tree, workload: &Object) -> i64 {
    match autoscaler(tree, workload) {
        Some(autoscaler) => autoscaler.at("/spec/minReplicas").as_i64().unwrap_or(1),
        None => workload.at("/spec/replicas").as_i64().unwrap_or(1),
    }
}

pub(crate) fn replicas(tree: &Tree) -> Vec<String> {
    let few = |object: &&Object| least_replicas(tree, object) < 2;
    tree.of(&SERVED).filter(few).map(|object| object.says("may run as a single pod")).collect()
}

pub(crate) fn autoscaled(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for object in tree.of(&SERVED) {
        if let Some(autoscaler) = autoscaler(tree, object) {
            let bounds =
                (autoscaler.at("/spec/minReplicas").as_i64(), autoscaler.at("/spec/maxReplicas").as_i64());
            if !object.at("/spec/replicas").is_null() {
                broken.push(object.says("has replicas beside its autoscaler"));
            }
            if !matches!(bounds, (Some(least), Some(most)) if 2 <= least && least < most) {
                broken.push(autoscaler.says("has no room"));
            }
            if autoscaler.at("/spec/behavior/scaleDown/stabilizationWindowSeconds").is_null() {
                broken.push(autoscaler.says("scales down at once"));
            }
        }
    }
    broken
}

pub(crate) fn budgets(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for object in tree.of(&SERVED) {
        let labels = &object.template()["metadata"]["labels"];
        let budgets: Vec<_> = tree
            .beside(object, "PodDisruptionBudget")
            .filter(|budget| selects(budget.at("/spec/selector"), labels))
            .collect();
        if budgets.len() != 1 {
            broken.push(object.says(format!("has {} disruption budgets", budgets.len())));
        }
        for budget in budgets {
            let unavailable = budget.at("/spec/maxUnavailable").as_i64();
            if !unavailable.is_some_and(|number| 1 <= number && number < least_replicas(tree, object)) {
                broken.push(budget.says("lets no pod go, or all"));
            }
        }
    }
    broken
}

pub(crate) fn sick_pods(tree: &Tree) -> Vec<String> {
    let blocks = |budget: &&Object| budget.at("/spec/unhealthyPodEvictionPolicy") != "AlwaysAllow";
    tree.of(&["PodDisruptionBudget"]).filter(blocks).map(|budget| budget.says("keeps sick pods")).collect()
}

fn spreads(object: &Object) -> Vec<&Value> {
    list(&object.template()["spec"]["topologySpreadConstraints"]).collect()
}

pub(crate) fn spread(tree: &Tree) -> Vec<String> {
    let over_nodes = |object: &Object| {
        let by_spread =
            spreads(object).iter().any(|spread| spread["topologyKey"] == "kubernetes.io/hostname");
        by_spread || !object.template()["spec"]["affinity"]["podAntiAffinity"].is_null()
    };
    tree.of(&SERVED)
        .filter(|object| !over_nodes(object))
        .map(|object| object.says("may stand on one node"))
        .collect()
}

pub(crate) fn spread_selects(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for object in tree.of(&SERVED) {
        for spread in spreads(object) {
            let hashed = list(&spread["matchLabelKeys"]).any(|key| key == "pod-template-hash");
            if !selects(&spread["labelSelector"], &object.template()["metadata"]["labels"]) {
                broken.push(object.says("spreads other pods"));
            }
            if object.kind() == "Deployment" && !hashed {
                broken.push(object.says("counts the pods of older revisions"));
            }
            if spread["topologyKey"] == "topology.kubernetes.io/zone"
                && spread["whenUnsatisfiable"] == "DoNotSchedule"
                && spread["nodeTaintsPolicy"] != "Honor"
            {
                broken.push(object.says("counts a lost zone as empty"));
            }
        }
    }
    broken
}

pub(crate) fn rolling(tree: &Tree) -> Vec<String> {
    let stops = |object: &&Object| {
        let strategy = object.at("/spec/strategy");
        let rolling = &strategy["rollingUpdate"];
        strategy["type"] != "RollingUpdate"
            || rolling["maxUnavailable"] != 0
            || rolling["maxSurge"].as_i64() < Some(1)
    };
    tree.of(&["Deployment"]).filter(stops).map(|object| object.says("loses pods in a rollout")).collect()
}

pub(crate) fn probes(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for object in tree.of(&SERVED) {
        for container in list(&object.template()["spec"]["containers"]) {
            let ports: BTreeSet<String> = list(&container["ports"])
                .flat_map(|port| [port["name"].to_string(), port["containerPort"].to_string()])
                .collect();
            if ports.is_empty() {
                continue;
            }
            if container["livenessProbe"].is_null() || container["readinessProbe"].is_null() {
                broken.push(object.says("has ports without probes"));
            }
            if container["livenessProbe"] == container["readinessProbe"] {
                broken.push(object.says("is restarted when it is only busy"));
            }
            for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
                for action in ["httpGet", "tcpSocket", "grpc"] {
                    let port = &container[probe][action]["port"];
                    if !port.is_null() && !ports.contains(&port.to_string()) {
                        broken.push(object.says(format!("probes the undeclared port {port}")));
                    }
                }
            }
        }
    }
    broken
}

pub(crate) fn draining(tree: &Tree) -> Vec<String> {
    let hasty = |object: &&Object| {
        let spec = &object.template()["spec"];
        let served = list(&spec["containers"]).filter(|container| !container["ports"].is_null());
        // A program that runs first waits for more than time: that another server has taken over.
        let served = served.filter(|container| container["lifecycle"]["preStop"]["exec"].is_null());
        let longest = served
            .map(|container| container["lifecycle"]["preStop"]["sleep"]["seconds"].as_i64().unwrap_or(0));
        let grace = spec["terminationGracePeriodSeconds"].as_i64().unwrap_or(30);
        longest.min().is_some_and(|sleep| sleep < 5 || sleep + 5 >= grace)
    };
    tree.of(&SERVED).filter(hasty).map(|object| object.says("drops requests when it stops")).collect()
}

pub(crate) fn resources(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for object in tree.of(&ALL) {
        for container in object.containers() {
            let resources = &container["resources"];
            for (group, resource) in [
                ("requests", "cpu"),
                ("requests", "memory"),
                ("limits", "memory"),
                ("requests", "ephemeral-storage"),
                ("limits", "ephemeral-storage"),
            ] {
                if resources[group][resource].is_null() {
                    broken.push(object.says(format!("has no {group} of {resource}")));
                }
            }
            if resources["requests"]["memory"] != resources["limits"]["memory"] {
                broken.push(object.says("may be killed for memory it was promised"));
            }
        }
        for volume in list(&object.template()["spec"]["volumes"]) {
            if volume.get("emptyDir").is_some_and(|empty| empty["sizeLimit"].is_null()) {
                broken.push(object.says("has an emptyDir without a limit"));
            }
        }
    }
    broken
}

pub(crate) fn jobs(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for object in tree.of(&["CronJob"]) {
        let policy = object.at("/spec/concurrencyPolicy");
        if policy != "Forbid" && policy != "Replace" {
            broken.push(object.says("piles up"));
        }
        for pointer in [
            "/spec/startingDeadlineSeconds",
            "/spec/jobTemplate/spec/activeDeadlineSeconds",
            "/spec/jobTemplate/spec/backoffLimit",
            "/spec/jobTemplate/spec/podFailurePolicy",
            "/spec/successfulJobsHistoryLimit",
        ] {
            if object.at(pointer).is_null() {
                broken.push(object.says(format!("has no {pointer}")));
            }
        }
    }
    broken
}

pub(crate) fn selectors(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for object in tree.of(&["Deployment", "Rollout", "StatefulSet", "DaemonSet"]) {
        let selector = object.at("/spec/selector");
        if !selects(selector, &object.template()["metadata"]["labels"]) {
            broken.push(object.says("does not select its pods"));
        }
        if !selector["matchLabels"]["app.kubernetes.io/version"].is_null() {
            broken.push(object.says("has the version in its selector, which can never change"));
        }
    }
    broken
}

pub(crate) fn variables_and_mounts(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for object in tree.of(&ALL) {
        let spec = &object.template()["spec"];
        let mut volumes: BTreeSet<&str> =
            list(&spec["volumes"]).filter_map(|volume| volume["name"].as_str()).collect();
        let claims = object.at("/spec/volumeClaimTemplates");
        volumes.extend(list(claims).filter_map(|claim| claim["metadata"]["name"].as_str()));
        for container in object.containers() {
            let names: Vec<&str> =
                list(&container["env"]).filter_map(|variable| variable["name"].as_str()).collect();
            if names.iter().collect::<BTreeSet<_>>().len() != names.len() {
                broken.push(object.says("has a variable twice"));
            }
            for mount in list(&container["volumeMounts"]) {
                if !volumes.contains(mount["name"].as_str().unwrap()) {
                    broken.push(object.says(format!("mounts the missing volume {}", mount["name"])));
                }
            }
        }
    }
    broken
}

pub(crate) fn confined(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for object in tree.of(&ALL) {
        let spec = &object.template()["spec"];
        let pod = &spec["securityContext"];
        let wrong = [
            (pod["runAsNonRoot"] != true, "may run as root"),
            (pod["seccompProfile"]["type"] != "RuntimeDefault", "has no seccomp profile"),
            (pod["runAsUser"].as_i64() < Some(10000), "runs as a user of the node"),
            (spec["automountServiceAccountToken"] != false, "carries a token of the API server"),
            (spec["serviceAccountName"].is_null(), "has no service account of its own"),
            (!spec["hostNetwork"].is_null() || !spec["hostPID"].is_null(), "is on the host"),
        ];
        broken.extend(wrong.iter().filter(|(is, _)| *is).map(|(_, what)| object.says(what)));
        for container in object.containers() {
            let own = &container["securityContext"];
            let wrong = [
                (own["allowPrivilegeEscalation"] != false, "may gain privileges"),
                (own["readOnlyRootFilesystem"] != true, "may change its own files"),
                (own["capabilities"]["drop"] != serde_json::json!(["ALL"]), "keeps capabilities"),
                (
                    container["image"].as_str().is_none_or(|image| image.ends_with(":latest")),
                    "has a moving image",
                ),
            ];
            broken.extend(wrong.iter().filter(|(is, _)| *is).map(|(_, what)| object.says(what)));
        }
    }
    broken
}
