//! A Kafka cluster as a component.

use std::collections::BTreeMap;

use hagen_core::artifact::Artifact;
use hagen_core::component::{
    Component, ComponentId, Connection, Consumer, Endpoint, Need, Offer, Peer, Pods, Port, Variable,
    VariableValue,
};
use hagen_core::context::{Context, Site};
use hagen_core::secret::external_secret;
use hagen_core::target::Cores;
use hagen_core::{Diagnostic, Path};
use hagen_kube::{EnvName, FileName, Manifest, Name, Quantity};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::node_pool::CLUSTER_LABEL;
use crate::shape::Shape;
use crate::spec::{Kafka, Resources};
use crate::{cluster, network, node_pool, observed, review, topic, user};

/// The port of the listener.
pub(crate) const TLS: u16 = 9093;

/// A cluster of the section `kafka`.
#[derive(Debug, Clone)]
pub struct KafkaCluster {
    name: Name,
    pub(crate) spec: Kafka,
}

impl KafkaCluster {
    /// The cluster `name`.
    pub fn new(name: Name, spec: Kafka) -> Self {
        Self { name, spec }
    }

    /// Its name in the blueprint.
    pub(crate) fn name(&self) -> &Name {
        &self.name
    }

    /// The name of its objects.
    pub(crate) fn object_name(&self) -> Name {
        Name::known("kafka").join(self.name.as_str())
    }

    pub(crate) fn storage(&self) -> Quantity {
        self.spec.storage.clone().unwrap_or_else(|| Quantity::known("20Gi"))
    }

    pub(crate) fn resources(&self, site: &Site<'_>) -> Resources {
        let (cpu, memory) = if site.is_dev() { (250, 1 << 30) } else { (1000, 4 << 30) };
        self.spec.resources.clone().unwrap_or_else(|| Resources {
            cpu: Cores(Quantity::millicores(cpu)),
            memory: Quantity::bytes(memory),
        })
    }

    pub(crate) fn metadata(&self, cx: &Context<'_>, name: &Name) -> ObjectMeta {
        ObjectMeta {
            name: Some(name.to_string()),
            namespace: Some(cx.site.namespace.to_string()),
            labels: Some(cx.identity("kafka", self.object_name()).labels()),
            ..ObjectMeta::default()
        }
    }

    /// The pods of a part of the cluster: `kafka` for brokers and controllers, `entity-operator`, `kafka-exporter`.
    pub(crate) fn pods(&self, namespace: &Name, part: &str) -> Pods {
        let labels = BTreeMap::from([
            (CLUSTER_LABEL.to_owned(), self.object_name().to_string()),
            ("strimzi.io/component-type".to_owned(), part.to_owned()),
        ]);
        Pods { namespace: namespace.clone(), labels }
    }
}

impl Component for KafkaCluster {
    fn id(&self) -> ComponentId {
        ComponentId::new("kafka", self.name.clone())
    }

    fn path(&self) -> Path {
        Path::of(["kafka", self.name.as_str()])
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        Offer {
            needs: vec![Need::ExternalSecrets, Need::Strimzi],
            pods: vec![self.pods(site.namespace, "kafka")],
            ..Offer::default()
        }
    }

    fn connect(&self, consumer: &Consumer<'_>, site: &Site<'_>) -> Option<Connection> {
        let name = self.object_name();
        let user = user::user_name(self, consumer.id);
        let secret = user::secret(self, consumer.id, site.scope());
        let bootstrap = site.service_host(name.join("kafka-bootstrap").as_str());
        let variables = vec![
            text("KAFKA_BOOTSTRAP_SERVERS", format!("{bootstrap}:{TLS}")),
            text("KAFKA_SECURITY_PROTOCOL", "SASL_SSL".into()),
            text("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512".into()),
            text("KAFKA_SASL_USERNAME", user.to_string()),
            of_secret("KAFKA_SASL_PASSWORD", &secret.name, user::PASSWORD),
            of_secret("KAFKA_SASL_JAAS_CONFIG", &secret.name, user::JAAS),
            // The operator renews it in place; a client that is restarted within its thirty days reads the new one.
            of_secret("KAFKA_SSL_CA_PEM", &name.join("cluster-ca-cert"), "ca.crt"),
            text("KAFKA_GROUP_ID", user::key(consumer.id)),
        ];
        let endpoints = vec![Endpoint {
            peer: Peer::Pods(self.pods(site.namespace, "kafka")),
            ports: vec![Port::tcp(TLS)],
        }];
        Some(Connection { variables, endpoints, secret: Some(secret) })
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        review::review(self, cx)
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let shape = Shape::of(&self.spec, &cx.site);
        let mut manifests = secrets(self, cx);
        manifests.push(cluster::kafka(self, &shape, cx));
        manifests.extend(node_pool::node_pools(self, &shape, cx));
        manifests.extend(topic::topics(self, &shape, cx));
        manifests.extend(user::users(self, cx));
        manifests.extend(network::policies(self, cx));
        let observed = observed::artifacts(self, &shape, cx);
        manifests.into_iter().map(Artifact::from).chain(observed).collect()
    }
}

fn secrets(cluster: &KafkaCluster, cx: &Context<'_>) -> Vec<Manifest> {
    let identity = cx.identity("kafka", cluster.object_name());
    let mut secrets: Vec<_> = cx.used_by.iter().filter_map(|edge| edge.connection.secret.clone()).collect();
    secrets.sort_unstable();
    secrets.dedup();
    secrets.iter().flat_map(|secret| external_secret(&cx.site, &identity, secret)).collect()
}

fn text(name: &str, value: String) -> Variable {
    Variable { name: EnvName::known(name), value: VariableValue::Text(value) }
}

fn of_secret(name: &str, secret: &Name, key: &str) -> Variable {
    let value = VariableValue::Secret { name: secret.clone(), key: FileName::known(key) };
    Variable { name: EnvName::known(name), value }
}
