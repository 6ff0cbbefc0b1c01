//! Buckets: who gets which key, and the storage behind them.

#[path = "../../base/tests/world/mod.rs"]
mod world;

use std::collections::BTreeSet;
use std::sync::Arc;

use hagen_buckets::{Bucket, ObjectStorage, codes, components, object_storage};
use hagen_core::Path;
use hagen_core::artifact::Artifact;
use hagen_core::chart::UserValues;
use hagen_core::component::{
    Component, ComponentId, Connection, Consumer, Edge, Link, Need, Peer, Pods, VariableValue,
};
use hagen_core::context::{Placed, Site};
use hagen_core::section::{Field, Map};
use hagen_core::target::{Nodes, Profile};
use hagen_kube::{Manifest, Minor, Name, Reference, Zone};
use hagen_yaml::{Value, value};
use world::{World, at, name, object, objects, release, section, try_section};

const OUTSIDE: &str = "{ external: { bucket: eu-archive, endpoint: \"https://s3.example.com\", accessKeyId: store/id, \
                       secretAccessKey: store/key } }";

fn bucket(key: &str, text: &str) -> Box<dyn Component> {
    components(&section::<Map<Name, Bucket>>(&format!("{key}: {text}"))).remove(0)
}

fn storage(text: &str) -> Box<dyn Component> {
    object_storage(&section::<ObjectStorage>(text), UserValues::default())
}

/// What a consumer gets of a bucket of production.
fn connection(bucket: &dyn Component, consumer: &ComponentId) -> Connection {
    let world = World::default();
    let namespace = name("shop-production");
    let site = Site {
        platform: &name("shop"),
        cluster_name: &name("eu"),
        cluster: &world.cluster,
        environment: Some(&name("production")),
        namespace: &namespace,
        profile: Profile::Production,
        shared: &world.shared,
    };
    bucket
        .connect(&Consumer { id: consumer, namespace: &namespace, link: &link(bucket) }, &site)
        .expect("a connection")
}

fn link(to: &dyn Component) -> Link {
    let id = to.id();
    Link { to: Reference { section: id.section.into(), name: id.name }, path: Path::ROOT, prefix: None }
}

/// A world in which consumers use a bucket of production.
fn used(bucket: &dyn Component, consumers: &[(&'static str, &str)]) -> World {
    let mut world = World::monitored();
    for &(section, consumer) in consumers {
        let from = ComponentId::new(section, name(consumer));
        let mut connection = connection(bucket, &from);
        let namespace = if section == "platform" { consumer } else { "shop-production" };
        if section == "platform" {
            connection.secret.as_mut().expect("a secret").environment = Some(name("production"));
        }
        world.offers.edges.push(Placed {
            environment: Some(name("production")),
            namespace: name("shop-production"),
            component: bucket.id(),
            what: Arc::new(Edge {
                from,
                from_pods: vec![Pods {
                    namespace: name(namespace),
                    labels: [("app".into(), consumer.into())].into(),
                }],
                from_namespace: name(namespace),
                to: bucket.id(),
                link: link(bucket),
                connection,
            }),
        });
    }
    world
}

fn text_of<'a>(connection: &'a Connection, variable: &str) -> &'a str {
    let found = connection.variables.iter().find(|one| one.name.as_str() == variable);
    match &found.unwrap_or_else(|| panic!("no {variable}")).value {
        VariableValue::Text(text) => text,
        VariableValue::Secret { key, .. } => key.as_str(),
    }
}

fn template(made: &[&Manifest]) -> String {
    let identities =
        made.iter().find(|one| one.name().starts_with("seaweedfs-identities-")).expect("identities");
    let data = at(identities.value(), "spec/target/template/data/seaweedfs_s3_config");
    data.as_str().expect("a text").to_owned()
}

#[test]
fn a_consumer_gets_the_customary_variables() {
    let uploads = bucket("uploads", "{}");
    let connection = connection(&*uploads, &ComponentId::new("apps", name("web")));
    assert_eq!(
        text_of(&connection, "AWS_ENDPOINT_URL"),
        "http://seaweedfs-s3.seaweedfs.svc.cluster.local:8333"
    );
    assert_eq!(text_of(&connection, "BUCKET_NAME"), "shop-production-uploads");
    assert_eq!(text_of(&connection, "AWS_REGION"), "us-east-1");
    assert_eq!(text_of(&connection, "AWS_SECRET_ACCESS_KEY"), "AWS_SECRET_ACCESS_KEY");
    let secret = connection.secret.expect("a secret");
    assert_eq!(secret.name.as_str(), "buckets-uploads-web");
    assert!(!secret.is_supplied());
    let Peer::Pods(pods) = &connection.endpoints[0].peer else { panic!("pods") };
    assert_eq!((pods.namespace.as_str(), connection.endpoints[0].ports[0].number), ("seaweedfs", 8333));
}

