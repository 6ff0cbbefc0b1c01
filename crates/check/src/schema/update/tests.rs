use hagen_yaml::{Value, value};

use super::*;
use crate::schema::Minor;

fn said(old: &Value, new: &Value) -> Vec<String> {
    let schemas = Schemas::new(Minor::NEWEST);
    schemas.update(old, new).into_iter().map(|finding| finding.message).collect()
}

fn object(api_version: &str, kind: &str, spec: Value) -> Value {
    let (api_version, kind) = (Value::from(api_version.to_owned()), Value::from(kind.to_owned()));
    value!({"apiVersion": api_version, "kind": kind, "metadata": {"name": "shop", "namespace": "x"}, "spec": spec})
}

fn set(size: &'static str, service: &'static str) -> Value {
    object(
        "apps/v1",
        "StatefulSet",
        value!({
            "replicas": 3, "serviceName": service, "selector": {"matchLabels": {"app": "shop"}},
            "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {
                "resources": {"requests": {"storage": size}}}}],
        }),
    )
}

#[test]
fn what_differs_is_named_as_narrowly_as_it_can_be() {
    let place = "spec.volumeClaimTemplates[0].spec.resources.requests.storage";
    assert_eq!(
        said(&set("3Gi", "shop"), &set("5Gi", "shop")),
        [format!("`{place}` is `3Gi` and cannot become `5Gi`")]
    );
    assert_eq!(
        said(&set("3Gi", "shop"), &set("3Gi", "shop-nodes")),
        ["`spec.serviceName` is `shop` and cannot become `shop-nodes`"]
    );
    let none = object(
        "apps/v1",
        "StatefulSet",
        value!({"serviceName": "shop", "selector": {"matchLabels": {"app": "shop"}}}),
    );
    assert_eq!(said(&none, &set("3Gi", "shop")), ["`spec.volumeClaimTemplates` cannot be added"]);
    assert_eq!(said(&set("3Gi", "shop"), &none), ["`spec.volumeClaimTemplates` cannot be taken out"]);
}

#[test]
fn what_means_the_same_is_no_change() {
    assert!(said(&set("1Gi", "shop"), &set("1024Mi", "shop")).is_empty());
    let with = |policy: Value| {
        object("apps/v1", "StatefulSet", value!({"podManagementPolicy": policy, "selector": {}}))
    };
    let without = object("apps/v1", "StatefulSet", value!({}));
    assert!(said(&with(value!("OrderedReady")), &without).is_empty());
    assert_eq!(
        said(&with(value!("Parallel")), &without),
        ["`spec.podManagementPolicy` is `Parallel` and cannot become `OrderedReady`"]
    );
}

#[test]
fn a_selector_stays() {
    for kind in ["Deployment", "DaemonSet", "ReplicaSet"] {
        let with = |label: &'static str| {
            object("apps/v1", kind, value!({"replicas": 2, "selector": {"matchLabels": {"app": label}}}))
        };
        assert_eq!(
            said(&with("a"), &with("b")),
            ["`spec.selector.matchLabels.app` is `a` and cannot become `b`"]
        );
    }
}

#[test]
fn an_address_of_a_service_stays() {
    let service = |spec: Value| object("v1", "Service", spec);
    let (headless, plain) = (service(value!({"clusterIP": "None"})), service(value!({"type": "ClusterIP"})));
    assert_eq!(said(&headless, &plain), ["`spec.clusterIP` cannot be taken out"]);
    assert_eq!(said(&plain, &headless), ["`spec.clusterIP` cannot be added"]);
    let other = |address: &'static str| service(value!({"clusterIP": address}));
    assert_eq!(said(&other("10.0.0.1"), &other("10.0.0.2")).len(), 1);
    assert!(said(&other("10.0.0.1"), &plain).is_empty());
    let elsewhere = service(value!({"type": "ExternalName", "externalName": "shop.example.com"}));
    assert!(said(&headless, &elsewhere).is_empty());
}

#[test]
fn a_claim_only_grows() {
    let claim = |size: &'static str, class: &'static str| {
        object(
            "v1",
            "PersistentVolumeClaim",
            value!({"storageClassName": class, "resources": {"requests": {"storage": size}}}),
        )
    };
    assert!(said(&claim("1Gi", "fast"), &claim("2Gi", "fast")).is_empty());
    assert_eq!(
        said(&claim("2Gi", "fast"), &claim("1Gi", "fast")),
        ["`spec.resources.requests.storage` is `2Gi` and cannot shrink to `1Gi`"]
    );
    assert_eq!(
        said(&claim("1Gi", "fast"), &claim("2Gi", "slow")),
        ["`spec.storageClassName` is `fast` and cannot become `slow`"]
    );
}

