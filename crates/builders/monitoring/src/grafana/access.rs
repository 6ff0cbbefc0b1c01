//! What Grafana's sidecars may read: the ConfigMaps that dashboards and data sources are in, wherever they are. The chart's
//! own role would let them read every Secret of the cluster too.

use hagen_core::context::Context;
use hagen_kube::{Identity, Manifest};
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, PolicyRule, RoleRef, Subject};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::pods::GRAFANA;

const ROLE: &str = "grafana-sidecars";

pub(super) fn objects(cx: &Context<'_>, identity: &Identity) -> [Manifest; 2] {
    let metadata =
        ObjectMeta { name: Some(ROLE.into()), labels: Some(identity.labels()), ..ObjectMeta::default() };
    let role = ClusterRole {
        metadata: metadata.clone(),
        rules: Some(vec![PolicyRule {
            api_groups: Some(vec![String::new()]),
            resources: Some(vec!["configmaps".into()]),
            verbs: ["get", "list", "watch"].map(String::from).into(),
            ..PolicyRule::default()
        }]),
        aggregation_rule: None,
    };
    let binding = ClusterRoleBinding {
        metadata,
        role_ref: RoleRef {
            api_group: "rbac.authorization.k8s.io".into(),
            kind: "ClusterRole".into(),
            name: ROLE.into(),
        },
        subjects: Some(vec![Subject {
            kind: "ServiceAccount".into(),
            name: GRAFANA.into(),
            namespace: Some(cx.site.namespace.to_string()),
            api_group: None,
        }]),
    };
    [Manifest::new(&role), Manifest::new(&binding)]
}
