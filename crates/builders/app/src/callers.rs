//! Who sends requests to an application.

use hagen_core::component::{Edge, Peer, Port};

use crate::split::is_split;
use crate::workload::Workload;

/// Somebody who sends requests.
pub(crate) struct Caller<'a> {
    /// The link that says so.
    pub(crate) edge: &'a Edge,
    /// The ports that they go to.
    pub(crate) ports: Vec<Port>,
}

/// Those that use it, and those that use an application of whose requests it takes a part.
pub(crate) fn callers<'a>(workload: &Workload<'a>) -> Vec<Caller<'a>> {
    let (site, cx) = (workload.site(), workload.cx);
    let own = Peer::Pods(workload.pods());
    let passed_on = |edge: &'a Edge| {
        let used = cx.offers.edges.iter().filter(move |placed| placed.component == edge.from);
        used.filter(|placed| placed.environment.as_ref() == site.environment).map(|placed| &*placed.what)
    };
    let (splits, links): (Vec<&Edge>, Vec<&Edge>) =
        cx.used_by.iter().map(|edge| &**edge).partition(|edge| is_split(&edge.link));
    let edges = links.into_iter().chain(splits.into_iter().flat_map(passed_on));
    let caller = |edge: &'a Edge| {
        let here = edge.connection.endpoints.iter().filter(|endpoint| endpoint.peer == own);
        Caller { edge, ports: here.flat_map(|endpoint| endpoint.ports.clone()).collect() }
    };
    edges.map(caller).filter(|caller| !caller.ports.is_empty()).collect()
}
