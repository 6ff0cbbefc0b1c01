//! What every cluster and environment stands on.

mod world;

use hagen_core::chart::UserValues;
use hagen_core::component::{Component, Need, Pods};
use hagen_core::context::{Entry, EntryApi, EntryEngine};
use hagen_core::section::Free;
use hagen_core::target::{ArgoCd, Cluster, Distribution, Nodes, Provided};
use hagen_core::{Path, section::Within};
use hagen_yaml::value;
use world::{World, at, name, object, objects, release};

fn of_cluster(cluster: &Cluster, id: &str) -> Option<Box<dyn Component>> {
    hagen_base::of_cluster(cluster, &ArgoCd::default()).into_iter().find(|part| part.id().name.as_str() == id)
}

fn part(id: &str) -> Box<dyn Component> {
    of_cluster(&Cluster::default(), id).expect("a part of every cluster")
}

#[test]
fn an_environment_has_a_closed_namespace() {
    let world = World { environment: Some(name("production")), ..World::default() };
    let namespace = hagen_base::of_environment().remove(0);
    let artifacts = world.build(&*namespace);
    let made = objects(&artifacts);
    assert_eq!(made.len(), 3);
    let labels = at(object(&made, "Namespace", "shop-production"), "metadata/labels");
    assert_eq!(labels.get("pod-security.kubernetes.io/enforce"), Some(&value!("restricted")));
    assert_eq!(labels.get("pod-security.kubernetes.io/enforce-version"), Some(&value!("v1.36")));
    let annotations = at(object(&made, "Namespace", "shop-production"), "metadata/annotations");
    let confirm = value!("Prune=confirm,Delete=confirm");
    assert_eq!(annotations.get("argocd.argoproj.io/sync-options"), Some(&confirm));
    assert_eq!(
        at(object(&made, "ServiceAccount", "default"), "automountServiceAccountToken"),
        &value!(false)
    );
    assert_eq!(at(object(&made, "NetworkPolicy", "default-deny"), "spec/podSelector"), &value!({}));
}

#[test]
fn patronis_pods_live_with_the_baseline() {
    let mut world = World { environment: Some(name("production")), ..World::default() };
    world.offers.needs = vec![Need::PostgresOperator];
    let artifacts = world.build(&*hagen_base::of_environment().remove(0));
    let made = objects(&artifacts);
    let labels = at(object(&made, "Namespace", "shop-production"), "metadata/labels");
    assert_eq!(labels.get("pod-security.kubernetes.io/enforce"), Some(&value!("baseline")));
}

#[test]
fn an_open_network_has_no_default_deny() {
    let mut world = World::default();
    world.shared.network_policies = false;
    let artifacts = world.build(&*hagen_base::of_environment().remove(0));
    assert!(objects(&artifacts).iter().all(|manifest| manifest.kind() != "NetworkPolicy"));
}

#[test]
fn certificates_of_an_ingress_are_proved_beside_it() {
    let mut world = World::default();
    world.shared.entry = Some(Entry {
        api: EntryApi::Ingress { class: "haproxy".into() },
        pods: Pods { namespace: name("haproxy-ingress"), labels: [].into() },
        engine: EntryEngine::Other,
    });
    let artifacts = world.build(&*hagen_base::of_environment().remove(0));
    let made = objects(&artifacts);
    let policy = at(object(&made, "NetworkPolicy", "acme-http01-solver"), "spec");
    assert_eq!(at(policy, "ingress/0/ports/0/port"), &value!(8089));
}

#[test]
fn the_platforms_namespaces_have_one_owner() {
    let mut world = World::default();
    world.offers.namespaces =
        ["traefik", "cert-manager", "cert-manager", "kube-system", "default", "argocd", "monitoring"]
            .map(name)
            .to_vec();
    let artifacts = world.build(&*part("namespaces"));
    let made = objects(&artifacts);
    let namespaces: Vec<_> = made.iter().filter(|object| object.kind() == "Namespace").collect();
    let names: Vec<_> = namespaces.iter().map(|object| object.name()).collect();
    assert_eq!(names, ["argocd", "cert-manager", "monitoring", "traefik"]);
    let enforced = |namespace: &str| {
        let labels = at(object(&made, "Namespace", namespace), "metadata/labels");
        labels.get("pod-security.kubernetes.io/enforce").and_then(|level| level.as_str()).map(str::to_owned)
    };
    assert_eq!(enforced("traefik").as_deref(), Some("restricted"));
    assert_eq!(enforced("monitoring").as_deref(), Some("privileged"));
    let closed: Vec<_> = made.iter().filter(|object| object.kind() == "NetworkPolicy").collect();
    assert_eq!(closed.len(), 3, "argocd is closed by its own chart");
}

