use hagen_yaml::{Value, value};

use super::library;
use crate::schema::{Kind, Minor, Problem, Schemas};

fn messages(object: &Value) -> Vec<String> {
    let findings = Schemas::new(Minor::NEWEST).check(object);
    findings.iter().map(ToString::to_string).collect()
}

fn route(rule: Value) -> Value {
    value!({
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": { "name": "shop", "namespace": "shop" },
        "spec": { "parentRefs": [{ "name": "entry" }], "rules": [rule] },
    })
}

#[test]
fn every_rule_compiles() {
    let schemas = Schemas::new(Minor::NEWEST);
    let rules: Vec<_> = schemas.kinds().flat_map(|kind: Kind<'_>| kind.rules()).collect();
    assert!(rules.len() > 1000, "{}", rules.len());
    for rule in rules.iter().filter(|rule| !rule.rule.contains("oldSelf")) {
        assert!(super::compile_rule(rule.rule).is_some(), "{}", rule.rule);
    }
}

/// The quick reader is no published part of the library: it has to read as the published one does.
#[test]
fn every_rule_is_read_alike_by_both_readers() {
    let numbers = regex_lite::Regex::new(r"\bid: \d+").unwrap();
    let shape = |read: &cel::parser::Expression| numbers.replace_all(&format!("{read:?}"), "").into_owned();
    let schemas = Schemas::new(Minor::NEWEST);
    let mut rules: Vec<String> =
        schemas.kinds().flat_map(|kind| kind.rules()).map(|rule| rule.rule.to_owned()).collect();
    rules.sort();
    rules.dedup();
    let own = [
        "a.?b.orValue(1) == 1",
        "[3, 1].sortBy(x, -x)[0] == 3",
        r#"'\n\u00e9' + r"\d""#,
        "-1 - -1u == 1.5e3",
    ];
    for rule in rules.iter().map(String::as_str).chain(own) {
        let published = library::environment().parser().parse(rule).unwrap();
        assert_eq!(shape(&library::read(rule).unwrap()), shape(&published), "{rule}");
    }
}

#[test]
fn a_broken_rule_is_told_in_the_words_of_the_definition() {
    let object = route(value!({
        "timeouts": { "request": "1s", "backendRequest": "2s" },
        "backendRefs": [{ "name": "shop", "port": 80 }],
    }));
    let findings = Schemas::new(Minor::NEWEST).check(&object);
    assert_eq!(
        findings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["spec.rules[0].timeouts: backendRequest timeout cannot be longer than request timeout"]
    );
    assert!(matches!(findings[0].problem, Problem::Rule { .. }));
}

#[test]
fn a_text_that_is_no_duration_breaks_the_rule_that_takes_it_for_one() {
    let service = |timeout: &str| {
        messages(&value!({
            "apiVersion": "networking.istio.io/v1",
            "kind": "VirtualService",
            "metadata": { "name": "shop", "namespace": "shop" },
            "spec": {
                "hosts": ["shop"],
                "http": [{
                    "timeout": timeout.to_owned(),
                    "route": [{ "destination": { "host": "shop" } }],
                }],
            },
        }))
    };
    assert_eq!(service("2s"), Vec::<String>::new());
    for wrong in ["10", "soon", "1us"] {
        assert_eq!(
            service(wrong),
            ["spec.http[0].timeout: must be a valid duration greater than 1ms"],
            "{wrong}"
        );
    }
}

#[test]
fn defaults_are_there_before_rules_are_asked() {
    let path = |value: &str| route(value!({ "matches": [{ "path": { "value": value.to_owned() } }] }));
    assert_eq!(messages(&path("/shop")), Vec::<String>::new());
    let found = messages(&path("shop"));
    assert!(found[0].contains("value must be an absolute path and start with '/'"), "{found:?}");
}

#[test]
fn a_name_that_cel_keeps_is_found() {
    let parent =
        |section: &str| value!({ "name": "entry", "namespace": "edge", "sectionName": section.to_owned() });
    let object = |second: &str| {
        let parents = Value::List(vec![parent("http"), parent(second)]);
        messages(&value!({
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "HTTPRoute",
            "metadata": { "name": "shop", "namespace": "shop" },
            "spec": { "parentRefs": parents, "rules": [{ "backendRefs": [{ "name": "shop", "port": 80 }] }] },
        }))
    };
    assert_eq!(object("https"), Vec::<String>::new());
    assert_eq!(
        object("http"),
        [
            "spec.parentRefs: sectionName must be unique when parentRefs includes 2 or more references to the same parent"
        ]
    );
}

#[test]
fn what_is_wrong_already_is_not_told_twice() {
    let object = route(value!({
        "timeouts": { "request": "soon", "backendRequest": "2s" },
        "backendRefs": [{ "name": "shop", "port": 80 }],
    }));
    let found = messages(&object);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn lists_of_listeners_have_to_differ() {
    let listener = |name: &str| value!({ "name": name.to_owned(), "port": 443, "protocol": "HTTPS", "tls": { "certificateRefs": [{ "name": "own" }] } });
    let listeners = Value::List(vec![listener("a"), listener("b")]);
    let gateway = value!({
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "Gateway",
        "metadata": { "name": "entry", "namespace": "edge" },
        "spec": { "gatewayClassName": "own", "listeners": listeners },
    });
    let found = messages(&gateway);
    assert_eq!(
        found,
        ["spec.listeners: Combination of port, protocol and hostname must be unique for each listener"]
    );
}
