//! The names of the files of a component.
//!
//! The only object of its kind, and the one that is named like the component, is `service.yaml`; any other carries its
//! name, `service-metrics.yaml`, so that a second Service does not rename the file of the first. What still collides
//! gets its namespace, then its API group, then a digest. Everything is lower case: two names of one folder differ
//! on every disk.

use std::borrow::Cow;
use std::collections::BTreeMap;

use hagen_kube::{Manifest, digest};

/// Longer names are cut and told apart by a digest; disks take 255 bytes.
const LONGEST: usize = 200;

/// How much a name tells: each level more than the one before.
const LEVELS: u8 = 5;

/// A file name without `.yaml` for each object of a component, in their order. `taken` are the names of other files.
pub(super) fn stems(objects: &[&Manifest], component: &str, taken: &[String]) -> Vec<String> {
    let words: Vec<Cow<'static, str>> = objects.iter().map(|object| word(object.kind())).collect();
    let of_word = count(words.iter().map(AsRef::as_ref));
    let is_free = |word: &str| is_name(word) && !taken.iter().any(|name| name == word);
    // One of each kind, as nearly every component has.
    if of_word.len() == words.len() && words.iter().all(|word| is_free(word)) {
        return words.iter().map(ToString::to_string).collect();
    }
    let is_plain = |at: usize| of_word[&*words[at]] == 1 || objects[at].name() == component;
    let mut levels: Vec<u8> = (0..objects.len()).map(|at| u8::from(!is_plain(at))).collect();
    loop {
        let names: Vec<String> =
            (0..objects.len()).map(|at| stem(objects[at], &words[at], levels[at], at)).collect();
        let uses = count(names.iter().chain(taken).map(String::as_str));
        let mut is_settled = true;
        for (name, level) in names.iter().zip(&mut levels) {
            if uses[name.as_str()] > 1 && *level < LEVELS {
                *level += 1;
                is_settled = false;
            }
        }
        drop(uses);
        if is_settled {
            return names;
        }
    }
}

fn count<'n>(names: impl Iterator<Item = &'n str>) -> BTreeMap<&'n str, usize> {
    let mut uses = BTreeMap::new();
    for name in names {
        *uses.entry(name).or_default() += 1;
    }
    uses
}

fn stem(object: &Manifest, word: &str, level: u8, at: usize) -> String {
    let (group, namespace, name) = (object.group(), object.namespace().unwrap_or("cluster"), object.name());
    let group = if group.is_empty() { "core" } else { group };
    let identity = || digest(&format!("{group}/{}/{namespace}/{name}", object.kind()));
    let whole = match level {
        0 => word.to_owned(),
        1 => format!("{word}-{name}"),
        2 => format!("{word}-{namespace}-{name}"),
        3 => format!("{word}-{group}-{namespace}-{name}"),
        4 => format!("{word}-{name}-{}", identity()),
        // One object twice: an error that is reported elsewhere, and still two files.
        _ => format!("{word}-{name}-{}-{at}", identity()),
    };
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '-' };
    let name: String = whole.chars().map(|c| plain(c).to_ascii_lowercase()).collect();
    if name.len() <= LONGEST { name } else { format!("{}-{}", &name[..LONGEST - 9], digest(&whole)) }
}

/// Whether a word can be the name of a file as it is.
fn is_name(word: &str) -> bool {
    let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
    word.len() <= LONGEST && word.bytes().all(is_plain)
}

/// The word for a kind: what people call it, or the kind's own words with dashes.
fn word(kind: &str) -> Cow<'static, str> {
    Cow::Borrowed(match kind {
        "HorizontalPodAutoscaler" => "hpa",
        "PodDisruptionBudget" => "pdb",
        "PersistentVolumeClaim" => "pvc",
        "CustomResourceDefinition" => "crd",
        "ConfigMap" => "configmap",
        "StatefulSet" => "statefulset",
        "DaemonSet" => "daemonset",
        "CronJob" => "cronjob",
        _ => return Cow::Owned(dashed(kind)),
    })
}

