//! A cache as a component.

use hagen_core::artifact::Artifact;
use hagen_core::component::{
    Component, ComponentId, Connection, Consumer, Endpoint, Need, Offer, Peer, Pods, Port, Variable,
    VariableValue,
};
use hagen_core::context::{Context, Site};
use hagen_core::secret::{Secret, SecretKey, SecretOrigin, external_secret};
use hagen_core::section::Within;
use hagen_core::{Diagnostic, Path};
use hagen_kube::{EnvName, FileName, Identity, Manifest, Name, Quantity};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::spec::Cache;
use crate::{alerts, configuration, dashboard, entry, network, review, servers, services};

/// The port of the servers, and of the entry in front of them.
pub(crate) const PORT: u16 = 6379;
/// The port of the sentinels.
pub(crate) const SENTINEL: u16 = 26379;
/// Where a server's exporter shows its metrics.
pub(crate) const METRICS: u16 = 9121;

/// The key of the password that consumers have.
pub(crate) const PASSWORD: &str = "password";
/// The key of the password that servers and sentinels have among each other.
pub(crate) const REPLICATION: &str = "replication";

/// A cache of the section `caches`.
#[derive(Debug, Clone)]
pub struct CacheComponent {
    name: Name,
    pub(crate) spec: Cache,
}

impl CacheComponent {
    /// The cache `name`.
    pub fn new(name: Name, spec: Cache) -> Self {
        Self { name, spec }
    }

    /// The name of the Service that consumers connect to, and of the entry behind it.
    pub(crate) fn object_name(&self) -> Name {
        Name::known("cache").join(self.name.as_str())
    }

    /// The name of the servers.
    pub(crate) fn servers_name(&self) -> Name {
        self.object_name().join("server")
    }

    /// How many servers there are.
    pub(crate) fn instances(&self, site: &Site<'_>) -> i32 {
        let single = site.is_dev() || site.cluster.nodes.schedulable() < 2;
        match self.spec.instances {
            Some(said) if !site.is_dev() => Within::i32(said),
            _ if single => 1,
            _ => 3,
        }
    }

    /// Whether there is more than one server, with sentinels and an entry.
    pub(crate) fn is_replicated(&self, site: &Site<'_>) -> bool {
        self.instances(site) > 1
    }

    /// The names of the servers in the network, in the order of their numbers.
    pub(crate) fn hosts(&self, site: &Site<'_>) -> Vec<String> {
        let (name, domain) = (self.servers_name(), site.service_host(self.servers_name().as_str()));
        (0..self.instances(site)).map(|at| format!("{name}-{at}.{domain}")).collect()
    }

    /// What a server's container gets: the data, half as much again for buffers and the copies that a new replica takes,
    /// and the program itself.
    pub(crate) fn container_memory(&self) -> u64 {
        let data = u64::try_from(self.spec.memory.units()).unwrap_or(u64::MAX);
        data.saturating_add(data / 2).saturating_add(64 << 20)
    }

    /// The size of a server's volume, where there is one.
    pub(crate) fn volume_size(&self) -> Option<Quantity> {
        let persistence = self.spec.persistence.as_ref()?;
        let default = || {
            let gibibytes = self.spec.memory.units().saturating_mul(4).div_ceil(1 << 30).max(1);
            Quantity::bytes(u64::try_from(gibibytes).unwrap_or(u64::MAX >> 30) << 30)
        };
        Some(persistence.size.clone().unwrap_or_else(default))
    }

    pub(crate) fn servers_identity(&self, cx: &Context<'_>) -> Identity {
        cx.identity("valkey", self.servers_name())
    }

    pub(crate) fn entry_identity(&self, cx: &Context<'_>) -> Identity {
        cx.identity("haproxy", self.object_name())
    }

    pub(crate) fn server_pods(&self, site: &Site<'_>) -> Pods {
        pods(site, "valkey", &self.servers_name())
    }