#[test]
fn databases_and_brokers_do_not_shrink() {
    let cluster = |size: &'static str, instances: i64| {
        object(
            "postgresql.cnpg.io/v1",
            "Cluster",
            value!({"instances": instances, "storage": {"size": size}}),
        )
    };
    assert!(said(&cluster("10Gi", 3), &cluster("20Gi", 2)).is_empty());
    assert_eq!(
        said(&cluster("20Gi", 3), &cluster("10Gi", 3)),
        ["`spec.storage.size` is `20Gi` and cannot shrink to `10Gi`"]
    );
    let pool = |first: &'static str, second: &'static str| {
        let volumes = value!([{"id": 0, "size": first}, {"id": 1, "size": second}]);
        object(
            "kafka.strimzi.io/v1beta2",
            "KafkaNodePool",
            value!({"storage": {"type": "jbod", "volumes": volumes}}),
        )
    };
    assert_eq!(
        said(&pool("5Gi", "7Gi"), &pool("6Gi", "6Gi")),
        ["`spec.storage.volumes[1].size` is `7Gi` and cannot shrink to `6Gi`"]
    );
}

#[test]
fn a_job_is_made_anew_only_when_it_says_so() {
    let job = |image: &'static str, options: &'static str| {
        value!({
            "apiVersion": "batch/v1", "kind": "Job",
            "metadata": {"name": "a", "annotations": {"argocd.argoproj.io/sync-options": options}},
            "spec": {"backoffLimit": 3, "template": {"spec": {"containers": [{"name": "a", "image": image}]}}},
        })
    };
    assert_eq!(
        said(&job("a:1", ""), &job("a:2", "")),
        ["`spec.template.spec.containers[0].image` is `a:1` and cannot become `a:2`"]
    );
    assert_eq!(said(&job("a:1", ""), &job("a:2", "Replace=true")).len(), 1);
    assert!(said(&job("a:1", ""), &job("a:2", "Replace=true, Force=true")).is_empty());
}

#[test]
fn configuration_that_was_frozen_stays() {
    let map = |frozen: bool, text: &'static str| value!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "immutable": frozen, "data": {"k": text}});
    assert!(said(&map(false, "a"), &map(true, "b")).is_empty());
    assert_eq!(
        said(&map(true, "a"), &map(false, "b")),
        ["`immutable` is `true` and cannot become `false`", "`data.k` is `a` and cannot become `b`",]
    );
}

#[test]
fn classes_stay_what_they_are() {
    let class = |policy: &'static str, expand: bool| {
        value!({"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "a"},
            "provisioner": "driver.longhorn.io", "reclaimPolicy": policy, "allowVolumeExpansion": expand})
    };
    assert!(said(&class("Retain", false), &class("Retain", true)).is_empty());
    assert_eq!(
        said(&class("Retain", true), &class("Delete", true)),
        ["`reclaimPolicy` is `Retain` and cannot become `Delete`"]
    );
}

#[test]
fn rules_of_definitions_compare_with_what_is_there() {
    let database = |name: &'static str, owner: &'static str| {
        object(
            "postgresql.cnpg.io/v1",
            "Database",
            value!({"name": name, "owner": owner, "cluster": {"name": "main"}}),
        )
    };
    assert!(said(&database("shop", "a"), &database("shop", "b")).is_empty());
    assert_eq!(said(&database("shop", "a"), &database("shops", "a")), ["`spec.name`: name is immutable"]);
    let schemas = Schemas::new(Minor::NEWEST);
    assert!(schemas.has_fixed_fields("postgresql.cnpg.io/v1", "Database"));
    assert!(!schemas.has_fixed_fields("argoproj.io/v1alpha1", "AppProject"));
}

#[test]
fn databases_do_not_go_back_to_an_older_major_version() {
    let database = |image: &'static str| {
        value!({"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"name": "main"},
            "spec": {"imageName": image, "instances": 3, "storage": {"size": "10Gi"}}})
    };
    let older = "ghcr.io/cloudnative-pg/postgresql:17.6-202608170814-standard-trixie@sha256:77";
    let newer = "ghcr.io/cloudnative-pg/postgresql:18.6-202608170814-standard-trixie@sha256:42";
    assert!(said(&database(older), &database(newer)).is_empty());
    assert!(said(&database("reg:5000/own:18.6"), &database("reg:5000/own:18.2")).is_empty());
    assert!(said(&database("reg:5000/own"), &database(older)).is_empty(), "a port is no version");
    assert_eq!(
        said(&database(newer), &database(older)),
        ["PostgreSQL 18 cannot become 17: no server reads the data of a newer one"]
    );
    let of_zalando = |version: &'static str| {
        value!({"apiVersion": "acid.zalan.do/v1", "kind": "postgresql", "metadata": {"name": "main"},
            "spec": {"postgresql": {"version": version}}})
    };
    assert!(said(&of_zalando("16"), &of_zalando("17")).is_empty());
    assert_eq!(said(&of_zalando("17"), &of_zalando("16")).len(), 1);
}
