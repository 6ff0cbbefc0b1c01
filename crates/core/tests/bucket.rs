//! Buckets of the blueprint and outside of it.

use hagen_core::bucket::{Access, Bucket};
use hagen_core::component::{ComponentId, Connection, Edge, Peer, Variable, VariableValue};
use hagen_core::section::{Field, Reader};
use hagen_core::{Diagnostic, Path};
use hagen_kube::{EnvName, FileName, Name, Reference};
use hagen_yaml::{FileId, Limits};

fn read(text: &str) -> (Option<Bucket>, Vec<Diagnostic>) {
    let node = hagen_yaml::read(FileId(0), text.as_bytes(), &Limits::default()).node.expect("a document");
    let mut diagnostics = Vec::new();
    (Bucket::read(&node, &mut Reader::new(&mut diagnostics)), diagnostics)
}

fn bucket(text: &str) -> Bucket {
    let (bucket, diagnostics) = read(text);
    assert_eq!(diagnostics, []);
    bucket.expect("a bucket")
}

const OUTSIDE: &str = "s3: { bucket: eu-logs, endpoint: \"https://s3.example.com:9000\", region: eu-north-1, \
                       accessKeyId: s3/id, secretAccessKey: s3/secret }";

#[test]
fn reads_a_reference_and_a_bucket_that_is_there() {
    let reference = Reference { section: "buckets".into(), name: Name::known("logs") };
    assert_eq!(bucket("buckets/logs"), Bucket::Component(reference));
    for text in ["buckets/logs", OUTSIDE] {
        let read = bucket(text);
        let mut diagnostics = Vec::new();
        let node = hagen_yaml::Node::from_value(read.write());
        assert_eq!(Bucket::read(&node, &mut Reader::new(&mut diagnostics)), Some(read), "{text}");
    }
}

#[test]
fn refuses_what_is_no_bucket() {
    for (text, code) in
        [("postgres/main", "HG0106"), ("logs", "HG0106"), ("gcs: {}", "HG0105"), ("3", "HG0104")]
    {
        let (bucket, diagnostics) = read(text);
        assert_eq!(bucket, None, "{text}");
        assert_eq!(diagnostics.iter().map(|one| one.code.id).collect::<Vec<_>>(), [code], "{text}");
    }
}

#[test]
fn an_outside_bucket_is_reached_by_its_address() {
    let access = Access::of(&bucket(OUTSIDE), &[], &Name::known("loki-bucket")).expect("an access");
    assert_eq!(access.endpoint.as_deref(), Some("https://s3.example.com:9000"));
    assert_eq!((access.bucket.as_str(), access.region.as_str()), ("eu-logs", "eu-north-1"));
    assert!(access.is_path_style());
    assert_eq!(access.endpoints[0].peer, Peer::Internet);
    let names: Vec<_> = access.variables.iter().map(|variable| variable.name.as_str()).collect();
    assert_eq!(names, ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
    assert_eq!(access.secrets.len(), 1, "both halves are in the secret `s3`");
    assert_eq!(access.secrets[0].name.as_str(), "loki-bucket");

    let amazon = "s3: { bucket: eu-logs, accessKeyId: one/id, secretAccessKey: two/secret }";
    let access = Access::of(&bucket(amazon), &[], &Name::known("loki-bucket")).expect("an access");
    assert!(!access.is_path_style());
    let names: Vec<_> = access.secrets.iter().map(|secret| secret.name.as_str()).collect();
    assert_eq!(names, ["loki-bucket", "loki-bucket-key"]);
}

#[test]
fn a_bucket_of_the_blueprint_is_reached_by_its_connection() {
    let bucket = bucket("buckets/logs");
    let text = |name: &str, text: &str| Variable {
        name: EnvName::known(name),
        value: VariableValue::Text(text.to_owned()),
    };
    let secret = |name: &str| Variable {
        name: EnvName::known(name),
        value: VariableValue::Secret { name: Name::known("bucket-logs"), key: FileName::known(name) },
    };
    let link = bucket.link(Path::of(["logging", "bucket"])).expect("a link");
    let edge = Edge {
        from: ComponentId::platform("loki"),
        from_pods: Vec::new(),
        from_namespace: Name::known("logging"),
        to: ComponentId::new("buckets", Name::known("logs")),
        link,
        connection: Connection {
            variables: vec![
                text("AWS_ENDPOINT_URL", "http://seaweedfs-s3.shop-production.svc.cluster.local:8333"),
                secret("BUCKET_NAME"),
                secret("AWS_ACCESS_KEY_ID"),
            ],
            ..Connection::default()
        },
    };
    let name = Name::known("loki-bucket");
    assert_eq!(Access::of(&bucket, &[], &name), None, "a broken link was reported before");
    let access = Access::of(&bucket, &[edge.into()], &name).expect("an access");
    let endpoint = access.endpoint.as_deref();
    assert_eq!(endpoint, Some("http://seaweedfs-s3.shop-production.svc.cluster.local:8333"));
    assert_eq!(access.bucket, "${BUCKET_NAME}", "only the cluster knows it");
    assert_eq!(access.region, "us-east-1");
    let names: Vec<_> = access.variables.iter().map(|variable| variable.name.as_str()).collect();
    assert_eq!(names, ["BUCKET_NAME", "AWS_ACCESS_KEY_ID"]);
}
