//! What is remembered of references: the objects that others name, and the names in what a user wrote.

mod table;

use hagen_core::Step;
use hagen_core::target::Provided;
use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::finding::{IntoStep, Subject};
use crate::labels::{HashSet, hash};
use crate::pod;

pub(crate) use table::Target;
use table::{Field, GIVEN, OF_PODS, REFERENCES, SECRET, TARGETS, Who};

/// An object that others may name.
#[derive(Debug)]
pub(crate) struct There {
    /// Its kind, namespace and name.
    pub(crate) key: u64,
    /// Its name, where few are of its kind: the one that was meant may be among them.
    pub(crate) name: Option<Box<str>>,
    /// Its kind and namespace.
    pub(crate) shelf: u64,
}

/// A name that a user wrote, of an object that has to be there.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) subject: Subject,
    pub(crate) target: &'static Target,
    /// The namespace of what is named.
    pub(crate) namespace: u64,
    pub(crate) name: Box<str>,
    /// The key that is read of a Secret or ConfigMap, and the way to it.
    pub(crate) key: Option<(Box<str>, Vec<Step>)>,
    /// The way to the name.
    pub(crate) way: Vec<Step>,
}

impl Reference {
    /// What stands for the object that is named.
    pub(crate) fn of(&self) -> u64 {
        key(self.shelf(), &self.name)
    }

    /// What stands for all objects of the kind in the namespace.
    pub(crate) fn shelf(&self) -> u64 {
        shelf(self.target, self.namespace)
    }

    /// What stands for the object of the same name and the other reach: a `ClusterIssuer` for an `Issuer`.
    pub(crate) fn counterpart(&self) -> Option<(u64, &'static str)> {
        let other = self.target.counterpart()?;
        Some((key(shelf(other, self.namespace), &self.name), other.kind))
    }

    /// The objects of the kind that the cluster has without anybody's doing.
    pub(crate) fn given(&self) -> impl Iterator<Item = &'static str> + use<> {
        let kind = self.target.kind;
        GIVEN.iter().filter(move |(of, _)| *of == kind).map(|(_, name)| *name)
    }

    /// Whether the cluster has the object without anybody's doing.
    pub(crate) fn is_given(&self) -> bool {
        // Google's are there from the beginning.
        GIVEN.contains(&(self.target.kind, &self.name))
            || self.target.kind == "GatewayClass" && self.name.starts_with("gke-")
    }

    /// Whether others than those who are seen here make objects of the kind, under names of theirs.
    pub(crate) fn is_of_anybody(&self) -> bool {
        self.target.kind == "ClusterRole"
    }

    /// What brings objects of the kind along, where a cluster may have it already.
    pub(crate) fn provider(&self) -> Option<Provided> {
        self.target.provider
    }
}

fn shelf(target: &Target, namespace: u64) -> u64 {
    let namespace = if target.is_of_cluster { 0 } else { namespace };
    hash(target.kind) ^ hash(target.group).rotate_left(7) ^ namespace.rotate_left(23)
}

fn key(shelf: u64, name: &str) -> u64 {
    shelf.rotate_left(11) ^ hash(name)
}

/// What stands for a template of measurements.
pub(crate) fn analysis_key(is_of_cluster: bool, namespace: u64, name: &str) -> u64 {
    let target = if is_of_cluster { &table::CLUSTER_ANALYSIS } else { &table::ANALYSIS };
    key(shelf(target, namespace), name)
}

/// What an object is, for those that name it.
pub(crate) fn there(manifest: &Manifest, namespace: u64) -> Option<There> {
    let is = |target: &&&Target| target.kind == manifest.kind() && target.group == manifest.group();
    let target = TARGETS.iter().find(is)?;
    let shelf = shelf(target, namespace);
    let name = (!target.is_of_charts).then(|| manifest.name().into());
    Some(There { key: key(shelf, manifest.name()), name, shelf })
}

/// What a ConfigMap of a user holds.
#[derive(Debug)]
pub(crate) struct Config {
    /// What stands for the object.
    pub(crate) key: u64,
    pub(crate) names: Box<[Box<str>]>,
}

impl Config {
    /// Of an object, if it is one.
    pub(crate) fn of(manifest: &Manifest, namespace: u64) -> Option<Self> {
        let key = there(manifest, namespace).filter(|_| manifest.kind() == "ConfigMap")?.key;
        let names =
            ["data", "binaryData"].into_iter().filter_map(|list| manifest.value().get(list)?.as_map());
        Some(Self { key, names: names.flatten().map(|(name, _)| (**name).into()).collect() })
    }
}

