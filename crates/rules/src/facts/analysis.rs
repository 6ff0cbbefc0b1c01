//! What is remembered of how new versions are judged: what a template asks for, and what a rollout gives it.

use hagen_core::Step;
use hagen_kube::Manifest;
use hagen_yaml::Value;

use super::reference::{analysis_key, walk};
use crate::finding::{IntoStep, Subject, steps};
use crate::labels::hash;
use crate::pod::{items, text};

/// An `AnalysisTemplate`, or one for the whole cluster.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) subject: Subject,
    /// What stands for it.
    pub(crate) key: u64,
    pub(crate) args: Box<[Arg]>,
    pub(crate) metrics: Box<[Metric]>,
    /// What stands for the templates that it brings along.
    pub(crate) brings: Box<[u64]>,
}

/// What a template wants to be told.
#[derive(Debug)]
pub(crate) struct Arg {
    pub(crate) name: Box<str>,
    /// What stands for its value, if it has one.
    pub(crate) value: Option<u64>,
    /// Whether it has one, or a place where it is from.
    pub(crate) is_set: bool,
}

/// What a template measures.
#[derive(Debug)]
pub(crate) struct Metric {
    pub(crate) name: Box<str>,
    /// Whether it is measured again and again, without an end.
    pub(crate) is_endless: bool,
}

/// Where a rollout has itself judged.
#[derive(Debug)]
pub(crate) struct Analysis {
    pub(crate) subject: Subject,
    /// The way to it.
    pub(crate) way: Vec<Step>,
    /// The templates, each with what stands for it.
    pub(crate) templates: Box<[(u64, Box<str>)]>,
    /// The names of what is given.
    pub(crate) given: Box<[Box<str>]>,
    /// Whether the rollout waits for its end.
    pub(crate) is_awaited: bool,
}

impl Template {
    /// Of an object, if it is one.
    pub(crate) fn of(subject: &Subject, namespace: u64, manifest: &Manifest) -> Option<Self> {
        let is_of_cluster = match manifest.kind() {
            "AnalysisTemplate" => false,
            "ClusterAnalysisTemplate" => true,
            _ => return None,
        };
        let spec = manifest.value().get("spec")?;
        // One of the cluster brings along what is in the namespace of each rollout: nobody sees which.
        let brought_from = if is_of_cluster { 0 } else { namespace };
        Some(Self {
            subject: subject.clone(),
            key: analysis_key(is_of_cluster, namespace, manifest.name()),
            args: items(spec.get("args")).filter_map(arg).collect(),
            metrics: items(spec.get("metrics")).filter_map(metric).collect(),
            brings: named(spec, brought_from).map(|(key, _)| key).collect(),
        })
    }
}

fn arg(arg: &Value) -> Option<Arg> {
    let value = arg.get("value").filter(|value| **value != Value::Null);
    Some(Arg {
        name: text(arg, &["name"])?.into(),
        value: value.and_then(Value::as_str).map(hash),
        is_set: value.is_some() || arg.get("valueFrom").is_some(),
    })
}

fn metric(metric: &Value) -> Option<Metric> {
    let is_counted = metric.get("count").is_some_and(|count| count.as_int() != Some(0));
    let is_endless = !is_counted && text(metric, &["interval"]).is_some_and(|interval| !interval.is_empty());
    Some(Metric { name: text(metric, &["name"])?.into(), is_endless })
}

/// The templates that are named, each with what stands for it.
fn named(value: &Value, namespace: u64) -> impl Iterator<Item = (u64, &str)> {
    items(value.get("templates")).filter_map(move |named| one(named, namespace))
}

fn one(named: &Value, namespace: u64) -> Option<(u64, &str)> {
    let is_of_cluster = named.get("clusterScope").and_then(Value::as_bool) == Some(true);
    let name = text(named, &["templateName"])?;
    Some((analysis_key(is_of_cluster, namespace, name), name))
}

/// Where an analysis may stand in a rollout, and whether its end is awaited there.
const PLACES: [(&str, bool); 4] = [
    ("spec.strategy.canary.analysis", false),
    ("spec.strategy.canary.steps[].analysis", true),
    ("spec.strategy.blueGreen.prePromotionAnalysis", true),
    ("spec.strategy.blueGreen.postPromotionAnalysis", true),
];
const EXPERIMENTS: &str = "spec.strategy.canary.steps[].experiment.analyses[]";

/// The analyses of a rollout; none of other objects.
pub(crate) fn analyses(subject: &Subject, namespace: u64, manifest: &Manifest) -> Vec<Analysis> {
    let mut found = Vec::new();
    if manifest.kind() != "Rollout" {
        return found;
    }
    let mut add = |place: &Value, way: Vec<Step>, templates: Vec<(u64, &str)>, is_awaited| {
        found.push(Analysis {
            subject: subject.clone(),
            way,
            templates: templates.into_iter().map(|(key, name)| (key, name.into())).collect(),
            given: items(place.get("args")).filter_map(|arg| Some(text(arg, &["name"])?.into())).collect(),
            is_awaited,
        });
    };
    for (at, is_awaited) in PLACES {
        walk(manifest.value(), at, Vec::new(), &mut |place, way| {
            add(place, way, named(place, namespace).collect(), is_awaited);
        });
    }
    walk(manifest.value(), EXPERIMENTS, Vec::new(), &mut |place, way| {
        add(place, way, one(place, namespace).into_iter().collect(), false);
    });
    found
}

impl Analysis {
    /// The way to an argument that is given.
    pub(crate) fn arg_way(&self, name: &str) -> Vec<Step> {
        let at = self.given.iter().position(|given| **given == *name).unwrap_or_default();
        self.below(steps!["args", at, "name"])
    }

    /// The way to what names a template.
    pub(crate) fn template_way(&self, name: &str) -> Vec<Step> {
        let is_list = !self.way.iter().any(|step| *step == "experiment".step());
        let at = self.templates.iter().position(|(_, named)| **named == *name).unwrap_or_default();
        self.below(if is_list { steps!["templates", at, "templateName"] } else { steps!["templateName"] })
    }

    fn below(&self, more: Vec<Step>) -> Vec<Step> {
        self.way.iter().cloned().chain(more).collect()
    }
}
