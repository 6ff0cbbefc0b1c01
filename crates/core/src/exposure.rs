//! How something is reached from outside: where its certificate comes from, and the route to its Service.

use std::collections::BTreeMap;

use hagen_kube::custom::gateway::{
    BackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, ParentRef, PathMatch,
};
use hagen_kube::custom::istio::{
    Destination, HttpMatch, HttpRule, PortNumber, RouteDestination, StringMatch, VirtualService,
};
use hagen_kube::{Host, HttpPath, Manifest, Name};
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule, IngressServiceBackend,
    IngressSpec, IngressTLS, ServiceBackendPort,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::codes_target as codes;
use crate::component::Tls;
use crate::context::{Context, Entry, EntryApi, EntryEngine};
use crate::gateway::{HTTP_LISTENER, listener, mesh_gateway};
use crate::section::{Checker, Section, nearest};

/// Where a certificate comes from.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = Name, check = check_tls)]
pub struct TlsSource {
    /// An issuer of the blueprint's `certificates`.
    #[section(example = "letsencrypt")]
    pub issuer: Option<Name>,
    /// A certificate that people supply: a secret of the store with the keys `tls.crt` and `tls.key`. Where routes are
    /// Ingresses, a Secret of the application's namespace.
    #[section(example = "shop-tls")]
    pub secret: Option<Name>,
}

impl From<Name> for TlsSource {
    fn from(issuer: Name) -> Self {
        Self { issuer: Some(issuer), secret: None }
    }
}

fn check_tls(tls: &TlsSource, checker: &mut Checker<'_, '_>) {
    if tls.issuer.is_some() == tls.secret.is_some() {
        let message = "a certificate comes from an `issuer` or from a `secret`";
        checker.report(&codes::CERTIFICATE, "secret", message);
    }
}

/// Why a certificate comes from nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoIssuer {
    /// There is none at all.
    None,
    /// There are several, and none is named.
    Several,
    /// There is none of this name.
    Unknown(Name),
}

/// Where the certificate of an exposed host comes from: what is said, or else the only issuer there is.
pub fn certificate(source: Option<&TlsSource>, issuers: &[Name]) -> Result<Tls, NoIssuer> {
    match (source, issuers) {
        (Some(TlsSource { secret: Some(secret), .. }), _) => Ok(Tls::Secret(secret.clone())),
        (Some(TlsSource { issuer: Some(issuer), .. }), known) if known.contains(issuer) => {
            Ok(Tls::Issuer(issuer.clone()))
        }
        (Some(TlsSource { issuer: Some(issuer), .. }), _) => Err(NoIssuer::Unknown(issuer.clone())),
        (_, [only]) => Ok(Tls::Issuer(only.clone())),
        (_, []) => Err(NoIssuer::None),
        _ => Err(NoIssuer::Several),
    }
}

impl NoIssuer {
    /// What is wrong with the certificate of `host`, and what to do about it.
    pub fn explain(&self, host: &Host, issuers: &[Name]) -> (String, String) {
        let known: Vec<String> = issuers.iter().map(|name| format!("`{name}`")).collect();
        let there_are = format!("there are {}", known.join(", "));
        match self {
            Self::None => (
                format!("nobody issues the certificate of `{host}`"),
                "declare an issuer: `certificates: { letsencrypt: { acme: { email: … } } }`".into(),
            ),
            Self::Several => (
                format!("which issuer has the certificate of `{host}`?"),
                format!("say `tls: …`; {there_are}"),
            ),
            Self::Unknown(name) => {
                let help = match nearest(name.as_str(), issuers.iter().map(Name::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if known.is_empty() => "declare it in `certificates`".into(),
                    None => there_are,
                };
                (format!("there is no issuer `{name}`"), help)
            }
        }
    }

    /// Whether it is the key `tls` that is wrong, and not that nothing is said.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }
}

/// A way in: a host, a path below it, and the Service behind them.
#[derive(Debug, Clone, Copy)]
pub struct WayIn<'a> {
    /// The host.
    pub host: &'a Host,
    /// The path below which requests go there.
    pub path: &'a HttpPath,
    /// Where the certificate comes from.
    pub tls: &'a Tls,
    /// The name of the Service.
    pub service: &'a str,
    /// The port of the Service, by number and by name.
    pub port: (u16, &'a str),
}

/// What matches a path and everything below it, by whole elements. Nothing, for the root.
fn below(path: &HttpPath) -> Option<Vec<HttpMatch>> {
    let path = path.as_str().trim_end_matches('/');
    let matching = |uri| HttpMatch { uri: Some(uri), ..HttpMatch::default() };
    (!path.is_empty()).then(|| {
        vec![matching(StringMatch::Exact(path.to_owned())), matching(StringMatch::Prefix(format!("{path}/")))]
    })
}

impl WayIn<'_> {
    /// What leads traffic from outside to the Service: an HTTPRoute, or an Ingress where the cluster has no Gateway.
    /// `None` when there is no entry at all.
    pub fn route(&self, cx: &Context<'_>, metadata: ObjectMeta) -> Option<Manifest> {
        let backend =
            BackendRef { name: self.service.to_owned(), port: Some(self.port.0), ..BackendRef::default() };
        self.route_to(cx, metadata, backend)
    }

