//! What Prometheus scrapes of Patroni, and when somebody has to look.
//!
//! <https://patroni.readthedocs.io/en/latest/rest_api.html#monitoring-endpoint>

use hagen_core::context::Context;
use hagen_kube::Manifest;
use hagen_kube::custom::monitoring::{PodMonitor, PrometheusRule, Rule, RuleGroup, ScrapeEndpoint};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::{PATRONI, instance_labels};
use crate::alerts::{minutes, volumes};
use crate::component::Server;

pub(super) fn monitoring(server: &Server, cx: &Context<'_>) -> Vec<Manifest> {
    if cx.site.shared.prometheus.is_none() {
        return Vec::new();
    }
    let name = server.object_name();
    let metadata = server.metadata(cx, &name);
    let monitor = PodMonitor {
        selector: LabelSelector { match_labels: Some(instance_labels(&name)), ..LabelSelector::default() },
        // Spilo's port has no name.
        pod_metrics_endpoints: vec![ScrapeEndpoint {
            port_number: Some(PATRONI),
            ..ScrapeEndpoint::default()
        }],
        ..PodMonitor::default()
    };
    vec![Manifest::custom(&metadata, &monitor), Manifest::custom(&metadata, &rules(server, cx))]
}

fn rules(server: &Server, cx: &Context<'_>) -> PrometheusRule {
    let name = server.object_name().to_string();
    let namespace = cx.site.namespace.as_str();
    let instances = server.instances(&cx.site);
    let mut rules = availability(namespace, &name, instances);
    if instances > 1 {
        rules.push(replication(namespace, &name));
    }
    rules.extend(volumes(namespace, &format!("pgdata-{name}-[0-9]+")));
    PrometheusRule { groups: vec![RuleGroup { name, interval: None, rules }] }
}

fn metric(namespace: &str, name: &str, metric: &str) -> String {
    format!("{metric}{{namespace=\"{namespace}\",pod=~\"{name}-[0-9]+\"}}")
}

fn availability(namespace: &str, name: &str, instances: i32) -> Vec<Rule> {
    let primaries = format!("(sum({}) or vector(0))", metric(namespace, name, "patroni_primary"));
    let running = format!("(sum({}) or vector(0))", metric(namespace, name, "patroni_postgres_running"));
    let state = format!("`kubectl exec -n {namespace} {name}-0 -- patronictl list` shows the members.");
    vec![
        Rule::alert(
            "PostgresWithoutPrimary",
            "critical",
            minutes(2),
            format!("{primaries} == 0"),
            format!("{namespace}/{name} has no primary: nothing can be written"),
            format!("Patroni promotes only a synchronous standby: bring a lost member back first. {state}"),
        ),
        Rule::alert(
            "PostgresInstanceDown",
            "warning",
            minutes(10),
            format!("{running} < {instances}"),
            format!("{namespace}/{name} runs {{{{ $value }}}} of {instances} instances"),
            format!(
                "A pending pod lacks a node or a volume, a restarting one has the reason in its log. {state}"
            ),
        ),
        Rule::alert(
            "PostgresPatroniPaused",
            "warning",
            minutes(60),
            format!("max({}) > 0", metric(namespace, name, "patroni_is_paused")),
            format!("Patroni of {namespace}/{name} is paused: it does not fail over"),
            format!("`kubectl exec -n {namespace} {name}-0 -- patronictl resume` ends it."),
        ),
    ]
}

fn replication(namespace: &str, name: &str) -> Rule {
    let replica = metric(namespace, name, "patroni_replica");
    let streaming = metric(namespace, name, "patroni_postgres_streaming");
    Rule::alert(
        "PostgresStandbyNotReceiving",
        "warning",
        minutes(10),
        format!("max by (pod) ({replica}) > max by (pod) ({streaming})"),
        format!("{namespace}/{{{{ $labels.pod }}}} does not receive the write-ahead log"),
        format!(
            "Its log says why. When the primary no longer has the log that it needs, \
             `kubectl exec -n {namespace} {name}-0 -- patronictl reinit {name} <member>` makes it anew."
        ),
    )
}
