//! A chart that hagen does not know, as a component: an entry of the section `charts`.

use std::collections::BTreeMap;

use hagen_charts::facts::ChartFacts;
use hagen_core::artifact::{Artifact, Chart, DeliveredKind, HelmRelease};
use hagen_core::chart::UserValues;
use hagen_core::component::{
    Component, ComponentId, Connection, Consumer, Endpoint, ExposedHost, Link, Need, Offer, Peer, Pods, Port,
    Tls, Variable, VariableValue,
};
use hagen_core::context::{Context, Site};
use hagen_core::exposure::{NoIssuer, WayIn, certificate};
use hagen_core::network::network_policy;
use hagen_core::secret::{Secret, SecretKey, SecretOrigin, external_secret};
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::{EnvName, FileName, HttpPath, Identity, Manifest, Name};
use hagen_yaml::Value;
use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::spec::{AnyChart, PortNumber};
use crate::codes;
use crate::review::too_long;

/// The ports of the API server: that of its Service, and that behind it.
const API_SERVER: [Port; 2] = [Port::tcp(443), Port::tcp(6443)];

/// A release of any chart.
pub(crate) struct AnyRelease {
    id: ComponentId,
    spec: AnyChart,
}

impl AnyRelease {
    pub(crate) fn new(name: Name, spec: AnyChart) -> Self {
        Self { id: ComponentId::new("charts", name), spec }
    }

    fn name(&self) -> &Name {
        &self.id.name
    }

