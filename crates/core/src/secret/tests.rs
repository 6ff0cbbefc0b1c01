use hagen_kube::{Identity, Manifest};
use hagen_yaml::value;

use super::*;
use crate::context::{Shared, Site};
use crate::target::{Cluster, Profile};

fn name(text: &str) -> Name {
    Name::known(text)
}

fn file(text: &str) -> FileName {
    FileName::known(text)
}

fn copy(store: Store, secret: &Secret) -> Manifest {
    let shared = Shared { store, ..Shared::default() };
    let cluster = Cluster::default();
    let site = Site {
        platform: &name("shop"),
        cluster_name: &name("eu"),
        cluster: &cluster,
        environment: Some(&name("production")),
        namespace: &name("shop-production"),
        profile: Profile::Production,
        shared: &shared,
    };
    let identity = Identity {
        name: "postgresql".into(),
        instance: name("main"),
        component: None,
        part_of: name("shop"),
        version: None,
    };
    external_secret(&site, &identity, secret).remove(0)
}

fn vault() -> Store {
    Store::External { name: name("vault"), prefix: "team-a".into(), separator: "/" }
}

#[test]
fn a_password_is_copied_from_its_own_secret() {
    let manifest = copy(Store::Generated, &Secret::basic_auth(name("main-app"), name("main-owner"), "shop"));
    assert_eq!((manifest.kind(), manifest.name()), ("ExternalSecret", "main-app"));
    let spec = manifest.value().get("spec").expect("a spec");
    assert_eq!(spec.get("secretStoreRef"), Some(&value!({ "kind": "SecretStore", "name": "secrets" })));
    assert_eq!(
        spec.get("data"),
        Some(&value!([{
            "secretKey": "password",
            "remoteRef": { "key": "production.main-owner.password", "property": "password" }
        }])),
    );
    let template = spec.at(&["target", "template"]).expect("a template");
    assert_eq!(template.get("type"), Some(&value!("kubernetes.io/basic-auth")));
    assert_eq!(template.get("data"), Some(&value!({ "username": "shop" })));
    assert_eq!(template.get("mergePolicy"), Some(&value!("Merge")));
}

#[test]
fn another_store_keeps_all_keys_of_a_source_together() {
    let manifest = copy(vault(), &Secret::basic_auth(name("main-app"), name("main-owner"), "shop"));
    let spec = manifest.value().get("spec").expect("a spec");
    assert_eq!(spec.get("secretStoreRef"), Some(&value!({ "kind": "ClusterSecretStore", "name": "vault" })));
    assert_eq!(
        spec.get("data"),
        Some(&value!([{
            "secretKey": "password",
            "remoteRef": { "key": "team-a/production/main-owner", "property": "password" }
        }])),
    );
}

#[test]
fn what_a_person_supplies_keeps_its_key() {
    let token = SecretKey { key: file("TOKEN"), origin: SecretOrigin::Supplied(file("bot-token")) };
    let secret = Secret {
        name: name("bot"),
        source: name("telegram"),
        kind: "Opaque",
        keys: vec![token],
        labels: vec![("cnpg.io/reload", "true")],
        environment: None,
    };
    let manifest = copy(Store::Generated, &secret);
    let expected = value!([{
        "secretKey": "TOKEN",
        "remoteRef": { "key": "production.telegram", "property": "bot-token" }
    }]);
    assert_eq!(manifest.value().at(&["spec", "data"]), Some(&expected));
    let labels = manifest.value().at(&["spec", "target", "template", "metadata", "labels"]).expect("labels");
    assert_eq!(labels.get("cnpg.io/reload"), Some(&value!("true")));
    assert_eq!(labels.get("app.kubernetes.io/instance"), Some(&value!("main")));
}