#[test]
fn a_bucket_outside_takes_the_key_that_a_person_supplies() {
    let archive = bucket("archive", &format!("{{ engine: {OUTSIDE} }}"));
    let connection = connection(&*archive, &ComponentId::new("apps", name("web")));
    assert_eq!(text_of(&connection, "AWS_ENDPOINT_URL"), "https://s3.example.com");
    assert_eq!(text_of(&connection, "BUCKET_NAME"), "eu-archive");
    assert_eq!(connection.endpoints[0].peer, Peer::Internet);
    assert!(connection.secret.expect("a secret").is_supplied());
    let world = World::default();
    let offer = world.offer(&*archive);
    assert!(!offer.needs.contains(&Need::ObjectStorage));
    assert_eq!(offer.buckets, []);
}

#[test]
fn every_consumer_has_an_identity_for_its_bucket_alone() {
    let uploads = bucket("uploads", "{}");
    let world = used(&*uploads, &[("apps", "web"), ("platform", "loki")]);
    let artifacts = world.build(&*storage("{}"));
    let template = template(&objects(&artifacts));
    for id in ["shop-production-uploads.web", "shop-production-uploads.platform-loki"] {
        assert!(
            template.contains(&format!("\"accessKey\": \"{id}\", \"secretKey\": {{{{ index .")),
            "{id}: {template}"
        );
    }
    assert!(template.contains("\"Write:shop-production-uploads\""));
    assert!(!template.contains("Admin"), "nobody may delete a bucket");
    let parsed: Value = json(&template.replace("{{ index . \"part-0-0\" | toJson }}", "\"a\""));
    assert_eq!(at(&parsed, "identities/0/actions"), &value!([]));
}

/// The text with every password in it, as a gateway reads it.
fn json(template: &str) -> Value {
    let mut text = String::new();
    for (at, piece) in template.split("{{").enumerate() {
        let rest = if at == 0 { piece } else { piece.split_once("}}").expect("an end").1 };
        text.push_str(if at == 0 { "" } else { "\"p\"" });
        text.push_str(rest);
    }
    let reading = hagen_yaml::read(hagen_yaml::FileId(0), text.as_bytes(), &hagen_yaml::Limits::default());
    assert!(reading.problems.is_empty(), "{:?}\n{text}", reading.problems);
    reading.node.expect("a document").to_value()
}

#[test]
fn without_consumers_nobody_may_do_anything() {
    let artifacts = World::default().build(&*storage("{}"));
    let parsed = json(&template(&objects(&artifacts)));
    assert_eq!(at(&parsed, "identities").as_list().map(<[Value]>::len), Some(1));
    assert_eq!(at(&parsed, "identities/0/name"), &value!("seaweedfs-nobody"));
}

