//! Where secrets come from.

use std::collections::BTreeSet;

#[path = "../../base/tests/world/mod.rs"]
mod world;

use hagen_core::chart::UserValues;
use hagen_core::component::{Component, Tls};
use hagen_core::context::{Entry, EntryApi, EntryEngine, Store};
use hagen_core::secret::{Secret, SecretKey, SecretOrigin};
use hagen_core::target::{Cluster, Provided};
use hagen_kube::{FileName, Manifest};
use hagen_secrets::{Secrets, components, store};
use hagen_yaml::value;
use world::{World, at, name, object, objects, release, section};

fn parts(text: &str) -> Vec<Box<dyn Component>> {
    components(&section::<Secrets>(text), &name("shop"), &Cluster::default(), |_| UserValues::default())
}

fn part(text: &str, id: &str) -> Box<dyn Component> {
    parts(text).into_iter().find(|part| part.id().name.as_str() == id).expect("the part")
}

fn world(text: &str) -> World {
    let mut world = World::default();
    world.shared.store = store(&section(text), &name("shop"));
    let owner = Secret::basic_auth(name("main-app"), name("main-owner"), "shop");
    world.read_secret(Some("production"), "shop-production", owner);
    world.read_secret(None, "cert-manager", supplied("cloudflare", "api-token"));
    world
}

fn supplied(source: &str, key: &str) -> Secret {
    let key = FileName::known(key);
    Secret {
        name: name(source),
        source: name(source),
        kind: "Opaque",
        keys: vec![SecretKey { key: key.clone(), origin: SecretOrigin::Supplied(key) }],
        labels: Vec::new(),
        environment: None,
    }
}

fn rule<'a>(made: &[&'a Manifest], role: &str) -> &'a hagen_yaml::Value {
    at(object(made, "Role", role), "rules/0")
}

#[test]
fn a_password_is_made_once_and_for_good() {
    let artifacts = world("{}").build(&*part("{}", "secrets"));
    let made = objects(&artifacts);
    let spec = at(object(&made, "ExternalSecret", "production.main-owner.password"), "spec");
    assert_eq!(at(spec, "refreshPolicy"), &value!("CreatedOnce"));
    assert_eq!(at(spec, "target/creationPolicy"), &value!("Orphan"));
    assert_eq!(at(spec, "target/immutable"), &value!(true));
    assert_eq!(at(spec, "dataFrom/0/sourceRef/generatorRef/name"), &value!("letters-and-digits-40"));
    let generator = at(object(&made, "Password", "letters-and-digits-40"), "spec");
    assert_eq!(at(generator, "symbols"), &value!(0));
    assert_eq!(at(generator, "allowRepeat"), &value!(true));
    assert!(made.iter().all(|object| object.kind() != "Secret"), "hagen writes no secret");
}

#[test]
fn two_readers_of_a_password_get_the_same_one() {
    let mut world = world("{}");
    let mut longer = Secret::basic_auth(name("copy"), name("main-owner"), "shop");
    longer.keys[1].origin = SecretOrigin::Generated { length: 64 };
    world.read_secret(Some("production"), "shop-production", longer);
    let artifacts = world.build(&*part("{}", "secrets"));
    let made = objects(&artifacts);
    let generators: Vec<_> = made.iter().filter(|object| object.kind() == "Password").collect();
    assert_eq!(generators.len(), 1);
    assert_eq!(generators[0].name(), "letters-and-digits-64");
}

#[test]
fn a_namespace_may_get_what_it_reads_and_list_nothing() {
    let artifacts = world("{}").build(&*part("{}", "secrets"));
    let made = objects(&artifacts);
    let environment = rule(&made, "shop-production");
    assert_eq!(at(environment, "resourceNames"), &value!(["production.main-owner.password"]));
    assert_eq!(at(environment, "verbs"), &value!(["get"]));
    assert_eq!(at(rule(&made, "cert-manager"), "resourceNames"), &value!(["platform.cloudflare"]));
    let subject = at(object(&made, "RoleBinding", "cert-manager"), "subjects/0");
    assert_eq!(at(subject, "namespace"), &value!("cert-manager"));

    let stores: Vec<_> = made.iter().filter(|object| object.kind() == "SecretStore").collect();
    let namespaces: BTreeSet<_> = stores.iter().filter_map(|store| store.namespace()).collect();
    assert_eq!(
        namespaces,
        ["cert-manager", "shop-production"].into(),
        "they come once their operator is there"
    );
    for store in stores {
        let provider = at(store.value(), "spec/provider/kubernetes");
        assert_eq!(at(provider, "remoteNamespace"), &value!("shop-secrets"));
        assert_eq!(at(provider, "auth/serviceAccount/name"), &value!("secrets"));
    }
}

