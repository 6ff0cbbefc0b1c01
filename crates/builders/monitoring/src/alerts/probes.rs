//! Alerts about exposed hosts, as clients see them, and the dashboard of them.

use std::collections::BTreeMap;

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_kube::{Identity, Name};
use hagen_observe::dashboard::{Color, Unit, Variable, Width};
use hagen_observe::{
    Alert, Dashboard, Group, Panel, Row, Runbook, Selector, Severity, Target, minutes, rules,
};

use crate::pods::BLACKBOX;
use crate::probes::{JOB, metadata};

pub(crate) fn artifacts(cx: &Context<'_>, identity: &Identity) -> Vec<Artifact> {
    let alerts = [down(), slow(), certificate_soon(), certificate_now(), no_exporter()];
    let metadata = metadata(cx, identity, &Name::known(BLACKBOX));
    let mut artifacts = rules::artifacts(cx, &metadata, &[Group::new("exposed-hosts", alerts)]);
    artifacts.extend(dashboard().config_map(cx, identity).map(Artifact::from));
    artifacts
}

fn probed() -> Selector {
    Selector::default().is("job", JOB)
}

/// The alert is about the environment that the host belongs to.
fn of_the_host() -> BTreeMap<&'static str, String> {
    BTreeMap::from([("environment", "{{ $labels.environment }}".to_owned())])
}

fn down() -> Alert {
    Alert {
        name: "ExposedHostDown",
        severity: Severity::Critical,
        expr: format!("{} == 0", probed().of("probe_success")),
        hold: minutes(3),
        summary: "{{ $labels.instance }} does not answer".into(),
        description: "Asked by its public name, {{ $labels.instance }} gives no answer of an application: users see an error.".into(),
        labels: of_the_host(),
        runbook: Runbook {
            meaning: "The whole way was tried: name, connection, certificate, route, application. One of them fails.",
            look: "`probe_http_status_code`, `probe_dns_lookup_time_seconds` and `probe_http_ssl` of the instance tell how far it came. \
                   By hand: `curl -v https://<host>/`. A 404 of the entry: no route (`kubectl get httproute -A`). A 503: no ready pod \
                   behind the Service. No connection: the entry itself, or its address.",
            mend: "Mend the first step that fails. If `/` is no page of this application, say another path in \
                   `monitoring.probes.paths`.",
        },
        ..Alert::default()
    }
}

fn slow() -> Alert {
    Alert {
        name: "ExposedHostSlow",
        expr: format!("avg_over_time({}) > 3", probed().over("probe_duration_seconds", "10m")),
        hold: minutes(10),
        summary: "{{ $labels.instance }} takes {{ $value | humanizeDuration }} to answer".into(),
        description:
            "Name, connection, certificate and answer together take more than three seconds, again and again."
                .into(),
        labels: of_the_host(),
        runbook: Runbook {
            meaning: "The way to the application, or the application, is slow.",
            look: "`probe_http_duration_seconds` by `phase`: resolve, connect, tls, processing, transfer.",
            mend: "`processing` is the application or its database; the others are the network and the entry.",
        },
        ..Alert::default()
    }
}

fn expires_within(days: u32) -> String {
    format!("{} - time() < {days} * 24 * 60 * 60", probed().of("probe_ssl_earliest_cert_expiry"))
}

fn certificate_soon() -> Alert {
    Alert {
        name: "CertificateExpiresSoon",
        expr: expires_within(14),
        hold: minutes(60),
        summary: "the certificate of {{ $labels.instance }} expires in {{ $value | humanizeDuration }}"
            .into(),
        description: "It should have been renewed by now: renewal begins a month before.".into(),
        labels: of_the_host(),
        runbook: CERTIFICATE,
        ..Alert::default()
    }
}

fn certificate_now() -> Alert {
    Alert {
        name: "CertificateExpires",
        severity: Severity::Critical,
        expr: expires_within(3),
        hold: minutes(15),
        summary: "the certificate of {{ $labels.instance }} expires in {{ $value | humanizeDuration }}"
            .into(),
        description: "After that every browser and every client refuses the host.".into(),
        labels: of_the_host(),
        runbook: CERTIFICATE,
        ..Alert::default()
    }
}

const CERTIFICATE: Runbook = Runbook {
    meaning: "The certificate that clients see is near its end, and nothing has replaced it.",
    look: "`kubectl get certificate,certificaterequest,order,challenge -A`: the one that is not ready says why. A certificate that \
           people supply is a Secret: `hagen secrets` names it.",
    mend: "Most often the authority cannot see its proof: port 80 of the host, or the DNS record. Then \
           `cmctl renew <certificate>`. A supplied certificate is replaced in the store.",
};

fn no_exporter() -> Alert {
    Alert {
        name: "ExposedHostsNotAsked",
        expr: format!("max by (instance) ({}) == 0", probed().of("up")),
        hold: minutes(15),
        summary: "nobody asks {{ $labels.instance }} whether it answers".into(),
        description:
            "The blackbox exporter does not answer Prometheus, so nothing is known of the exposed hosts."
                .into(),
        runbook: Runbook {
            meaning: "The exporter that asks the hosts is away, or Prometheus cannot reach it.",
            look: "`kubectl -n monitoring get pods -l app.kubernetes.io/name=prometheus-blackbox-exporter`.",
            mend: "Give the pods what they wait for; they hold nothing and can be deleted at any time.",
        },
        ..Alert::default()
    }
}

fn dashboard() -> Dashboard {
    let of = |metric: &str| probed().matches("environment", "$environment").of(metric);
    let days = format!("({} - time()) / 86400", of("probe_ssl_earliest_cert_expiry"));
    let availability = format!("avg by (instance) (avg_over_time({}[$__range]))", of("probe_success"));
    Dashboard {
        title: "Exposed hosts".into(),
        tags: vec!["probes"],
        variables: vec![Variable::label("environment", "environment", probed().of("probe_success"))],
        rows: vec![Row::new(
            "Hosts",
            [
                Panel::stat("Hosts that answer", Unit::Short, format!("sum({})", of("probe_success")))
                    .width(Width::Quarter),
                Panel::stat(
                    "Hosts that do not",
                    Unit::Short,
                    format!("count({} == 0) or vector(0)", of("probe_success")),
                )
                .threshold(1.0, Color::Red)
                .width(Width::Quarter),
                Panel::stat("Days to the first expiry", Unit::Short, format!("min({days})"))
                    .threshold(0.0, Color::Red)
                    .threshold(14.0, Color::Green)
                    .width(Width::Quarter),
                Panel::stat("Availability in this time", Unit::Share, format!("avg({availability})"))
                    .width(Width::Quarter),
                Panel::time_series(
                    "Answers",
                    Unit::Short,
                    [Target::new(of("probe_success"), "{{instance}}")],
                )
                .min(0.0)
                .max(1.0),
                Panel::time_series(
                    "Time to an answer",
                    Unit::Seconds,
                    [Target::new(of("probe_duration_seconds"), "{{instance}}")],
                ),
                Panel::stacked(
                    "Where the time goes",
                    Unit::Seconds,
                    [Target::new(
                        format!("avg by (phase) ({})", of("probe_http_duration_seconds")),
                        "{{phase}}",
                    )],
                ),
                Panel::time_series(
                    "Days of the certificate",
                    Unit::Short,
                    [Target::new(days, "{{instance}}")],
                ),
            ],
        )],
        ..Dashboard::default()
    }
}
