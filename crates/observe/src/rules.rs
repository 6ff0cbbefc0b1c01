//! Alerts and recorded series, as a `PrometheusRule` with a runbook for each alert.

use std::collections::{BTreeMap, BTreeSet};

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_kube::custom::monitoring as object;
use hagen_kube::{Duration, Manifest};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::runbook::{self, Runbook};

/// Rules that are evaluated one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The name, unique within the object.
    pub name: String,
    /// How often. Absent: as often as the Prometheus evaluates everything.
    pub interval: Option<Duration>,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// A rule of a Prometheus.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// Tells when somebody has to come.
    Alert(Alert),
    /// Computes a series ahead.
    Record(Record),
}

/// When somebody has to come, and what they have to know.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// The name, in the form of `PostgresWithoutPrimary`: the same for all components of a kind.
    pub name: &'static str,
    /// How soon.
    pub severity: Severity,
    /// PromQL: it fires for each series that this gives.
    pub expr: String,
    /// How long that must hold before it fires; five minutes if nothing else is said.
    pub hold: Duration,
    /// How long it goes on firing once it no longer holds, for what comes and goes.
    pub keep_firing: Option<Duration>,
    /// What is the matter, in one line that names the component: a Go template with `$labels` and `$value`.
    pub summary: String,
    /// What it means here and where to begin, with the real names: a Go template too.
    pub description: String,
    /// Labels beside `severity`, `environment` and `component`, which every alert has. What watches others on behalf of
    /// their environments says `environment` itself: `{{ $labels.environment }}`.
    pub labels: BTreeMap<&'static str, String>,
    /// What to do.
    pub runbook: Runbook,
}

/// A series that is computed ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its name, in the customary form `level:metric:operations`.
    pub name: String,
    /// PromQL.
    pub expr: String,
    /// Labels that it gets.
    pub labels: BTreeMap<&'static str, String>,
}

/// How soon somebody has to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// At once, at night too: users notice, or data is in danger.
    Critical,
    /// In working hours: it gets worse if nobody does anything.
    Warning,
    /// Nobody: worth knowing beside other alerts.
    Info,
}

impl Severity {
    /// The value of the label `severity`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl Default for Alert {
    fn default() -> Self {
        Self {
            name: "",
            severity: Severity::Warning,
            expr: String::new(),
            hold: minutes(5),
            keep_firing: None,
            summary: String::new(),
            description: String::new(),
            labels: BTreeMap::new(),
            runbook: Runbook::default(),
        }
    }
}

impl Group {
    /// Rules that are evaluated as often as everything.
    pub fn new(name: impl Into<String>, rules: impl IntoIterator<Item = impl Into<Rule>>) -> Self {
        Self { name: name.into(), interval: None, rules: rules.into_iter().map(Into::into).collect() }
    }

    /// The alerts in it.
    pub fn alerts(&self) -> impl Iterator<Item = &Alert> {
        self.rules.iter().filter_map(|rule| if let Rule::Alert(alert) = rule { Some(alert) } else { None })
    }
}

impl From<Alert> for Rule {
    fn from(alert: Alert) -> Self {
        Self::Alert(alert)
    }
}

impl From<Record> for Rule {
    fn from(record: Record) -> Self {
        Self::Record(record)
    }
}

/// So many minutes.
pub const fn minutes(minutes: u64) -> Duration {
    Duration::seconds(minutes * 60)
}

/// The object with the rules of a component, and the runbooks of its alerts. Nothing where no Prometheus reads rules,
/// or where there are none.
pub fn artifacts(cx: &Context<'_>, metadata: &ObjectMeta, groups: &[Group]) -> Vec<Artifact> {
    if cx.site.shared.prometheus.is_none() || groups.iter().all(|group| group.rules.is_empty()) {
        return Vec::new();
    }
    let spec =
        object::PrometheusRule { groups: groups.iter().map(|group| group_object(cx, group)).collect() };
    let mut artifacts = vec![Artifact::from(Manifest::custom(metadata, &spec))];
    let mut seen = BTreeSet::new();
    let alerts = groups.iter().flat_map(Group::alerts).filter(|alert| seen.insert(alert.name));
    artifacts.extend(alerts.map(|alert| alert.runbook.page(alert.name).into()));
    artifacts
}

fn group_object(cx: &Context<'_>, group: &Group) -> object::RuleGroup {
    let rule = |rule: &Rule| match rule {
        Rule::Alert(alert) => alert_object(cx, alert),
        Rule::Record(record) => record_object(record),
    };
    object::RuleGroup {
        name: group.name.clone(),
        interval: group.interval.map(Duration::go),
        rules: group.rules.iter().map(rule).collect(),
    }
}

fn alert_object(cx: &Context<'_>, alert: &Alert) -> object::Rule {
    let mut labels = alert.labels.clone();
    labels.insert("severity", alert.severity.word().to_owned());
    labels.entry("environment").or_insert_with(|| cx.site.scope().to_owned());
    labels.entry("component").or_insert_with(|| cx.id.folder());
    let (annotation, page) = runbook::annotation(&cx.site, alert.name);
    let annotations = BTreeMap::from([
        ("summary", alert.summary.clone()),
        ("description", alert.description.clone()),
        (annotation, page),
    ]);
    object::Rule {
        alert: Some(alert.name.to_owned()),
        expr: alert.expr.clone(),
        hold: Some(alert.hold.go()),
        keep_firing_for: alert.keep_firing.map(Duration::go),
        labels: Some(labels),
        annotations: Some(annotations),
        ..object::Rule::default()
    }
}

fn record_object(record: &Record) -> object::Rule {
    object::Rule {
        record: Some(record.name.clone()),
        expr: record.expr.clone(),
        labels: (!record.labels.is_empty()).then(|| record.labels.clone()),
        ..object::Rule::default()
    }
}
