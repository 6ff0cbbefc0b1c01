//! Faults that were put into good objects: each is found at its place, and nothing else is.
//!
//! A document of `bad/*.yaml` begins with its findings, each a comment line.

use hagen_check::schema::{Finding, Minor};

use super::{check, documents};

macro_rules! bad {
    ($($name:ident $file:literal),* $(,)?) => {
        $(#[test] fn $name() { check_all(include_str!(concat!("bad/", $file, ".yaml"))); })*
    };
}

bad! {
    amounts "amounts",
    contradictions "contradictions",
    custom_resources "custom-resources",
    duplicates "duplicates",
    empty_values "empty-values",
    jobs_and_scaling "jobs-and-scaling",
    kinds_that_are_not_there "kinds-that-are-not-there",
    missing_fields "missing-fields",
    nameless "nameless",
    names_and_labels "names-and-labels",
    network "network",
    nulls "nulls",
    numbers_out_of_range "numbers-out-of-range",
    pods "pods",
    storage "storage",
    unknown_fields "unknown-fields",
    values_that_are_not_possible "values-that-are-not-possible",
    wrong_types "wrong-types",
}

fn check_all(text: &str) {
    for case in text.split("---\n") {
        let expected: Vec<&str> = case.lines().map_while(|line| line.strip_prefix("# ")).collect();
        assert!(!expected.is_empty(), "a case says what is found in it: {case}");
        let [object] = &documents(case)[..] else { panic!("one object: {case}") };
        let found: Vec<String> = check(object, Minor::NEWEST).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{case}");
    }
}

#[test]
fn a_kind_of_another_minor_names_it() {
    let [object] = &documents("{apiVersion: resource.k8s.io/v1, kind: DeviceClass, metadata: {name: a}}")[..]
    else {
        panic!("one object")
    };
    let found = check(object, Minor::SUPPORTED[0]);
    let message = "there is no kind `DeviceClass` in `resource.k8s.io/v1` in Kubernetes 1.32: \
                   there is in 1.34, 1.35, 1.36";
    assert_eq!(found[0].message, message);
}

#[test]
fn one_fault_hides_no_other() {
    let [object] = &documents(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: A }\nspec:\n  replicas: many\n  \
         template:\n    spec:\n      containers: [{ name: a, image: '', port: 80 }]\n",
    )[..] else {
        panic!("one object")
    };
    let found = check(object, Minor::NEWEST);
    let places: Vec<String> = found.iter().map(Finding::place).collect();
    let container = "spec.template.spec.containers[0]";
    let expected = [
        "spec.replicas",
        &format!("{container}.image"),
        &format!("{container}.port"),
        "spec",
        "metadata.name",
    ];
    assert_eq!(places, expected);
}