#[test]
fn what_an_environment_has_is_read_there_from_elsewhere() {
    let mut secret = Secret::basic_auth(name("db"), name("main-grafana"), "grafana");
    secret.environment = Some(name("staging"));
    let manifest = copy(Store::Generated, &secret);
    let expected = value!([{
        "secretKey": "password",
        "remoteRef": { "key": "staging.main-grafana.password", "property": "password" }
    }]);
    assert_eq!(manifest.value().at(&["spec", "data"]), Some(&expected));
}

#[test]
fn known_text_stays_text_in_a_template() {
    let mut secret = Secret::basic_auth(name("odd"), name("odd"), "{{ .password }}");
    let manifest = copy(Store::Generated, &secret);
    let user = manifest.value().at(&["spec", "target", "template", "data", "username"]);
    assert_eq!(user, Some(&value!("{{ `{{` }} .password }}")));

    secret.keys.truncate(1);
    let manifest = copy(Store::Generated, &secret);
    assert_eq!(manifest.kind(), "Secret");
    assert_eq!(manifest.value().at(&["stringData", "username"]), Some(&value!("{{ .password }}")));
}

#[test]
fn keys_that_differ_are_kept_apart() {
    let place = |key: &str| {
        let key = SecretKey { key: file(key), origin: SecretOrigin::Generated { length: 20 } };
        let secret = Secret::basic_auth(name("grafana"), name("grafana"), "grafana");
        super::place(&Store::Generated, "platform", &secret, &key).expect("a place").key
    };
    let places: std::collections::BTreeSet<_> =
        ["dbpassword", "DB_PASSWORD", "db_password", "db-password", "__", "___"].map(place).into();
    assert_eq!(places.len(), 6);
    for place in places {
        let label = place.rsplit('.').next().expect("a last part");
        let mut ends = label.chars().next().into_iter().chain(label.chars().last());
        assert!(ends.all(|c| c.is_ascii_alphanumeric()), "{label}");
        assert!(label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{label}");
    }
}

#[test]
fn a_composed_text_holds_the_passwords_of_others() {
    let password = |scope: &str, source: &str| Part::Password {
        scope: scope.into(),
        source: name(source),
        key: file("password"),
    };
    let text = |text: &str| Part::Text(text.into());
    let secret = Secret {
        keys: vec![
            SecretKey { key: file("password"), origin: SecretOrigin::Generated { length: 20 } },
            SecretKey {
                key: file("users.json"),
                origin: SecretOrigin::Composed(vec![
                    text("{{ not a template }} ["),
                    password("staging", "main-web"),
                    text(", "),
                    password("platform", "grafana"),
                    text("]"),
                ]),
            },
        ],
        ..Secret::basic_auth(name("users"), name("users"), "nobody")
    };
    let manifest = copy(Store::Generated, &secret);
    let spec = manifest.value().get("spec").expect("a spec");
    let data = |key: &str, from: &str| {
        value!({
            "secretKey": (key.to_owned()),
            "remoteRef": { "key": (from.to_owned()), "property": "password" },
        })
    };
    let expected = [
        data("password", "production.users.password"),
        data("part-1-0", "staging.main-web.password"),
        data("part-1-1", "platform.grafana.password"),
    ];
    assert_eq!(spec.get("data").and_then(hagen_yaml::Value::as_list), Some(&expected[..]));
    let template = spec.at(&["target", "template"]).expect("a template");
    assert_eq!(template.get("mergePolicy"), Some(&value!("Replace")), "parts are no keys of the Secret");
    assert_eq!(
        template.get("data"),
        Some(&value!({
            "password": "{{ index . \"password\" }}",
            "users.json": "{{ `{{` }} not a template }} [{{ index . \"part-1-0\" | toJson }}, \
                           {{ index . \"part-1-1\" | toJson }}]",
        })),
    );
    let at = |store: &Store| places(store, "production", &secret, &secret.keys[1]);
    assert_eq!(
        at(&vault())[1],
        RemoteRef { key: "team-a/platform/grafana".into(), property: "password".into() }
    );
}
