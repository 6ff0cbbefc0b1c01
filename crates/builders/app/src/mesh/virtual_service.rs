//! The `VirtualService` of an application: what callers in the mesh do with some of the requests to it.

use hagen_core::context::{EntryApi, Mesh};
use hagen_kube::custom::istio::{
    Destination, HttpMatch, HttpRetry, HttpRule, PortNumber, RouteDestination, StringMatch, VirtualService,
};
use hagen_kube::custom::rollouts::VirtualServiceRoutes;
use hagen_kube::{HttpPath, Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::exposure::{Exposure, exposure};
use crate::ports::AppPort;
use crate::spec::{RouteMatch, TrafficRoute};
use crate::split::{self, Part, parts, parts_of_all};
use crate::workload::Workload;

/// The failures after which a request is tried again. An answer of 500 is none of them: the application has given it,
/// and would most likely give it again.
const RETRY_ON: &str = "connect-failure,refused-stream,reset,gateway-error";

/// The objects by whose weights Argo Rollouts shares out requests to two versions, and the routes in them.
pub(crate) fn weighted_routes(workload: &Workload<'_>) -> Vec<VirtualServiceRoutes> {
    if !workload.has_canary() || workload.app.serve.is_some() {
        return Vec::new();
    }
    let sidecars = workload.site().shared.mesh.as_ref().is_some_and(Mesh::has_sidecars);
    let within = sidecars.then(|| in_mesh(workload)).flatten().map(|spec| (workload.name.clone(), spec));
    let exposure = exposure(workload.app, workload.site());
    let entry = exposure.and_then(|exposure| at_entry(workload, &exposure));
    let entry = entry.map(|spec| (entry_name(workload), spec));
    let routes = |(name, spec): (Name, VirtualService)| VirtualServiceRoutes {
        name: name.to_string(),
        routes: spec.http.into_iter().map(|rule| rule.name).collect(),
    };
    within.into_iter().chain(entry).map(routes).collect()
}

/// For callers in the mesh. `None` when no request is treated in a way of its own.
pub(super) fn virtual_service(workload: &Workload<'_>) -> Option<Manifest> {
    Some(Manifest::custom(&metadata(workload, workload.name), &in_mesh(workload)?))
}

fn metadata(workload: &Workload<'_>, name: &Name) -> ObjectMeta {
    ObjectMeta { labels: Some(workload.versions_labels()), ..workload.metadata_of(name) }
}

fn in_mesh(workload: &Workload<'_>) -> Option<VirtualService> {
    let port = workload.app.main_port()?;
    let mut http = rules(workload, &port);
    let all = to_all(workload, &port);
    if http.is_empty() && all.len() < 2 {
        return None;
    }
    let ports: Vec<AppPort> = workload.app.ports().into_iter().filter(AppPort::is_tcp).collect();
    if let [_only] = ports.as_slice() {
        http.push(rest("rest".into(), None, all));
    } else {
        // A route that names no port would lead the traffic of all of them to one.
        for rule in &mut http {
            rule.matches.iter_mut().flatten().for_each(|it| it.port = Some(port.port.number));
        }
        http.extend(ports.iter().map(|port| {
            let on_port = HttpMatch { port: Some(port.port.number), ..HttpMatch::default() };
            rest(format!("rest-{}", port.name), Some(vec![on_port]), to_all(workload, port))
        }));
    }
    let host = workload.site().service_host(workload.name.as_str());
    Some(VirtualService { hosts: vec![host], gateways: vec!["mesh".into()], http })
}

/// For the entry, where the host's routes are of the mesh's own kinds. `None` where they are not.
pub(crate) fn entry_route(workload: &Workload<'_>, exposure: &Exposure<'_>) -> Option<Manifest> {
    let spec = at_entry(workload, exposure)?;
    Some(Manifest::custom(&metadata(workload, &entry_name(workload)), &spec))
}

fn entry_name(workload: &Workload<'_>) -> Name {
    workload.name.join("entry")
}

fn at_entry(workload: &Workload<'_>, exposure: &Exposure<'_>) -> Option<VirtualService> {
    let (cx, expose) = (&workload.cx, exposure.expose);
    let EntryApi::Gateway { namespace } = &cx.site.shared.entry.as_ref()?.api else { return None };
    if !cx.offers.is_routed_by_mesh(cx.site.environment, &expose.host) {
        return None;
    }
    let rules = entry_rules(workload, &exposure.port, &expose.path);
    let all = to_all(workload, &exposure.port);
    Some(exposure.way_in(workload.name.as_str()).mesh_route(cx, namespace, rules, all))
}

/// The rules whose requests come in by the path that is exposed.
fn entry_rules(workload: &Workload<'_>, port: &AppPort, exposed: &HttpPath) -> Vec<HttpRule> {
    let below = exposed.as_str().trim_end_matches('/');
    let comes_in = |rule: &HttpRule| {
        rule.matches.iter().flatten().all(|it| match &it.uri {
            Some(StringMatch::Exact(path) | StringMatch::Prefix(path)) => {
                path.strip_prefix(below).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            Some(StringMatch::Regex(_)) | None => below.is_empty(),
        })
    };
    rules(workload, port).into_iter().filter(comes_in).collect()
}

fn rules(workload: &Workload<'_>, port: &AppPort) -> Vec<HttpRule> {
    let routes = workload.app.traffic.iter().flat_map(|traffic| traffic.ordered());
    let said = routes.filter(|(_, route)| route.has_rule());
    said.map(|(name, route)| rule(workload, name, route, port)).collect()
}

fn rule(workload: &Workload<'_>, name: &Name, route: &TrafficRoute, port: &AppPort) -> HttpRule {
    let destinations = if route.split.is_empty() {
        to_all(workload, port)
    } else {
        shared_out(workload, port, &parts(workload, &route.split))
    };
    HttpRule {
        timeout: route.timeout.map(|timeout| timeout.go()),
        retries: route.retries.as_ref().map(|retries| HttpRetry {
            attempts: retries.attempts.get(),
            per_try_timeout: route
                .try_timeout()
                .filter(|_| retries.attempts.get() > 0)
                .map(hagen_kube::Duration::go),
            retry_on: (retries.attempts.get() > 0).then_some(RETRY_ON),
        }),
        ..rest(name.to_string(), Some(matches(&route.matches)), destinations)
    }
}

fn rest(name: String, matches: Option<Vec<HttpMatch>>, route: Vec<RouteDestination>) -> HttpRule {
    HttpRule { name, matches, route, timeout: None, retries: None }
}

/// Where requests go of which nothing else is said: to the versions of a canary, to who takes a part, or to the Service.
fn to_all(workload: &Workload<'_>, port: &AppPort) -> Vec<RouteDestination> {
    if workload.has_canary() && workload.app.serve.is_none() {
        // Argo Rollouts changes the weights; Argo CD leaves them alone.
        let other = workload.other_version();
        let number = port.port.number;
        return vec![
            destination(workload, workload.name, number, Some(100)),
            destination(workload, &other, number, Some(0)),
        ];
    }
    let is_main = workload.app.main_port().as_ref() == Some(port);
    let parts = if is_main { parts_of_all(workload) } else { Vec::new() };
    shared_out(workload, port, &parts)
}

fn shared_out(workload: &Workload<'_>, port: &AppPort, parts: &[Part]) -> Vec<RouteDestination> {
    let own = (!parts.is_empty()).then(|| split::rest(parts));
    let own = destination(workload, workload.name, port.port.number, own);
    let others = parts.iter().map(|part| destination(workload, &part.to, part.port, Some(part.percent)));
    [own].into_iter().chain(others).collect()
}

fn destination(workload: &Workload<'_>, to: &Name, number: u16, weight: Option<i64>) -> RouteDestination {
    let host = workload.site().service_host(to.as_str());
    RouteDestination { destination: Destination { host, port: PortNumber { number } }, weight }
}

fn matches(said: &RouteMatch) -> Vec<HttpMatch> {
    let method = said.method.map(|method| StringMatch::Exact(method.word().into()));
    let matching = |uri| HttpMatch { uri, method: method.clone(), port: None };
    match (&said.path, &said.prefix) {
        (Some(path), _) => vec![matching(Some(StringMatch::Exact(path.to_string())))],
        (None, Some(prefix)) if prefix.as_str() != "/" => {
            let prefix = prefix.as_str().trim_end_matches('/');
            let below = StringMatch::Prefix(format!("{prefix}/"));
            vec![matching(Some(StringMatch::Exact(prefix.to_owned()))), matching(Some(below))]
        }
        (None, _) => vec![matching(None)],
    }
}
