//! What is wrong with an object of the user's before its schema is asked.

use std::collections::BTreeSet;

use hagen_core::component::Need;
use hagen_core::context::Context;
use hagen_core::target::Provided;
use hagen_core::{Diagnostic, Place};
use hagen_yaml::{Node, NodeKind, Span};

use crate::codes;

/// Namespaces that every cluster has.
const ALWAYS: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];

/// Kinds that are no part of Kubernetes, by the end of their group: what brings their definitions, and what a cluster says
/// that has them already.
const INSTALLED: [(&str, &[Need], Provided, &str); 9] = [
    (
        "cert-manager.io",
        &[Need::CertManager, Need::CertManagerResources],
        Provided::CertManager,
        "cert-manager",
    ),
    (
        "monitoring.coreos.com",
        &[Need::PrometheusOperator],
        Provided::PrometheusOperator,
        "prometheus-operator",
    ),
    ("external-secrets.io", &[Need::ExternalSecrets], Provided::ExternalSecrets, "external-secrets"),
    ("gateway.networking.k8s.io", &[Need::GatewayApi, Need::Gateway], Provided::GatewayApi, "gateway-api"),
    ("postgresql.cnpg.io", &[Need::CloudNativePg], Provided::CloudNativePg, "cloudnative-pg"),
    ("barmancloud.cnpg.io", &[Need::BarmanCloud], Provided::BarmanCloud, "barman-cloud"),
    ("acid.zalan.do", &[Need::PostgresOperator], Provided::PostgresOperator, "postgres-operator"),
    ("kafka.strimzi.io", &[Need::Strimzi], Provided::Strimzi, "strimzi"),
    ("istio.io", &[Need::MeshApi, Need::MeshControl, Need::Mesh], Provided::Istio, "istio"),
];

/// What is no object, and what it lacks.
pub(super) fn no_object(node: &Node) -> Diagnostic {
    let place = Place::span(node.span);
    let wrong = |message: String| Diagnostic::new(&codes::BAD_MANIFEST, place.clone(), message);
    let kind = text(node, "kind").unwrap_or_default();
    if kind == "List" || kind.ends_with("List") && node.get("items").is_some() {
        return wrong("a list of objects is no object".into())
            .help("write each of its items as a document of its own, with `---` between them");
    }
    if text(node, "apiVersion").is_some_and(|version| version.starts_with("kustomize.config.k8s.io/")) {
        return wrong("this is for kustomize, and no Kubernetes object".into())
            .help("name the files that it lists in `manifests:`, one by one");
    }
    if node.entries().is_none() {
        return wrong(format!("expected a Kubernetes object, found {}", node.kind_name()));
    }
    let metadata = node.get("metadata");
    let name = metadata.and_then(|metadata| metadata.get("name"));
    let keys = [("apiVersion", node.get("apiVersion")), ("kind", node.get("kind")), ("metadata.name", name)];
    let wrong_key =
        keys.iter().find(|(_, node)| !matches!(node.map(|node| &node.kind), Some(NodeKind::String(_))));
    match wrong_key {
        Some((key, Some(node))) => {
            let message = format!("`{key}` has to be a text, and is {}", node.kind_name());
            Diagnostic::new(&codes::BAD_MANIFEST, Place::span(node.span), message).help("put it in quotes")
        }
        Some((key, None)) => {
            let message = format!(
                "a Kubernetes object needs `apiVersion`, `kind` and `metadata.name`: `{key}` is missing"
            );
            let generates = metadata.is_some_and(|metadata| metadata.get("generateName").is_some());
            let help = generates.then_some(
"what Argo CD delivers has a name of its own: with `generateName` each sync would make another one",
);
            wrong(message).help_if(help)
        }
        None => wrong("a Kubernetes object needs `apiVersion`, `kind` and `metadata.name`".into()),
    }
}

/// What only the server writes, and refuses from others: copied with the object from `kubectl get`.
pub(super) fn of_server(node: &Node) -> Vec<Diagnostic> {
    let Some(entries) = node.get("metadata").and_then(Node::entries) else { return Vec::new() };
    let of_server = entries
        .iter()
        .filter(|entry| matches!(entry.key.as_str(), "resourceVersion" | "uid" | "managedFields"));
    of_server
        .map(|entry| {
            let message = format!(
                "`metadata.{}` is the server's own: it refuses the object with one of yours",
                entry.key
            );
            Diagnostic::new(&codes::BAD_MANIFEST, Place::span(entry.key_span), message)
                .help("take it out, with `status` and whatever else `kubectl get` adds")
        })
        .collect()
}

/// The namespace that an object makes.
pub(super) fn namespace(node: &Node) -> Option<String> {
    let is_namespace = text(node, "kind") == Some("Namespace");
    is_namespace.then(|| text(node.get("metadata")?, "name").map(str::to_owned))?
}

/// What an object wants to be there already.
pub(super) fn review(node: &Node, made: &BTreeSet<String>, cx: &Context<'_>) -> Vec<Diagnostic> {
    [unknown_namespace(node, made, cx), not_installed(node, cx)].into_iter().flatten().collect()
}

fn unknown_namespace(node: &Node, made: &BTreeSet<String>, cx: &Context<'_>) -> Option<Diagnostic> {
    let metadata = node.get("metadata")?;
    let (namespace, span) = (text(metadata, "namespace")?, metadata.get("namespace")?.span);
    let own = cx.offers.environments.iter().map(|(_, namespace)| namespace.as_str());
    let known: BTreeSet<&str> = own
        .chain(cx.offers.namespaces.iter().map(hagen_kube::Name::as_str))
        .chain(made.iter().map(String::as_str))
        .chain(ALWAYS)
        .collect();
    if known.contains(namespace) {
        return None;
    }
    let near = hagen_core::section::nearest(namespace, known.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("without it the object goes to `{}`", cx.site.namespace),
    };
    let message = format!("nothing here makes the namespace `{namespace}`");
    Some(Diagnostic::new(&codes::NO_SUCH_NAMESPACE, Place::span(span), message).help(help))
}

fn not_installed(node: &Node, cx: &Context<'_>) -> Option<Diagnostic> {
    let (group, _) = text(node, "apiVersion")?.split_once('/')?;
    let of_group =
        |end: &str| group == end || group.strip_suffix(end).is_some_and(|rest| rest.ends_with('.'));
    let (_, needs, provided, word) = INSTALLED.iter().find(|(end, ..)| of_group(end))?;
    let is_there =
        needs.iter().any(|need| cx.offers.needs.contains(need)) || cx.site.cluster.provides(*provided);
    let span: Span = node.get("kind")?.span;
    (!is_there).then(|| {
        let message =
            format!("nothing here installs the definition of {}", text(node, "kind").unwrap_or_default());
        Diagnostic::new(&codes::NO_DEFINITION, Place::span(span), message)
            .help(format!("if the cluster has it, say `provides: [{word}]` of the cluster"))
    })
}

fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    match &node.get(key)?.kind {
        NodeKind::String(text) => Some(text),
        _ => None,
    }
}
