//! Hosts that contradict each other.

use std::collections::BTreeMap;

use hagen_core::component::ExposedHost;
use hagen_core::context::{Context, Placed};
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::Host;

use crate::codes;
use crate::section::Engine;

/// The gateway of a mesh that is not there.
pub(crate) fn mesh(engine: &Engine, cx: &Context<'_>) -> Option<Diagnostic> {
    (*engine == Engine::Mesh && cx.site.shared.mesh.is_none()).then(|| {
        let place = Place::value(Path::ROOT.key("gateway").key("engine"));
        Diagnostic::new(&codes::NO_MESH, place, "there is no mesh whose gateway this could be")
            .help("say `mesh: {}`, or leave `engine` out for Traefik")
    })
}

/// A host may be exposed several times, under different paths: in one environment and with one certificate.
pub(crate) fn hosts(hosts: &[Placed<ExposedHost>]) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&Host, &Placed<ExposedHost>> = BTreeMap::new();
    let mut ways: BTreeMap<(&Host, &str), &Placed<ExposedHost>> = BTreeMap::new();
    let mut found = Vec::new();
    for placed in hosts {
        let known = *first.entry(&placed.what.host).or_insert(placed);
        let contradiction = contradiction(known, placed);
        let below = placed.what.below.as_str().trim_end_matches('/');
        let other = *ways.entry((&placed.what.host, below)).or_insert(placed);
        let is_other = other.component != placed.component && contradiction.is_none();
        found.extend(contradiction);
        found.extend(is_other.then(|| same_way(other, placed)));
    }
    found
}

/// Whose requests are meant for two: the entry gives them all to one of them, and nobody knows to which.
fn same_way(known: &Placed<ExposedHost>, placed: &Placed<ExposedHost>) -> Diagnostic {
    let ExposedHost { host, below, .. } = &placed.what;
    let message = format!("`{host}{below}` leads to `{}` already", known.component);
    Diagnostic::new(&codes::PATH_TWICE, Place::value(placed.what.path.clone()), message)
        .also(Place::value(known.what.path.clone()), "here for the first time")
        .help("give one of them another host, or a `path` of its own; to share requests out there is `traffic: { split: … }`")
}

fn contradiction(known: &Placed<ExposedHost>, placed: &Placed<ExposedHost>) -> Option<Diagnostic> {
    let host = &placed.what.host;
    let (code, message, help) = if known.environment != placed.environment {
        if known.environment.is_some() && placed.environment.is_some() {
            let message = format!("`{host}` is exposed in two environments of one cluster");
            (&codes::HOST_TWICE, message, "give each environment a host of its own, in its overlay")
        } else {
            let message = format!("`{host}` is exposed by the platform and by an environment");
            (&codes::HOST_TWICE, message, "give one of them a host of its own")
        }
    } else if known.what.tls != placed.what.tls {
        let message = format!("`{host}` is exposed with two different certificates");
        (&codes::TWO_CERTIFICATES, message, "say the same `tls` wherever the host is exposed")
    } else {
        return None;
    };
    let diagnostic = Diagnostic::new(code, Place::value(placed.what.path.clone()), message).help(help);
    Some(diagnostic.also(Place::value(known.what.path.clone()), "here for the first time"))
}
