//! Kafka clusters: nodes, topics, users and who may do what.

#[path = "../../base/tests/world/mod.rs"]
mod world;

use std::collections::BTreeSet;
use std::sync::Arc;

use hagen_core::Path;
use hagen_core::artifact::Artifact;
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, Consumer, Edge, Link, Need, Pods, VariableValue};
use hagen_core::context::{Context, Site};
use hagen_core::section::{Field, Map};
use hagen_core::target::Nodes;
use hagen_core::{Diagnostic, secret::SecretOrigin};
use hagen_kafka::{Kafka, codes, components, operator};
use hagen_kube::{Manifest, Name, Reference};
use hagen_yaml::{Value, value};
use world::{World, at, name, object, objects, release, section, try_section};

const TOPICS: &str = "{ storage: 20Gi, topics: { orders: { partitions: 12, copies: 3, produce: [apps/web], consume: \
                      [apps/report], retention: 14d }, Prices: { compact: true } } }";

fn cluster(text: &str) -> Box<dyn Component> {
    components(&section::<Map<Name, Kafka>>(&format!("events: {text}"))).remove(0)
}

/// Does something with a cluster of production that some applications use.
fn with<T>(world: &World, kafka: &dyn Component, users: &[&str], then: impl FnOnce(&Context<'_>) -> T) -> T {
    let (platform, cluster_name, environment) = (name("shop"), name("eu"), name("production"));
    let namespace = name("shop-production");
    let site = Site {
        platform: &platform,
        cluster_name: &cluster_name,
        cluster: &world.cluster,
        environment: Some(&environment),
        namespace: &namespace,
        profile: world.profile,
        shared: &world.shared,
    };
    let edge = |user: &&str| {
        let (user, from_namespace) = user.split_once('@').unwrap_or((user, "shop-production"));
        let from = ComponentId::new("apps", name(user));
        let link = Link {
            to: Reference { section: "kafka".into(), name: name("events") },
            path: Path::of(["apps", user, "uses"]),
            prefix: None,
        };
        let from_namespace = name(from_namespace);
        let consumer = Consumer { id: &from, namespace: &from_namespace, link: &link };
        let connection = kafka.connect(&consumer, &site).expect("a connection");
        let labels = [("app".to_owned(), user.to_owned())].into();
        let from_pods = vec![Pods { namespace: from_namespace.clone(), labels }];
        Arc::new(Edge { from, from_pods, from_namespace, to: kafka.id(), link, connection })
    };
    let used_by: Vec<_> = users.iter().map(edge).collect();
    let id = kafka.id();
    then(&Context { site, id: &id, uses: &[], used_by: &used_by, offers: &world.offers })
}

fn build(world: &World, text: &str, users: &[&str]) -> Vec<Artifact> {
    let kafka = cluster(text);
    with(world, &*kafka, users, |cx| kafka.build(cx))
}

fn review(world: &World, text: &str, users: &[&str]) -> Vec<&'static str> {
    let kafka = cluster(text);
    ids(&with(world, &*kafka, users, |cx| kafka.review(cx)))
}

fn ids(found: &[Diagnostic]) -> Vec<&'static str> {
    found.iter().map(|one| one.code.id).collect()
}

fn one_node() -> World {
    let mut world = World::default();
    world.cluster.nodes =
        Nodes { zones: Vec::new(), workers: section("0"), servers: section("1"), ..Nodes::default() };
    world
}

fn acls<'a>(made: &[&'a Manifest], user: &str) -> Vec<(&'a str, Vec<&'a str>)> {
    let acls = at(object(made, "KafkaUser", user), "spec/authorization/acls").as_list().expect("a list");
    let text = |value: &'a Value| value.as_str().expect("a text");
    acls.iter()
        .filter(|acl| text(at(acl, "resource/type")) == "topic")
        .map(|acl| {
            let operations = at(acl, "operations").as_list().expect("a list");
            (text(at(acl, "resource/name")), operations.iter().map(text).collect())
        })
        .collect()
}

#[test]
fn a_cluster_survives_a_zone() {
    let artifacts = build(&World::default(), TOPICS, &[]);
    let made = objects(&artifacts);
    let kafka = object(&made, "Kafka", "kafka-events");
    assert_eq!(at(kafka, "spec/kafka/config/default.replication.factor"), &value!(3));
    assert_eq!(at(kafka, "spec/kafka/config/min.insync.replicas"), &value!(2));
    assert_eq!(at(kafka, "spec/kafka/config/auto.create.topics.enable"), &value!(false));
    assert_eq!(at(kafka, "spec/kafka/rack/topologyKey"), &value!("topology.kubernetes.io/zone"));
    assert!(at(kafka, "spec/kafka").get("zookeeper").is_none());
    let brokers = at(object(&made, "KafkaNodePool", "events-brokers"), "spec");
    assert_eq!((at(brokers, "replicas"), at(brokers, "roles")), (&value!(3), &value!(["broker"])));
    assert_eq!(
        at(brokers, "template/pod/topologySpreadConstraints/0/whenUnsatisfiable"),
        &value!("DoNotSchedule")
    );
    assert_eq!(at(brokers, "storage/volumes/0/deleteClaim"), &value!(false));
    let controllers = at(object(&made, "KafkaNodePool", "events-controllers"), "spec");
    assert_eq!(
        (at(controllers, "replicas"), at(controllers, "roles")),
        (&value!(3), &value!(["controller"]))
    );
}

