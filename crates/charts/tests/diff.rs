//! What an upgrade of a chart changes, by versions whose changes are known.

use hagen_charts::facts::{Change, ChangeKind, ChartFacts, diff};
use hagen_yaml::value;

fn changes(chart: &str, old: &str, new: &str) -> Vec<Change> {
    let facts = |version| ChartFacts::of(chart, version).expect("it is among the facts");
    diff(&facts(old), &facts(new))
}

fn assert_has(changes: &[Change], expected: &[&str]) {
    let told: Vec<String> = changes.iter().map(Change::to_string).collect();
    for line in expected {
        assert!(told.iter().any(|told| told == line), "no `{line}` in {told:#?}");
    }
}

#[test]
fn loki() {
    let changes = changes("loki", "6.55.0", "18.11.0");
    assert_has(
        &changes,
        &[
            "removed monitoring.selfMonitoring.enabled",
            "removed monitoring.rules.alerting",
            "removed enterprise",
            "removed loki.storage.bucketNames.admin",
            "added monitoring.alerts",
            "querier.maxSurge has no effect any more",
            "queryFrontend.loadBalancer has no effect any more",
            "backend.image has an effect now",
            "deploymentMode defaults to \"Monolithic\", not \"SimpleScalable\"",
            "chunksCache.resources was null, is map",
        ],
    );
    let below = changes.iter().find(|change| change.keys == ["queryFrontend", "loadBalancer", "enabled"]);
    assert_eq!(below, None, "it died with what is above it");
}

#[test]
fn kube_prometheus_stack() {
    assert_has(
        &changes("kube-prometheus-stack", "70.7.0", "88.5.3"),
        &[
            "removed kube-state-metrics.networkPolicy.flavor",
            "removed prometheus.podSecurityPolicy",
            "crds.upgradeJob.forceConflicts defaults to true, not false",
            "grafana.sidecar.dashboards.sizeLimit was map, is string",
            "prometheus-node-exporter.rbac.pspEnabled has no effect any more",
            "added prometheus.routePerReplica",
        ],
    );
}

#[test]
fn grafana() {
    assert_has(
        &changes("grafana", "9.4.5", "12.11.1"),
        &[
            "removed podDisruptionBudget.apiVersion",
            "livenessProbe.httpGet.port was int, is string",
            "initChownData.securityContext.capabilities.add defaults to [\"CHOWN\",\"DAC_OVERRIDE\"], not [\"CHOWN\"]",
            "added listenerSet",
        ],
    );
}

#[test]
fn nothing_changes_between_equal_versions() {
    for facts in ChartFacts::all() {
        assert_eq!(diff(&facts, &facts), [], "{}", facts.chart());
    }
}

#[test]
fn back_and_forth_are_opposites() {
    let paths = |changes: Vec<Change>, wanted: fn(&ChangeKind) -> bool| -> Vec<Vec<&str>> {
        changes.into_iter().filter(|change| wanted(&change.kind)).map(|change| change.keys).collect()
    };
    let died = paths(changes("loki", "6.55.0", "18.11.0"), |kind| *kind == ChangeKind::Died);
    let revived = paths(changes("loki", "18.11.0", "6.55.0"), |kind| *kind == ChangeKind::Revived);
    assert!(died.len() > 5);
    assert_eq!(died, revived);
}

#[test]
fn a_change_affects_those_who_set_the_value_and_a_default_those_who_do_not() {
    let values = value!({
        "deploymentMode": "SimpleScalable",
        "enterprise": { "enabled": false },
        "monitoring": { "rules": { "alerting": true } },
    });
    let changes = changes("loki", "6.55.0", "18.11.0");
    let affects = |keys: &[&str]| {
        changes.iter().find(|change| change.keys == keys).expect("it changes").affects(&values)
    };
    assert!(affects(&["enterprise"]));
    assert!(affects(&["monitoring", "rules", "alerting"]));
    assert!(!affects(&["monitoring", "rules", "disabled"]));
    assert!(!affects(&["deploymentMode"]), "they chose their own");
    assert!(affects(&["gateway", "image", "tag"]), "they take the default");
}

#[test]
fn parts_that_are_off_are_known() {
    let loki = ChartFacts::of("loki", "18.11.0").expect("it is among the facts");
    let off = |values: &hagen_yaml::Value, keys: &[&str]| loki.is_off(values, keys);
    let nothing = hagen_yaml::value!({});
    assert!(off(&nothing, &["minio", "buckets"]), "it is off by default");
    assert!(!off(&hagen_yaml::value!({ "minio": { "enabled": true } }), &["minio", "buckets"]));
    assert!(!off(&nothing, &["gateway", "image", "tag"]));
    assert!(off(&hagen_yaml::value!({ "gateway": { "enabled": false } }), &["gateway", "image", "tag"]));
    assert!(
        !off(&hagen_yaml::value!({ "minio": { "enabled": false } }), &["minio"]),
        "the part itself is told of"
    );
}
