//! Servers that hagen does not run.

use hagen_core::component::Peer;

use crate::platform::{Platform, at, object, text, variables};

#[test]
fn addresses_get_a_service() {
    let section = "{ engine: { external: { hosts: [10.0.5.11, 10.0.5.12], port: 5000 } } }";
    let platform = Platform::new(section).app("shop");
    let manifests = platform.build();
    let service = object(&manifests, "Service", "postgres-main");
    assert!(service.at(&["spec", "selector"]).is_none());
    assert_eq!(at(service, "spec/ports/0/port").as_int(), Some(5432));
    assert_eq!(at(service, "spec/ports/0/targetPort").as_int(), Some(5000));
    let slice = object(&manifests, "EndpointSlice", "postgres-main-ipv4");
    assert_eq!(
        slice.at(&["metadata", "labels", "kubernetes.io/service-name"]).unwrap().as_str(),
        Some("postgres-main")
    );
    assert_eq!(text(slice, "endpoints/1/addresses/0"), "10.0.5.12");
    assert_eq!(at(slice, "ports/0/port").as_int(), Some(5000));
    assert_eq!(text(slice, "ports/0/name"), text(service, "spec/ports/0/name"));
    let connection = platform.connection("shop");
    let variables = variables(&connection);
    assert_eq!(variables[0].1, "postgres-main.shop-production.svc.cluster.local");
    assert_eq!(variables[1].1, "5432");
    let networks: Vec<_> = connection
        .endpoints
        .iter()
        .map(|endpoint| match &endpoint.peer {
            Peer::Network(network) => (network.to_string(), endpoint.ports[0].number),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(networks, [("10.0.5.11/32".to_owned(), 5000), ("10.0.5.12/32".to_owned(), 5000)]);
}

#[test]
fn addresses_of_both_versions_get_a_slice_each() {
    let section = "{ engine: { external: { hosts: [10.0.5.11, \"fd00::11\"] } } }";
    let platform = Platform::new(section).app("shop");
    let manifests = platform.build();
    let service = object(&manifests, "Service", "postgres-main");
    assert_eq!(text(service, "spec/ipFamilyPolicy"), "PreferDualStack");
    for (name, kind, address) in
        [("postgres-main-ipv4", "IPv4", "10.0.5.11"), ("postgres-main-ipv6", "IPv6", "fd00::11")]
    {
        let slice = object(&manifests, "EndpointSlice", name);
        assert_eq!((text(slice, "addressType"), text(slice, "endpoints/0/addresses/0")), (kind, address));
        assert!(slice.at(&["endpoints", "1"]).is_none());
    }
    let networks: Vec<_> =
        platform.connection("shop").endpoints.iter().map(|one| format!("{:?}", one.peer)).collect();
    assert!(networks[1].contains("fd00::11/128"), "{networks:?}");
}

#[test]
fn a_name_is_handed_on_so_that_its_certificate_fits() {
    let section =
        "{ engine: { external: { hosts: [db.example.com], tls: verify-full, networks: [10.9.0.0/16] } } }";
    let platform = Platform::new(section).app("shop");
    let manifests = platform.build();
    assert!(manifests.iter().all(|manifest| manifest.kind() == "ExternalSecret"));
    let connection = platform.connection("shop");
    let variables = variables(&connection);
    for expected in [("PGHOST", "db.example.com"), ("PGSSLMODE", "verify-full"), ("PGSSLROOTCERT", "system")]
    {
        assert!(variables.contains(&(expected.0.to_owned(), expected.1.to_owned())), "{expected:?}");
    }
    assert_eq!(connection.endpoints.len(), 1);
}

#[test]
fn a_person_supplies_the_password() {
    let platform = Platform::new("{ engine: { external: { hosts: [db.example.com] } } }").app("shop");
    assert!(platform.connection("shop").secret.unwrap().is_supplied());
    let manifests = platform.build();
    let secret = object(&manifests, "ExternalSecret", "postgres-main-shop");
    assert_eq!(text(secret, "spec/data/0/remoteRef/property"), "password");
    assert!(platform.review().is_empty());
}