#[test]
fn one_node_has_one_broker_that_is_its_own_controller() {
    let artifacts = build(&one_node(), "{ storage: 5Gi }", &[]);
    let made = objects(&artifacts);
    let brokers = at(object(&made, "KafkaNodePool", "events-brokers"), "spec");
    assert_eq!(
        (at(brokers, "replicas"), at(brokers, "roles")),
        (&value!(1), &value!(["controller", "broker"]))
    );
    assert_eq!(made.iter().filter(|one| one.kind() == "KafkaNodePool").count(), 1);
    let kafka = object(&made, "Kafka", "kafka-events");
    assert_eq!(at(kafka, "spec/kafka/config/offsets.topic.replication.factor"), &value!(1));
}

#[test]
fn rights_are_those_of_the_topics() {
    let artifacts = build(&World::default(), TOPICS, &["web", "report"]);
    let made = objects(&artifacts);
    let open = ("Prices", vec!["Read", "Write", "Describe", "DescribeConfigs"]);
    assert_eq!(
        acls(&made, "kafka-events-web"),
        [open.clone(), ("orders", vec!["Write", "Describe", "DescribeConfigs"])]
    );
    assert_eq!(
        acls(&made, "kafka-events-report"),
        [open, ("orders", vec!["Read", "Describe", "DescribeConfigs"])]
    );
}

#[test]
fn topics_keep_their_names() {
    let artifacts = build(&World::default(), TOPICS, &[]);
    let made = objects(&artifacts);
    let orders = at(object(&made, "KafkaTopic", "kafka-events-orders"), "spec");
    assert_eq!((at(orders, "topicName"), at(orders, "partitions")), (&value!("orders"), &value!(12)));
    assert_eq!(at(orders, "config/retention.ms"), &value!(1_209_600_000));
    let named = |one: &&&Manifest| at(one.value(), "spec/topicName") == &value!("Prices");
    let topics: Vec<_> = made.iter().filter(|one| one.kind() == "KafkaTopic").collect();
    let prices = topics.iter().find(|one| named(one)).expect("the topic");
    assert_eq!(at(prices.value(), "spec/config/cleanup.policy"), &value!("compact"));
}

#[test]
fn a_consumer_logs_in_with_a_password_that_nobody_knows() {
    let kafka = cluster(TOPICS);
    let connection = with(&World::default(), &*kafka, &["web"], |cx| cx.used_by[0].connection.clone());
    let texts: Vec<_> = connection
        .variables
        .iter()
        .map(|variable| match &variable.value {
            VariableValue::Text(text) => format!("{}={text}", variable.name),
            VariableValue::Secret { name, key } => format!("{}={name}/{key}", variable.name),
        })
        .collect();
    assert_eq!(
        texts,
        [
            "KAFKA_BOOTSTRAP_SERVERS=kafka-events-kafka-bootstrap.shop-production.svc.cluster.local:9093",
            "KAFKA_SECURITY_PROTOCOL=SASL_SSL",
            "KAFKA_SASL_MECHANISM=SCRAM-SHA-512",
            "KAFKA_SASL_USERNAME=kafka-events-web",
            "KAFKA_SASL_PASSWORD=kafka-events-web-login/password",
            "KAFKA_SASL_JAAS_CONFIG=kafka-events-web-login/sasl.jaas.config",
            "KAFKA_SSL_CA_PEM=kafka-events-cluster-ca-cert/ca.crt",
            "KAFKA_GROUP_ID=web",
        ]
    );
    let secret = connection.secret.expect("a secret");
    assert!(secret.keys.iter().any(|key| matches!(key.origin, SecretOrigin::Generated { .. })));
    let artifacts = build(&World::default(), TOPICS, &["web"]);
    let made = objects(&artifacts);
    let login = at(object(&made, "ExternalSecret", "kafka-events-web-login"), "spec/target/template/data");
    assert_eq!(
        at(login, "sasl.jaas.config").as_str(),
        Some(
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"kafka-events-web\" \
             password={{ index . \"part-2-0\" | toJson }};"
        )
    );
    let user = object(&made, "KafkaUser", "kafka-events-web");
    assert_eq!(
        at(user, "spec/authentication/password/valueFrom/secretKeyRef"),
        &value!({ "name": "kafka-events-web-login", "key": "password" })
    );
}

#[test]
fn only_consumers_reach_the_listener() {
    let artifacts = build(&World::default(), TOPICS, &["web"]);
    let made = objects(&artifacts);
    let rules = at(object(&made, "NetworkPolicy", "kafka-events"), "spec/ingress").as_list().expect("rules");
    let to_listener: Vec<_> = rules
        .iter()
        .filter(|rule| at(rule, "ports/0/port") == &value!(9093))
        .map(|rule| at(rule, "from"))
        .collect();
    assert_eq!(to_listener, [&value!([{ "podSelector": { "matchLabels": { "app": "web" } } }])]);
}