/// `HTTPRoute` → `http-route`, `ServiceMonitor` → `service-monitor`.
fn dashed(kind: &str) -> String {
    let mut word = String::with_capacity(kind.len() + 3);
    let mut last = None;
    for (at, letter) in kind.char_indices() {
        let next = || kind[at..].chars().nth(1);
        let is_lower = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_lowercase());
        if letter.is_ascii_uppercase() && last.is_some() && (is_lower(last) || is_lower(next())) {
            word.push('-');
        }
        word.push(letter.to_ascii_lowercase());
        last = Some(letter);
    }
    word
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hagen_yaml::value;

    use super::*;

    fn object(api_version: &'static str, kind: &str, namespace: &str, name: &str) -> Manifest {
        let (kind, namespace, name) = (kind.to_owned(), namespace.to_owned(), name.to_owned());
        let object = value!({"apiVersion": api_version, "kind": kind,
            "metadata": {"name": name, "namespace": namespace}});
        Manifest::from_value(object).unwrap()
    }

    fn named(objects: &[Manifest], taken: &[&str]) -> Vec<String> {
        let taken: Vec<String> = taken.iter().map(|name| (*name).to_owned()).collect();
        stems(&objects.iter().collect::<Vec<_>>(), "shop", &taken)
    }

    #[test]
    fn kinds_are_called_as_people_call_them() {
        let kinds = [
            "Deployment",
            "HTTPRoute",
            "ServiceMonitor",
            "CSIDriver",
            "HorizontalPodAutoscaler",
            "postgresql",
        ];
        let words: Vec<_> = kinds.iter().map(|kind| word(kind)).collect();
        assert_eq!(words, ["deployment", "http-route", "service-monitor", "csi-driver", "hpa", "postgresql"]);
    }

    #[test]
    fn a_second_object_does_not_rename_the_first() {
        let own = object("v1", "Service", "a", "shop");
        let other = object("v1", "Service", "a", "shop-metrics");
        assert_eq!(named(std::slice::from_ref(&own), &[]), ["service"]);
        assert_eq!(named(std::slice::from_ref(&other), &[]), ["service"]);
        assert_eq!(named(&[own, other], &[]), ["service", "service-shop-metrics"]);
    }

    #[test]
    fn what_collides_says_more() {
        let objects = [
            object("v1", "Service", "a", "x"),
            object("v1", "Service", "b", "x"),
            object("serving.example.com/v1", "Service", "b", "x"),
            object("v1", "Service", "b", "X"),
        ];
        assert_eq!(
            named(&objects, &[]),
            ["service-a-x", "service-x-0ebac3dc", "service-serving.example.com-b-x", "service-x-eeba917c"]
        );
    }

    #[test]
    fn other_files_keep_their_names() {
        let objects = [object("example.com/v1", "Values", "a", "x")];
        assert_eq!(named(&objects, &[]), ["values"]);
        assert_eq!(named(&objects, &["values"]), ["values-x"]);
    }

    #[test]
    fn long_and_odd_names_are_told_apart() {
        let (long, same) = ("n".repeat(240), "n".repeat(241));
        let objects = [
            object("v1", "ConfigMap", "a", &long),
            object("v1", "ConfigMap", "a", &same),
            object("rbac.authorization.k8s.io/v1", "ClusterRole", "a", "system:ä/b"),
            object("rbac.authorization.k8s.io/v1", "ClusterRole", "a", "c"),
            object("v1", "Service", "a", "twice"),
            object("v1", "Service", "a", "twice"),
        ];
        let names = named(&objects, &[]);
        assert_eq!(names[2], "cluster-role-system---b");
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), objects.len());
        let fits = |name: &String| name.len() <= LONGEST && name.is_ascii();
        assert!(names.iter().all(fits), "{names:?}");
    }
}
