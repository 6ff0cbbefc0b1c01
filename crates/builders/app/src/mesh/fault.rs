//! The faults of an application's requests: delays, and answers in its stead.
//!
//! They are put into the proxy of the *called* pod. A `VirtualService` has faults too, but in the proxy of the caller, where
//! the fault filter stands before the router, and it is the router that counts timeouts and tries again: a delay there is
//! over before the timeout begins, and Istio says that neither timeouts nor retries are in force beside it. Held back by
//! the called pod instead, a request is late for the router of whoever called (a sidecar, or the entry): the timeout of a
//! try runs out, the next try meets the same delay, and the timeout of the whole ends it.
//!
//! In the called pod's own chain of filters the fault stands directly before the router, and so after the filters that
//! check certificates and callers: who may not call is refused at once. It answers or waits before the router hands the
//! request on, so a request that its caller gives up while it waits never reaches the application.

use hagen_kube::custom::istio::{
    EnvoyFilter, FilterMatch, FilterPatch, ListenerMatch, PatchBody, WorkloadSelector,
};
use hagen_kube::{Duration, Manifest, Name};
use hagen_yaml::{Map, Value, value};

use crate::spec::{RouteMatch, Share, TrafficRoute};
use crate::workload::Workload;

/// `None` when no route has a fault.
pub(super) fn envoy_filter(workload: &Workload<'_>) -> Option<Manifest> {
    let port = workload.app.main_port()?.port.number;
    let routes = workload.app.traffic.iter().flat_map(|traffic| traffic.ordered());
    let faulty = routes.filter(|(_, route)| route.delay.is_some() || route.abort.is_some());
    let patches: Vec<FilterPatch> = faulty.map(|(name, route)| patch(name, route, port)).collect();
    if patches.is_empty() {
        return None;
    }
    let filter = EnvoyFilter {
        workload_selector: WorkloadSelector { labels: workload.selector.clone() },
        config_patches: patches,
    };
    Some(Manifest::custom(&workload.metadata_of(&workload.name.join("faults")), &filter))
}

fn patch(name: &Name, route: &TrafficRoute, port: u16) -> FilterPatch {
    FilterPatch {
        apply_to: "HTTP_FILTER",
        matches: FilterMatch {
            context: "SIDECAR_INBOUND",
            listener: ListenerMatch {
                port_number: port,
                filter_chain: value!({
                    "filter": {
                        "name": "envoy.filters.network.http_connection_manager",
                        "subFilter": { "name": "envoy.filters.http.router" },
                    },
                }),
            },
        },
        patch: PatchBody { operation: "INSERT_BEFORE", value: filter(name, route) },
    }
}

/// The filter in Envoy's own words.
fn filter(name: &Name, route: &TrafficRoute) -> Value {
    let mut config = Map::new();
    config.push("@type", "type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault");
    if let Some(delay) = &route.delay {
        let (time, percentage) = (seconds(*delay.time), percentage(delay.percent));
        config.push("delay", value!({ "fixed_delay": time, "percentage": percentage }));
    }
    if let Some(abort) = &route.abort {
        let (status, percentage) = (abort.status.get(), percentage(abort.percent));
        config.push("abort", value!({ "http_status": status, "percentage": percentage }));
    }
    config.push("headers", headers(&route.matches));
    value!({ "name": (format!("envoy.filters.http.fault.{name}")), "typed_config": (Value::Map(config)) })
}

fn percentage(share: Share) -> Value {
    value!({ "numerator": (share.get()), "denominator": "HUNDRED" })
}

/// The method and the path, which has the query with it here.
fn headers(said: &RouteMatch) -> Value {
    let mut headers = Vec::new();
    if let Some(method) = said.method {
        headers.push(value!({ "name": ":method", "string_match": { "exact": (method.word()) } }));
    }
    let exact = said.path.as_ref().map(|path| format!("{}(\\?.*)?", quoted(path.as_str())));
    let below = said
        .prefix
        .as_ref()
        .map(|prefix| format!("{}([/?].*)?", quoted(prefix.as_str().trim_end_matches('/'))));
    if let Some(regex) = exact.or(below) {
        headers.push(value!({ "name": ":path", "string_match": { "safe_regex": { "regex": regex } } }));
    }
    Value::List(headers)
}

/// A text as a regular expression (RE2) that matches it and nothing else.
fn quoted(text: &str) -> String {
    text.chars().fold(String::new(), |mut quoted, c| {
        if !c.is_ascii_alphanumeric() && !matches!(c, '/' | '-' | '_') && c.is_ascii() {
            quoted.push('\\');
        }
        quoted.push(c);
        quoted
    })
}

/// In the notation of protobuf's JSON, which knows no unit but seconds.
fn seconds(time: Duration) -> String {
    let (whole, rest) = (time.as_millis() / 1000, time.as_millis() % 1000);
    if rest == 0 { format!("{whole}s") } else { format!("{whole}.{rest:03}s") }
}
