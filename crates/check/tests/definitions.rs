//! Custom resource definitions of the user's own: what is wrong with one is found at its place, and what is right
//! binds its objects.

use hagen_check::definitions::{Written, definitions, kinds};
use hagen_check::schema::{Minor, Schemas};
use hagen_yaml::{FileId, Limits, Node, read};

/// A definition whose version `v1` has this schema for `spec`.
fn definition(spec: &str) -> String {
    let head = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n\
                metadata: { name: widgets.example.com }\n\
                spec:\n  group: example.com\n  scope: Namespaced\n  names: { kind: Widget, plural: widgets }\n";
    let versions = "  versions:\n    - name: v1beta1\n      served: false\n      storage: false\n      \
                    schema: { openAPIV3Schema: { type: object } }\n    \
                    - name: v1\n      served: true\n      storage: true\n      schema:\n        \
                    openAPIV3Schema:\n          type: object\n          properties:\n            spec: ";
    format!("{head}{versions}{spec}\n")
}

fn parsed(text: &str) -> Node {
    let reading = read(FileId(0), text, &Limits::default());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    reading.node.expect("the text is not empty")
}

/// What is found: the text at the place, and the message.
fn found(text: &str) -> Vec<(String, String)> {
    let node = parsed(text);
    let (_, found) = definitions(&[Written { file: "widgets.yaml", node: &node }]);
    let place = |span: hagen_yaml::Span| text[span.start as usize..span.end as usize].to_owned();
    found.into_iter().map(|found| (place(found.place.span), found.message)).collect()
}

#[test]
fn what_is_wrong_is_found_at_its_place() {
    for (spec, place, message) in [
        ("{ properties: {} }", "{ properties: {} }", "this schema has no `type`, so it is not structural"),
        ("{ type: strin }", "strin", "a type is one of array, boolean, integer, number, object, string"),
        ("{ type: array }", "{ type: array }", "a list says by `items` what its elements are"),
        (
            "{ $ref: 'https://example.com/x.json' }",
            "'https://example.com/x.json'",
            "`$ref` is not followed, neither in the file nor elsewhere: write the schema out",
        ),
        (
            "{ type: object, properties: { inner: { $ref: '#' } } }",
            "'#'",
            "`$ref` is not followed, neither in the file nor elsewhere: write the schema out",
        ),
        (
            "{ type: object, properties: {}, additionalProperties: { type: string } }",
            "{ type: string }",
            "`additionalProperties` and `properties` exclude each other",
        ),
        (
            "{ type: string, x-kubernetes-int-or-string: true }",
            "string",
            "`x-kubernetes-int-or-string` stands without a `type`",
        ),
        ("{ type: string, pattern: '(' }", "'('", "`(` is not a regular expression"),
        (
            "{ type: object, anyOf: [{ required: [a], description: either }] }",
            "either",
            "`description` stands beside conditions, not within one",
        ),
        (
            "{ type: object, oneOf: [{ properties: { a: {} } }] }",
            "{}",
            "`a` is in a condition, but not in the structure",
        ),
        (
            "{ type: array, items: { type: object, properties: { a: { type: string } } }, \
             x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [a] }",
            "a",
            "`a` is a key, so it is required or has a default",
        ),
        (
            "{ type: array, items: { type: object }, x-kubernetes-list-type: map }",
            "map",
            "a list of type `map` names its `x-kubernetes-list-map-keys`",
        ),
        (
            "{ type: array, uniqueItems: true, items: { type: string } }",
            "true",
            "`uniqueItems` is not possible: use `x-kubernetes-list-type: set`",
        ),
    ] {
        assert_eq!(found(&definition(spec)), [(place.to_owned(), message.to_owned())], "{spec}");
    }
}

#[test]
fn a_rule_that_is_none_is_refused() {
    let long = |part: &str| part.repeat(3000) + "self.a";
    for rule in
        ["self.a ==", "self.a = 1", &long("self.a + "), &long("("), &long("!"), &long("self."), &long("[")]
    {
        let spec = format!("{{ type: object, x-kubernetes-validations: [{{ rule: \"{rule}\" }}] }}");
        let [(_, message)] = &found(&definition(&spec))[..] else { panic!("{}", &rule[..9]) };
        assert!(message.starts_with("this is not a rule in CEL: "), "{message}");
    }
}