    /// The same, with something else than the Service itself behind an HTTPRoute.
    pub fn route_to(&self, cx: &Context<'_>, metadata: ObjectMeta, backend: BackendRef) -> Option<Manifest> {
        let entry = cx.site.shared.entry.as_ref()?;
        Some(match &entry.api {
            EntryApi::Gateway { namespace }
                if cx.offers.is_routed_by_mesh(cx.site.environment, self.host) =>
            {
                Manifest::custom(&metadata, &self.mesh_route(cx, namespace, Vec::new(), self.all(cx)))
            }
            EntryApi::Gateway { .. } => self.route_by(cx, &metadata, vec![self.rule(vec![backend])])?,
            EntryApi::Ingress { class } => Manifest::new(&self.ingress(entry, class, metadata)),
        })
    }

    /// The Service alone.
    fn all(&self, cx: &Context<'_>) -> Vec<RouteDestination> {
        let host = cx.site.service_host(self.service);
        let destination = Destination { host, port: PortNumber { number: self.port.0 } };
        vec![RouteDestination { destination, weight: None }]
    }

    /// The route of a host that the mesh's own kinds route: `rules` come before that for all the rest, which goes to
    /// `route`.
    pub fn mesh_route(
        &self,
        cx: &Context<'_>,
        gateways: &Name,
        mut rules: Vec<HttpRule>,
        route: Vec<RouteDestination>,
    ) -> VirtualService {
        let matches = below(self.path);
        rules.push(HttpRule { name: "rest".into(), matches, route, timeout: None, retries: None });
        VirtualService {
            hosts: vec![self.host.to_string()],
            gateways: vec![format!("{gateways}/{}", mesh_gateway(cx.site.environment))],
            http: rules,
        }
    }

    /// An HTTPRoute of these rules. `None` where no Gateway takes one.
    pub fn route_by(
        &self,
        cx: &Context<'_>,
        metadata: &ObjectMeta,
        rules: Vec<HttpRouteRule>,
    ) -> Option<Manifest> {
        let EntryApi::Gateway { namespace } = &cx.site.shared.entry.as_ref()?.api else { return None };
        let parent = |listener: Name| ParentRef {
            name: cx.gateway(self.host),
            namespace: Some(namespace.clone()),
            section_name: Some(listener),
        };
        // A route that names the host comes before the one that leads all others to TLS.
        let is_plain = cx.offers.is_plain(cx.site.environment, self.host);
        let plain = is_plain.then(|| Name::known(HTTP_LISTENER));
        let route = HttpRoute {
            parent_refs: [listener(self.host)].into_iter().chain(plain).map(parent).collect(),
            hostnames: vec![self.host.clone()],
            rules,
        };
        Some(Manifest::custom(metadata, &route))
    }

    /// Sends all requests that come in to some backends.
    pub fn rule(&self, backends: Vec<BackendRef>) -> HttpRouteRule {
        let path = PathMatch { kind: "PathPrefix", value: self.path.clone() };
        HttpRouteRule {
            matches: Some(vec![HttpRouteMatch { path, method: None }]),
            backend_refs: Some(backends),
            ..HttpRouteRule::default()
        }
    }

    fn ingress(&self, entry: &Entry, class: &str, metadata: ObjectMeta) -> Ingress {
        let host = self.host.to_string();
        let annotations = Some(self.annotations(entry)).filter(|annotations| !annotations.is_empty());
        Ingress {
            metadata: ObjectMeta { annotations, ..metadata },
            spec: Some(IngressSpec {
                ingress_class_name: Some(class.to_owned()),
                tls: Some(vec![IngressTLS {
                    hosts: Some(vec![host.clone()]),
                    secret_name: Some(self.tls.secret_name(self.host).to_string()),
                }]),
                rules: Some(vec![IngressRule { host: Some(host), http: Some(self.paths()) }]),
                default_backend: None,
            }),
            ..Ingress::default()
        }
    }

    fn annotations(&self, entry: &Entry) -> BTreeMap<String, String> {
        let mut annotations = BTreeMap::new();
        if let Tls::Issuer(issuer) = self.tls {
            annotations.insert("cert-manager.io/cluster-issuer".to_owned(), issuer.to_string());
        }
        if entry.engine == EntryEngine::Traefik {
            // Otherwise Traefik would answer on port 80 too, without TLS.
            let key = "traefik.ingress.kubernetes.io/router.entrypoints";
            annotations.insert(key.to_owned(), "websecure".to_owned());
        }
        annotations
    }

    fn paths(&self) -> HTTPIngressRuleValue {
        let port = ServiceBackendPort { name: Some(self.port.1.to_owned()), number: None };
        HTTPIngressRuleValue {
            paths: vec![HTTPIngressPath {
                path: Some(self.path.to_string()),
                path_type: "Prefix".into(),
                backend: IngressBackend {
                    service: Some(IngressServiceBackend { name: self.service.to_owned(), port: Some(port) }),
                    resource: None,
                },
            }],
        }
    }
}
