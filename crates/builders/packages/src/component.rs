//! A packaged application as a component: an entry of the section `apps`.

use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::UserValues;
use hagen_core::component::{
    Component, ComponentId, Connection, Consumer, Endpoint, ExposedHost, Link, Need, Offer, Peer, Pods, Tls,
    Variable, VariableValue,
};
use hagen_core::context::{Context, Site};
use hagen_core::exposure::{NoIssuer, certificate};
use hagen_core::secret::external_secret;
use hagen_core::section::Within;
use hagen_core::{Diagnostic, Path};
use hagen_kube::{EnvName, Identity, Name};
use hagen_observe::{Group, rules};

use crate::spec::Package;
use crate::wiring::Wiring;
use crate::{network, objects, review, wiring};

/// A packaged application.
pub(crate) struct Release {
    id: ComponentId,
    pub(crate) package: Package,
}

impl Release {
    pub(crate) fn new(name: Name, package: Package) -> Self {
        Self { id: ComponentId::new("apps", name), package }
    }

    pub(crate) fn name(&self) -> &Name {
        &self.id.name
    }

    pub(crate) fn wiring(&self) -> &'static dyn Wiring {
        wiring::of(self.package.chart)
    }

    pub(crate) fn replicas(&self, site: &Site<'_>) -> i32 {
        let said = self.package.replicas.filter(|_| !site.is_dev());
        said.map_or_else(|| site.replicas(), Within::i32)
    }

    /// Whose the objects beside the release are.
    pub(crate) fn identity(&self, site: &Site<'_>) -> Identity {
        Identity {
            name: self.wiring().chart().name.to_owned(),
            instance: self.name().clone(),
            component: None,
            part_of: site.platform.clone(),
            version: None,
        }
    }

    /// The claim of a volume.
    pub(crate) fn claim_name(&self, volume: &Name) -> Name {
        self.name().join(volume.as_str())
    }

    /// Where the certificate comes from. `None` when it is not exposed.
    pub(crate) fn tls(&self, site: &Site<'_>) -> Option<Result<Tls, NoIssuer>> {
        let expose = self.package.expose.as_ref()?;
        Some(certificate(expose.tls.as_ref(), &site.shared.issuers))
    }

    fn serving_pods(&self, site: &Site<'_>) -> Pods {
        Pods { namespace: site.namespace.clone(), labels: self.wiring().serving_pods(self.name()) }
    }
}

impl Component for Release {
    fn id(&self) -> ComponentId {
        self.id.clone()
    }

    fn path(&self) -> Path {
        Path::of(["apps", self.name().as_str()])
    }

    fn links(&self) -> Vec<Link> {
        let path = self.path().key("uses");
        let uses = self.package.uses.iter().enumerate();
        uses.map(|(at, to)| Link { to: to.clone(), path: path.index(at), prefix: None }).collect()
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        let host = self.package.expose.as_ref().zip(self.tls(site).and_then(Result::ok));
        let host = host.map(|(expose, tls)| ExposedHost {
            host: expose.host.clone(),
            below: hagen_kube::HttpPath::known("/"),
            tls,
            namespace: site.namespace.clone(),
            path: self.path().key("expose").key("host"),
        });
        let gateway = self.package.expose.is_some().then_some(Need::Gateway);
        Offer {
            needs: [Need::ExternalSecrets].into_iter().chain(gateway).collect(),
            pods: vec![Pods { namespace: site.namespace.clone(), labels: self.wiring().pods(self.name()) }],
            hosts: host.into_iter().collect(),
            secrets: self.wiring().secrets(self.name()),
            ..Offer::default()
        }
    }

    fn connect(&self, _: &Consumer<'_>, site: &Site<'_>) -> Option<Connection> {
        let (service, pods) = self.wiring().ports();
        let host = site.service_host(self.name().as_str());
        let word = self.name().as_str().to_uppercase().replace('-', "_");
        let variable = |suffix: &str, value: String| Variable {
            name: EnvName::known(&format!("{word}_{suffix}")),
            value: VariableValue::Text(value),
        };
        let variables = vec![
            variable("SERVICE_HOST", host.clone()),
            variable("SERVICE_PORT", service.to_string()),
            variable("URL", format!("http://{host}:{service}")),
        ];
        let endpoint = Endpoint { peer: Peer::Pods(self.serving_pods(site)), ports: vec![pods] };
        Some(Connection { variables, endpoints: vec![endpoint], secret: None })
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        review::review(self, cx)
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let wiring = self.wiring();
        let identity = self.identity(&cx.site);
        let over = UserValues { values: self.package.values.clone(), path: self.path().key("values") };
        let values = wiring.values(self, cx);
        let release = HelmRelease::new(wiring.chart(), self.name().as_str(), values, &over);
        let secrets = wiring.secrets(self.name());
        let mut manifests: Vec<_> =
            secrets.iter().flat_map(|secret| external_secret(&cx.site, &identity, secret)).collect();
        manifests.extend(objects::objects(self, cx));
        manifests.extend(network::policies(self, cx));
        let group = Group::new(format!("{}.{}", cx.site.namespace, self.name()), wiring.alerts(self, cx));
        let rules = rules::artifacts(cx, &objects::metadata(self, cx), &[group]);
        [release.into()].into_iter().chain(manifests.into_iter().map(Artifact::from)).chain(rules).collect()
    }
}