#[test]
fn priority_classes_are_ordered_and_no_default() {
    let world = World::default();
    let artifacts = world.build(&*part("priority-classes"));
    let made = objects(&artifacts);
    let values: Vec<_> =
        made.iter().map(|class| at(class.value(), "value").as_int().expect("a number")).collect();
    assert!(values.is_sorted_by(|a, b| a > b), "{values:?}");
    assert!(made.iter().all(|class| at(class.value(), "globalDefault") == &value!(false)));
    assert_eq!(at(object(&made, "PriorityClass", "hagen-batch"), "preemptionPolicy"), &value!("Never"));
}

#[test]
fn what_is_there_is_not_installed() {
    let cluster = Cluster {
        provides: vec![Provided::ArgoCd, Provided::PriorityClasses, Provided::MetricsServer].into(),
        ..Cluster::default()
    };
    assert!(of_cluster(&cluster, "argo-cd").is_none());
    assert!(of_cluster(&cluster, "priority-classes").is_none());
    assert!(hagen_base::metrics_server(&cluster, UserValues::default()).is_none());
    let k3s = Cluster { distribution: Distribution::K3s, ..Cluster::default() };
    assert!(hagen_base::metrics_server(&k3s, UserValues::default()).is_none());
    let remote =
        Cluster { server: hagen_kube::Url::known("https://eu.example.com:6443"), ..Cluster::default() };
    assert!(of_cluster(&remote, "argo-cd").is_none());
}

#[test]
fn metrics_server_survives_a_node() {
    let user = UserValues {
        values: Free::of(value!({ "args": ["--kubelet-insecure-tls"] })),
        path: Path::ROOT.key("values").key("metrics-server"),
    };
    let part = hagen_base::metrics_server(&Cluster::default(), user).expect("a metrics-server");
    let artifacts = World::default().build(&*part);
    let values = &release(&artifacts).values;
    assert_eq!(at(values, "replicas"), &value!(2));
    assert_eq!(at(values, "podDisruptionBudget/enabled"), &value!(true));
    assert_eq!(at(values, "args"), &value!(["--kubelet-insecure-tls"]));
    assert_eq!(at(values, "serviceMonitor/enabled"), &value!(false));
    let zone = at(values, "topologySpreadConstraints/0");
    assert_eq!(at(zone, "topologyKey"), &value!("topology.kubernetes.io/zone"));
    assert_eq!(at(zone, "whenUnsatisfiable"), &value!("DoNotSchedule"));
}

#[test]
fn argo_cd_is_highly_available_where_it_can_be() {
    let mut world = World::monitored();
    assert!(world.review(&*part("argo-cd")).is_empty());
    let artifacts = world.build(&*part("argo-cd"));
    let values = &release(&artifacts).values;
    for key in ["server", "repoServer", "applicationSet"] {
        assert_eq!(at(values, &format!("{key}/replicas")), &value!(2), "{key}");
        assert_eq!(at(values, &format!("{key}/pdb/enabled")), &value!(true), "{key}");
        assert_eq!(at(values, &format!("{key}/metrics/serviceMonitor/enabled")), &value!(true), "{key}");
    }
    assert_eq!(at(values, "repoServer/resources/limits/ephemeral-storage"), &value!("4Gi"));
    assert_eq!(at(values, "repoServer/resources/limits/memory"), &value!("1Gi"));
    assert_eq!(at(values, "redis-ha/enabled"), &value!(true));
    assert_eq!(at(values, "configs/cm/exec.enabled"), &value!(false));
    assert_eq!(at(values, "configs/cm/url"), &value!(""));
    let health = at(values, "configs/cm/resource.customizations.health.argoproj.io_Application");
    assert!(health.as_str().is_some_and(|lua| lua.contains("operationState")));
    let made = objects(&artifacts);
    assert_eq!(at(object(&made, "NetworkPolicy", "argocd-within"), "spec/policyTypes"), &value!(["Ingress"]));

    world.cluster.nodes = Nodes { workers: Within::new(2), ..Nodes::default() };
    let artifacts = world.build(&*part("argo-cd"));
    assert!(release(&artifacts).values.get("redis-ha").is_none(), "three members need three nodes");
    let notes = world.review(&*part("argo-cd"));
    assert_eq!(notes[0].code.id, "HG0501");
    assert_eq!(notes[0].place.path.to_string(), "clusters.eu.nodes");
}

#[test]
fn argo_cd_keeps_the_users_domain() {
    let argo_cd = ArgoCd {
        values: Free::of(value!({ "global": { "domain": "cd.example.com" }, "dex": { "enabled": true } })),
        ..ArgoCd::default()
    };
    let part = hagen_base::of_cluster(&Cluster::default(), &argo_cd).pop().expect("Argo CD");
    let artifacts = World::default().build(&*part);
    let release = release(&artifacts);
    assert_eq!(at(&release.values, "global/domain"), &value!("cd.example.com"));
    assert_eq!(at(&release.values, "dex/enabled"), &value!(true));
    assert!(at(&release.values, "configs/cm").get("url").is_none());
    assert_eq!(release.values_path.to_string(), "delivery.argocd.values");
}
