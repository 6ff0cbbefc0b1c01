//! What the collectors may see. The chart would let them read every Secret, and its operator give rights to anybody.

use hagen_core::context::Context;
use hagen_kube::Manifest;
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, PolicyRule, RoleRef, Subject};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::{Alloy, EVENTS, RELEASE};

pub(super) fn rights(alloy: &Alloy, cx: &Context<'_>) -> Vec<Manifest> {
    alloy
        .collectors()
        .into_iter()
        .flat_map(|collector| [role(cx, collector), binding(cx, collector)])
        .collect()
}

/// To see which pods there are, or what happens. Lines of logs are read from files.
fn role(cx: &Context<'_>, collector: &str) -> Manifest {
    let resource = if collector == EVENTS { "events" } else { "pods" };
    Manifest::new(&ClusterRole {
        metadata: metadata(cx, collector),
        rules: Some(vec![PolicyRule {
            api_groups: Some(vec![String::new()]),
            resources: Some(vec![resource.into()]),
            verbs: ["get", "list", "watch"].map(String::from).to_vec(),
            ..PolicyRule::default()
        }]),
        ..ClusterRole::default()
    })
}

fn binding(cx: &Context<'_>, collector: &str) -> Manifest {
    let name = format!("{RELEASE}-{collector}");
    Manifest::new(&ClusterRoleBinding {
        metadata: metadata(cx, collector),
        role_ref: RoleRef {
            api_group: "rbac.authorization.k8s.io".into(),
            kind: "ClusterRole".into(),
            name: name.clone(),
        },
        subjects: Some(vec![Subject {
            kind: "ServiceAccount".into(),
            name,
            namespace: Some(cx.site.namespace.to_string()),
            ..Subject::default()
        }]),
    })
}

fn metadata(cx: &Context<'_>, collector: &str) -> ObjectMeta {
    ObjectMeta { namespace: None, ..Alloy::metadata(cx, collector) }
}
