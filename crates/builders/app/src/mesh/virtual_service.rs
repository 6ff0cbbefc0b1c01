//! The `VirtualService` of an application: what callers in the mesh do with some of the requests to it.

use hagen_core::context::EntryApi;
use hagen_kube::custom::istio::{
    Destination, HttpMatch, HttpRetry, HttpRule, PortNumber, RouteDestination, StringMatch, VirtualService,
};
use hagen_kube::{HttpPath, Manifest, Name};

use crate::exposure::Exposure;
use crate::ports::AppPort;
use crate::spec::{RouteMatch, TrafficRoute};
use crate::workload::Workload;

/// The failures after which a request is tried again. An answer of 500 is none of them: the application has given it,
/// and would most likely give it again.
const RETRY_ON: &str = "connect-failure,refused-stream,reset,gateway-error";

/// For callers in the mesh. `None` when no request is treated in a way of its own.
pub(super) fn virtual_service(workload: &Workload<'_>) -> Option<Manifest> {
    let port = workload.app.main_port()?;
    let mut http = rules(workload, &port);
    if http.is_empty() {
        return None;
    }
    let ports: Vec<AppPort> = workload.app.ports().into_iter().filter(AppPort::is_tcp).collect();
    if let [_only] = ports.as_slice() {
        http.push(rest(workload, "rest".into(), &port, None));
    } else {
        // A route that names no port would lead the traffic of all of them to one.
        for rule in &mut http {
            rule.matches.iter_mut().flatten().for_each(|it| it.port = Some(port.port.number));
        }
        http.extend(ports.iter().map(|port| {
            let on_port = HttpMatch { port: Some(port.port.number), ..HttpMatch::default() };
            rest(workload, format!("rest-{}", port.name), port, Some(vec![on_port]))
        }));
    }
    let host = workload.site().service_host(workload.name.as_str());
    let spec = VirtualService { hosts: vec![host], gateways: vec!["mesh".into()], http };
    Some(Manifest::custom(&workload.metadata(), &spec))
}

/// For the entry, where the host's routes are of the mesh's own kinds. `None` where they are not.
pub(crate) fn entry_route(workload: &Workload<'_>, exposure: &Exposure<'_>) -> Option<Manifest> {
    let (cx, expose) = (&workload.cx, exposure.expose);
    let EntryApi::Gateway { namespace } = &cx.site.shared.entry.as_ref()?.api else { return None };
    if !cx.offers.is_routed_by_mesh(cx.site.environment, &expose.host) {
        return None;
    }
    let rules = entry_rules(workload, &exposure.port, &expose.path);
    let route = exposure.way_in(workload.name.as_str()).mesh_route(cx, namespace, rules);
    Some(Manifest::custom(&workload.metadata_of(&workload.name.join("entry")), &route))
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
    let said = routes.filter(|(_, route)| route.timeout.is_some() || route.retries.is_some());
    said.map(|(name, route)| rule(workload, name, route, port)).collect()
}

fn rule(workload: &Workload<'_>, name: &Name, route: &TrafficRoute, port: &AppPort) -> HttpRule {
    HttpRule {
        timeout: route.timeout.map(hagen_kube::Duration::go),
        retries: route.retries.as_ref().map(|retries| HttpRetry {
            attempts: retries.attempts.get(),
            per_try_timeout: route
                .try_timeout()
                .filter(|_| retries.attempts.get() > 0)
                .map(hagen_kube::Duration::go),
            retry_on: (retries.attempts.get() > 0).then_some(RETRY_ON),
        }),
        ..rest(workload, name.to_string(), port, Some(matches(&route.matches)))
    }
}

fn rest(workload: &Workload<'_>, name: String, port: &AppPort, matches: Option<Vec<HttpMatch>>) -> HttpRule {
    let destination = Destination {
        host: workload.site().service_host(workload.name.as_str()),
        port: PortNumber { number: port.port.number },
    };
    HttpRule { name, matches, route: vec![RouteDestination { destination }], timeout: None, retries: None }
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
