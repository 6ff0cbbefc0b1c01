//! What holds of all objects of two trees together: releases, Applications, namespaces, secrets.

mod support;

use hagen_effects::Place;
use support::{Trees, told};

fn application(version: &str, wave: i64) -> String {
    format!(
        "apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: eu-platform-loki
  annotations: {{ argocd.argoproj.io/sync-wave: '{wave}' }}
spec:
  project: eu-platform
  destination: {{ namespace: logging }}
  sources:
  - chart: loki
    targetRevision: {version}
    repoURL: https://charts.example
    helm: {{ releaseName: logs, valueFiles: [$values/out/eu/platform/loki/values.yaml] }}
  - {{ path: out/eu/platform/loki, ref: values }}
"
    )
}

const APPLICATION: &str = "argocd/applications/eu-platform-loki.yaml";
const VALUES: &str = "eu/platform/loki/values.yaml";

#[test]
fn a_release_is_told_by_its_version_and_values() {
    let mut trees = Trees::one(APPLICATION, &application("18.11.0", 6), &application("19.0.1", 6));
    trees.add(
        VALUES,
        "{ retention: 15d, a: { replicas: 3 } }",
        "{ retention: 7d, a: { replicas: 2 }, b: x }",
    );
    assert_eq!(
        told(&trees),
        [
            "changed Helm release logs: deletes-data [retention 15d > 7d], upgrades-major [chart loki 18.11.0 > 19.0.1], \
          less-capacity [a.replicas 3 > 2], may-restart [b - > x]"
        ]
    );
}

#[test]
fn a_version_alone_is_told_of_the_release() {
    let trees = Trees::one(APPLICATION, &application("18.11.0", 6), &application("18.12.0", 7));
    assert_eq!(
        told(&trees),
        [
            "changed Helm release logs: upgrades [chart loki 18.11.0 > 18.12.0]",
            "changed Application eu-platform-loki: text [wave 6 > 7]",
        ]
    );
}

fn object(kind: &str, name: &str, namespace: &str, more: &str) -> String {
    format!("apiVersion: v1\nkind: {kind}\nmetadata: {{ name: {name}, namespace: {namespace} }}\n{more}")
}

#[test]
fn what_holds_data_is_told_when_it_goes() {
    let volume = object("PersistentVolumeClaim", "data", "shop", "spec: { storageClassName: fast }\n");
    let path = "eu/production/shop/pvc.yaml";
    assert_eq!(told(&Trees::one(path, &volume, "")), ["removed PersistentVolumeClaim data: deletes-data []"]);
    assert_eq!(
        told(&Trees::one(path, &volume, &volume.replace("fast", "slow"))),
        [
            "changed PersistentVolumeClaim data: refused [the class stays], changes [storage class fast > slow]"
        ]
    );
    let mut trees = Trees::one(path, &volume, "");
    trees.staying =
        Some(Place { cluster: "eu".into(), scope: "production".into(), component: "shop".into() });
    assert_eq!(told(&trees), ["removed PersistentVolumeClaim data: leaves-behind []"]);
    trees.add(
        "eu/platform/namespaces/n.yaml",
        "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n",
        "",
    );
    assert_eq!(
        told(&trees),
        [
            "removed Namespace shop: deletes-data []",
            "removed PersistentVolumeClaim data: deletes-data (with its namespace) []",
        ]
    );
}

#[test]
fn an_object_may_move_to_another_file_but_not_to_another_application() {
    let service = object("Service", "web", "shop", "spec: { type: ClusterIP }\n");
    let mut trees = Trees::one("eu/production/shop/service.yaml", &service, "");
    trees.add("eu/production/shop/service-web.yaml", "", &service);
    assert!(told(&trees).is_empty());
    let mut trees = Trees::one("eu/production/shop/service.yaml", &service, "");
    trees.add("eu/production/web/service.yaml", "", &service);
    assert_eq!(told(&trees), ["changed Service web: recreates [component production/shop > production/web]"]);
    // Of another cluster it is another object.
    let mut trees = Trees::one("eu/production/shop/service.yaml", &service, "");
    trees.add("us/production/shop/service.yaml", "", &service);
    assert_eq!(told(&trees), ["removed Service web: deletes []", "added Service web: adds []"]);
}

#[test]
fn an_application_may_take_what_it_delivered_with_it() {
    let bare = application("18.11.0", 6);
    let cascading =
        bare.replace("metadata:\n", "metadata:\n  finalizers: [resources-finalizer.argocd.argoproj.io]\n");
    let application = |text: &str| Trees::one(APPLICATION, text, "");
    assert_eq!(
        told(&application(&bare)),
        ["removed Helm release logs: deletes []", "removed Application eu-platform-loki: leaves-behind []"]
    );
    let mut alone = application(&cascading.replace("chart: loki", "path: charts"));
    let again = "what it delivers is deleted, and made again by another Application";
    assert_eq!(told(&alone), [format!("removed Application eu-platform-loki: recreates ({again}) []")]);
    alone.add("eu/platform/loki/service.yaml", &object("Service", "loki", "logging", ""), "");
    assert_eq!(
        told(&alone),
        ["removed Service loki: deletes []", "removed Application eu-platform-loki: deletes []"]
    );
}

#[test]
fn a_job_of_another_digest_runs_again() {
    let job = |name: &str, image: &str| {
        format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {{ name: {name}, namespace: shop }}\nspec: {{ template: {{ \
             spec: {{ containers: [{{ name: main, image: 'r.example/job:{image}' }}] }} }} }}\n"
        )
    };
    let mut trees = Trees::one("eu/production/shop/job-a.yaml", &job("buckets-aaaa", "1"), "");
    trees.add("eu/production/shop/job-b.yaml", "", &job("buckets-bbbb", "2"));
    assert_eq!(told(&trees), ["changed Job buckets-bbbb: runs-job [image 1 > 2]"]);
}

#[test]
fn secrets_that_a_person_supplies_are_told_when_they_are_new() {
    let secret = |keys: &[(&str, &str)]| {
        let data: Vec<String> = keys
            .iter()
            .map(|(name, key)| {
                format!("{{ secretKey: {key}, remoteRef: {{ key: {name}, property: {key} }} }}")
            })
            .collect();
        format!(
            "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {{ name: s, namespace: shop }}\nspec: \
             {{ data: [{}] }}\n",
            data.join(", ")
        )
    };
    let (known, mail) = (("production.db", "password"), ("production.mail", "token"));
    let path = "eu/production/shop/external-secret.yaml";
    let wanted = "needs-secret [production.mail key token]";
    assert_eq!(
        told(&Trees::one(path, "", &secret(&[known, mail]))),
        [format!("added ExternalSecret s: {wanted}, adds []")]
    );
    let grown = told(&Trees::one(path, &secret(&[known]), &secret(&[known, mail])));
    assert!(grown[0].contains(wanted), "{grown:?}");
    assert!(!told(&Trees::one(path, "", &secret(&[known])))[0].contains("needs-secret"));
}
