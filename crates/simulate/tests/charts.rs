//! What charts come to, of values as hagen writes them and as it does not.

use hagen_core::Path;
use hagen_core::artifact::{Artifact, Chart, HelmRelease};
use hagen_kube::Name;
use hagen_simulate::node::{HOST, ZONE};
use hagen_simulate::pods::{Keeps, Promise, Reach, Rollout};
use hagen_simulate::{Component, Node, Rates, World, release, simulate};
use hagen_yaml::value;

#[test]
fn the_values_decide_how_many_there_are_and_how_far_apart() {
    let values = value!({
        "replicaCount": 0,
        "redis-ha": {
            "enabled": true,
            "replicas": 5,
            "topologySpreadConstraints": { "enabled": true, "topologyKey": ZONE, "whenUnsatisfiable": "DoNotSchedule" },
            "podDisruptionBudget": { "maxUnavailable": 2 },
            "haproxy": { "deploymentStrategy": { "rollingUpdate": { "maxSurge": 0, "maxUnavailable": 1 } } },
        },
    });
    let expansion = release("argo-cd", "cd", "argocd", &values).expect("the chart is known");
    let of = |name: &str| expansion.sets.iter().map(|(set, _)| set).find(|set| set.name == name).expect(name);
    let redis = of("cd-redis-ha-server");
    assert_eq!((redis.replicas, redis.promise), (5, Promise::Quorum));
    assert_eq!(redis.rules.spread[0].key, ZONE);
    assert_eq!(redis.rules.apart[0].key, HOST, "the chart's own rule, which nobody took away");
    let budget = expansion.disruptions.iter().find(|it| it.selects(redis)).expect("it has one");
    assert_eq!(budget.budget.keeps, Keeps::AllBut(2));
    assert_eq!(of("cd-redis-ha-haproxy").rollout, Rollout::Rolling { surge: 0, unavailable: 1 });
}

#[test]
fn text_in_values_is_read_as_what_it_becomes() {
    let far = "podAntiAffinity:\n  requiredDuringSchedulingIgnoredDuringExecution:\n  - topologyKey: rack\n    labelSelector: {}\n";
    let values = value!({ "master": { "replicas": 3, "affinity": far }, "s3": { "enabled": false } });
    let expansion = release("seaweedfs", "weed", "storage", &values).expect("the chart is known");
    let names: Vec<&str> = expansion.sets.iter().map(|(set, _)| set.name.as_str()).collect();
    assert_eq!(names, ["weed-master", "weed-volume", "weed-filer"]);
    let keys: Vec<&str> = expansion.sets[0].0.rules.apart.iter().map(|term| term.key.as_str()).collect();
    assert_eq!(keys, ["rack"]);
}

static NOBODY_KNOWS: Chart =
    Chart { name: "nobody-knows", version: "1", app_version: "1", repo_url: "https://charts.example.com" };

/// HG2206
#[test]
fn a_chart_that_nobody_knows_is_told() {
    let release = HelmRelease {
        chart: &NOBODY_KNOWS,
        name: Name::known("it"),
        values: value!({}),
        values_path: Path::ROOT,
        delivers: Vec::default(),
    };
    let artifacts = [Artifact::Release(release)];
    let component = Component {
        name: "platform/it".into(),
        section: "platform",
        namespace: "it",
        artifacts: &artifacts,
        asks: Vec::new(),
        is_exposed: false,
        may_stop: None,
        slo: None,
    };
    let world = World {
        nodes: vec![Node::new("n1", None, None)],
        volumes: Reach::Anywhere,
        entry: None,
        moves_stateful_pods: false,
        components: vec![component],
    };
    let simulation = simulate(&world, &Rates::default());
    assert_eq!(simulation.unknown, [(0, "the pods of the chart `nobody-knows`".to_owned())]);
}
