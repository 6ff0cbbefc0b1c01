//! Variables, files and secrets.

use std::collections::BTreeMap;

use hagen_core::component::{Connection, Endpoint, Peer, Port, Variable, VariableValue};
use hagen_core::secret::Secret;
use hagen_kube::{EnvName, FileName, Name};
use hagen_yaml::Value;

use super::fixture::{ALL, Built, World, at, pods, world};

/// The variables of a container: `NAME=value` or `NAME=secret/key`.
fn env(built: &Built, kind: &str, name: &str) -> Vec<String> {
    let path = if kind == "CronJob" { "spec.jobTemplate.spec.template" } else { "spec.template" };
    let container = at(built.object(kind, name), &format!("{path}.spec.containers.0"));
    let variables = container.get("env").and_then(Value::as_list).unwrap_or_default();
    let shown = |variable: &Value| {
        let name = at(variable, "name").as_str().unwrap();
        if let Some(value) = variable.get("value") {
            return format!("{name}={}", value.as_str().unwrap());
        }
        let key = at(variable, "valueFrom.secretKeyRef");
        format!("{name}={}/{}", at(key, "name").as_str().unwrap(), at(key, "key").as_str().unwrap())
    };
    variables.iter().map(shown).collect()
}

#[test]
fn links_and_secrets_become_variables() {
    let built = world().build(ALL);
    assert_eq!(
        env(&built, "Deployment", "shop"),
        [
            "AUTH_SERVICE_HOST=auth.mart-production.svc.cluster.local",
            "AUTH_SERVICE_PORT=8080",
            "AUTH_URL=http://auth.mart-production.svc.cluster.local:8080",
            "AUTH_SERVICE_PORT_DNS=5353",
            "AUTH_SERVICE_PORT_GRPC=9090",
            "MAIN_STORE_SERVICE_HOST=store.mart-production.svc.cluster.local",
            "MAIN_STORE_SERVICE_PORT=6000",
            "MAIN_STORE_URL=http://store.mart-production.svc.cluster.local:6000",
            "MAIN_STORE_SERVICE_PORT_RAFT=6001",
            "API_KEY=shop-shop-api/key",
            "PEM=/run/key.pem",
        ]
    );
    assert_eq!(
        env(&built, "CronJob", "report")[2],
        "SHOP_URL=http://shop.mart-production.svc.cluster.local:8000"
    );
    let container = at(built.object("Deployment", "shop"), "spec.template.spec.containers.0");
    assert_eq!(at(container, "envFrom.0.configMapRef.name").as_str(), Some("shop"));
    assert_eq!(at(built.object("ConfigMap", "shop"), "data.LOG_LEVEL").as_str(), Some("info"));
}

fn database(namespace: &str) -> Connection {
    let variable = |name: &str, value| Variable { name: EnvName::known(name), value };
    let key = FileName::known("password");
    let secret = Secret::basic_auth(Name::known("main-shop"), Name::known("main-shop"), "shop");
    Connection {
        variables: vec![
            variable("PGHOST", VariableValue::Text("main-rw".into())),
            variable("PGPASSWORD", VariableValue::Secret { name: secret.name.clone(), key }),
        ],
        endpoints: vec![Endpoint { peer: Peer::Pods(pods(namespace, "main")), ports: vec![Port::tcp(5432)] }],
        secret: Some(secret),
    }
}

const LINKED: &str = "apps: { shop: { image: \"a/shop:1\", uses: [{ to: postgres/main, prefix: DB_ }] } }\n";

#[test]
fn a_database_brings_its_variables() {
    let others = BTreeMap::from([("postgres/main", database("mart-production"))]);
    let built = World { others, ..World::default() }.build(LINKED);
    assert_eq!(env(&built, "Deployment", "shop"), ["DB_PGHOST=main-rw", "DB_PGPASSWORD=main-shop/password"]);
    assert!(!built.names().iter().any(|name| name.starts_with("ExternalSecret")));
}

#[test]
fn what_is_used_makes_its_secret_itself_wherever_its_pods_are() {
    let others = BTreeMap::from([("postgres/main", database("databases"))]);
    let built = World { others, ..World::default() }.build(LINKED);
    assert!(!built.names().iter().any(|name| name.starts_with("ExternalSecret")));
}

#[test]
fn secrets_hold_the_keys_that_are_named_and_no_others() {
    let built = world().build(ALL);
    let keys = |name: &str| -> Vec<String> {
        let data = at(built.object("ExternalSecret", name), "spec.data").as_list().unwrap();
        data.iter().map(|item| at(item, "secretKey").as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(keys("shop-shop-api"), ["key", "token"]);
    assert_eq!(keys("shop-shop-tls"), ["key.pem"]);
    assert_eq!(keys("shop-registry-pull"), [".dockerconfigjson"]);
}

#[test]
fn files_are_mounted_one_by_one() {
    let built = world().build(ALL);
    let data = at(built.object("ConfigMap", "shop-files"), "data");
    assert_eq!(data.get("app-app.toml").unwrap().as_str(), Some("answer = 42\n"));
    assert_eq!(data.get("app-motd").unwrap().as_str(), Some("hello"));
    let pod = at(built.object("Deployment", "shop"), "spec.template.spec");
    let mounts = at(pod, "containers.0.volumeMounts").as_list().unwrap();
    let mounted = |path: &str| {
        let mount = mounts.iter().find(|mount| at(mount, "mountPath").as_str() == Some(path)).unwrap();
        let sub_path = mount.get("subPath").and_then(Value::as_str).unwrap_or_default();
        format!("{}:{sub_path}", at(mount, "name").as_str().unwrap())
    };
    for (path, expected) in [
        ("/tmp", "tmp:"),
        ("/app/app.toml", "files:app-app.toml"),
        ("/app/token", "secret-shop-api:token"),
        ("/run/key.pem", "secret-shop-tls:key.pem"),
        ("/cache", "cache:"),
        ("/media", "media:"),
        ("/var/run/shop", "writable-var-run-shop:"),
    ] {
        assert_eq!(mounted(path), expected);
    }
}

#[test]
fn bytes_that_are_no_text_stay_bytes() {
    let mut world = World::default();
    world.files.insert("logo.png".into(), vec![0x89, b'P', 0xff]);
    let built =
        world.build("apps: { shop: { image: \"a/shop:1\", files: { /logo.png: { from: logo.png } } } }\n");
    let files = built.object("ConfigMap", "shop-files");
    assert_eq!(files.get("binaryData").unwrap().get("logo.png").unwrap().as_str(), Some("iVD/"));
    assert!(files.get("data").is_none());
}

#[test]
fn a_change_of_configuration_is_a_release() {
    let sum = |text: &str| {
        let built = world().build(text);
        let template = at(built.object("Deployment", "shop"), "spec.template.metadata");
        template
            .get("annotations")
            .map(|all| all.get("checksum/config").unwrap().as_str().unwrap().to_owned())
    };
    let first = sum(ALL).unwrap();
    assert_eq!(first.len(), 16);
    for (old, new) in
        [("LOG_LEVEL: info", "LOG_LEVEL: warn"), ("LOG_LEVEL: info", "LOGLEVEL: info"), ("hello", "hallo")]
    {
        assert_ne!(sum(&ALL.replace(old, new)), Some(first.clone()), "{new}");
    }
    assert_eq!(sum("apps: { shop: { image: \"a/shop:1\" } }\n"), None);
}
