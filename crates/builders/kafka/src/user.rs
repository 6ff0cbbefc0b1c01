//! The `KafkaUser`s: one for each consumer, with its password and its rights.

use hagen_core::component::ComponentId;
use hagen_core::context::Context;
use hagen_core::secret::{Part, Secret, SecretKey, SecretOrigin};
use hagen_kube::{FileName, Manifest, Name, Reference};

use crate::component::KafkaCluster;
use crate::node_pool::CLUSTER_LABEL;
use crate::resource::{
    Acl, AclResource, Authentication, Authorization, KafkaUser, Password, PasswordSource, SecretKey as KeyRef,
};
use crate::spec::Topic;

/// The key of the password in a consumer's Secret.
pub(crate) const PASSWORD: &str = "password";
/// The key of the line that Java's clients log in with.
pub(crate) const JAAS: &str = "sasl.jaas.config";

/// A consumer's word: `shop`, `platform-tempo`. Its consumer groups and transactions begin with it.
pub(crate) fn key(consumer: &ComponentId) -> String {
    if consumer.section == "apps" {
        consumer.name.to_string()
    } else {
        format!("{}-{}", consumer.section, consumer.name)
    }
}

/// The name of the user, and of the object. The operator makes a Secret of this name too.
pub(crate) fn user_name(cluster: &KafkaCluster, consumer: &ComponentId) -> Name {
    cluster.object_name().join(&key(consumer))
}

/// The Secret that a consumer logs in with. Its password is made once, and the operator takes it from here.
pub(crate) fn secret(cluster: &KafkaCluster, consumer: &ComponentId, scope: &str) -> Secret {
    let user = user_name(cluster, consumer);
    let source = user.clone();
    let password = FileName::known(PASSWORD);
    let line = |text: String| Part::Text(text);
    let jaas = vec![
        line(format!(
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"{user}\" password="
        )),
        Part::Password { scope: scope.to_owned(), source: source.clone(), key: password.clone() },
        line(";".into()),
    ];
    let key = |key: FileName, origin| SecretKey { key, origin };
    Secret {
        name: user.join("login"),
        source,
        kind: "Opaque",
        keys: vec![
            key(FileName::known("username"), SecretOrigin::Known(user.to_string())),
            key(password, SecretOrigin::Generated { length: 40 }),
            key(FileName::known(JAAS), SecretOrigin::Composed(jaas)),
        ],
        labels: Vec::new(),
        environment: None,
    }
}

pub(crate) fn users(cluster: &KafkaCluster, cx: &Context<'_>) -> Vec<Manifest> {
    let mut consumers: Vec<&ComponentId> = cx.used_by.iter().map(|edge| &edge.from).collect();
    consumers.sort_unstable();
    consumers.dedup();
    consumers.into_iter().map(|consumer| manifest(cluster, consumer, cx)).collect()
}

fn manifest(cluster: &KafkaCluster, consumer: &ComponentId, cx: &Context<'_>) -> Manifest {
    let mut metadata = cluster.metadata(cx, &user_name(cluster, consumer));
    metadata
        .labels
        .get_or_insert_default()
        .insert(CLUSTER_LABEL.to_owned(), cluster.object_name().to_string());
    let secret = secret(cluster, consumer, cx.site.scope());
    let spec = KafkaUser {
        authentication: Authentication {
            kind: "scram-sha-512",
            password: Password {
                value_from: PasswordSource { secret_key_ref: KeyRef { name: secret.name, key: PASSWORD } },
            },
        },
        authorization: Authorization { kind: "simple", acls: acls(cluster, consumer) },
    };
    Manifest::custom(&metadata, &spec)
}

/// The topics that it may write or read, and the groups and transactions whose names begin with its own.
fn acls(cluster: &KafkaCluster, consumer: &ComponentId) -> Vec<Acl> {
    let mut acls = Vec::new();
    for (name, topic) in &cluster.spec.topics {
        let mut operations = Vec::new();
        operations.extend(may(topic, &topic.consume, consumer).then_some("Read"));
        operations.extend(may(topic, &topic.produce, consumer).then_some("Write"));
        if !operations.is_empty() {
            operations.extend(["Describe", "DescribeConfigs"]);
            acls.push(acl("topic", name.to_string(), "literal", operations));
        }
    }
    acls.push(acl("group", key(consumer), "prefix", vec!["Read", "Describe", "Delete"]));
    acls.push(acl("transactionalId", key(consumer), "prefix", vec!["Write", "Describe"]));
    acls
}

/// Whether a consumer is among those named, or nobody is.
fn may(topic: &Topic, named: &[Reference], consumer: &ComponentId) -> bool {
    topic.is_open() || named.iter().any(|reference| consumer.is(reference))
}

fn acl(kind: &'static str, name: String, pattern_type: &'static str, operations: Vec<&'static str>) -> Acl {
    Acl { resource: AclResource { kind, name, pattern_type }, operations }
}