    fn chart(&self) -> &'static Chart {
        let name = self.spec.chart.as_deref().unwrap_or(self.name().as_str());
        // Argo CD wants an OCI registry without its scheme.
        let repository = self.spec.repository.strip_prefix("oci://").unwrap_or(&self.spec.repository);
        Chart::interned(name, &self.spec.version, repository)
    }

    fn identity(&self, site: &Site<'_>) -> Identity {
        Identity {
            name: self.chart().name.rsplit('/').next().unwrap_or_default().to_owned(),
            instance: self.name().clone(),
            component: None,
            part_of: site.platform.clone(),
            version: None,
        }
    }

    fn metadata(&self, site: &Site<'_>, name: &str) -> ObjectMeta {
        ObjectMeta {
            name: Some(name.to_owned()),
            namespace: Some(site.namespace.to_string()),
            labels: Some(self.identity(site).labels()),
            ..ObjectMeta::default()
        }
    }

    fn pods(&self, site: &Site<'_>) -> Pods {
        let said = self.spec.pods.iter().map(|(key, value)| (key.clone(), value.to_string()));
        let mut labels: BTreeMap<String, String> = said.collect();
        if labels.is_empty() {
            labels.insert("app.kubernetes.io/instance".into(), self.name().to_string());
        }
        Pods { namespace: site.namespace.clone(), labels }
    }

    fn service(&self) -> &Name {
        self.spec.service.as_ref().unwrap_or(self.name())
    }

    /// The port of the pods that requests reach.
    fn target(&self) -> Option<Port> {
        self.spec.target_port.or(self.spec.port).map(tcp)
    }

    fn tls(&self, site: &Site<'_>) -> Option<Result<Tls, NoIssuer>> {
        let expose = self.spec.expose.as_ref()?;
        Some(certificate(expose.tls.as_ref(), &site.shared.issuers))
    }

    /// One Secret for each secret that keys are named of.
    fn secrets(&self) -> Vec<Secret> {
        let mut keys: BTreeMap<&Name, Vec<&FileName>> = BTreeMap::new();
        for reference in &self.spec.secrets {
            let keys = keys.entry(&reference.name).or_default();
            if !keys.contains(&&reference.key) {
                keys.push(&reference.key);
            }
        }
        let key =
            |key: &FileName| SecretKey { key: key.clone(), origin: SecretOrigin::Supplied(key.clone()) };
        let secret = |(source, keys): (&Name, Vec<&FileName>)| Secret {
            name: self.name().join(source.as_str()),
            source: source.clone(),
            kind: "Opaque",
            keys: keys.into_iter().map(key).collect(),
            labels: Vec::new(),
            environment: None,
        };
        keys.into_iter().map(secret).collect()
    }

    fn policy(&self, cx: &Context<'_>) -> Option<Manifest> {
        let shared = cx.site.shared;
        let entry = shared.entry.as_ref().filter(|_| self.spec.expose.is_some()).map(|entry| &entry.pods);
        let consumers = cx.used_by.iter().flat_map(|edge| &edge.from_pods);
        let from =
            |(pods, port): (&Pods, Port)| Endpoint { peer: Peer::Pods(pods.clone()), ports: vec![port] };
        let callers = entry.into_iter().chain(consumers).zip(std::iter::repeat(self.target()));
        let callers = callers.filter_map(|(pods, port)| Some((pods, port?)));
        let scrape = shared.prometheus.as_ref().zip(self.spec.metrics_port.map(tcp));
        // Replicas of what has several usually talk with each other, on ports of their own.
        let own = Endpoint { peer: Peer::Pods(self.pods(&cx.site)), ports: Vec::new() };
        let ingress: Vec<_> = callers.chain(scrape).map(from).chain([own.clone()]).collect();
        let internet = Endpoint { peer: Peer::Internet, ports: vec![Port::tcp(80), Port::tcp(443)] };
        let api = Endpoint { peer: Peer::ApiServer, ports: API_SERVER.to_vec() };
        let links = cx.uses.iter().flat_map(|edge| edge.connection.endpoints.iter().cloned());
        let said = [(self.spec.internet, internet), (self.spec.kubernetes_api, api)];
        let said = said.into_iter().filter_map(|(is_said, endpoint)| is_said.then_some(endpoint));
        let egress: Vec<_> = links.chain(said).chain([own]).collect();
        let labels = self.pods(&cx.site).labels;
        network_policy(&cx.site, &self.identity(&cx.site), &labels, &ingress, &egress)
    }

    /// The variables of what it uses, but for the secret ones.
    fn uses(&self, cx: &Context<'_>) -> Option<Manifest> {
        let variables = cx.uses.iter().flat_map(|edge| &edge.connection.variables);
        let texts = variables.filter_map(|variable| match &variable.value {
            // What a secret is put into is for the kubelet to make, in the environment of a container.
            VariableValue::Text(text) if !text.contains("$(") => {
                Some((variable.name.to_string(), text.clone()))
            }
            VariableValue::Text(_) | VariableValue::Secret { .. } => None,
        });
        let data: BTreeMap<String, String> = texts.collect();
        let metadata = self.metadata(&cx.site, self.name().join("uses").as_str());
        (!data.is_empty())
            .then(|| Manifest::new(&ConfigMap { metadata, data: Some(data), ..ConfigMap::default() }))
    }

    fn way_in(&self, cx: &Context<'_>) -> Option<Manifest> {
        let expose = self.spec.expose.as_ref()?;
        let tls = self.tls(&cx.site)?.ok()?;
        let way = WayIn {
            host: &expose.host,
            path: &HttpPath::known("/"),
            tls: &tls,
            service: self.service().as_str(),
            port: (tcp(self.spec.port?).number, "http"),
        };
        way.route(cx, self.metadata(&cx.site, self.name().as_str()))
    }

    fn delivers(&self) -> Vec<DeliveredKind> {
        let delivered = |kinds: &[String], namespaced: bool| -> Vec<DeliveredKind> {
            let kind = |text: &String| {
                let (group, kind) = text.rsplit_once('/').unwrap_or(("", text));
                DeliveredKind { group: group.to_owned(), kind: kind.to_owned(), namespaced }
            };
            kinds.iter().map(kind).collect()
        };
        [delivered(&self.spec.kinds, true), delivered(&self.spec.cluster_kinds, false)].concat()
    }

    /// Nobody has read the templates of the chart.
    fn unchecked(&self) -> Option<Diagnostic> {
        let chart = self.chart();
        let said = !self.spec.values.is_empty();
        (said && ChartFacts::of(chart.name, chart.version).is_none()).then(|| {
            let message =
                format!("nothing is known of `{}` {}: its values are not checked", chart.name, chart.version);
            Diagnostic::new(&codes::UNCHECKED, Place::key(self.path().key("values")), message)
        })
    }

    /// Credentials that no value names.
    fn unnamed(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        let mut texts = Vec::new();
        gather(&self.spec.values.value(), &mut texts);
        let named = |name: &Name| texts.iter().any(|text| text.contains(name.as_str()));
        let of_links = cx.uses.iter().enumerate().filter_map(|(at, edge)| {
            let secret = edge.connection.secret.as_ref()?;
            Some((self.path().key("uses").index(at), secret.clone()))
        });
        let own = self.secrets().into_iter().map(|secret| (self.path().key("secrets"), secret));
        let unnamed = of_links.chain(own).filter(|(_, secret)| !named(&secret.name));
        unnamed
            .map(|(path, secret)| {
                let keys: Vec<String> = secret.keys.iter().map(|key| format!("`{}`", key.key)).collect();
                let message =
                    format!("no value names the Secret `{}`, which has {}", secret.name, keys.join(", "));
                Diagnostic::new(&codes::UNNAMED_SECRET, Place::value(path), message)
            })
            .collect()
    }
}