#[test]
fn the_gateways_read_certificates_that_people_supply() {
    let mut world = world("{}");
    world.shared.entry = Some(Entry {
        api: EntryApi::Gateway { namespace: name("traefik") },
        pods: hagen_core::component::Pods { namespace: name("traefik"), labels: [].into() },
        engine: EntryEngine::Traefik,
    });
    world.expose("production", "shop.example.com", Tls::Secret(name("bought")));
    let artifacts = world.build(&*part("{}", "secrets"));
    let made = objects(&artifacts);
    assert_eq!(at(rule(&made, "traefik"), "resourceNames"), &value!(["production.bought"]));
}

#[test]
fn another_store_is_read_by_those_who_need_it() {
    let text = "store: { vault: { server: https://vault.example.internal:8200, path: kv, ca: vault-ca } }\n";
    let world = world(text);
    let part = part(text, "secrets");
    assert_eq!(part.namespace(), Some(name("external-secrets")));
    let artifacts = world.build(&*part);
    let made = objects(&artifacts);
    assert_eq!(made.len(), 1);
    let spec = at(object(&made, "ClusterSecretStore", "shop-vault"), "spec");
    assert_eq!(at(spec, "conditions/0/namespaces"), &value!(["cert-manager", "shop-production"]));
    let vault = at(spec, "provider/vault");
    assert_eq!(at(vault, "path"), &value!("kv"));
    assert_eq!(at(vault, "version"), &value!("v2"));
    assert_eq!(at(vault, "caProvider/namespace"), &value!("external-secrets"));
    assert_eq!(at(vault, "auth/kubernetes/serviceAccountRef/namespace"), &value!("external-secrets"));
}

#[test]
fn every_store_has_a_provider() {
    let stores = [
        ("aws: { region: eu-central-1, role: 'arn:aws:iam::123456789012:role/eso' }", "shop-aws", "/"),
        ("gcp: { project: example-production }", "shop-gcp", "--"),
        (
            "azure: { vault: 'https://example.vault.azure.net', tenant: 6f1c0000-0000-1111-2222-333333333333 }",
            "shop-azure",
            "--",
        ),
    ];
    for (text, expected, between) in stores {
        let text = format!("store: {{ {text} }}\nprefix: team-a\n");
        let world = world(&text);
        let Store::External { name, prefix, separator } = &world.shared.store else { panic!("{text}") };
        assert_eq!((name.as_str(), prefix.as_str(), *separator), (expected, "team-a", between));
        let artifacts = world.build(&*part(&text, "secrets"));
        object(&objects(&artifacts), "ClusterSecretStore", expected);
    }
}

#[test]
fn a_store_that_nobody_reads_is_open_to_nobody() {
    let text = "store: { gcp: { project: example-production } }\n";
    let mut world = world(text);
    world.offers.secrets.clear();
    assert!(world.build(&*part(text, "secrets")).is_empty());
}

#[test]
fn the_operator_survives_a_node_and_is_closed() {
    let mut world = World::monitored();
    let artifacts = world.build(&*part("{}", "external-secrets"));
    let values = &release(&artifacts).values;
    assert_eq!(at(values, "replicaCount"), &value!(2));
    assert_eq!(at(values, "webhook/replicaCount"), &value!(3));
    assert_eq!(at(values, "webhook/podDisruptionBudget/maxUnavailable"), &value!(1));
    assert_eq!(at(values, "serviceMonitor/enabled"), &value!(true));
    assert_eq!(at(values, "processClusterStore"), &value!(false));
    let made = objects(&artifacts);
    let ports: Vec<_> = at(object(&made, "NetworkPolicy", "external-secrets-webhook"), "spec/ingress")
        .as_list()
        .expect("rules")
        .iter()
        .map(|rule| at(rule, "ports/0/port").as_int().expect("a number"))
        .collect();
    assert_eq!(ports, [8080, 10250]);

    world.profile = hagen_core::target::Profile::Dev;
    let artifacts = world.build(&*part("{}", "external-secrets"));
    assert_eq!(at(&release(&artifacts).values, "podDisruptionBudget/enabled"), &value!(false));
}

#[test]
fn an_operator_that_is_there_is_used() {
    let cluster = Cluster { provides: vec![Provided::ExternalSecrets].into(), ..Cluster::default() };
    let parts = components(&Secrets::default(), &name("shop"), &cluster, |_| UserValues::default());
    let ids: Vec<_> = parts.iter().map(|part| part.id().to_string()).collect();
    assert_eq!(ids, ["platform/secrets"]);
}

