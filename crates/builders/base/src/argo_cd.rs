//! Argo CD itself, which delivers its own release too once it runs.

mod values;

use hagen_charts::ARGO_CD;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, Offer};
use hagen_core::context::{Context, Site};
use hagen_core::target::ArgoCd;
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::{Manifest, Name};
use hagen_yaml::Value;
use k8s_openapi::api::networking::v1::{
    NetworkPolicy, NetworkPolicyIngressRule, NetworkPolicyPeer, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};

use crate::codes;

pub use values::values;

/// The name of the release, and what its objects' names begin with.
pub const RELEASE: &str = "argocd";

/// The release of Argo CD.
pub(crate) struct ArgoCdPart {
    namespace: Name,
    application_sets: bool,
    values: UserValues,
}

impl ArgoCdPart {
    pub(crate) fn new(argo_cd: &ArgoCd) -> Self {
        let path = Path::ROOT.key("delivery").key("argocd").key("values");
        Self {
            namespace: argo_cd.namespace.clone(),
            application_sets: argo_cd.application_sets,
            values: UserValues { values: argo_cd.values.clone(), path },
        }
    }
}

impl Component for ArgoCdPart {
    fn id(&self) -> ComponentId {
        ComponentId::platform("argo-cd")
    }

    fn path(&self) -> Path {
        self.values.path.clone()
    }

    fn namespace(&self) -> Option<Name> {
        Some(self.namespace.clone())
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer::default()
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        let site = &cx.site;
        if site.is_dev() || values::redis_is_highly_available(site) {
            return Vec::new();
        }
        let path = Path::ROOT.key("clusters").key(site.cluster_name.as_str()).key("nodes");
        let message = format!(
            "with {} node(s) for workloads Argo CD has one cache and no spare",
            site.cluster.nodes.schedulable()
        );
        vec![Diagnostic::new(&codes::FEW_NODES, Place::value(path), message)]
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let mut values = values(&cx.site, self.application_sets);
        if self.values.values.value().at(&["global", "domain"]).is_none() {
            hide_example_domain(&mut values);
        }
        let release = HelmRelease::new(&ARGO_CD, RELEASE, values, &self.values);
        let policy = cx.site.shared.network_policies.then(|| within(cx).into());
        [release.into()].into_iter().chain(policy).collect()
    }
}

/// Without a domain the chart would call itself `argocd.example.com`.
fn hide_example_domain(values: &mut Value) {
    values.merge(hagen_yaml::value!({ "configs": { "cm": { "url": "" } } }));
}

/// Its parts may talk to each other, Redis among them, and nobody from outside to any that the chart's own policies do
/// not open. What it sends is not limited: only the user knows where repositories and clusters are.
fn within(cx: &Context<'_>) -> Manifest {
    let anyone_here =
        NetworkPolicyPeer { pod_selector: Some(LabelSelector::default()), ..NetworkPolicyPeer::default() };
    Manifest::new(&NetworkPolicy {
        metadata: ObjectMeta {
            name: Some("argocd-within".into()),
            namespace: Some(cx.site.namespace.to_string()),
            labels: Some(cx.identity("argocd", Name::known(RELEASE)).labels()),
            ..ObjectMeta::default()
        },
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(LabelSelector::default()),
            policy_types: Some(vec!["Ingress".into()]),
            ingress: Some(vec![NetworkPolicyIngressRule { from: Some(vec![anyone_here]), ports: None }]),
            egress: None,
        }),
    })
}
