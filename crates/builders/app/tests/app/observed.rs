//! Alerts, objectives and dashboards: whether they ask for what there is, and whether alerts fire when they should.

use std::collections::BTreeSet;

use hagen_core::context::EntryEngine;
use hagen_observe::testing::{Case, Series, exposed_by, expressions, prove};

use super::fixture::{Built, World, gateway};

const WEB: &str = "shop: { image: 'registry.example.com/shop:1@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945', \
                   port: 8000, health: /health, metrics: /metrics, expose: { host: shop.example.com }, \
                   replicas: { min: 3, max: 6 }, volumes: { media: { mount: /media, size: 5Gi, shared: true, storageClass: nfs } }";

fn built(section: &str) -> Built {
    let mut world = World::default();
    world.shared.dashboards = true;
    let built = world.build(&apps(section));
    let errors: Vec<_> = built.findings.iter().filter(|finding| finding.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    built
}

fn apps(section: &str) -> String {
    format!("apps: {{ {section} }}\n")
}

fn web(more: &str) -> Built {
    built(&format!("{WEB}{more} }}"))
}

/// A series of a namespace, with further labels.
fn series(metric: &str, labels: &str, values: &'static str) -> Series {
    (format!("{metric}{{namespace=\"mart-production\",{labels}}}"), values)
}

fn pod(metric: &str, labels: &str, values: &'static str) -> Vec<Series> {
    vec![series(metric, &format!("pod=\"shop-7d9f8b6c5d-x2x4z\"{labels}"), values)]
}

fn ready(values: &'static str) -> Vec<Series> {
    pod("kube_pod_status_ready", ",condition=\"true\"", values)
}

fn both(mut one: Vec<Series>, other: Vec<Series>) -> Vec<Series> {
    one.extend(other);
    one
}

fn pods() -> Vec<Case> {
    let waiting =
        |values| pod("kube_pod_container_status_waiting_reason", ",reason=\"CrashLoopBackOff\"", values);
    let killed = |restarts, reason| {
        let restarts = pod("kube_pod_container_status_restarts_total", "", restarts);
        both(restarts, pod("kube_pod_container_status_last_terminated_reason", reason, "1x60"))
    };
    vec![
        // It runs for a minute in between.
        Case::new("AppCrashLooping", waiting("1 1 _ 1 1 1 _ 1x50"), waiting("1 1 _x60")),
        Case::new(
            "AppOutOfMemory",
            killed("0x5 1x55", ",reason=\"OOMKilled\""),
            killed("0x5 1x55", ",reason=\"Error\""),
        ),
    ]
}

fn volumes() -> Vec<Case> {
    let labels = "persistentvolumeclaim=\"shop-media\"";
    let volume = |free| {
        let capacity = series("kubelet_volume_stats_capacity_bytes", labels, "10000000000x400");
        vec![series("kubelet_volume_stats_available_bytes", labels, free), capacity]
    };
    vec![
        Case::new("AppVolumeFilling", volume("2400000000-5000000x400"), volume("2400000000x400")).at(360),
        Case::new("AppVolumeNearlyFull", volume("499000000x60"), volume("600000000x60")),
    ]
}

fn replicas(kind: &str, asked: &str, there: &str) -> Vec<Case> {
    let pair = |values| vec![series(asked, kind, "3x60"), series(there, kind, values)];
    vec![
        // The other application's replica is nobody's substitute.
        Case::new(
            "AppDown",
            both(
                ready("0x60"),
                vec![series(
                    "kube_pod_status_ready",
                    "pod=\"shop-api-7d9f8b6c5d-x2x4z\",condition=\"true\"",
                    "1x60",
                )],
            ),
            ready("1x60"),
        ),
        Case::new("AppReplicasNotReady", pair("2x60"), pair("3x60")),
    ]
}

fn autoscaler() -> Vec<Case> {
    let name = "horizontalpodautoscaler=\"shop\"";
    let current = |values| vec![series("kube_horizontalpodautoscaler_status_current_replicas", name, values)];
    let active = |values| {
        let labels = format!("{name},condition=\"ScalingActive\",status=\"false\"");
        vec![series("kube_horizontalpodautoscaler_status_condition", &labels, values)]
    };
    vec![
        Case::new("AppAtMaxReplicas", current("6x60"), current("5x60")),
        Case::new("AppAutoscalerBlind", active("1x60"), active("0x60")),
    ]
}

fn target() -> Case {
    let up = |values| {
        vec![series("up", "job=\"shop\",pod=\"a\"", values), series("up", "job=\"shop\",pod=\"b\"", "1x60")]
    };
    Case::new("AppTargetDown", up("0x60"), up("1x60"))
}

/// Requests as Traefik's router counts them: good ones and bad ones.
fn routed(good: &'static str, bad: &'static str) -> Vec<Series> {
    let router =
        "router=\"httproute-mart-production-shop-gw-gateway-gateway-ep-websecure-0-a1b2@kubernetesgateway\"";
    let of =
        |code: u16, values| (format!("traefik_router_requests_total{{{router},code=\"{code}\"}}"), values);
    vec![of(200, good), of(503, bad)]
}

fn deployment() -> Vec<Case> {
    let mut cases = pods();
    let (asked, there) = ("kube_deployment_spec_replicas", "kube_deployment_status_replicas_available");
    cases.extend(replicas("deployment=\"shop\"", asked, there));
    cases.extend(volumes());
    cases.extend(autoscaler());
    cases.push(target());
    cases
}

#[test]
fn promtool_of_a_deployment() {
    let mut cases = deployment();
    cases.push(Case::new("AppErrors", routed("0+940x60", "0+60x60"), routed("0+960x60", "0+40x60")));
    prove(&web("").artifacts, &cases);
}

#[test]
fn promtool_of_a_stateful_set() {
    let section = "shop: { image: 'registry.example.com/shop:1', port: 8000, replicas: 3, volumes: { data: { mount: /data, size: 1Gi } } }";
    let claim = "persistentvolumeclaim=\"data-shop-0\"";
    let volume = |free| {
        let capacity = series("kubelet_volume_stats_capacity_bytes", claim, "10000000000x400");
        vec![series("kubelet_volume_stats_available_bytes", claim, free), capacity]
    };
    let of = |metric, labels: &str, values| vec![series(metric, &format!("pod=\"shop-0\"{labels}"), values)];
    let waiting =
        |values| of("kube_pod_container_status_waiting_reason", ",reason=\"CrashLoopBackOff\"", values);
    let killed = |restarts| {
        let killed = of("kube_pod_container_status_last_terminated_reason", ",reason=\"OOMKilled\"", "1x60");
        both(killed, of("kube_pod_container_status_restarts_total", "", restarts))
    };
    let ready = |values| of("kube_pod_status_ready", ",condition=\"true\"", values);
    let there = |values| {
        let there = series("kube_statefulset_status_replicas_ready", "statefulset=\"shop\"", values);
        vec![there, series("kube_statefulset_replicas", "statefulset=\"shop\"", "3x60")]
    };
    let cases = [
        Case::new("AppVolumeFilling", volume("2400000000-5000000x400"), volume("2400000000x400")).at(360),
        Case::new("AppVolumeNearlyFull", volume("499000000x60"), volume("600000000x60")),
        Case::new("AppCrashLooping", waiting("1x60"), waiting("0x60")),
        Case::new("AppOutOfMemory", killed("0x5 1x55"), killed("3x60")),
        Case::new("AppDown", ready("0x60"), ready("1x60")),
        Case::new("AppReplicasNotReady", there("2x60"), there("3x60")),
    ];
    prove(&built(section).artifacts, &cases);
}

#[test]
fn promtool_of_a_daemon_set() {
    let section = "shop: { image: 'registry.example.com/shop:1', perNode: true }";
    let there = |values| {
        let there = series("kube_daemonset_status_number_ready", "daemonset=\"shop\"", values);
        vec![there, series("kube_daemonset_status_desired_number_scheduled", "daemonset=\"shop\"", "8x60")]
    };
    let of =
        |metric, labels: &str, values| vec![series(metric, &format!("pod=\"shop-x2x4z\"{labels}"), values)];
    let waiting =
        |values| of("kube_pod_container_status_waiting_reason", ",reason=\"CrashLoopBackOff\"", values);
    let killed = |restarts| {
        let killed = of("kube_pod_container_status_last_terminated_reason", ",reason=\"OOMKilled\"", "1x60");
        both(killed, of("kube_pod_container_status_restarts_total", "", restarts))
    };
    let cases = [
        Case::new("AppReplicasNotReady", there("7x60"), there("8x60")),
        Case::new("AppCrashLooping", waiting("1x60"), waiting("0x60")),
        Case::new("AppOutOfMemory", killed("0x5 1x55"), killed("3x60")),
    ];
    prove(&built(section).artifacts, &cases);
}

#[test]
fn promtool_of_a_rollout() {
    let section =
        "shop: { image: 'registry.example.com/shop:1', port: 8000, rollout: { canary: [50, 100] } }";
    let mut cases = pods();
    cases.push(Case::new("AppDown", ready("0x60"), ready("1x60")));
    let other =
        || vec![series("kube_pod_status_ready", "pod=\"shop-7d9f8b6c5d-z2z4x\",condition=\"true\"", "1x60")];
    cases.push(Case::new("AppReplicasNotReady", both(ready("0x60"), other()), both(ready("1x60"), other())));
    prove(&built(section).artifacts, &cases);
}

#[test]
fn promtool_of_a_cron_job() {
    let section = "report: { image: 'registry.example.com/report:1', schedule: '*/10 * * * *' }";
    let of = |metric, labels: &str, values| {
        vec![series(metric, &format!("pod=\"report-29381760-x2x4z\"{labels}"), values)]
    };
    let waiting =
        |values| of("kube_pod_container_status_waiting_reason", ",reason=\"CrashLoopBackOff\"", values);
    let killed = |restarts| {
        let killed = of("kube_pod_container_status_last_terminated_reason", ",reason=\"OOMKilled\"", "1x60");
        both(killed, of("kube_pod_container_status_restarts_total", "", restarts))
    };
    let job = "job_name=\"report-29381760\"";
    let failed = |succeeded| {
        let failed = series("kube_job_failed", &format!("{job},condition=\"true\""), "1x60");
        let began = series("kube_job_status_start_time", job, "2000x60");
        vec![
            failed,
            began,
            series("kube_cronjob_status_last_successful_time", "cronjob=\"report\"", succeeded),
        ]
    };
    let due = |values| {
        let suspended = series("kube_cronjob_spec_suspend", "cronjob=\"report\"", "0x200");
        vec![suspended, series("kube_cronjob_next_schedule_time", "cronjob=\"report\"", values)]
    };
    let cases = [
        Case::new("AppCrashLooping", waiting("1x60"), waiting("0x60")),
        Case::new("AppOutOfMemory", killed("0x5 1x55"), killed("3x60")),
        Case::new("AppJobFailed", failed("1500x60"), failed("2500x60")),
        // The clock begins at zero: the run was due then, or is due in ten minutes from any minute on.
        Case::new("AppJobLate", due("1x200"), due("600+60x200")).at(70),
    ];
    prove(&built(section).artifacts, &cases);
}

#[test]
fn promtool_of_objectives() {
    // Two in a thousand are twenty times what 99.99 % allows.
    let failing = routed("0+9980x420", "0+20x420");
    let well = routed("0+10000x420", "0x420");
    // Three in ten thousand: slowly, three times what may be.
    let slowly = routed("0+99970x420", "0+31x420");
    let mut cases = deployment();
    cases.push(Case::new("SloBudgetBurnsFast", failing.clone(), slowly.clone()).at(80));
    cases.push(Case::new("SloBudgetBurnsSlowly", slowly, well.clone()).at(400));
    cases.push(Case::new("SloNotMeasured", Vec::new(), well));
    prove(&web(", slo: { availability: 99.99 }").artifacts, &cases);
}

#[test]
fn promtool_of_an_objective_of_time() {
    let job = "job=\"shop\"";
    let timed = |slow: &'static str| {
        let all = series("http_request_duration_seconds_count", job, "0+1000x120");
        let bucket = |le: &str, values| {
            series("http_request_duration_seconds_bucket", &format!("{job},le=\"{le}\""), values)
        };
        vec![all, bucket("1.0", slow), bucket("10.0", "0+1000x120"), bucket("+Inf", "0+1000x120")]
    };
    let of = |code: u16, values| series("http_requests_total", &format!("{job},status=\"{code}\""), values);
    let mut cases = deployment();
    // All of 950 in a thousand are fast enough, where 99 of a hundred have to be.
    cases.push(Case::new("SloBudgetBurnsFast", timed("0+800x120"), timed("0+995x120")).at(100));
    cases.push(Case::new("SloBudgetBurnsSlowly", timed("0+950x400"), timed("0+995x400")).at(100));
    cases.push(Case::new("SloNotMeasured", timed_without_bucket(), timed("0+995x120")));
    let errors = |bad| vec![of(200, "0+1000x60"), of(500, bad)];
    cases.push(Case::new("AppErrors", errors("0+100x60"), errors("0+10x60")));
    prove(&web(", slo: { measured: metrics, latency: { p99: 1s } }").artifacts, &cases);
}