#[test]
fn says_what_is_unsafe_or_idle() {
    let found = |text: &str| {
        let found = world(text).review(&*part(text, "secrets"));
        found.iter().map(|one| (one.code.id, one.place.path.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(
        found("store: { vault: { server: http://vault:8200 } }\n"),
        [("HG0511", "secrets.store.vault.server".to_owned())]
    );
    assert_eq!(found("prefix: team-a\n"), [("HG0512", "secrets.prefix".to_owned())]);
    assert!(found("{}").is_empty());
}

const OPENBAO: &str = "{ store: { openbao: { storage: 6Gi } } }";

#[test]
fn openbao_runs_in_the_cluster() {
    let mut world = world(OPENBAO);
    world.shared.prometheus = World::monitored().shared.prometheus;
    let artifacts = world.build(&*part(OPENBAO, "openbao"));
    let values = &release(&artifacts).values;
    assert_eq!(at(values, "global/tlsDisable"), &value!(false));
    assert_eq!(at(values, "injector/enabled"), &value!(false));
    assert_eq!(at(values, "server/ha/replicas"), &value!(3));
    assert_eq!(at(values, "server/ha/disruptionBudget"), &value!({ "enabled": true, "maxUnavailable": 1 }));
    assert_eq!(at(values, "server/dataStorage/size"), &value!("6Gi"));
    let configuration = at(values, "server/ha/raft/config").as_str().expect("a text");
    assert_eq!(configuration.matches("retry_join").count(), 3);
    assert!(!configuration.contains("tls_disable"), "{configuration}");
    let made = objects(&artifacts);
    let names = at(object(&made, "Certificate", "openbao-tls"), "spec/dnsNames");
    let names: Vec<_> = names.as_list().expect("names").iter().filter_map(|name| name.as_str()).collect();
    assert!(
        names.contains(&"openbao-active.openbao.svc.cluster.local") && names.contains(&"*.openbao-internal")
    );
    assert_eq!(at(object(&made, "Issuer", "openbao-ca"), "spec/ca/secretName"), &value!("openbao-ca"));
    let from = at(object(&made, "NetworkPolicy", "openbao"), "spec/ingress").as_list().expect("rules");
    assert_eq!(from.len(), 3, "each other, External Secrets and Prometheus");
    let runbook = artifacts.iter().find_map(|artifact| match artifact {
        hagen_core::artifact::Artifact::File(file) if file.path == "runbooks/openbao.md" => {
            Some(file.text.whole())
        }
        _ => None,
    });
    let runbook = runbook.expect("a runbook");
    assert!(runbook.contains("for pod in openbao-0 openbao-1 openbao-2;"));
    assert!(runbook.contains("path \"secret/data/shop/*\""), "{runbook}");
}

#[test]
fn openbao_is_written_once_and_read_with_a_role() {
    let world = world(OPENBAO);
    let artifacts = world.build(&*part(OPENBAO, "secrets"));
    let made = objects(&artifacts);
    let store = at(object(&made, "ClusterSecretStore", "shop-openbao"), "spec");
    assert_eq!(
        at(store, "provider/vault/server"),
        &value!("https://openbao-active.openbao.svc.cluster.local:8200")
    );
    assert_eq!(at(store, "provider/vault/caProvider/type"), &value!("Secret"));
    let namespaces = value!(["cert-manager", "external-secrets", "shop-production"]);
    assert_eq!(at(store, "conditions/0/namespaces"), &namespaces);
    let push = at(object(&made, "PushSecret", "production.main-owner.password"), "spec");
    assert_eq!(at(push, "updatePolicy"), &value!("IfNotExists"));
    assert_eq!(at(push, "deletionPolicy"), &value!("None"));
    let to = value!({ "remoteKey": "shop/production/main-owner", "property": "password" });
    assert_eq!(at(push, "data/0/match/remoteRef"), &to);
    assert_eq!(
        made.iter().filter(|object| object.kind() == "PushSecret").count(),
        1,
        "people supply the token"
    );
    let findings = world.review(&*part(OPENBAO, "secrets"));
    assert_eq!(findings.iter().map(|finding| finding.code.id).collect::<Vec<_>>(), ["HG0513"]);
}

#[test]
fn external_secrets_reaches_openbao_and_may_write() {
    let artifacts = world(OPENBAO).build(&*part(OPENBAO, "external-secrets"));
    assert_eq!(at(&release(&artifacts).values, "processPushSecret"), &value!(true));
    let made = objects(&artifacts);
    let rules =
        at(object(&made, "NetworkPolicy", "external-secrets"), "spec/egress").as_list().expect("rules");
    assert!(rules.iter().any(|rule| at(rule, "ports/0/port") == &value!(8200)));
}
