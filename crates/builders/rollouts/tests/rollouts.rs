//! What brings new versions to a part of the users first.

#[path = "../../base/tests/world/mod.rs"]
mod world;

use hagen_core::chart::UserValues;
use hagen_core::component::{Component, Pods};
use hagen_core::context::{Entry, EntryApi, EntryEngine};
use hagen_core::target::{Cluster, Profile, Provided};
use hagen_rollouts::operator;
use hagen_yaml::value;
use world::{World, at, name, object, objects, release};

fn part() -> Box<dyn Component> {
    operator(&Cluster::default(), UserValues::default()).expect("nobody has it")
}

fn with_entry(engine: EntryEngine) -> World {
    let mut world = World::monitored();
    let pods = Pods { namespace: name("traefik"), labels: [].into() };
    world.shared.entry = Some(Entry { api: EntryApi::Gateway { namespace: name("traefik") }, pods, engine });
    world
}

#[test]
fn two_controllers_survive_a_node() {
    let artifacts = with_entry(EntryEngine::Traefik).build(&*part());
    let values = &release(&artifacts).values;
    assert_eq!(at(values, "controller/replicas"), &value!(2));
    assert_eq!(at(values, "controller/pdb"), &value!({ "enabled": true, "maxUnavailable": 1 }));
    assert_eq!(at(values, "dashboard/enabled"), &value!(false));
    assert_eq!(at(values, "controller/metrics/serviceMonitor/enabled"), &value!(true));
    let dev = World { profile: Profile::Dev, ..World::default() }.build(&*part());
    let values = &release(&dev).values;
    assert_eq!(at(values, "controller/replicas"), &value!(1));
    assert_eq!(at(values, "controller/pdb/enabled"), &value!(false));
    assert!(objects(&dev).iter().all(|object| object.kind() != "PrometheusRule"));
}

#[test]
fn rights_are_over_the_entry_that_is_there() {
    for (engine, expected) in [
        (EntryEngine::Traefik, [true, false]),
        (EntryEngine::Istio, [false, true]),
        (EntryEngine::Other, [false, false]),
    ] {
        let artifacts = with_entry(engine).build(&*part());
        let providers = at(&release(&artifacts).values, "providerRBAC/providers");
        let found = ["traefik", "istio"].map(|provider| at(providers, provider).as_bool().expect("a truth"));
        assert_eq!(found, expected, "{engine:?}");
        assert_eq!(at(providers, "awsAppMesh"), &value!(false));
    }
}

#[test]
fn it_asks_the_prometheus_that_scrapes_it() {
    let artifacts = with_entry(EntryEngine::Traefik).build(&*part());
    let made = objects(&artifacts);
    let policy = object(&made, "NetworkPolicy", "argo-rollouts");
    assert_eq!(at(policy, "spec/ingress/0/ports/0/port"), &value!(8090));
    let ports: Vec<_> = (0..3).map(|rule| at(policy, &format!("spec/egress/{rule}/ports/0/port"))).collect();
    assert!(ports.contains(&&value!(9090)), "{ports:?}");
    let alerts = at(object(&made, "PrometheusRule", "argo-rollouts"), "spec/groups/0/rules");
    assert_eq!(at(alerts, "0/alert"), &value!("RolloutAborted"));
}

#[test]
fn one_that_is_there_is_left_alone() {
    let cluster = Cluster { provides: vec![Provided::ArgoRollouts].into(), ..Cluster::default() };
    assert!(operator(&cluster, UserValues::default()).is_none());
}