/// The histogram has no bucket that ends at the time of the objective.
fn timed_without_bucket() -> Vec<Series> {
    let job = "job=\"shop\"";
    let all = series("http_request_duration_seconds_count", job, "0+1000x120");
    vec![all, series("http_request_duration_seconds_bucket", &format!("{job},le=\"2.0\""), "0+1000x120")]
}

#[test]
fn nothing_is_asked_that_nobody_exposes() {
    let common = ["kubelet", "kube-state-metrics", "prometheus"];
    let own = [
        "http_requests_total",
        "http_request_duration_seconds_bucket",
        "http_request_duration_seconds_count",
    ];
    let slo = ", slo: { availability: 99.9, latency: { p99: 300ms } }";
    let check = |built: &Built, entry: &str, own: &[&str]| {
        let mut exposed: BTreeSet<String> = exposed_by(&[&common[..], &[entry]].concat());
        exposed.extend(own.iter().map(|metric| (*metric).to_owned()));
        let found = expressions(&built.artifacts);
        assert!(found.asked.len() > 15, "{} expressions", found.asked.len());
        assert_eq!(found.unknown(&exposed), Vec::<String>::new());
    };
    check(&web(slo), "traefik", &[]);
    check(&web(", slo: { measured: metrics, availability: 99 }"), "prometheus", &own);
    check(
        &built("report: { image: 'registry.example.com/report:1', schedule: '0 * * * *' }"),
        "prometheus",
        &[],
    );
    let mut world = World::default();
    world.shared.dashboards = true;
    world.shared.entry = Some(gateway(EntryEngine::Istio));
    check(&world.build(&apps(&format!("{WEB}, slo: {{ latency: {{ p95: 250ms }} }} }}"))), "istio", &[]);
}

