//! What cannot be delivered.

use hagen_core::target::{Cluster, Granularity};
use hagen_kube::Name;
use hagen_yaml::value;

use crate::example::{Example, built, component, object};

#[test]
fn a_shop_is_right() {
    assert_eq!(Example::shop().faults(), [""; 0]);
}

#[test]
fn a_repository_is_needed() {
    let mut shop = Example::shop();
    shop.delivery.git = None;
    assert_eq!(
        shop.faults(),
        ["HG0801 delivery: no Git repository is named, so Argo CD has nothing to read"]
    );
    assert!(shop.paths().contains(&"eu/production/web/deployment.yaml".to_owned()));
}

#[test]
fn names_that_read_alike_are_told() {
    let mut shop = Example::empty();
    let config = |name| vec![object("v1", "ConfigMap", Some("shop-production"), name)];
    shop.components = vec![
        built(&component("apps", "postgres-main", 1), config("a")),
        built(&component("postgres", "main", 1), config("b")),
    ];
    assert_eq!(
        shop.faults(),
        ["HG0802 postgres.main: two Applications would be called `eu-production-postgres-main`"]
    );
    let mut other = component("apps", "web", 1);
    (other.cluster, other.environment) = (Name::known("eu-production"), Some(Name::known("x")));
    let mut same = component("apps", "api", 1);
    same.environment = Some(Name::known("production-x"));
    shop.components = vec![built(&other, config("c")), built(&same, config("d"))];
    assert_eq!(
        shop.faults(),
        ["HG0802 environments.production-x: two AppProjects would be called `eu-production-x`"]
    );
}

#[test]
fn the_root_has_a_name_too() {
    let mut shop = Example::shop();
    shop.name = Name::known("eu-production-web");
    assert_eq!(shop.faults(), ["HG0802 apps.web: two Applications would be called `eu-production-web`"]);
}

#[test]
fn an_object_has_one_owner() {
    let mut shop = Example::shop();
    let again = object("v1", "Service", Some("shop-production"), "web");
    shop.components.push(built(&component("manifests", "own", 1), vec![again]));
    assert_eq!(
        shop.faults(),
        ["HG0803 manifests.own: Service `web` is made by apps/web and by manifests/own"]
    );
    let mut shop = Example::shop();
    let implied = object("v1", "Service", None, "web");
    let elsewhere = object("v1", "Service", Some("another"), "web");
    shop.components.push(built(&component("manifests", "own", 1), vec![elsewhere, implied]));
    assert_eq!(shop.faults().len(), 1, "the namespace that is not written is the component's");
}

#[test]
fn folders_of_hagen_are_reserved() {
    let mut shop = Example::shop();
    shop.clusters[0].0 = Name::known("bootstrap");
    shop.components.iter_mut().for_each(|built| built.placement.cluster = Name::known("bootstrap"));
    shop.components[4].placement.environment = Some(Name::known("platform"));
    let faults = shop.faults();
    let reserved: Vec<&String> = faults.iter().filter(|fault| fault.starts_with("HG0804")).collect();
    assert_eq!(
        reserved,
        [
            "HG0804 clusters.bootstrap: `bootstrap` is the name of a folder that hagen makes itself",
            "HG0804 environments.platform: `platform` is the name of a folder that hagen makes itself",
        ]
    );
}

#[test]
fn what_is_too_large_is_told() {
    let large = |bytes: usize| -> hagen_core::artifact::Artifact {
        let data = value!({"data": "x".repeat(bytes)});
        let mut config = value!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {
            "name": format!("large-{bytes}"), "namespace": "shop-production"}});
        config.as_map_mut().unwrap().push("data", data);
        hagen_kube::Manifest::from_value(config).unwrap().into()
    };
    let mut shop = Example::empty();
    shop.components = vec![built(&component("apps", "web", 1), vec![large(1_600_000)])];
    assert_eq!(
        shop.faults(),
        [
            "HG0805 apps.web: `ConfigMap large-1600000` is larger than the 1.5 MB that a cluster keeps of an object"
        ]
    );
    let eight: Vec<_> = (0..8).map(|n| large(1_300_000 + n)).collect();
    shop.components = vec![built(&component("apps", "web", 1), eight)];
    assert_eq!(
        shop.faults(),
        [
            "HG0805 apps.web: the Application `eu-production-web` would have 11 MB of manifests; Argo CD reads 10"
        ]
    );
    let shop = shop.delivered(Granularity::Environment, false);
    assert_eq!(
        shop.faults(),
        [
            "HG0805 delivery.argocd.granularity: the Application `eu-production` would have 11 MB of manifests; \
             Argo CD reads 10"
        ]
    );
}

#[test]
fn a_place_in_the_repository_is_plain() {
    let mut shop = Example::shop();
    let faults = |shop: &mut Example, path: &str, revision: &str| {
        let git = shop.delivery.git.as_mut().unwrap();
        (git.path, git.revision) = (path.into(), revision.into());
        shop.faults()
    };
    assert_eq!(
        faults(&mut shop, "../out", "main"),
        ["HG0806 delivery.git.path: `../out` leaves the repository"]
    );
    assert_eq!(faults(&mut shop, "/out", "main"), ["HG0806 delivery.git.path: `/out` is absolute"]);
    assert_eq!(faults(&mut shop, "$(id)", "main").len(), 1);
    assert_eq!(
        faults(&mut shop, "out", "main;id"),
        ["HG0806 delivery.git.revision: `main;id` is no branch, tag or commit"]
    );
    assert_eq!(faults(&mut shop, "deploy/shop-1", "release/1.2"), [""; 0]);
}

#[test]
fn a_cluster_is_declared_once() {
    let mut shop = Example::shop();
    shop.clusters.push((Name::known("us"), Cluster::default()));
    assert_eq!(
        shop.faults(),
        ["HG0807 clusters.us.server: `us` and `eu` are one cluster, `https://kubernetes.default.svc`"]
    );
}

#[test]
fn findings_lead_to_both_places() {
    let mut shop = Example::shop();
    let again = object("apps/v1", "Deployment", Some("shop-production"), "web");
    shop.components.push(built(&component("manifests", "own", 1), vec![again]));
    let found = crate::layout::check(&shop.plan(), &shop.contents(), &|_, _, _| None);
    assert_eq!(found[0].labels[0].place.path.to_string(), "apps.web");
    assert!(found[0].help.is_some());
}