#[test]
fn a_watched_cluster_has_metrics_and_alerts() {
    let artifacts = build(&World::monitored(), TOPICS, &[]);
    let made = objects(&artifacts);
    assert_eq!(
        at(object(&made, "Kafka", "kafka-events"), "spec/kafka/metricsConfig/type"),
        &value!("strimziMetricsReporter")
    );
    object(&made, "PodMonitor", "kafka-events");
    object(&made, "PrometheusRule", "kafka-events");
    let pages = artifacts.iter().filter(|one| matches!(one, Artifact::File(_))).count();
    assert!(pages > 4, "each alert has a page");
    let artifacts = build(&World::default(), TOPICS, &[]);
    assert!(objects(&artifacts).iter().all(|one| one.kind() != "PodMonitor"));
}

#[test]
fn the_operator_reaches_every_cluster() {
    let mut world = World::default();
    world
        .offers
        .needed_in
        .entry(Need::Strimzi)
        .or_default()
        .extend([name("shop-production"), name("shop-staging")]);
    let artifacts = world.build(&*operator(UserValues::default()));
    let values = &release(&artifacts).values;
    assert_eq!((at(values, "replicas"), at(values, "watchAnyNamespace")), (&value!(2), &value!(true)));
    let made = objects(&artifacts);
    let egress = at(object(&made, "NetworkPolicy", "strimzi"), "spec/egress").as_list().expect("rules");
    assert_eq!(egress.len(), 4, "names, two environments, the API server");
}

#[test]
fn mistakes_are_told() {
    for (text, expected) in [
        ("{ storage: 20Gi, zookeeper: {} }", vec!["HG1400"]),
        ("{ storage: 20Gi, brokers: 2 }", vec!["HG1401"]),
        ("{ storage: 20Gi, brokers: 3, topics: { a: { copies: 5 } } }", vec!["HG1402"]),
        ("{}", vec!["HG1405"]),
        ("{ storage: 1Mi }", vec!["HG1405"]),
        ("{ storage: 20Gi, resources: { cpu: 1, memory: 768Mi } }", vec!["HG1410"]),
        ("{ storage: 20Gi, resources: { cpu: 1, memory: 256Mi } }", vec!["HG0113"]),
        ("{ storage: 20Gi, retention: 1m }", vec!["HG0107"]),
        ("{ storage: 20Gi, topics: { a: { retention: 10s } } }", vec!["HG0107"]),
        ("{ storage: 20Gi, topics: { a: { produce: [apps/a, apps/a] } } }", vec!["HG0112"]),
    ] {
        let (_, found) = try_section::<Map<Name, Kafka>>(&format!("events: {text}"));
        assert_eq!(ids(&found), expected, "{text}");
    }
}

#[test]
fn the_review_looks_at_nodes_and_users() {
    let world = World::default();
    assert_eq!(review(&world, TOPICS, &["web", "report"]), Vec::<&str>::new());
    assert_eq!(review(&world, TOPICS, &["web"]), ["HG1403"]);
    let closed = "{ storage: 20Gi, topics: { orders: { produce: [apps/web] } } }";
    assert_eq!(review(&world, closed, &["web", "spy"]), ["HG1404"]);
    assert_eq!(review(&world, "{ storage: 20Gi, topics: { a: {} } }", &["web@elsewhere"]), ["HG1409"]);
    assert_eq!(review(&world, "{ storage: 20Gi, brokers: 9 }", &[]), ["HG1406"]);
    assert_eq!(
        review(&one_node(), "{ storage: 20Gi, topics: { a: { copies: 3 } } }", &[]),
        ["HG1407", "HG1402"]
    );
    let long = components(&section::<Map<Name, Kafka>>(
        "a-name-that-is-too-long-for-the-operator-of-kafka: { storage: 1Gi }",
    ))
    .remove(0);
    assert_eq!(ids(&world.review(&*long)), ["HG1408"]);
}

#[test]
fn a_section_is_written_as_it_was_read() {
    let text = format!(
        "events: {TOPICS}\nother: {{ storage: 5Gi, config: {{ message.max.bytes: 2097152 }}, controllers: combined }}\n"
    );
    let read = section::<Map<Name, Kafka>>(&text);
    let again = hagen_yaml::Node::from_value(read.write());
    let mut ignored = Vec::new();
    let mut reader = hagen_core::section::Reader::new(&mut ignored);
    assert_eq!(Map::<Name, Kafka>::read(&again, &mut reader), Some(read));
}

#[test]
fn every_code_has_a_page() {
    let ids: BTreeSet<_> = codes::CODES.iter().map(|code| code.id).collect();
    assert_eq!(ids.len(), codes::CODES.len());
    for code in codes::CODES {
        assert!(code.page.split("\n\n").count() >= 2, "{}: what is wrong, and how to mend it", code.id);
    }
}
