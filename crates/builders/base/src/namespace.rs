//! Namespaces, closed until something opens them. Each has one owner: the environment's are made in the environment, the
//! platform's by one component together, so that Argo CD need not create any.

use std::collections::BTreeMap;

use hagen_core::Path;
use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, Offer};
use hagen_core::context::{Context, EntryApi, Site};
use hagen_core::network::{acme_solver_policy, default_deny};
use hagen_kube::{Manifest, Name};
use k8s_openapi::api::core::v1::{Namespace, ServiceAccount};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::pod_security::PodSecurity;

/// The namespace of an environment.
pub(crate) struct EnvironmentNamespace;

impl Component for EnvironmentNamespace {
    fn id(&self) -> ComponentId {
        ComponentId::platform("namespace")
    }

    fn path(&self) -> Path {
        Path::ROOT.key("environments")
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer::default()
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let namespace = cx.site.namespace;
        let security = PodSecurity::of_environment(&cx.offers.needs);
        let mut objects = objects(cx, namespace, Closed::Yes, security, in_mesh(cx));
        objects.extend(solver_policy(cx));
        objects.into_iter().map(Artifact::from).collect()
    }
}

/// What has the mesh look at the pods that are made in a namespace. Those on whose nodes its proxies are say it themselves.
fn in_mesh(cx: &Context<'_>) -> Option<(String, String)> {
    let mesh = cx.site.shared.mesh.as_ref()?;
    mesh.has_sidecars().then(|| ("istio-injection".to_owned(), "enabled".to_owned()))
}

/// Certificates of an Ingress are proved beside it.
fn solver_policy(cx: &Context<'_>) -> Option<Manifest> {
    let EntryApi::Ingress { .. } = cx.site.shared.entry.as_ref()?.api else { return None };
    acme_solver_policy(&cx.site, &cx.identity("cert-manager", Name::known("acme-http01-solver")))
}

/// The namespaces of the platform's parts.
pub(crate) struct PlatformNamespaces;

impl Component for PlatformNamespaces {
    fn id(&self) -> ComponentId {
        ComponentId::platform("namespaces")
    }

    fn path(&self) -> Path {
        Path::ROOT
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known("default"))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer::default()
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let mut namespaces: Vec<&Name> = cx.offers.namespaces.iter().collect();
        namespaces.sort_unstable();
        namespaces.dedup();
        let ours = namespaces.into_iter().filter(|name| !is_of_kubernetes(name));
        ours.flat_map(|name| objects(cx, name, closed(name), PodSecurity::of(name), None))
            .map(Artifact::from)
            .collect()
    }
}

/// Whether a namespace lets nothing through that no policy opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Closed {
    Yes,
    No,
}

fn is_of_kubernetes(name: &Name) -> bool {
    name.as_str() == "default" || name.as_str().starts_with("kube-")
}

/// Argo CD's own chart closes it to the inside; where repositories are, only the user knows.
fn closed(name: &Name) -> Closed {
    if name.as_str() == "argocd" { Closed::No } else { Closed::Yes }
}

fn objects(
    cx: &Context<'_>,
    name: &Name,
    closed: Closed,
    security: PodSecurity,
    mesh: Option<(String, String)>,
) -> Vec<Manifest> {
    let labels = labels(cx, name);
    let mut of_namespace = labels.clone();
    of_namespace.extend(mesh);
    let mut objects = vec![namespace(cx, name, &of_namespace, security), default_account(name, &labels)];
    if cx.site.shared.network_policies && closed == Closed::Yes {
        objects.push(default_deny(name, labels));
    }
    objects
}

fn labels(cx: &Context<'_>, name: &Name) -> BTreeMap<String, String> {
    cx.identity("namespace", name.clone()).labels()
}

fn namespace(
    cx: &Context<'_>,
    name: &Name,
    labels: &BTreeMap<String, String>,
    security: PodSecurity,
) -> Manifest {
    let (standard, version) = (security.word(), format!("v{}", cx.site.cluster.kubernetes));
    let mut labels = labels.clone();
    for mode in ["enforce", "audit", "warn"] {
        labels.insert(format!("pod-security.kubernetes.io/{mode}"), standard.to_owned());
        labels.insert(format!("pod-security.kubernetes.io/{mode}-version"), version.clone());
    }
    let mut manifest = Manifest::new(&Namespace {
        metadata: ObjectMeta { name: Some(name.to_string()), labels: Some(labels), ..ObjectMeta::default() },
        ..Namespace::default()
    });
    // A namespace takes everything in it along, volumes too: nobody deletes one by leaving it out of a commit.
    manifest.annotate("argocd.argoproj.io/sync-options", "Prune=confirm,Delete=confirm");
    manifest
}

/// Every namespace has this account, and pods that name none run as it: it must not be able to do anything.
fn default_account(name: &Name, labels: &BTreeMap<String, String>) -> Manifest {
    Manifest::new(&ServiceAccount {
        metadata: ObjectMeta {
            name: Some("default".into()),
            namespace: Some(name.to_string()),
            labels: Some(labels.clone()),
            ..ObjectMeta::default()
        },
        automount_service_account_token: Some(false),
        ..ServiceAccount::default()
    })
}
