//! Who issues certificates.

#[path = "../../base/tests/world/mod.rs"]
mod world;

use hagen_certificates::{Certificates, issuers, operator};
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, Need, Pods, Tls};
use hagen_core::context::{Entry, EntryApi, EntryEngine, Site};
use hagen_core::target::{Cluster, Provided};
use hagen_kube::Manifest;
use hagen_yaml::{Value, value};
use world::{World, at, name, object, objects, release, section, try_section};

const LETSENCRYPT: &str = "letsencrypt: { acme: { email: ops@example.com } }\n";

fn part(text: &str, id: &str) -> Box<dyn Component> {
    let operator = operator(&Cluster::default(), UserValues::default());
    let parts = operator.into_iter().chain(issuers(&section::<Certificates>(text)));
    parts.into_iter().find(|part| part.id().name.as_str() == id).expect("the part")
}

fn gateway() -> World {
    let mut world = World::monitored();
    world.shared.entry = Some(Entry {
        api: EntryApi::Gateway { namespace: name("traefik") },
        pods: Pods {
            namespace: name("traefik"),
            labels: [("app.kubernetes.io/name".to_owned(), "traefik".to_owned())].into(),
        },
        engine: EntryEngine::Traefik,
    });
    world.expose("production", "shop.example.com", Tls::Issuer(name("letsencrypt")));
    world
}

fn issuer<'a>(made: &[&'a Manifest], name: &str) -> &'a Value {
    at(object(made, "ClusterIssuer", name), "spec")
}

#[test]
fn an_acme_issuer_answers_through_the_gateways() {
    let artifacts = gateway().build(&*part(LETSENCRYPT, "issuers"));
    let made = objects(&artifacts);
    let acme = at(issuer(&made, "letsencrypt"), "acme");
    assert_eq!(at(acme, "privateKeySecretRef/name"), &value!("letsencrypt-account"));
    assert_eq!(
        at(acme, "solvers"),
        &value!([{ "http01": { "gatewayHTTPRoute": { "parentRefs": [
            { "name": "production", "namespace": "traefik", "sectionName": "http" }
        ] } } }])
    );
    let policy = object(&made, "NetworkPolicy", "acme-http01-solver");
    assert_eq!(at(policy, "metadata/namespace"), &value!("traefik"));
    let rule = at(policy, "spec/ingress/0");
    assert_eq!(at(rule, "ports/0/port"), &value!(8089));
    assert!(at(rule, "from/0").get("namespaceSelector").is_none(), "it is the same namespace");
}

#[test]
fn an_acme_issuer_answers_through_an_ingress() {
    let mut world = gateway();
    let entry = world.shared.entry.as_mut().expect("an entry");
    entry.api = EntryApi::Ingress { class: "haproxy".into() };
    let artifacts = world.build(&*part(LETSENCRYPT, "issuers"));
    let made = objects(&artifacts);
    let solvers = at(issuer(&made, "letsencrypt"), "acme/solvers");
    assert_eq!(solvers, &value!([{ "http01": { "ingress": { "ingressClassName": "haproxy" } } }]));
}

#[test]
fn a_dns_token_is_a_reference() {
    let text = "le: { acme: { email: ops@example.com, dns01: { cloudflare: dns/api-token } } }\n";
    let issuers = part(text, "issuers");
    let world = gateway();
    let artifacts = world.build(&*issuers);
    let made = objects(&artifacts);
    let token = at(issuer(&made, "le"), "acme/solvers/0/dns01/cloudflare/apiTokenSecretRef");
    assert_eq!(token, &value!({ "name": "le-dns01", "key": "token" }));
    let copy = object(&made, "ExternalSecret", "le-dns01");
    assert_eq!(at(copy, "metadata/namespace"), &value!("cert-manager"));
    assert_eq!(
        at(copy, "spec/data/0/remoteRef"),
        &value!({ "key": "platform.dns", "property": "api-token" })
    );
    assert!(made.iter().all(|object| object.kind() != "NetworkPolicy"), "nothing answers on port 80");

    let offer = offer(&world, &*issuers);
    assert_eq!(offer.needs, [Need::CertManagerResources, Need::ExternalSecrets]);
    assert_eq!(offer.secrets[0].source, name("dns"));
}

fn offer(world: &World, component: &dyn Component) -> hagen_core::component::Offer {
    let namespace = component.namespace().expect("a part of the platform");
    component.offer(&Site {
        platform: &name("shop"),
        cluster_name: &name("eu"),
        cluster: &world.cluster,
        environment: None,
        namespace: &namespace,
        profile: world.profile,
        shared: &world.shared,
    })
}

#[test]
fn every_dns_provider_is_valid() {
    let providers = [
        ("route53: { region: eu-central-1, zone: Z2FDTNDATAQYW2 }", "route53/hostedZoneID", "Z2FDTNDATAQYW2"),
        ("cloudDNS: { project: example-dns }", "cloudDNS/project", "example-dns"),
        (
            "azureDNS: { subscription: 4be80000-0000-4000-8000-000000000001, resourceGroup: dns, identity: 77aa0000-0000-4000-8000-000000000002 }",
            "azureDNS/managedIdentity/clientID",
            "77aa0000-0000-4000-8000-000000000002",
        ),
        ("digitalocean: dns/token", "digitalocean/tokenSecretRef/name", "le-dns01"),
        (
            "rfc2136: { nameserver: '192.0.2.53:53', keyName: certs, key: dns/tsig }",
            "rfc2136/tsigAlgorithm",
            "HMACSHA256",
        ),
    ];
    for (provider, path, expected) in providers {
        let text = format!("le: {{ acme: {{ email: ops@example.com, dns01: {{ {provider} }} }} }}\n");
        let artifacts = World::default().build(&*part(&text, "issuers"));
        let made = objects(&artifacts);
        let solver = at(issuer(&made, "le"), "acme/solvers/0/dns01");
        assert_eq!(at(solver, path).as_str(), Some(expected), "{provider}");
    }
}

