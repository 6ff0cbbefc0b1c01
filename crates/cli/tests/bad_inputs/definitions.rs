//! B45: custom resource definitions that lead elsewhere, that never end, or that are none.

use std::fs;

use crate::case::Case;

const GOOD: &str = "{ type: object, properties: { spec: SCHEMA } }";

pub(crate) fn cases() -> Vec<Case> {
    let long = |part: &str, count: usize| part.repeat(count);
    let mut cases = Vec::new();
    for (name, schema) in [
        ("a reference to an address", "{ $ref: 'http://127.0.0.1:9/schema.json' }".to_owned()),
        ("a reference to a file", "{ $ref: 'file:///etc/passwd' }".to_owned()),
        ("a reference to a device", "{ $ref: '/dev/zero' }".to_owned()),
        ("a reference to itself", "{ $ref: '#' }".to_owned()),
        ("definitions", "{ type: object, definitions: { a: { $ref: '#/definitions/a' } } }".to_owned()),
        ("no type", "{ properties: { a: { type: string } } }".to_owned()),
        ("not a schema", "hello".to_owned()),
        ("a list without elements", "{ type: array }".to_owned()),
        ("an expression that is none", "{ type: string, pattern: '(' }".to_owned()),
        (
            "an expression that repeats itself",
            "{ type: string, pattern: '(((a{1000}){1000}){1000})' }".to_owned(),
        ),
        (
            "a rule that is none",
            "{ type: object, x-kubernetes-validations: [{ rule: 'self.a =' }] }".to_owned(),
        ),
        ("a rule of 100000 brackets", rule(&long("(", 100_000))),
        ("a rule of 100000 operators", rule(&long("1 + ", 100_000))),
        ("a rule of 100000 steps", rule(&format!("self{}", long(".a", 100_000)))),
        ("a rule of 100000 negations", rule(&format!("{}true", long("!", 100_000)))),
        ("a rule of 1000 choices", rule(&format!("{}true", long("true ? true : ", 1000)))),
        ("a schema 60 deep", deep(60)),
        ("a schema 300 deep", deep(300)),
        ("an object of 300 fields", fields(300)),
        ("a list of 70000 choices", format!("{{ type: string, enum: [{}] }}", choices(70_000))),
        ("a million fields", fields(200_000)),
    ] {
        cases.push(definition(name, &GOOD.replace("SCHEMA", &schema)));
    }
    cases.push(Case {
        id: "B45",
        ..file("not a definition", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n")
    });
    cases.push(file("not YAML", "{ a: [\n"));
    cases.push(file("an alias", "a: &a { b: *a }\n"));
    cases.push(file("nothing", ""));
    cases.push(file("a key twice", &format!("{}spec: {{}}\n", text("{ type: object }"))));
    cases.push(file("twice", &format!("{0}---\n{0}", text("{ type: object }"))));
    cases.push(file("a group of Kubernetes", &text("{ type: object }").replace("example.com", "apps")));
    cases.push(file(
        "a name that is not its own",
        &text("{ type: object }").replace("name: widgets", "name: gadgets"),
    ));
    cases.push(file("no version", text("{ type: object }").split("  versions:").next().unwrap()));
    cases.push(file(
        "two versions to store",
        &format!(
            "{0}{1}",
            text("{ type: object }"),
            "    - { name: v2, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }\n"
        ),
    ));
    cases.push(object("an object of a version that is not served", "v2"));
    cases.push(object("an object that breaks the schema", "v1"));
    cases
}

fn rule(text: &str) -> String {
    format!("{{ type: object, x-kubernetes-validations: [{{ rule: \"{text}\" }}] }}")
}

fn deep(levels: usize) -> String {
    format!("{}type: string{}", "type: object, properties: { a: { ".repeat(levels), " } }".repeat(levels))
        .replacen("type", "{ type", 1)
        + " }"
}

fn fields(count: usize) -> String {
    let fields: Vec<String> = (0..count).map(|at| format!("f{at}: {{ type: string }}")).collect();
    format!("{{ type: object, properties: {{ {} }} }}", fields.join(", "))
}

fn choices(count: usize) -> String {
    (0..count).map(|at| format!("c{at}")).collect::<Vec<_>>().join(", ")
}

fn text(schema: &str) -> String {
    format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{ name: widgets.example.com }}\n\
         spec:\n  group: example.com\n  scope: Namespaced\n  names: {{ kind: Widget, plural: widgets }}\n  versions:\n    \
         - name: v1\n      served: true\n      storage: true\n      schema:\n        openAPIV3Schema: {schema}\n"
    )
}

fn definition(name: &str, schema: &str) -> Case {
    file(name, &text(schema))
}

/// A blueprint that names a file of definitions.
fn file(name: &str, text: &str) -> Case {
    let text = text.to_owned();
    let rest =
        "crds: [widgets.yaml]\napps: { web: { image: registry.example.com/web:1.0, port: 80, health: /up } }";
    Case::with("B45", name, rest).prepared(move |here| fs::write(here.join("widgets.yaml"), &text).unwrap())
}

fn object(name: &str, version: &str) -> Case {
    let object = format!(
        "apiVersion: example.com/{version}\nkind: Widget\nmetadata: {{ name: a }}\nspec: {{ size: big }}\n"
    );
    let schema = text(
        "{ type: object, properties: { spec: { type: object, properties: { size: { type: integer } } } } }",
    );
    let unserved =
        "    - { name: v2, served: false, storage: false, schema: { openAPIV3Schema: { type: object } } }\n";
    Case::with("B45", name, "crds: [widgets.yaml]\nmanifests: { own: { from: own.yaml } }").prepared(
        move |here| {
            fs::write(here.join("widgets.yaml"), format!("{schema}{unserved}")).unwrap();
            fs::write(here.join("own.yaml"), &object).unwrap();
        },
    )
}