#[test]
fn another_consumer_takes_other_gateways() {
    let uploads = bucket("uploads", "{}");
    let secret_of = |consumers: &[(&'static str, &str)]| {
        let artifacts = used(&*uploads, consumers).build(&*storage("{}"));
        at(&release(&artifacts).values, "s3/existingConfigSecret").clone()
    };
    assert_ne!(secret_of(&[("apps", "web")]), secret_of(&[("apps", "web"), ("apps", "report")]));
    assert_eq!(secret_of(&[("apps", "web")]), secret_of(&[("apps", "web")]));
}

#[test]
fn only_consumers_reach_the_gateways() {
    let uploads = bucket("uploads", "{}");
    let artifacts = used(&*uploads, &[("apps", "web")]).build(&*storage("{}"));
    let made = objects(&artifacts);
    let ingress = at(object(&made, "NetworkPolicy", "seaweedfs-s3"), "spec/ingress");
    let from = value!([{
        "from": [{
            "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "shop-production" } },
            "podSelector": { "matchLabels": { "app": "web" } },
        }],
        "ports": [{ "port": 8333, "protocol": "TCP" }],
    }]);
    assert_eq!(ingress, &from);
}

#[test]
fn buckets_are_made_and_never_deleted() {
    let mut world = World::default();
    for (key, text) in [("uploads", "{ quota: 2Gi, versioned: true }"), ("logs", "{ expireAfter: 400d }")] {
        let bucket = bucket(key, text);
        world.environment = Some(name("production"));
        let what = world.offer(&*bucket).buckets.remove(0);
        let (environment, namespace) = (Some(name("production")), name("shop-production"));
        world.offers.buckets.push(Placed { environment, namespace, component: bucket.id(), what });
    }
    let artifacts = world.build(&*storage("{}"));
    let made = objects(&artifacts);
    let job = made.iter().find(|one| one.kind() == "Job").expect("a job").value();
    let script = at(job, "spec/template/spec/containers/0/args/0").as_str().expect("a script");
    for line in [
        "known shop-production-uploads || run 's3.bucket.create -name shop-production-uploads'",
        "run 's3.bucket.quota -name=shop-production-uploads -op=set -sizeMB=2048'",
        "run 's3.bucket.versioning -name shop-production-uploads -status Enabled'",
        "run 'fs.configure -locationPrefix=/buckets/shop-production-logs/ -ttl=58w -apply'",
        "run 's3.bucket.quota -name=shop-production-logs -op=remove'",
    ] {
        assert!(script.lines().any(|one| one == line), "{line}\n{script}");
    }
    assert!(!script.contains("bucket.delete"));
    let account = made.iter().find(|one| one.kind() == "ServiceAccount").expect("an account").value();
    assert_eq!(
        at(job, "spec/template/spec/serviceAccountName"),
        at(account, "metadata/name"),
        "the chart's account is not ours to name"
    );
}

#[test]
fn a_zone_has_a_copy_of_everything() {
    let artifacts = World::default().build(&*storage("{ servers: 6 }"));
    let values = &release(&artifacts).values;
    assert_eq!(at(values, "global/seaweedfs/replicationPlacement"), &value!("010"));
    assert_eq!(at(values, "volume/rack"), &value!("${ZONE}"));
    let mut older = World::default();
    older.cluster.kubernetes = Minor::new(34);
    let artifacts = older.build(&*storage("{}"));
    assert_eq!(at(&release(&artifacts).values, "global/seaweedfs/replicationPlacement"), &value!("001"));
}

#[test]
fn one_node_has_one_of_everything_and_no_budget() {
    let mut world = World::default();
    world.cluster.nodes =
        Nodes { zones: Vec::<Zone>::new(), workers: section("0"), servers: section("1"), ..Nodes::default() };
    let part = storage("{}");
    let artifacts = world.build(&*part);
    let made = objects(&artifacts);
    assert!(made.iter().all(|one| one.kind() != "PodDisruptionBudget"));
    assert_eq!(at(object(&made, "Cluster", "seaweedfs-index"), "spec/instances"), &value!(1));
    let values = &release(&artifacts).values;
    assert_eq!(at(values, "global/seaweedfs/replicationPlacement"), &value!("000"));
    assert_eq!(at(values, "master/replicas"), &value!(1));
    assert_eq!(world.review(&*part).iter().map(|one| one.code.id).collect::<Vec<_>>(), ["HG1506"]);
}

#[test]
fn nothing_in_the_output_is_a_key() {
    let uploads = bucket("uploads", "{}");
    let artifacts = used(&*uploads, &[("apps", "web")]).build(&*storage("{}"));
    assert!(artifacts.iter().filter_map(Artifact::manifest).all(|one| one.kind() != "Secret"));
}

#[test]
fn mistakes_are_told() {
    for (text, expected) in [
        ("a: { engine: minio }", "HG1500"),
        (&format!("a: {{ engine: {OUTSIDE}, quota: 1Gi }}"), "HG1501"),
        (
            "a: { engine: { external: { bucket: bbb, accessKeyId: one/id, secretAccessKey: two/key } } }",
            "HG1503",
        ),
        ("a: { expireAfter: 1h }", "HG1505"),
        ("a: { expireAfter: 1d, versioned: true }", "HG1505"),
        ("a: { quota: 512Ki }", "HG1508"),
    ] {
        let (_, found) = try_section::<Map<Name, Bucket>>(text);
        assert_eq!(found.iter().map(|one| one.code.id).collect::<Vec<_>>(), [expected], "{text}");
    }
    for (text, expected) in [
        ("{ storage: 1Mi }", "HG1508"),
        ("{ servers: 2, copies: 3 }", "HG1507"),
        ("{ servers: 3, copies: 1 }", "HG1506"),
    ] {
        let (_, found) = try_section::<ObjectStorage>(text);
        assert_eq!(found.iter().map(|one| one.code.id).collect::<Vec<_>>(), [expected], "{text}");
    }
}

#[test]
fn the_review_looks_at_names_and_users() {
    let long = "a-name-that-is-much-too-long-for-a-bucket-of-an-environment";
    let world = World { environment: Some(name("production")), ..World::default() };
    let found = world.review(&*bucket(long, "{}"));
    assert_eq!(found.iter().map(|one| one.code.id).collect::<Vec<_>>(), ["HG1502", "HG1509"]);
}

#[test]
fn what_one_environment_uses_is_not_idle_in_the_others() {
    let logs = bucket("logs", "{}");
    let mut world = used(&*logs, &[("platform", "loki")]);
    world.environment = Some(name("staging"));
    assert!(world.review(&*logs).is_empty());
    assert_eq!(world.review(&*bucket("others", "{}")).len(), 1);
}

#[test]
fn a_section_is_written_as_it_was_read() {
    let text = format!("a: {{ quota: 5Gi, expireAfter: 7d }}\nb: {{ engine: {OUTSIDE} }}\n");
    let read = section::<Map<Name, Bucket>>(&text);
    let again = hagen_yaml::Node::from_value(read.write());
    let mut ignored = Vec::new();
    let mut reader = hagen_core::section::Reader::new(&mut ignored);
    assert_eq!(Map::<Name, Bucket>::read(&again, &mut reader), Some(read));
}

#[test]
fn every_code_has_a_page() {
    let ids: BTreeSet<_> = codes::CODES.iter().map(|code| code.id).collect();
    assert_eq!(ids.len(), codes::CODES.len());
    for code in codes::CODES {
        assert!(code.page.trim().len() > 100, "{}: what is wrong, and how to mend it", code.id);
    }
}
