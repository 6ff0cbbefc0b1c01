//! The `DestinationRules` of an application: what callers do with the traffic to it.

use hagen_core::section::Within;
use hagen_kube::custom::istio::{
    ConnectionPool, ConsistentHash, DestinationRule, HttpCookie, HttpPool, LoadBalancer, OutlierDetection,
    TcpPool, TrafficPolicy, UpstreamTls,
};
use hagen_kube::{Manifest, Name};

use super::virtual_service::weighted_routes;
use crate::exposure::exposure;
use crate::spec::{Balancing, Connections, Outliers, Traffic};
use crate::sticky::{Sticky, cookie_name, sticky};
use crate::workload::Workload;

/// For each Service of its versions. None when callers do what they do with everything.
pub(crate) fn destination_rules(workload: &Workload<'_>) -> Vec<Manifest> {
    let exposure = exposure(workload.app, workload.site());
    let sticks =
        exposure.is_some_and(|exposure| sticky(workload, &exposure) == Some(Sticky::DestinationRule));
    let shaped = workload.app.traffic.as_ref().is_some_and(|traffic| !traffic.only_splits());
    if !shaped && !sticks {
        return Vec::new();
    }
    let mut versions = vec![workload.name.clone()];
    versions.extend((!weighted_routes(workload).is_empty()).then(|| workload.other_version()));
    let rule = |version: &Name| {
        let rule = destination_rule(workload, version, sticks);
        Manifest::custom(&workload.metadata_of(version), &rule)
    };
    versions.iter().map(rule).collect()
}

fn destination_rule(workload: &Workload<'_>, version: &Name, sticks: bool) -> DestinationRule {
    let traffic = workload.app.traffic.as_ref();
    DestinationRule {
        host: workload.site().service_host(version.as_str()),
        traffic_policy: TrafficPolicy {
            load_balancer: Some(if sticks { by_cookie(workload) } else { balancer(traffic) }),
            connection_pool: traffic.and_then(|traffic| traffic.connections.as_ref()).map(pool),
            outlier_detection: traffic.and_then(|traffic| traffic.outliers.as_ref()).map(outliers),
            tls: secured(workload).then_some(UpstreamTls { mode: "ISTIO_MUTUAL" }),
        },
    }
}

/// Whether no connection to it may be plain.
fn secured(workload: &Workload<'_>) -> bool {
    workload.site().shared.mesh.as_ref().is_some_and(|mesh| mesh.strict && mesh.has_sidecars())
}

fn by_cookie(workload: &Workload<'_>) -> LoadBalancer {
    // Nothing keeps the cookie beyond the browser's session.
    let http_cookie = HttpCookie { name: cookie_name(workload), path: "/", ttl: "0s" };
    LoadBalancer { simple: None, consistent_hash: Some(ConsistentHash { http_cookie }) }
}

fn balancer(traffic: Option<&Traffic>) -> LoadBalancer {
    let simple = match traffic.map(|traffic| traffic.balancing).unwrap_or_default() {
        Balancing::LeastRequests => "LEAST_REQUEST",
        Balancing::RoundRobin => "ROUND_ROBIN",
        Balancing::Random => "RANDOM",
    };
    LoadBalancer { simple: Some(simple), consistent_hash: None }
}

fn pool(connections: &Connections) -> ConnectionPool {
    let tcp = TcpPool {
        max_connections: connections.max.map(Within::get),
        connect_timeout: connections.timeout.map(|timeout| timeout.go()),
    };
    let http = HttpPool {
        http1_max_pending_requests: connections.pending.map(Within::get),
        http2_max_requests: connections.requests.map(Within::get),
        max_requests_per_connection: connections.per_connection.map(Within::get),
    };
    ConnectionPool {
        tcp: Some(tcp).filter(|tcp| *tcp != TcpPool::default()),
        http: Some(http).filter(|http| *http != HttpPool::default()),
    }
}

fn outliers(outliers: &Outliers) -> OutlierDetection {
    OutlierDetection {
        consecutive_5xx_errors: outliers.errors.get(),
        interval: outliers.interval.go(),
        base_ejection_time: outliers.eject.go(),
        max_ejection_percent: outliers.at_most.get(),
    }
}
