//! Requests that other applications answer in one's stead: who takes a part, and who therefore calls whom.

use std::collections::BTreeMap;

use hagen_core::Step;
use hagen_core::component::{Endpoint, Link, Peer, Pods, Port};
use hagen_core::context::Site;
use hagen_core::section::Map;
use hagen_kube::{Name, Reference};

use crate::component::identity;
use crate::exposure::exposure;
use crate::spec::{App, Share, Traffic};
use crate::workload::Workload;

/// Where an application that is named takes its part, or why it cannot.
pub(crate) type Takers = BTreeMap<Reference, Result<Port, &'static str>>;

/// A part of the requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The application that answers them.
    pub(crate) to: Name,
    /// Its port.
    pub(crate) port: u16,
    /// How many percent of them.
    pub(crate) percent: i64,
}

impl Traffic {
    /// Everything that is said of parts: of all requests, and of those of single routes.
    pub(crate) fn splits(&self) -> impl Iterator<Item = &Map<Reference, Share>> {
        let of_routes = self.routes.values().map(|route| &route.split);
        [&self.split].into_iter().chain(of_routes).filter(|split| !split.is_empty())
    }

    /// Whether it says nothing but parts, which a Gateway can share out as well.
    pub(crate) fn only_splits(&self) -> bool {
        let bare = Self { split: self.split.clone(), routes: self.routes.clone(), ..Self::default() };
        let all = self.routes.values().all(|route| {
            let others = (&route.timeout, &route.retries, &route.delay, &route.abort);
            others == (&None, &None, &None, &None)
        });
        *self == bare && all && self.splits().next().is_some()
    }
}

/// The applications that an application names, among all of them.
pub(crate) fn takers(app: &App, all: &BTreeMap<&Name, &App>) -> Takers {
    let named = app.traffic.iter().flat_map(Traffic::splits).flat_map(Map::keys);
    named.map(|reference| (reference.clone(), taker(reference, all))).collect()
}

fn taker(reference: &Reference, all: &BTreeMap<&Name, &App>) -> Result<Port, &'static str> {
    let app = all.get(&reference.name).filter(|_| reference.section == "apps");
    let app = app.ok_or("is no application of an image")?;
    if app.serve.is_some() {
        return Err("serves TLS itself, and would be sent plain requests");
    }
    if app.traffic.as_ref().is_some_and(|traffic| traffic.splits().next().is_some()) {
        return Err("has others answer a part of its own requests, which would not be followed");
    }
    Ok(app.main_port().ok_or("has no port that is known to take HTTP")?.port)
}

/// The links to who takes parts. Nothing is sent there by the application itself.
pub(crate) fn links(name: &Name, app: &App) -> Vec<Link> {
    let Some(traffic) = &app.traffic else { return Vec::new() };
    let path = hagen_core::Path::of(["apps", name.as_str(), "traffic"]);
    let of_routes = traffic.routes.iter().map(|(route, it)| {
        let path = path.key("routes").key(route.as_str()).key("split");
        (path, &it.split)
    });
    let splits = [(path.key("split"), &traffic.split)].into_iter().chain(of_routes);
    let links = splits.flat_map(|(path, split)| {
        let link = move |to: &Reference| {
            let path = path.key(&to.to_string());
            (to.clone(), Link { to: to.clone(), path, prefix: None })
        };
        split.keys().map(link).collect::<Vec<_>>()
    });
    // Named in two routes, it is one link.
    let mut first = BTreeMap::new();
    for (to, link) in links {
        first.entry(to).or_insert(link);
    }
    first.into_values().collect()
}

/// Whether a link says who takes a part, rather than what is used.
pub(crate) fn is_split(link: &Link) -> bool {
    matches!(link.path.steps().get(2), Some(Step::Key(key)) if key == "traffic")
}

/// Where requests to an application go besides its own pods, as far as callers' proxies share them out.
pub(crate) fn endpoints(takers: &Takers, site: &Site<'_>) -> Vec<Endpoint> {
    let shares = site.shared.mesh.as_ref().is_some_and(hagen_core::context::Mesh::has_sidecars);
    let there = takers.iter().filter(|_| shares).filter_map(|(to, port)| Some((to, port.ok()?)));
    there
        .map(|(to, port)| {
            let labels = identity(&to.name, site).selector();
            let pods = Pods { namespace: site.namespace.clone(), labels };
            Endpoint { peer: Peer::Pods(pods), ports: vec![port] }
        })
        .collect()
}

/// The parts that others take of some requests.
pub(crate) fn parts(workload: &Workload<'_>, split: &Map<Reference, Share>) -> Vec<Part> {
    let known = split.iter().filter_map(|(to, percent)| {
        let port = workload.takers.get(to)?.ok()?.number;
        Some(Part { to: to.name.clone(), port, percent: percent.get() })
    });
    known.collect()
}

/// The parts that others take of all requests.
pub(crate) fn parts_of_all(workload: &Workload<'_>) -> Vec<Part> {
    workload.app.traffic.as_ref().map(|traffic| parts(workload, &traffic.split)).unwrap_or_default()
}

/// How many percent are left.
pub(crate) fn rest(parts: &[Part]) -> i64 {
    100 - parts.iter().map(|part| part.percent).sum::<i64>()
}

/// The port on which the entry sends requests: to what is exposed, and to who takes a part of it.
pub(crate) fn entered(workload: &Workload<'_>) -> Option<Port> {
    let own = exposure(workload.app, workload.site()).map(|exposure| exposure.port.port);
    own.or_else(|| workload.app.main_port().filter(|_| takes_of_exposed(workload)).map(|port| port.port))
}

fn takes_of_exposed(workload: &Workload<'_>) -> bool {
    let site = workload.site();
    let splits = workload.cx.used_by.iter().filter(|edge| is_split(&edge.link));
    splits.into_iter().any(|edge| {
        let mut hosts = workload.cx.offers.hosts.iter();
        hosts.any(|host| host.component == edge.from && host.environment.as_ref() == site.environment)
    })
}