fn tcp(port: PortNumber) -> Port {
    Port::tcp(u16::try_from(port.get()).unwrap_or(u16::MAX))
}

/// Every text in a value.
fn gather(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.to_string()),
        Value::List(list) => list.iter().for_each(|value| gather(value, texts)),
        Value::Map(map) => map.iter().for_each(|(_, value)| gather(value, texts)),
        _ => {}
    }
}

impl Component for AnyRelease {
    fn id(&self) -> ComponentId {
        self.id.clone()
    }

    fn path(&self) -> Path {
        Path::of(["charts", self.name().as_str()])
    }

    fn links(&self) -> Vec<Link> {
        let path = self.path().key("uses");
        let uses = self.spec.uses.iter().enumerate();
        uses.map(|(at, to)| Link { to: to.clone(), path: path.index(at), prefix: None }).collect()
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        let host = self.spec.expose.as_ref().zip(self.tls(site).and_then(Result::ok));
        let host = host.map(|(expose, tls)| ExposedHost {
            host: expose.host.clone(),
            below: HttpPath::known("/"),
            tls,
            namespace: site.namespace.clone(),
            path: self.path().key("expose").key("host"),
        });
        let secrets = self.secrets();
        let needs = [
            self.spec.expose.is_some().then_some(Need::Gateway),
            (!secrets.is_empty()).then_some(Need::ExternalSecrets),
        ];
        Offer {
            needs: needs.into_iter().flatten().collect(),
            pods: vec![self.pods(site)],
            hosts: host.into_iter().collect(),
            secrets,
            ..Offer::default()
        }
    }

    fn connect(&self, _: &Consumer<'_>, site: &Site<'_>) -> Option<Connection> {
        let port = tcp(self.spec.port?).number;
        let host = site.service_host(self.service().as_str());
        let word = self.name().as_str().to_uppercase().replace('-', "_");
        let variable = |suffix: &str, value: String| Variable {
            name: EnvName::known(&format!("{word}_{suffix}")),
            value: VariableValue::Text(value),
        };
        let variables = vec![variable("SERVICE_HOST", host), variable("SERVICE_PORT", port.to_string())];
        let endpoint = Endpoint { peer: Peer::Pods(self.pods(site)), ports: vec![self.target()?] };
        Some(Connection { variables, endpoints: vec![endpoint], secret: None })
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        let issuer = self.spec.expose.as_ref().zip(self.tls(&cx.site).and_then(Result::err));
        let issuer = issuer.map(|(expose, none)| {
            let (message, help) = none.explain(&expose.host, &cx.site.shared.issuers);
            let key = if none.is_unknown() { "tls" } else { "host" };
            let place = Place::value(self.path().key("expose").key(key));
            Diagnostic::new(&codes::ISSUER, place, message).help(help)
        });
        issuer
            .into_iter()
            .chain(too_long(self.name(), self.path()))
            .chain(self.unchecked())
            .chain(self.unnamed(cx))
            .collect()
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let over = UserValues { values: self.spec.values.clone(), path: self.path().key("values") };
        let own = Value::Map(hagen_yaml::Map::default());
        let release = HelmRelease::new(self.chart(), self.name().as_str(), own, &over);
        let release = HelmRelease { delivers: self.delivers(), ..release };
        let identity = self.identity(&cx.site);
        let secrets = self.secrets();
        let copies = secrets.iter().flat_map(|secret| external_secret(&cx.site, &identity, secret));
        let objects = copies.chain(self.uses(cx)).chain(self.policy(cx)).chain(self.way_in(cx));
        [release.into()].into_iter().chain(objects.map(Artifact::from)).collect()
    }
}
