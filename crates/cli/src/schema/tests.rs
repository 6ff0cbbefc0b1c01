use hagen_core::section::{Free, Map, Section};
use hagen_kube::{HttpPath, Name, Quantity};

use super::*;

/// A shop.
#[derive(Debug, Clone, PartialEq, Section)]
struct Shop {
    /// Its name.
    name: Name,
    /// The parts.
    parts: Map<Name, Part>,
    /// The places.
    clusters: Map<Name, Place>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Section)]
struct Place {
    /// What is other there.
    overlay: Free,
}

/// A part.
#[derive(Debug, Clone, PartialEq, Section)]
struct Part {
    /// How many.
    #[section(default = 3)]
    replicas: u16,
    /// How large.
    #[section(example = "20Gi")]
    storage: Quantity,
    /// How it is asked.
    health: Option<Health>,
    /// Which kind.
    #[section(default)]
    engine: Engine,
}

/// Health.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = HttpPath)]
struct Health {
    /// Life.
    liveness: HttpPath,
}

impl From<HttpPath> for Health {
    fn from(liveness: HttpPath) -> Self {
        Self { liveness }
    }
}

/// An engine.
#[derive(Debug, Clone, PartialEq, Default, Section)]
enum Engine {
    /// The usual one.
    #[default]
    Usual,
    /// One elsewhere.
    Outside(Health),
}

fn described() -> Value {
    schema(&Shop::INFO, Overlays { fixed: &["name", "clusters"], of_clusters: &[] })
}

fn validator() -> jsonschema::Validator {
    let schema = described();
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

fn is_valid(yaml: &str) -> bool {
    validator().is_valid(&example(yaml))
}

#[test]
fn accepts_what_hagen_reads() {
    assert!(is_valid("name: a"));
    assert!(is_valid("name: a\nparts: { b: { storage: 1Gi, replicas: 2, health: /up } }"));
    assert!(is_valid("name: a\nparts: { b: { storage: 1Gi, health: { liveness: /up }, engine: usual } }"));
    assert!(is_valid("name: a\nparts: { b: { storage: 1Gi, engine: { outside: { liveness: /up } } } }"));
}

#[test]
fn refuses_what_hagen_refuses() {
    assert!(!is_valid("parts: {}"));
    assert!(!is_valid("name: a\nnmae: b"));
    assert!(!is_valid("name: a\nparts: { B_c: { storage: 1Gi } }"));
    assert!(!is_valid("name: a\nparts: { b: { storage: 1Gi, replicas: 70000 } }"));
    assert!(!is_valid("name: a\nparts: { b: { storage: 1Gi, engine: other } }"));
    assert!(!is_valid("name: a\nparts: { b: { storage: 1Gi, engine: outside } }"));
    assert!(!is_valid("name: a\nparts: { b: { storage: 1Gi, health: null } }"));
}

#[test]
fn an_overlay_is_the_blueprint_with_nothing_required() {
    assert!(is_valid("name: a\nclusters: { eu: { overlay: { parts: { b: { replicas: 2 } } } } }"));
    assert!(!is_valid("name: a\nclusters: { eu: { overlay: { parts: { b: { replcas: 2 } } } } }"));
    assert!(!is_valid("name: a\nclusters: { eu: { overlay: { clusters: {} } } }"));
}

#[test]
fn documents_defaults_examples_and_words() {
    let schema = described();
    let part = &schema["$defs"]["Part"]["properties"];
    assert_eq!(part["replicas"]["description"], "How many.");
    assert_eq!(part["replicas"]["default"], 3);
    assert_eq!(part["storage"]["examples"], json!(["20Gi"]));
    assert_eq!(part["engine"]["anyOf"][0], json!({ "const": "usual", "description": "The usual one." }));
    assert_eq!(part["health"]["$ref"], "#/$defs/Health");
    assert_eq!(schema["$defs"]["OverlayPart"]["properties"]["replicas"].get("default"), None);
}