#[test]
fn its_own_names_are_asked_for() {
    let metrics =
        "metrics: { path: /m, requests: api_calls_count, statusLabel: http_status, duration: api_calls }";
    let section = format!(
        "shop: {{ image: 'registry.example.com/shop:1', port: 80, {metrics}, slo: {{ availability: 99.5, latency: {{ p90: 250ms }} }} }}"
    );
    let found = expressions(&built(&section).artifacts);
    let bad =
        found.asked.iter().find(|(place, _)| place.ends_with("service:slo_bad_requests:rate5m")).unwrap();
    assert_eq!(
        bad.1,
        "(sum(rate(api_calls_count{namespace=\"mart-production\",job=\"shop\",http_status=~\"5..\"}[5m])) or vector(0))"
    );
    let slow =
        found.asked.iter().rfind(|(place, _)| place.ends_with("service:slo_bad_requests:rate5m")).unwrap();
    assert!(
        slow.1.contains("api_calls_bucket{namespace=\"mart-production\",job=\"shop\",le=~\"0\\\\.25\"}"),
        "{}",
        slow.1
    );
}

#[test]
fn objectives_that_cannot_be_told_are_refused() {
    let world = World::default();
    let codes = |section: &str| -> Vec<String> {
        let built = world.build(&apps(section));
        let errors = built.findings.iter().filter(|finding| finding.is_error());
        errors
            .map(|finding| format!("{} {}", finding.code.id, finding.help.clone().unwrap_or_default()))
            .collect()
    };
    let image = "image: 'registry.example.com/shop:1', port: 80";
    let exposed = "expose: { host: shop.example.com }";
    for (section, expected) in [
        (
            format!("{image}, slo: {{ availability: 99 }}"),
            vec!["HG0341 say `metrics: /metrics`, or `expose` behind Traefik or Istio"],
        ),
        (
            format!("{image}, {exposed}, slo: {{ availability: 99, measured: metrics }}"),
            vec!["HG0341 say `metrics: /metrics`, or `expose` behind Traefik or Istio"],
        ),
        (
            format!("{image}, {exposed}, slo: {{ latency: {{ p99: 250ms }} }}"),
            vec!["HG0342 it can for `200ms` and `300ms`"],
        ),
        (format!("{image}, {exposed}, slo: {{ latency: {{ p99: 1m }} }}"), vec!["HG0342 it can for `10s`"]),
        (format!("{image}, {exposed}, slo: {{ availability: 89.9 }}"), vec!["HG0107 "]),
        (format!("{image}, {exposed}, slo: {{ availability: 99.9999 }}"), vec!["HG0107 "]),
        (format!("{image}, {exposed}, slo: {{ latency: {{ p50: 300ms, p99: 100ms }} }}"), vec!["HG0107 "]),
        (format!("{image}, metrics: {{ requests: 'a-b' }}"), vec!["HG0106 "]),
        (
            format!(
                "{image}, {exposed}, slo: {{ availability: 99.9, latency: {{ p50: 100ms, p99: 300ms }} }}"
            ),
            vec![],
        ),
    ] {
        assert_eq!(codes(&format!("shop: {{ {section} }}")), expected, "{section}");
    }
}