#[test]
fn an_authority_of_ones_own_keeps_its_key() {
    let artifacts = World::default().build(&*part("internal: { ca: {} }\n", "issuers"));
    let made = objects(&artifacts);
    assert_eq!(issuer(&made, "internal"), &value!({ "ca": { "secretName": "internal-ca" } }));
    assert_eq!(issuer(&made, "internal-root"), &value!({ "selfSigned": {} }));
    let certificate = at(object(&made, "Certificate", "internal-ca"), "spec");
    assert_eq!(at(certificate, "isCA"), &value!(true));
    assert_eq!(at(certificate, "commonName"), &value!("shop internal"));
    assert_eq!(at(certificate, "privateKey/rotationPolicy"), &value!("Never"));
    assert_eq!(at(certificate, "issuerRef/name"), &value!("internal-root"));
}

#[test]
fn a_self_signed_issuer_is_one_object() {
    let artifacts = World::default().build(&*part("dev: selfSigned\n", "issuers"));
    let made = objects(&artifacts);
    assert_eq!(made.len(), 1);
    assert_eq!(issuer(&made, "dev"), &value!({ "selfSigned": {} }));
}

#[test]
fn refuses_what_cannot_work() {
    let codes = |acme: &str| {
        let (_, found) = try_section::<Certificates>(&format!("le: {{ acme: {{ {acme} }} }}\n"));
        found.iter().map(|one| (one.code.id, one.place.path.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(codes("email: ops"), [("HG0521", "le.acme.email".to_owned())]);
    let both = "email: ops@example.com, http01: true, dns01: { cloudflare: dns/token }";
    assert_eq!(codes(both), [("HG0522", "le.acme.http01".to_owned())]);
    let neither = "email: ops@example.com, http01: false";
    assert_eq!(codes(neither), [("HG0522", "le.acme.http01".to_owned())]);
    assert!(codes("email: ops@example.com").is_empty());
}

#[test]
fn a_public_authority_proves_public_names() {
    let found = |host: &str, section: &str| -> Vec<_> {
        let mut world = gateway();
        world.expose("production", host, Tls::Issuer(name("letsencrypt")));
        world.review(&*part(section, "issuers")).iter().map(|one| one.code.id).collect()
    };
    for host in ["shop", "shop.local", "shop.shop.svc.cluster.local", "a.corp", "nas.home.arpa"] {
        assert_eq!(found(host, LETSENCRYPT), ["HG0524"], "{host}");
    }
    for host in ["shop.example.com", "local.example.com"] {
        assert_eq!(found(host, LETSENCRYPT), [""; 0], "{host}");
    }
    let own = "{ letsencrypt: { acme: { email: a@example.com, server: \"https://ca.corp/acme\" } } }";
    assert_eq!(found("a.corp", own), [""; 0]);
}

#[test]
fn a_wildcard_needs_dns() {
    let mut world = gateway();
    world.expose("production", "*.shop.example.com", Tls::Issuer(name("letsencrypt")));
    let found = world.review(&*part(LETSENCRYPT, "issuers"));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code.id, "HG0523");
    assert_eq!(found[0].place.path.to_string(), "apps.shop.expose");
    assert_eq!(found[0].labels[0].place.path.to_string(), "certificates.letsencrypt");
}

#[test]
fn the_operator_survives_a_node_and_is_closed() {
    let mut world = gateway();
    let artifacts = world.build(&*part(LETSENCRYPT, "cert-manager"));
    assert!(release(&artifacts).values.get("config").is_none(), "nobody needs the Gateway API");

    world.offers.needs.push(Need::Gateway);
    let artifacts = world.build(&*part(LETSENCRYPT, "cert-manager"));
    let values = &release(&artifacts).values;
    assert_eq!(at(values, "crds/enabled"), &value!(true));
    assert_eq!(at(values, "replicaCount"), &value!(2));
    assert_eq!(at(values, "webhook/replicaCount"), &value!(3));
    assert_eq!(at(values, "cainjector/podDisruptionBudget/maxUnavailable"), &value!(1));
    assert_eq!(at(values, "config/gatewayAPI/enabled"), &value!(true));
    let made = objects(&artifacts);
    let names: Vec<_> = made.iter().map(|policy| policy.name()).collect();
    assert_eq!(names, ["cert-manager", "cert-manager-webhook", "cert-manager-cainjector"]);
}

#[test]
fn a_cert_manager_that_is_there_is_used() {
    let cluster = Cluster { provides: vec![Provided::CertManager].into(), ..Cluster::default() };
    assert!(operator(&cluster, UserValues::default()).is_none());
    assert!(issuers(&section(LETSENCRYPT)).is_some());
}
