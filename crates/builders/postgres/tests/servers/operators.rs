//! The operators as parts of the platform.

use std::collections::BTreeSet;

use hagen_core::Path;
use hagen_core::chart::UserValues;
use hagen_core::component::Need;
use hagen_core::section::Free;
use hagen_postgres::operator;
use hagen_yaml::{Value, value};

use crate::platform::{Platform, at, has, object, text};

fn platform(need: Need, values: Value) -> Platform {
    let values = UserValues { values: Free::of(values), path: Path::of(["operators", "x"]) };
    Platform::of(operator(need, values).expect("it runs databases")).nodes("{ workers: 6, zones: [a, b, c] }")
}

const NEEDS: [Need; 3] = [Need::CloudNativePg, Need::BarmanCloud, Need::PostgresOperator];

#[test]
fn only_those_that_run_databases_are_made_here() {
    for need in NEEDS {
        assert!(operator(need, UserValues::default()).is_some());
    }
    assert!(operator(Need::CertManager, UserValues::default()).is_none());
}

#[test]
fn cloudnative_pg_has_a_successor_and_is_reached_by_the_api_server() {
    let platform = platform(Need::CloudNativePg, value!({ "resources": { "limits": { "memory": "1Gi" } } }));
    let release = platform.release();
    assert_eq!((release.chart.name, release.chart.version), ("cloudnative-pg", "0.29.0"));
    assert_eq!(at(&release.values, "replicaCount").as_int(), Some(2));
    assert_eq!(
        text(&release.values, "topologySpreadConstraints/0/topologyKey"),
        "topology.kubernetes.io/zone"
    );
    assert_eq!(at(&release.values, "monitoring/podMonitorEnabled").as_bool(), Some(true));
    assert_eq!(text(&release.values, "resources/limits/memory"), "1Gi", "the user's value wins");
    assert_eq!(text(&release.values, "resources/requests/memory"), "256Mi");
    let manifests = platform.build();
    let budget = object(&manifests, "PodDisruptionBudget", "cloudnative-pg");
    assert_eq!(text(budget, "metadata/namespace"), "cnpg-system");
    let policy = object(&manifests, "NetworkPolicy", "cloudnative-pg");
    let rules = format!("{policy:?}");
    for part in ["9443", "8080", "shop-staging", "shop-production", "plugin-barman-cloud", "9090"] {
        assert!(rules.contains(part), "{part}");
    }
}

#[test]
fn cloudnative_pg_is_not_older_than_its_last_security_fix() {
    let version: Vec<u32> =
        hagen_charts::CLOUDNATIVE_PG.app_version.split('.').map(|part| part.parse().unwrap()).collect();
    // CVE-2026-44477
    assert!(version >= vec![1, 29, 1], "{version:?}");
}

#[test]
fn one_node_gets_one_operator_without_budget() {
    let platform = platform(Need::CloudNativePg, value!({})).nodes("{ servers: 1, workers: 0 }");
    assert_eq!(at(&platform.release().values, "replicaCount").as_int(), Some(1));
    assert!(!has(&platform.build(), "PodDisruptionBudget"));
}

#[test]
fn the_plugin_runs_beside_the_operator_and_only_once() {
    let platform = platform(Need::BarmanCloud, value!({}));
    let release = platform.release();
    assert_eq!(release.name.as_str(), "plugin-barman-cloud");
    assert_eq!(at(&release.values, "replicaCount").as_int(), Some(1));
    let manifests = platform.build();
    let policy = object(&manifests, "NetworkPolicy", "plugin-barman-cloud");
    assert_eq!(text(policy, "metadata/namespace"), "cnpg-system");
    assert_eq!(at(policy, "spec/ingress/0/ports/0/port").as_int(), Some(9090));
}

#[test]
fn zalandos_operator_makes_pods_that_may_not_share_a_node() {
    let values = platform(Need::PostgresOperator, value!({})).release().values;
    let kubernetes = at(&values, "configKubernetes");
    assert_eq!(at(kubernetes, "enable_pod_antiaffinity").as_bool(), Some(true));
    assert_eq!(at(kubernetes, "pod_antiaffinity_preferred_during_scheduling").as_bool(), Some(false));
    assert_eq!(text(kubernetes, "secret_name_template"), "{cluster}-{username}");
    assert_eq!(at(kubernetes, "enable_persistent_volume_claim_deletion").as_bool(), Some(false));
}

/// The values that the charts' templates read, of those that are not free parts.
const READ: [(&str, &[&str]); 3] = [
    (
        "cloudnative-pg",
        &[
            "replicaCount",
            "priorityClassName",
            "resources",
            "updateStrategy",
            "topologySpreadConstraints",
            "monitoring",
            "config",
        ],
    ),
    ("plugin-barman-cloud", &["replicaCount", "priorityClassName", "resources"]),
    (
        "postgres-operator",
        &[
            "enableJsonLogging",
            "priorityClassName",
            "resources",
            "podPriorityClassName",
            "securityContext",
            "configDebug",
            "configKubernetes",
            "configPatroni",
        ],
    ),
];

#[test]
fn no_value_is_one_that_the_chart_does_not_read() {
    for (need, (chart, read)) in NEEDS.into_iter().zip(READ) {
        let release = platform(need, value!({})).release();
        assert_eq!(release.chart.name, chart);
        let known: BTreeSet<_> = read.iter().copied().collect();
        let set: BTreeSet<_> = release.values.as_map().unwrap().iter().map(|(key, _)| key.as_ref()).collect();
        assert!(set.is_subset(&known), "{chart}: {:?}", set.difference(&known));
    }
}
