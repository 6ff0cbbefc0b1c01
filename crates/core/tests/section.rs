//! The derive: all problems at once, at their places; what is written is read back.

use hagen_core::section::{DAY, Distinct, Field, HOUR, Map, Reader, Retired, Section, TimeWithin, Within};
use hagen_core::{Code, Diagnostic, Severity};
use hagen_kube::{Duration, HttpPath, Name, Quantity, Text};
use hagen_yaml::{FileId, Limits, Node};

/// A shop.
#[derive(Debug, Clone, PartialEq, Section)]
struct Shop {
    /// How many.
    #[section(default = Within::new(3))]
    replicas: Within<1, 10>,
    /// How it is asked.
    health: Option<Health>,
    /// How large.
    storage: Quantity,
    /// Which kind.
    #[section(default)]
    engine: Engine,
    /// Its parts.
    parts: Map<Name, Part>,
    /// Until when.
    #[section(default = TimeWithin::new(Duration::days(3)))]
    until: TimeWithin<HOUR, { 2 * DAY }>,
    /// Its names.
    names: Distinct<Name>,
}

/// A part.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(retired = RETIRED)]
struct Part {
    /// Whether it is on.
    #[section(default = true)]
    is_on: bool,
}

/// Health.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = HttpPath)]
struct Health {
    /// Liveness.
    liveness: HttpPath,
}

impl From<HttpPath> for Health {
    fn from(liveness: HttpPath) -> Self {
        Self { liveness }
    }
}

static GONE: Code = Code { id: "HG9999", title: "gone", severity: Severity::Error, page: "" };
static RETIRED: &[Retired] = &[Retired { word: "legacy", code: &GONE, help: "write `other`" }];

/// An engine.
#[derive(Debug, Clone, PartialEq, Default, Section)]
#[section(retired = RETIRED)]
enum Engine {
    /// The usual one.
    #[default]
    CloudNative,
    /// Another.
    Other(Part),
}

fn read(text: &str) -> (Option<Shop>, Vec<Diagnostic>, Node) {
    let reading = hagen_yaml::read(FileId(0), text.as_bytes(), &Limits::default());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    let node = reading.node.expect("the text is YAML");
    let mut diagnostics = Vec::new();
    let shop = Shop::read(&node, &mut Reader::new(&mut diagnostics));
    (shop, diagnostics, node)
}

#[test]
fn reads_defaults_shorthands_and_choices() {
    let (shop, diagnostics, _) =
        read("storage: 10Gi\nhealth: /up\nengine: { other: { isOn: false } }\nparts: { a: {} }\n");
    let shop = shop.unwrap();
    assert!(diagnostics.is_empty());
    assert_eq!(shop.replicas.get(), 3);
    assert_eq!(shop.health.as_ref().unwrap().liveness.as_str(), "/up");
    assert_eq!(shop.engine, Engine::Other(Part { is_on: false }));
    let again = Shop::read(&Node::from_value(shop.write()), &mut Reader::new(&mut Vec::new()));
    assert_eq!(again, Some(shop));
}

#[test]
fn reports_every_problem_at_its_place() {
    let text = "replcas: 4\nreplicas: 12\nhealth: up\nengine: cloudnative\nparts:\n  B_c: { isOn: yes }\n";
    let (shop, diagnostics, _) = read(text);
    assert_eq!(shop, None);
    let found: Vec<_> = diagnostics
        .iter()
        .map(|d| {
            (
                d.code.id,
                &text[d.place.span.start as usize..d.place.span.end as usize],
                d.place.path.to_string(),
            )
        })
        .collect();
    let expected = [
        ("HG0101", "replcas", "replcas"),
        ("HG0107", "12", "replicas"),
        ("HG0106", "up", "health"),
        ("HG0103", "", ""),
        ("HG0105", "cloudnative", "engine"),
        ("HG0106", "B_c", "parts.B_c"),
        ("HG0104", "yes", "parts.B_c.isOn"),
    ];
    assert_eq!(found, expected.map(|(code, text, path)| (code, text, path.to_owned())));
    assert_eq!(diagnostics[4].help.as_deref(), Some("did you mean `cloud-native`?"));
    assert_eq!(diagnostics[6].replacement.as_deref(), Some("true"));
    assert!(Quantity::parse("1x").is_err());
}

#[test]
fn refuses_words_of_other_times_with_advice() {
    let (_, diagnostics, _) = read("storage: 1Gi\nengine: legacy\nparts: { a: { legacy: 1 } }\n");
    let found: Vec<_> =
        diagnostics.iter().map(|d| (d.code.id, d.place.path.to_string(), d.help.as_deref())).collect();
    let help = Some("write `other`");
    assert_eq!(found, [("HG9999", "engine".to_owned(), help), ("HG9999", "parts.a.legacy".to_owned(), help)]);
}

#[test]
fn times_are_held_to_their_range_and_lists_to_each_once() {
    let (shop, found, _) = read("storage: 1Gi\nuntil: 3d\nnames: [a, b, a]\n");
    let messages: Vec<_> = found.iter().map(|one| (one.code.id, one.message.as_str())).collect();
    assert_eq!(messages, [("HG0107", "`3d` is not between 1h and 2d"), ("HG0112", "`a` is listed twice")]);
    assert_eq!((found[1].place.path.to_string().as_str(), found[1].labels.len()), ("names[2]", 1));
    assert!(shop.is_none());
    let (shop, found, _) = read("storage: 1Gi\nnames: [a, b]\n");
    let shop = shop.expect("nothing is wrong");
    assert!(found.is_empty());
    assert_eq!((shop.until.get(), shop.names.len()), (Duration::days(2), 2));
}