    pub(crate) fn entry_pods(&self, site: &Site<'_>) -> Pods {
        pods(site, "haproxy", &self.object_name())
    }

    /// The pods that consumers connect to.
    fn front(&self, site: &Site<'_>) -> Pods {
        if self.is_replicated(site) { self.entry_pods(site) } else { self.server_pods(site) }
    }

    /// The password of consumers, and that of the servers among each other.
    pub(crate) fn secrets(&self, site: &Site<'_>) -> Vec<Secret> {
        let secret = |name: Name, key: &str| Secret {
            name: name.clone(),
            source: name,
            kind: "Opaque",
            keys: vec![SecretKey {
                key: FileName::known(key),
                origin: SecretOrigin::Generated { length: 40 },
            }],
            labels: Vec::new(),
            environment: None,
        };
        let mut secrets = vec![secret(self.object_name(), PASSWORD)];
        secrets.extend(self.is_replicated(site).then(|| secret(self.servers_name(), REPLICATION)));
        secrets
    }
}

fn pods(site: &Site<'_>, product: &str, instance: &Name) -> Pods {
    let labels = hagen_core::chart::labels(product, instance.as_str());
    Pods { namespace: site.namespace.clone(), labels }
}

/// The metadata of an object.
pub(crate) fn metadata(cx: &Context<'_>, identity: &Identity, name: &Name) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_string()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(identity.labels()),
        ..ObjectMeta::default()
    }
}

impl Component for CacheComponent {
    fn id(&self) -> ComponentId {
        ComponentId::new("caches", self.name.clone())
    }

    fn path(&self) -> Path {
        Path::of(["caches", self.name.as_str()])
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        let entry = self.is_replicated(site).then(|| self.entry_pods(site));
        Offer {
            needs: vec![Need::ExternalSecrets],
            pods: [self.server_pods(site)].into_iter().chain(entry).collect(),
            secrets: self.secrets(site),
            ..Offer::default()
        }
    }

    fn connect(&self, consumer: &Consumer<'_>, site: &Site<'_>) -> Option<Connection> {
        let secret = self.secrets(site).remove(0);
        let host = site.service_host(self.object_name().as_str());
        let prefix = consumer.link.prefix.as_ref().map_or("", EnvName::as_str);
        let text = |name: &str, value: String| Variable {
            name: EnvName::known(name),
            value: VariableValue::Text(value),
        };
        let password = VariableValue::Secret { name: secret.name.clone(), key: FileName::known(PASSWORD) };
        let variables = vec![
            text("REDIS_HOST", host.clone()),
            text("REDIS_PORT", PORT.to_string()),
            Variable { name: EnvName::known("REDIS_PASSWORD"), value: password },
            // The kubelet puts the password in, which is of letters and digits.
            text("REDIS_URL", format!("redis://:$({prefix}REDIS_PASSWORD)@{host}:{PORT}/0")),
        ];
        let endpoint = Endpoint { peer: Peer::Pods(self.front(site)), ports: vec![Port::tcp(PORT)] };
        Some(Connection { variables, endpoints: vec![endpoint], secret: Some(secret) })
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        review::review(self, cx)
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let identity = self.servers_identity(cx);
        let secrets = self.secrets(&cx.site);
        let mut manifests: Vec<Manifest> =
            secrets.iter().flat_map(|secret| external_secret(&cx.site, &identity, secret)).collect();
        manifests.extend(configuration::config_maps(self, cx));
        manifests.extend(servers::objects(self, cx));
        manifests.extend(entry::objects(self, cx));
        manifests.extend(services::services(self, cx));
        manifests.extend(network::policies(self, cx));
        manifests.extend(services::monitors(self, cx));
        manifests.extend(dashboard::dashboard(self, cx));
        let rules = alerts::artifacts(self, cx);
        manifests.into_iter().map(Artifact::from).chain(rules).collect()
    }
}
