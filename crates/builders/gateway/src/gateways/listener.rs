//! The listeners of a Gateway: one for plain HTTP, and one for each host.

use std::collections::BTreeSet;

use hagen_core::component::ExposedHost;
use hagen_core::gateway::{HTTP_LISTENER, certificate_secret, listener};
use hagen_kube::Name;
use hagen_kube::custom::gateway::{AllowedRoutes, CertificateRef, Listener, ListenerTls, RouteNamespaces};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

const NAMESPACE: &str = "kubernetes.io/metadata.name";

/// `hosts`: for each host all that is exposed under it, in one environment. `unsecured`: the namespaces whose routes may
/// attach where there is no TLS, if they are more than the Gateway's own.
pub(super) fn listeners(
    environment: Option<&Name>,
    (http, https): (u16, u16),
    hosts: &[Vec<&ExposedHost>],
    unsecured: &BTreeSet<String>,
) -> Vec<Listener> {
    let of_host =
        |exposures: &Vec<&ExposedHost>| Some(for_host(environment, https, exposures.first()?, exposures));
    [plain(http, unsecured)].into_iter().chain(hosts.iter().filter_map(of_host)).collect()
}

/// For the redirect to HTTPS and for what proves names to authorities, both beside the Gateway; and for those who serve
/// without TLS as well.
fn plain(port: u16, unsecured: &BTreeSet<String>) -> Listener {
    let namespaces = if unsecured.is_empty() {
        RouteNamespaces { from: "Same", selector: None }
    } else {
        RouteNamespaces { from: "Selector", selector: Some(in_namespaces(unsecured.clone())) }
    };
    Listener {
        name: Name::known(HTTP_LISTENER),
        protocol: "HTTP",
        port,
        hostname: None,
        tls: None,
        allowed_routes: AllowedRoutes { namespaces },
    }
}

fn for_host(
    environment: Option<&Name>,
    port: u16,
    first: &ExposedHost,
    exposures: &[&ExposedHost],
) -> Listener {
    Listener {
        name: listener(&first.host),
        protocol: "HTTPS",
        port,
        hostname: Some(first.host.clone()),
        tls: Some(ListenerTls {
            mode: "Terminate",
            certificate_refs: vec![CertificateRef {
                kind: "Secret",
                name: certificate_secret(environment, first),
            }],
        }),
        allowed_routes: AllowedRoutes {
            namespaces: RouteNamespaces { from: "Selector", selector: Some(selector(exposures)) },
        },
    }
}

/// The namespaces of those who expose something under the host.
fn selector(exposures: &[&ExposedHost]) -> LabelSelector {
    in_namespaces(exposures.iter().map(|exposed| exposed.namespace.to_string()).collect())
}

fn in_namespaces(namespaces: BTreeSet<String>) -> LabelSelector {
    LabelSelector {
        match_expressions: Some(vec![LabelSelectorRequirement {
            key: NAMESPACE.into(),
            operator: "In".into(),
            values: Some(namespaces.into_iter().collect()),
        }]),
        match_labels: None,
    }
}
