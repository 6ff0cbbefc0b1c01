//! Grafana: replicas without state of their own, which share a database.

mod access;
mod data_sources;
mod ini;
mod network;
mod values;

use hagen_charts::GRAFANA;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, ExposedHost, Link, Need, Offer, Tls};
use hagen_core::context::{Context, Site};
use hagen_core::exposure::{NoIssuer, WayIn, certificate};
use hagen_core::secret::{Secret, SecretKey, SecretOrigin, external_secret};
use hagen_core::section::Within;
use hagen_core::{Diagnostic, Path};
use hagen_kube::{FileName, HttpPath, Identity, Manifest, Name, Reference};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::section::{Grafana, Monitoring};
use crate::{alerts, pods, review};

/// The Secret with what nobody needs to know: the password of the user `admin`, and the key that Grafana encrypts with.
const OWN_SECRET: &str = "grafana";

/// The Secret with Grafana's own secret at the identity provider.
const OAUTH_SECRET: &str = "grafana-oauth";

/// The port of the Service, by number and by name.
const SERVICE: (u16, &str) = (80, "service");

/// Grafana.
pub(crate) struct GrafanaPart {
    pub(crate) section: Monitoring,
    /// The database that its state is in.
    pub(crate) database: Option<Reference>,
    pub(crate) values: UserValues,
}

impl GrafanaPart {
    pub(crate) fn said(&self) -> &Grafana {
        &self.section.grafana
    }

    /// Without a database there is no second replica.
    pub(crate) fn replicas(&self, site: &Site<'_>) -> i32 {
        let default = || if self.database.is_some() { site.replicas() } else { 1 };
        self.said().replicas.map_or_else(default, Within::i32)
    }

    /// Where the certificate comes from. `None` when Grafana is not exposed.
    pub(crate) fn tls(&self, site: &Site<'_>) -> Option<Result<Tls, NoIssuer>> {
        let expose = self.said().expose.as_ref()?;
        Some(certificate(expose.tls.as_ref(), &site.shared.issuers))
    }

    fn identity(cx: &Context<'_>) -> Identity {
        cx.identity(pods::GRAFANA, Name::known(pods::GRAFANA))
    }

    fn metadata(cx: &Context<'_>) -> ObjectMeta {
        ObjectMeta {
            name: Some(pods::GRAFANA.into()),
            namespace: Some(cx.site.namespace.to_string()),
            labels: Some(Self::identity(cx).labels()),
            ..ObjectMeta::default()
        }
    }

    fn secrets(&self) -> Vec<Secret> {
        let generated = |key: &str| SecretKey {
            key: FileName::known(key),
            origin: SecretOrigin::Generated { length: 40 },
        };
        let user =
            SecretKey { key: FileName::known("admin-user"), origin: SecretOrigin::Known("admin".into()) };
        let keys = vec![user, generated("admin-password"), generated("secret-key")];
        let mut secrets = vec![opaque(OWN_SECRET, Name::known(OWN_SECRET), keys)];
        secrets.extend(self.said().oauth.as_ref().map(|oauth| {
            let said = &oauth.client_secret;
            let key = FileName::known("client-secret");
            let keys = vec![SecretKey { key, origin: SecretOrigin::Supplied(said.key.clone()) }];
            opaque(OAUTH_SECRET, said.name.clone(), keys)
        }));
        secrets
    }

    fn way_in(&self, cx: &Context<'_>) -> Option<Manifest> {
        let expose = self.said().expose.as_ref()?;
        let tls = self.tls(&cx.site)?.ok()?;
        let path = HttpPath::known("/");
        let way_in =
            WayIn { host: &expose.host, path: &path, tls: &tls, service: pods::GRAFANA, port: SERVICE };
        way_in.route(cx, Self::metadata(cx))
    }
}

fn opaque(name: &str, source: Name, keys: Vec<SecretKey>) -> Secret {
    Secret { name: Name::known(name), source, kind: "Opaque", keys, labels: Vec::new(), environment: None }
}

impl Component for GrafanaPart {
    fn id(&self) -> ComponentId {
        ComponentId::platform(pods::GRAFANA)
    }

    fn path(&self) -> Path {
        Path::of(["monitoring", "grafana"])
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(pods::NAMESPACE))
    }

    fn links(&self) -> Vec<Link> {
        let said = self.said().database.is_some();
        let path = if said { self.path().key("database") } else { Path::ROOT.key("monitoring") };
        self.database.iter().map(|to| Link { to: to.clone(), path: path.clone(), prefix: None }).collect()
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        let expose = self.said().expose.as_ref();
        let host = expose.zip(self.tls(site).and_then(Result::ok)).map(|(expose, tls)| ExposedHost {
            host: expose.host.clone(),
            below: HttpPath::known("/"),
            tls,
            namespace: site.namespace.clone(),
            path: self.path().key("expose").key("host"),
        });
        let mut needs = vec![Need::ExternalSecrets];
        needs.extend(expose.map(|_| Need::Gateway));
        Offer {
            needs,
            pods: vec![pods::grafana()],
            hosts: host.into_iter().collect(),
            secrets: self.secrets(),
            ..Offer::default()
        }
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        review::grafana(self, cx)
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let identity = Self::identity(cx);
        let mut secrets = self.secrets();
        secrets.extend(cx.uses.iter().filter_map(|edge| edge.connection.secret.clone()));
        let mut manifests: Vec<Manifest> =
            secrets.iter().flat_map(|secret| external_secret(&cx.site, &identity, secret)).collect();
        manifests.extend(access::objects(cx, &identity));
        manifests.extend(network::policy(self, cx, &identity));
        manifests.extend(self.way_in(cx));
        let release = HelmRelease::new(&GRAFANA, pods::GRAFANA, values::values(self, cx), &self.values);
        let mut artifacts: Vec<Artifact> = vec![release.into()];
        artifacts.extend(manifests.into_iter().map(Artifact::from));
        artifacts.extend(alerts::grafana(self, cx, &Self::metadata(cx)));
        artifacts
    }
}
