//! Words that people know from kubectl, Helm and Compose lead to hagen's own; and what stands at the wrong depth is told
//! where it belongs.

use std::collections::{BTreeMap, BTreeSet};

use hagen::{Blueprint, Source, compile_text};
use hagen_core::section::{Section, SectionInfo, Shape};

const HEAD: &str = "apiVersion: hagen/v1alpha1
kind: Blueprint
name: shop
delivery: { git: { repoURL: https://git.example.com/deploy.git } }
";

/// The help of the only error of a blueprint.
fn help(rest: &str) -> String {
    let source = Source { name: "blueprint.yaml".into(), text: format!("{HEAD}{rest}").into_bytes() };
    let found = compile_text(source, &BTreeMap::new()).diagnostics;
    let errors: Vec<_> = found.iter().filter(|it| it.is_error()).collect();
    let [error] = errors[..] else { panic!("{rest}: {errors:#?}") };
    assert_eq!(error.code.id, "HG0101", "{rest}: {error:?}");
    error.help.clone().unwrap_or_default()
}

#[test]
fn words_of_other_tools_lead_to_ours() {
    let app = |key: &str| {
        help(&format!(
            "apps:\n  web: {{ image: registry.example.com/web:1.0, port: 80, health: /up, {key}: x }}\n"
        ))
    };
    for (written, meant) in [
        ("env", "config"),
        ("environment", "config"),
        ("ingress", "expose"),
        ("service", "port"),
        ("replicaCount", "replicas"),
        ("replica-count", "replicas"),
        ("hpa", "replicas"),
        ("memory", "resources"),
        ("livenessProbe", "health"),
        ("imagePullSecrets", "pullSecret"),
        ("depends_on", "uses"),
        ("entrypoint", "command"),
        ("user", "runAsUser"),
        ("serviceAccount", "kubernetesApi"),
    ] {
        let said = app(written);
        assert!(said.starts_with(&format!("it is `{meant}` here, ")), "{written}: {said}");
    }
    for (written, meant) in [
        ("host", "it belongs into `expose`"),
        ("max", "it belongs into `replicas`"),
        ("liveness", "it belongs into `health`"),
        ("drain_time", "did you mean `drainTime`?"),
        ("timeZone", "it belongs into `schedule`"),
        ("environments", "it belongs to the top level, further out"),
        ("porst", "did you mean `ports`?"),
    ] {
        assert_eq!(app(written), meant, "{written}");
    }
    assert!(app("pdb").contains("PodDisruptionBudget"));
    assert!(app("zzz").starts_with("the keys here are `image`, "));
}

#[test]
fn what_stands_too_far_in_or_out_is_told_where_it_belongs() {
    for (rest, said) in [
        ("git: { revision: main }\n", "it belongs into `delivery`"),
        (
            "spec: { apps: {} }\n",
            "a blueprint is no object of Kubernetes: its sections, such as `apps`, stand at the top level",
        ),
        ("prometheus: { retention: 7d }\n", "it belongs into `monitoring`"),
        ("redis: {}\n", "it is `caches` here, each under a name: `caches: { main: { … } }`"),
        (
            "certificates: { acme: { acme: { email: ops@example.com } } }\n\
             apps:\n  web: { image: registry.example.com/web:1.0, port: 80, health: /up, \
             expose: { host: a.example.com, replicas: 3 } }\n",
            "it belongs to `apps.web`, further out",
        ),
        (
            "buckets:\n  backups:\n    engine:\n      external:\n        endpoint: https://s3.example.net\n        \
             accessKeyId: backups/id\n        secretAccessKey: backups/key\n      bucket: shop\n",
            "does it belong into `external`?",
        ),
        (
            "postgres:\n  main:\n    storage: 1Gi\n    engine: { cloudnative-pg: {}, zalando: {} }\n",
            "it is one of `cloudnative-pg`, `zalando` and `external`",
        ),
    ] {
        assert_eq!(help(rest), said, "{rest}");
    }
}

#[test]
fn what_is_missing_is_told_with_a_value() {
    let source = Source { name: "blueprint.yaml".into(), text: b"apps: { web: {} }\n".to_vec() };
    let found = compile_text(source, &BTreeMap::new()).diagnostics;
    let helps: Vec<&str> = found.iter().filter_map(|it| it.help.as_deref()).collect();
    for expected in [
        "for example `apiVersion: hagen/v1alpha1`",
        "for example `kind: Blueprint`",
        "for example `name: shop`",
    ] {
        assert!(helps.contains(&expected), "{helps:#?}");
    }
}

/// All sections of a blueprint.
fn sections(shape: Shape, found: &mut BTreeMap<&'static str, &'static SectionInfo>) {
    match shape {
        Shape::Optional(inner) | Shape::List(inner) | Shape::Map(_, inner) => sections(inner(), found),
        Shape::Either(one, other) => {
            sections(one(), found);
            sections(other(), found);
        }
        Shape::Choice(choices) => {
            for inner in choices.iter().filter_map(|choice| choice.inner) {
                sections(inner(), found);
            }
        }
        Shape::Section(info) if !found.contains_key(info.name) => {
            found.insert(info.name, info);
            info.fields.iter().for_each(|field| sections((field.shape)(), found));
        }
        _ => {}
    }
}

#[test]
fn a_word_leads_to_one_key() {
    let mut all = BTreeMap::new();
    sections(Shape::Section(&Blueprint::INFO), &mut all);
    let mut words = 0;
    for info in all.values() {
        let mut known: BTreeSet<String> = info.fields.iter().map(|field| field.key.to_lowercase()).collect();
        let here = info.retired.iter().map(|retired| retired.word);
        for word in info.fields.iter().flat_map(|field| field.also).copied().chain(here) {
            assert!(known.insert(word.to_lowercase()), "`{word}` of {} means two things", info.name);
            words += 1;
        }
    }
    println!("figure mutations: {words} words of other tools, each with where it leads");
    assert!(words > 200, "{words}");
}