#[test]
fn the_versions_of_a_definition_are_served_and_stored() {
    let good = definition("{ type: object }");
    for (text, expected) in [
        (
            good.replace("storage: false", "storage: true"),
            "exactly one version has `storage: true`, here 2 have",
        ),
        (
            good.replace("storage: true", "storage: false"),
            "exactly one version has `storage: true`, here 0 have",
        ),
        (
            good.replace("served: true", "served: false"),
            "no version has `served: true`: there is no kind to use",
        ),
        (
            good.replace("      schema: { openAPIV3Schema: { type: object } }\n", ""),
            "this version has no `schema.openAPIV3Schema`",
        ),
        (
            good.replace("kind: CustomResourceDefinition", "kind: Widget"),
            "this is no CustomResourceDefinition",
        ),
        (good.replace("example.com", "apps"), "the group `apps` is that of Kubernetes itself"),
    ] {
        let messages: Vec<String> = found(&text).into_iter().map(|(_, message)| message).collect();
        assert!(messages.iter().any(|message| message == expected), "{messages:?}");
    }
}

#[test]
fn one_kind_is_defined_once() {
    let node = parsed(&definition("{ type: object }"));
    let twice = [Written { file: "a.yaml", node: &node }, Written { file: "b.yaml", node: &node }];
    let (_, found) = definitions(&twice);
    assert_eq!(found[0].message, "`example.com/v1beta1` of Widget is defined twice");
    assert_eq!(found[0].labels.len(), 1);
}

#[test]
fn objects_of_own_kinds_are_checked() {
    let text = definition(
        "{ type: object, required: [color], properties: { color: { type: string, enum: [red, green] }, \
         size: { type: integer, default: 3 }, \
         parts: { type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], \
         items: { type: object, required: [name], properties: { name: { type: string } } } } }, \
         x-kubernetes-validations: [{ rule: \"self.size < 10 || self.color == 'red'\", message: large ones are red }] }",
    );
    let node = parsed(&text);
    assert_eq!(kinds(&node).iter().filter(|kind| kind.served).count(), 1);
    let (own, found) = definitions(&[Written { file: "widgets.yaml", node: &node }]);
    assert!(found.is_empty(), "{found:?}");
    let schemas = Schemas::with(Minor::NEWEST, &own);
    let check = |version: &str, rest: &str| -> Vec<String> {
        let text =
            format!("apiVersion: example.com/{version}\nkind: Widget\nmetadata: {{ name: a }}\n{rest}");
        schemas.check(&parsed(&text).to_value()).iter().map(ToString::to_string).collect()
    };
    assert!(check("v1", "spec: { color: red, size: 11, parts: [{ name: a }, { name: b }] }").is_empty());
    for (spec, expected) in [
        ("{ color: blue }", "spec.color: `blue` is not possible here, it can be `red` or `green`"),
        ("{ colour: red, color: red }", "spec.colour: unknown field `colour`, did you mean `color`"),
        ("{}", "spec: `color` is missing"),
        ("{ color: green, size: 11 }", "spec: large ones are red"),
        (
            "{ color: red, parts: [{ name: a }, { name: a }] }",
            "spec.parts[1]: `name: a` is there twice: the first is element 0",
        ),
    ] {
        assert_eq!(check("v1", &format!("spec: {spec}")), [expected], "{spec}");
    }
    assert_eq!(
        check("v1beta1", ""),
        ["apiVersion: `example.com/v1beta1` of Widget is defined, but not served"]
    );
    assert!(!schemas.check(&parsed("apiVersion: apps/v1\nkind: Deployment").to_value()).is_empty());
}

#[test]
fn metadata_of_own_kinds_is_checked() {
    let node = parsed(&definition("{ type: object }"));
    let (own, _) = definitions(&[Written { file: "widgets.yaml", node: &node }]);
    let object = "apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: A, labels: { a: 'b c' }, annotation: {} }";
    let found = Schemas::with(Minor::NEWEST, &own).check(&parsed(object).to_value());
    let places: Vec<String> = found.iter().map(hagen_check::schema::Finding::place).collect();
    assert_eq!(places, ["metadata.labels.a", "metadata.annotation", "metadata.name"]);
}
