//! The pods of an application.

use std::collections::BTreeMap;

use hagen_core::workload::{priority, security, shutdown, spread};
use k8s_openapi::api::core::v1::{LocalObjectReference, PodSpec, PodTemplateSpec, Toleration};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::config_map::checksum;
use crate::container::container;
use crate::mesh;
use crate::secrets::pull_secret_name;
use crate::spec::Priority;
use crate::volumes::volumes;
use crate::workload::{Shape, Workload};

pub(crate) fn pod_template(workload: &Workload<'_>) -> PodTemplateSpec {
    PodTemplateSpec {
        metadata: Some(ObjectMeta {
            labels: Some(labels(workload)),
            annotations: Some(annotations(workload)).filter(|annotations| !annotations.is_empty()),
            ..ObjectMeta::default()
        }),
        spec: Some(pod(workload)),
    }
}

fn labels(workload: &Workload<'_>) -> BTreeMap<String, String> {
    let mut labels = workload.release_labels();
    labels.extend(mesh::pod_label(workload));
    labels
}

fn annotations(workload: &Workload<'_>) -> BTreeMap<String, String> {
    let mut annotations = mesh::pod_annotations(workload);
    annotations.extend(checksum(workload).map(|sum| ("checksum/config".to_owned(), sum)));
    annotations
}

fn pod(workload: &Workload<'_>) -> PodSpec {
    let (app, site) = (workload.app, workload.site());
    PodSpec {
        service_account_name: Some(workload.name.to_string()),
        automount_service_account_token: Some(app.kubernetes_api),
        // Variables for every Service of the namespace would depend on what else is there when the pod starts.
        enable_service_links: Some(false),
        priority_class_name: Some(priority_class(workload).into()),
        security_context: Some(security::pod(app.run_as_user.get())),
        termination_grace_period_seconds: Some(grace_period(workload)),
        restart_policy: (workload.shape == Shape::CronJob).then(|| "Never".into()),
        image_pull_secrets: app.pull_secret.as_ref().map(|secret| {
            vec![LocalObjectReference { name: pull_secret_name(workload.name, secret).to_string() }]
        }),
        node_selector: Some(&app.node_selector)
            .filter(|labels| !labels.is_empty())
            .map(|labels| labels.iter().map(|(key, value)| (key.clone(), value.to_string())).collect()),
        tolerations: Some(tolerations(workload)).filter(|tolerations| !tolerations.is_empty()),
        topology_spread_constraints: workload
            .replicas()
            .and_then(|replicas| spread::constraints(site, replicas)),
        affinity: workload.replicas().and_then(spread::apart),
        containers: vec![container(workload)],
        volumes: Some(volumes(workload)),
        ..PodSpec::default()
    }
}

fn priority_class(workload: &Workload<'_>) -> &'static str {
    match (workload.shape, workload.app.priority) {
        (Shape::CronJob, Priority::Standard) => priority::BATCH,
        (_, said) => said.class(),
    }
}

fn grace_period(workload: &Workload<'_>) -> i64 {
    if workload.serves() {
        shutdown::grace_of_server(*workload.app.drain_time)
    } else {
        shutdown::grace_of_worker(*workload.app.drain_time)
    }
}

fn tolerations(workload: &Workload<'_>) -> Vec<Toleration> {
    let said = workload.app.tolerations.iter().map(|toleration| Toleration {
        key: Some(toleration.key.clone()),
        operator: Some(if toleration.value.is_some() { "Equal" } else { "Exists" }.into()),
        value: toleration.value.as_ref().map(ToString::to_string),
        effect: toleration.effect.map(|effect| effect.word().into()),
        toleration_seconds: None,
    });
    let mut tolerations = match workload.shape {
        Shape::Deployment | Shape::Rollout => shutdown::leave_lost_nodes(),
        // Every node means those with taints too.
        Shape::DaemonSet => vec![Toleration {
            operator: Some("Exists".into()),
            effect: Some("NoSchedule".into()),
            ..Toleration::default()
        }],
        // A pod with data of its own may not start elsewhere until its old self is known to be gone.
        Shape::StatefulSet | Shape::CronJob => Vec::new(),
    };
    tolerations.extend(said);
    tolerations
}
