//! The Gateways, and what they serve with: one or more for each environment that exposes something.

mod by_mesh;
mod certificate;
mod listener;
mod redirect;
mod review;

use std::collections::BTreeSet;

use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, ExposedHost, Need, Offer};
use hagen_core::context::{Context, EntryApi, Placed, Site};
use hagen_core::gateway::gateways;
use hagen_core::{Diagnostic, Path};
use hagen_kube::custom::gateway::Gateway;
use hagen_kube::{Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::section::Engine;
use crate::{istio, traefik};

/// The Gateways of a cluster.
pub(crate) struct Gateways {
    pub(crate) engine: Engine,
}

/// Where the Gateways are: beside the pods that listen, or in a namespace of their own.
pub(crate) fn namespace(engine: &Engine) -> Name {
    Name::known(match engine {
        Engine::Traefik => traefik::RELEASE,
        Engine::Mesh => istio::RELEASE,
        Engine::Existing(_) | Engine::Ingress(_) => "gateway",
    })
}

impl Component for Gateways {
    fn id(&self) -> ComponentId {
        ComponentId::platform("gateways")
    }

    fn path(&self) -> Path {
        Path::ROOT.key("gateway")
    }

    fn namespace(&self) -> Option<Name> {
        match &self.engine {
            // Nothing is made: the routes are Ingress objects beside the Services.
            Engine::Ingress(_) => Some(Name::known("default")),
            _ => Some(namespace(&self.engine)),
        }
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        let mut needs = Vec::new();
        if !matches!(self.engine, Engine::Ingress(_)) {
            needs.push(Need::GatewayApi);
        }
        if !site.shared.issuers.is_empty() {
            needs.push(Need::CertManager);
        }
        Offer { needs, ..Offer::default() }
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        let mut found = review::hosts(&cx.offers.hosts);
        found.extend(review::mesh(&self.engine, cx));
        found
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let Some(EntryApi::Gateway { .. }) = cx.site.shared.entry.as_ref().map(|entry| &entry.api) else {
            return Vec::new();
        };
        let environments = cx.offers.environments.iter().map(|(name, _)| Some(name));
        let gateways = environments.chain([None]).flat_map(|environment| self.environment(cx, environment));
        gateways.chain(certificate::objects(cx)).map(Artifact::from).collect()
    }
}

impl Gateways {
    /// The Gateways of one environment, or of the platform itself, each with the redirect to HTTPS.
    fn environment(&self, cx: &Context<'_>, environment: Option<&Name>) -> Vec<Manifest> {
        let mut objects = Vec::new();
        for (name, hosts) in gateways(cx.offers, environment) {
            let by_gateway = hosts.iter().filter(|host| !cx.offers.is_routed_by_mesh(environment, host));
            let served: Vec<_> =
                by_gateway.map(|host| exposures(cx, environment, |it| it.host == **host)).collect();
            let spec = Gateway {
                gateway_class_name: self.class(),
                addresses: (self.engine == Engine::Mesh).then(|| vec![istio::address()]),
                listeners: listener::listeners(
                    environment,
                    self.ports(),
                    &served,
                    &plain(cx, environment, &served),
                ),
            };
            objects.push(Manifest::custom(&metadata(cx, &name), &spec));
            objects.push(redirect::route(cx, &name));
        }
        objects.extend(by_mesh::gateway(cx, environment));
        objects
    }

    fn class(&self) -> String {
        match &self.engine {
            Engine::Existing(existing) => existing.class.to_string(),
            Engine::Mesh => istio::CLASS.into(),
            Engine::Ingress(_) | Engine::Traefik => traefik::RELEASE.into(),
        }
    }

    /// The ports for plain HTTP and for HTTPS.
    fn ports(&self) -> (u16, u16) {
        let number = |port: i64| u16::try_from(port).expect("the section takes no other");
        match &self.engine {
            Engine::Existing(it) => (number(it.http_port.get()), number(it.https_port.get())),
            // Those of the Service before its pods.
            Engine::Mesh => (80, 443),
            Engine::Ingress(_) | Engine::Traefik => (traefik::HTTP, traefik::HTTPS),
        }
    }
}

/// The namespaces whose routes may attach where there is no TLS: none but the Gateway's own, unless somebody serves there.
fn plain(cx: &Context<'_>, environment: Option<&Name>, served: &[Vec<&ExposedHost>]) -> BTreeSet<String> {
    let exposed = served.iter().flatten().filter(|exposed| cx.offers.is_plain(environment, &exposed.host));
    let mut namespaces: BTreeSet<_> = exposed.map(|exposed| exposed.namespace.to_string()).collect();
    if !namespaces.is_empty() {
        namespaces.insert(cx.site.namespace.to_string());
    }
    namespaces
}

/// What an environment exposes and the test holds for.
fn exposures<'a>(
    cx: &'a Context<'_>,
    environment: Option<&Name>,
    is_meant: impl Fn(&ExposedHost) -> bool,
) -> Vec<&'a ExposedHost> {
    let own = |placed: &&Placed<ExposedHost>| placed.environment.as_ref() == environment;
    let all = cx.offers.hosts.iter().filter(own).map(|placed| &placed.what);
    all.filter(|exposed| is_meant(exposed)).collect()
}

fn metadata(cx: &Context<'_>, name: &Name) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_string()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(cx.identity("gateway", name.clone()).labels()),
        ..ObjectMeta::default()
    }
}
