//! Files that are something else altogether: one sentence about the file says more than one about each of its keys.

use hagen_core::section::Section;
use hagen_core::{Diagnostic, Path, Place};
use hagen_yaml::Node;

use crate::blueprint::Blueprint;
use crate::codes;
use crate::queries::text;

/// What a file is, and what to do with it, if it is no blueprint: it says so itself, or has none of the keys of one.
pub(crate) fn stranger(root: &Node) -> Option<Diagnostic> {
    let said = |key| root.get(key).and_then(text);
    let (version, kind) = (said("apiVersion"), said("kind"));
    let is_ours = version.is_some_and(|version| version.starts_with("hagen/")) || kind == Some("Blueprint");
    if is_ours {
        return None;
    }
    let (message, help, place) = match (version, kind) {
        (Some(version), Some(kind)) => {
            let is_object = root.get("metadata").is_some() || version.starts_with(KUSTOMIZE);
            if !is_object {
                return None;
            }
            let (what, help) = object(version, kind);
            (format!("this is {what}, no blueprint"), help, Path::of(["kind"]))
        }
        _ if root.entries()?.iter().any(|entry| is_known(&entry.key)) => return None,
        _ => ("this is no blueprint".to_owned(), unknown(root)?, Path::ROOT),
    };
    let help = format!("{help}; `hagen init` writes a blueprint to start from");
    Some(Diagnostic::new(&codes::NO_BLUEPRINT, Place::value(place), message).help(help))
}

fn object(version: &str, kind: &str) -> (String, &'static str) {
    match (version.split_once('/').map_or("", |(group, _)| group), kind) {
        (KUSTOMIZE, _) => (
            format!("a {kind} of kustomize"),
            "what it changes goes into `patches`, or into an `overlay` of an environment",
        ),
        ("argoproj.io", "Application" | "ApplicationSet" | "AppProject") => {
            (format!("an {kind} of Argo CD"), "hagen writes those itself")
        }
        _ => (
            format!("an object of Kubernetes, of the kind {kind}"),
            "objects of your own are files under `manifests`",
        ),
    }
}

fn unknown(root: &Node) -> Option<&'static str> {
    let has = |key| root.get(key).is_some();
    match root.entries()? {
        // There is too little to tell by.
        entries if entries.iter().all(|entry| is_key(&entry.key)) => None,
        _ if has("services") && root.entries()?.iter().all(|entry| COMPOSE.contains(&entry.key.as_str())) => {
            Some("what a Compose file has under `services` goes into `apps`, `postgres`, `caches` or `kafka`")
        }
        _ if has("appVersion") || has("version") && has("apiVersion") => {
            Some("a chart of your own is released by `charts`")
        }
        _ => Some("values of a Helm chart go into `values`, or into the chart's own under `charts`"),
    }
}

/// The group of what kustomize reads, which has no metadata.
const KUSTOMIZE: &str = "kustomize.config.k8s.io";
/// The keys of a Compose file.
const COMPOSE: [&str; 7] = ["configs", "name", "networks", "secrets", "services", "version", "volumes"];

fn is_key(key: &str) -> bool {
    Blueprint::INFO.fields.iter().any(|field| field.key == key)
}

/// Whether a key is one of a blueprint, and of little else.
fn is_known(key: &str) -> bool {
    is_key(key) && key != "apiVersion" && !COMPOSE.contains(&key)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::{Source, compile_text};

    fn told(text: &str) -> Vec<(&'static str, String)> {
        let source = Source { name: "blueprint.yaml".into(), text: text.as_bytes().to_vec() };
        let found = compile_text(source, &BTreeMap::new()).diagnostics;
        found.iter().map(|it| (it.code.id, it.help.clone().unwrap_or_default())).collect()
    }

    #[test]
    fn a_file_that_is_something_else_is_called_what_it_is() {
        for (text, words) in [
            (
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: {}\n",
                "under `manifests`",
            ),
            (
                "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {}\n",
                "hagen writes those itself",
            ),
            (
                "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n",
                "`patches`",
            ),
            ("version: \"3\"\nname: shop\nservices: { web: { image: nginx } }\n", "a Compose file"),
            ("apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: 1.0.0\n", "a chart of your own"),
            ("replicaCount: 3\nimage: { repository: nginx }\n", "values of a Helm chart"),
        ] {
            let told = told(text);
            let [(code, help)] = &told[..] else { panic!("{text}: {told:?}") };
            assert_eq!(*code, "HG0220");
            assert!(help.contains(words), "{help}");
        }
    }

    #[test]
    fn a_blueprint_with_mistakes_at_its_head_stays_one() {
        for text in [
            "apps: { web: {} }\n",
            "apiVersion: hagen/v1\nkind: Deployment\nname: shop\n",
            "apiVersion: hagn/v1alpha1\nkind: Bluprint\nname: shop\n",
            "apiVersion: v1\nkind: Blueprint\nname: shop\n",
            "name: shop\n",
            "name: shop\npostgres: { main: { storage: 1Gi } }\n",
        ] {
            assert!(told(text).iter().all(|(code, _)| *code != "HG0220"), "{text}");
        }
    }
}
