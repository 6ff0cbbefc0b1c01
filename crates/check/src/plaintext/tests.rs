use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hagen_yaml::{Value, value};

use super::{object, text, values};

fn paths(leaks: &[super::Leak]) -> Vec<String> {
    leaks.iter().map(|leak| leak.path.to_string()).collect()
}

/// A text that begins like a token, without this file holding one.
fn token(begin: &str, length: usize) -> String {
    begin.to_owned() + &"a1B2c3D4e5F6g7H8".repeat(5)[..length]
}

#[test]
fn names_tell() {
    for (name, value) in [
        ("DB_PASSWORD", "hunter2"),
        ("password", "s3cr3t"),
        ("adminPassword", "letmein"),
        ("redis-password", "letmein"),
        ("API_KEY", "a81JfkA0lq19sGGk1k"),
        ("clientSecret", "a81JfkA0lq19sGGk1k"),
        ("API_KEY", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        ("session_token", "a81JfkA0lq19sGGk1k"),
    ] {
        let found = values(&value!({ "env": [{ "name": name.to_owned(), "value": value.to_owned() }] }));
        assert_eq!(paths(&found), ["env[0].value"], "{name}");
        assert!(!found[0].what.contains(value), "{name}");
        let mut map = hagen_yaml::Map::default();
        map.insert(name.to_owned(), Value::from(value.to_owned()));
        assert_eq!(values(&Value::Map(map)).len(), 1, "{name}");
    }
}

#[test]
fn settings_of_a_connection_tell() {
    for (text, expected) in [
        ("addr=redis:6379,pool_size=100,password=hunter2", Some("hunter2")),
        ("host=db user=shop password=hunter2", Some("hunter2")),
        ("AccountName=a;AccountKey=a81JfkA0lq19sGGk1k+a81JfkA0==", Some("a81JfkA0lq19sGGk1k+a81JfkA0==")),
        ("addr=redis:6379,password=$__env{PASSWORD}", None),
        ("set the option password=hunter2", None),
        ("password=", None),
        ("a=b,c=d", None),
    ] {
        let found: Vec<String> = super::text(text).into_iter().map(|leak| leak.secret).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn references_and_switches_are_no_secrets() {
    for (name, value) in [
        ("PGPASSWORD_FILE", "/run/secrets/password"),
        ("password", "${DB_PASSWORD}"),
        ("password", "$__file{/etc/secrets/password}"),
        ("passwordKey", "password"),
        ("existingSecret", "grafana-admin"),
        ("existingConfigSecret", "seaweedfs-identities-0b8f63d2"),
        ("secretName", "shop-api"),
        ("TOKEN_TTL", "3600"),
        ("token", "true"),
        ("API_TOKEN_EXPIRY", "24h"),
        ("secret", "postgres-main-shop"),
        ("existingConfigSecret", "object-storage-s3-identities-42"),
        ("key", "password"),
        ("keyboard", "qwertyuiopasdfgh1J"),
        ("bypass", "a81JfkA0lq19sGGk1k"),
        ("LOG_LEVEL", "info"),
        ("compass", "north"),
    ] {
        let mut map = hagen_yaml::Map::default();
        map.insert(name.to_owned(), Value::from(value.to_owned()));
        assert_eq!(values(&Value::Map(map)), [], "{name}: {value}");
    }
}

#[test]
fn shapes_tell_wherever_they_stand() {
    let jwt = format!("{}.{}.{}", "eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxIn0", "c2lnbmF0dXJlc2lnbmF0dXJl");
    for secret in [
        format!("-----BEGIN {}PRIVATE KEY-----\nMIIB\n", "RSA "),
        token("AKIA", 16).to_uppercase(),
        token("ghp_", 36),
        token("glpat-", 20),
        token("xoxb-", 20),
        token("sk_live_", 24),
        format!("1234567890:{}", token("AA", 33)),
        jwt,
        "postgres://shop:hunter2@db.example.com/shop".to_owned(),
    ] {
        for wrapped in [secret.clone(), format!("url is {secret} there"), STANDARD.encode(&secret)] {
            let found = object(&value!({ "kind": "ConfigMap", "data": { "file": wrapped.clone() } }));
            assert_eq!(paths(&found), ["data.file"], "{wrapped}");
        }
        assert_eq!(text(&format!("a file\nwith {secret}\n")).len(), 1, "{secret}");
    }
}

#[test]
fn addresses_without_a_password_are_none() {
    for fine in [
        "https://example.com/a:b@c",
        "postgres://shop@db.example.com:5432/shop",
        "postgres://shop:$(PGPASSWORD)@db/shop",
        "https://user:${PASSWORD}@example.com",
        "registry.example.com/shop:1.2@sha256:0f1c2d3e4f5061728394a5b6c7d8e9f00f1c2d3e4f5061728394a5b6c7d8e9f0",
    ] {
        assert_eq!(text(fine), [], "{fine}");
    }
}

#[test]
fn files_inside_objects_are_read() {
    for file in [
        "[database]\npassword = hunter2\n",
        "database:\n  password: \"hunter2\"\n",
        "{\"database\": {\"password\": \"hunter2\"}}",
        "export DB_PASSWORD=hunter2\necho done\n",
    ] {
        let found = object(&value!({ "kind": "ConfigMap", "data": { "file": file.to_owned() } }));
        assert_eq!(paths(&found), ["data.file"], "{file}");
        assert_eq!(found[0].secret, "hunter2");
    }
    for file in
        ["password = ${DB_PASSWORD}\nuser = shop\n", "# password: hunter2 is an example\nuser: shop\n"]
    {
        assert_eq!(
            object(&value!({ "kind": "ConfigMap", "data": { "file": file.to_owned() } })),
            [],
            "{file}"
        );
    }
}

#[test]
fn arguments_are_read() {
    let with = |args: Value| values(&value!({ "args": args }));
    assert_eq!(paths(&with(value!(["--user", "shop", "--password", "hunter2"]))), ["args[3]"]);
    assert_eq!(paths(&with(value!(["--password=hunter2"]))), ["args[0]"]);
    assert_eq!(with(value!(["--password-file=/run/secrets/p", "--password", "$(PASSWORD)"])), []);
}

#[test]
fn a_secret_of_kubernetes_is_not_for_git() {
    let secret = |part: &str, key: &str| {
        let mut data = hagen_yaml::Map::default();
        data.insert(key.to_owned(), Value::from("c2hvcA=="));
        let mut object = hagen_yaml::Map::default();
        object.insert("kind", Value::from("Secret"));
        object.insert(part.to_owned(), Value::Map(data));
        paths(&super::object(&Value::Map(object)))
    };
    assert_eq!(secret("data", "license"), ["data.license"]);
    assert_eq!(secret("stringData", "config.yaml"), ["stringData[\"config.yaml\"]"]);
    assert_eq!(secret("data", "username"), Vec::<String>::new());
}
