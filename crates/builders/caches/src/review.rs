//! What only the cluster can tell of a cache.

use hagen_core::component::Component as _;
use hagen_core::context::Context;
use hagen_core::{Diagnostic, Place, Severity};
use hagen_kube::Quantity;

use crate::codes;
use crate::component::CacheComponent;

/// The longest name of a StatefulSet that leaves room for the label of its revision.
const LONGEST_NAME: usize = 52;

pub(crate) fn review(cache: &CacheComponent, cx: &Context<'_>) -> Vec<Diagnostic> {
    [single(cache, cx), few_nodes(cache, cx), too_large(cache, cx), name(cache)]
        .into_iter()
        .flatten()
        .collect()
}

fn single(cache: &CacheComponent, cx: &Context<'_>) -> Option<Diagnostic> {
    if cache.is_replicated(&cx.site) {
        return None;
    }
    let (severity, why) = if cx.site.is_dev() {
        (Severity::Note, "the profile is `dev`")
    } else if cache.spec.instances.is_some() {
        (Severity::Warning, "that is what is said")
    } else {
        (Severity::Note, "the cluster has one node")
    };
    let kept = if cache.spec.persistence.is_some() { "stops" } else { "is empty and away" };
    let message = format!("`{}` has one server and {kept} when its node is: {why}", cache.id());
    Some(Diagnostic { severity, ..Diagnostic::new(&codes::SINGLE, Place::key(cache.path()), message) })
}

fn few_nodes(cache: &CacheComponent, cx: &Context<'_>) -> Option<Diagnostic> {
    let (instances, nodes) = (i64::from(cache.instances(&cx.site)), cx.site.cluster.nodes.schedulable());
    (instances > 1 && nodes < instances).then(|| {
        let message =
            format!("{instances} servers share {nodes} nodes: one node can take the majority with it");
        Diagnostic::new(&codes::FEW_NODES, Place::key(cache.path()), message)
            .help(format!("{instances} nodes keep a majority when one is lost"))
    })
}

fn too_large(cache: &CacheComponent, cx: &Context<'_>) -> Option<Diagnostic> {
    let offered = &cx.site.cluster.nodes.shape.as_ref()?.memory;
    let asked = Quantity::bytes(cache.container_memory());
    (asked.milli() > offered.milli()).then(|| {
        let message =
            format!("a server with {} of data requests {asked}, and a node has {offered}", cache.spec.memory);
        Diagnostic::new(&codes::MEMORY, Place::value(cache.path().key("memory")), message)
    })
}

fn name(cache: &CacheComponent) -> Option<Diagnostic> {
    let name = cache.servers_name();
    (name.as_str().len() > LONGEST_NAME).then(|| {
        let message = format!("`{name}` is longer than {LONGEST_NAME} characters");
        Diagnostic::new(&codes::NAME, Place::key(cache.path()), message).help("give the cache a shorter name")
    })
}