/// The names in an object that a user wrote, or a part of it.
pub(crate) fn references(subject: &Subject, namespace: u64, manifest: &Manifest) -> Vec<Reference> {
    let mut found = Vec::new();
    let has_maker = makes_certificates(manifest);
    let is = |(group, kinds): (&str, &str)| {
        group == manifest.group() && kinds.split(' ').any(|kind| kind == manifest.kind())
    };
    let mut add = |known: &Field, place: &Value, way: Vec<Step>| {
        let Some(target) = target(&known.who, place) else { return };
        let Some((elsewhere, name)) = named(place, known) else { return };
        if has_maker && target.kind == SECRET.kind {
            return;
        }
        let step = (!known.name.is_empty()).then(|| known.name.step());
        for key in keys_read(place, &way) {
            found.push(Reference {
                subject: subject.clone(),
                target,
                namespace: elsewhere.map_or(namespace, hash),
                name: name.into(),
                key,
                way: way.iter().cloned().chain(step.clone()).collect(),
            });
        }
    };
    for known in REFERENCES.iter().filter(|known| is((known.group, known.kinds))) {
        walk(manifest.value(), known.at, Vec::new(), &mut |place, way| add(known, place, way));
    }
    let pod = pod::kind(manifest).and_then(|(_, base)| Some((base, manifest.value().at(base)?.get("spec")?)));
    for (known, (base, spec)) in OF_PODS.iter().filter_map(|known| Some((known, pod?))) {
        let steps = base.iter().copied().chain(["spec"]).map(IntoStep::step).collect();
        walk(spec, known.at, steps, &mut |place, way| add(known, place, way));
    }
    found
}

/// The keys that are read of what a place names, each with the way to it; the one `None` where all of it is read.
fn keys_read(place: &Value, way: &[Step]) -> Vec<Option<(Box<str>, Vec<Step>)>> {
    let key = |place: &Value, more: Vec<Step>| {
        let key = place.get("key").and_then(Value::as_str)?;
        Some((key.into(), way.iter().cloned().chain(more).chain(["key".step()]).collect()))
    };
    let listed = place.get("items").and_then(Value::as_list).unwrap_or_default().iter().enumerate();
    let listed: Vec<_> = listed.map(|(at, item)| key(item, vec!["items".step(), at.step()])).collect();
    if listed.is_empty() { vec![key(place, Vec::new())] } else { listed }
}

/// Whether cert-manager makes the certificates that an Ingress or a Gateway names.
fn makes_certificates(manifest: &Manifest) -> bool {
    let annotations = manifest.value().at(&["metadata", "annotations"]).and_then(Value::as_map);
    annotations.into_iter().flatten().any(|(key, _)| key.starts_with("cert-manager.io/"))
}

const LABELS: &str = "metadata.labels";
const ANNOTATIONS: &str = "metadata.annotations";

fn is_of_metadata(way: &str) -> bool {
    way == LABELS || way == ANNOTATIONS
}

/// The namespace, where one is said, and the name that stand in a field.
fn named<'v>(place: &'v Value, field: &Field) -> Option<(Option<&'v str>, &'v str)> {
    if !field.name.is_empty() {
        let elsewhere = place.get("namespace").and_then(Value::as_str).filter(|_| !is_of_metadata(field.at));
        return Some((elsewhere, place.get(field.name)?.as_str().filter(|name| !name.is_empty())?));
    }
    let text = place.as_str().filter(|text| !text.contains('*'))?;
    match text.split('/').collect::<Vec<_>>()[..] {
        // All sidecars, not a gateway.
        ["mesh"] => None,
        [name] => Some((None, name)),
        // The second is a principal: `cluster.local/ns/shop/sa/web`.
        [namespace, name] | [_, "ns", namespace, "sa", name] => Some((Some(namespace), name)),
        _ => None,
    }
}

/// The kind that is named; `None` where it is none that is known, or where nothing has to be there.
fn target(who: &Who, place: &Value) -> Option<&'static Target> {
    if place.get("optional").and_then(Value::as_bool) == Some(true) {
        return None;
    }
    match who {
        Who::One(target) => Some(target),
        Who::Kind(targets) => {
            let kind = place.get("kind").and_then(Value::as_str);
            let group = place.get("group").or_else(|| place.get("apiGroup")).and_then(Value::as_str);
            let is = |target: &&&'static Target| {
                kind.is_none_or(|kind| kind == target.kind) && group.is_none_or(|group| group == target.group)
            };
            targets.iter().find(is).copied()
        }
        Who::Flag(key, yes, no) => {
            Some(if place.get(key).and_then(Value::as_bool) == Some(true) { yes } else { no })
        }
    }
}

/// Calls with everything that a way leads to: `spec.http[].route[]`, each with the steps to it.
pub(crate) fn walk<'v>(
    value: &'v Value,
    way: &str,
    steps: Vec<Step>,
    found: &mut dyn FnMut(&'v Value, Vec<Step>),
) {
    let Some((first, rest)) = way.split_once('.').or_else(|| (!way.is_empty()).then_some((way, ""))) else {
        return found(value, steps);
    };
    let (key, is_list) = first.strip_suffix("[]").map_or((first, false), |key| (key, true));
    let Some(inner) = value.get(key) else { return };
    let steps: Vec<Step> = steps.into_iter().chain([key.step()]).collect();
    if !is_list {
        return walk(inner, rest, steps, found);
    }
    for (at, element) in inner.as_list().unwrap_or_default().iter().enumerate() {
        walk(element, rest, steps.iter().cloned().chain([at.step()]).collect(), found);
    }
}

/// The objects of a cluster that may be named.
pub(crate) fn keys<'a>(there: impl Iterator<Item = &'a There>) -> HashSet<u64> {
    there.map(|it| it.key).collect()
}
