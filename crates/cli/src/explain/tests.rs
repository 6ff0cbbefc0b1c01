use hagen_core::section::{Map, Section};
use hagen_core::{Code, Severity};
use hagen_kube::{HttpPath, Name, Quantity};

use super::*;

/// A shop.
#[derive(Debug, Clone, PartialEq, Section)]
struct Shop {
    /// The parts by name. Each runs alone.
    parts: Map<Name, Part>,
    /// Where parts keep things.
    #[section(default)]
    engine: Engine,
}

/// What runs.
#[derive(Debug, Clone, PartialEq, Section)]
struct Part {
    /// How many run at once. More than one survive a node.
    #[section(default = 3)]
    replicas: u16,
    /// How large it is.
    #[section(example = "20Gi")]
    storage: Quantity,
    /// Who is used.
    uses: Vec<Name>,
    /// How it is asked.
    health: Option<Health>,
}

/// What says whether it lives.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = HttpPath)]
struct Health {
    /// Asked for life.
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

static CODE: Code = Code {
    id: "HG0104",
    title: "wrong type",
    severity: Severity::Error,
    page: "It is `a`.\n\n* one\n* two\n",
};

fn explain(what: &str) -> String {
    let subject = Subject { root: &Shop::INFO, codes: &[&CODE], width: 80 };
    match subject.explain(what) {
        Ok(explanation) => anstream::adapter::strip_str(&explanation.text).to_string(),
        Err(unknown) => format!("{} | {}", unknown.message, unknown.help),
    }
}

#[test]
fn a_key_is_explained_with_type_default_and_documentation() {
    let expected = "\
parts.*.replicas

How many run at once. More than one survive a node.

  type     a whole number from 0 to 65535
  default  3
";
    assert_eq!(explain("parts.shop.replicas"), expected);
    assert_eq!(explain("parts.*.replicas"), expected);
    assert!(explain("parts.a.storage").contains("required  yes\n  example   20Gi"));
}

#[test]
fn sections_show_their_keys() {
    let text = explain("parts");
    assert!(text.contains("Keys of each\n\n  replicas  How many run at once (default 3)"), "{text}");
    assert!(text.contains("storage   How large it is (required)"), "{text}");
    let text = explain("parts.a.health");
    assert!(text.contains("How it is asked.\n\n  type"), "{text}");
    assert!(text.contains(", or a mapping"), "{text}");
}

#[test]
fn paths_go_through_lists_choices_and_quoted_names() {
    assert!(explain("parts[\"a.b\"].uses[0]").starts_with("parts.*.uses[]\n"));
    assert!(explain("engine").contains("`usual` or `{ outside: … }`"));
    assert!(explain("engine.outside.liveness").contains("Asked for life."));
    assert!(explain("engine.usual").contains("The usual one."));
}

#[test]
fn what_is_unknown_gets_a_guess() {
    assert_eq!(explain("part"), "a blueprint has no key `part` | did you mean `parts`?");
    assert_eq!(
        explain("parts.a.replcas"),
        "`parts.*` has no key `replcas` | did you mean `parts.*.replicas`?"
    );
    assert_eq!(
        explain("liveness"),
        "a blueprint has no key `liveness` | there is `engine.outside.liveness`, `parts.*.health.liveness`"
    );
    assert_eq!(explain("storag"), "a blueprint has no key `storag` | there is `parts.*.storage`");
    assert_eq!(explain("engine.usual.x"), "`engine.usual` has no key `x` | `engine.usual` has no keys");
    assert_eq!(
        explain("HG0140"),
        "there is no code `HG0140` | did you mean `HG0104`? `hagen explain` lists all codes"
    );
}

#[test]
fn a_code_is_explained_by_its_page() {
    assert_eq!(explain("hg0104"), "error[HG0104]: wrong type\n\nIt is `a`.\n\n* one\n* two\n");
}

#[test]
fn every_key_of_the_language_is_documented() {
    let root = crate::compile::language();
    let mut paths = Vec::new();
    find::collect(hagen_core::section::Shape::Section(root), "", &mut Vec::new(), &mut |path, _| {
        paths.push(path.to_owned());
    });
    assert!(paths.len() > 100, "{}", paths.len());
    let subject = Subject { root, codes: &[], width: 100 };
    for path in paths {
        let explanation =
            subject.explain(&path).unwrap_or_else(|unknown| panic!("{path}: {}", unknown.message));
        let documentation = explanation.data["documentation"].as_str().unwrap_or_default();
        assert!(documentation.len() > 3, "{path} has no documentation");
    }
}

#[test]
fn every_code_has_a_page_and_a_number_of_its_own() {
    let codes = crate::compile::all_codes();
    for pair in codes.windows(2) {
        assert!(pair[0].id < pair[1].id, "{} is there twice", pair[0].id);
    }
    for code in codes {
        assert!(code.page.trim().len() > 40, "{} is not explained", code.id);
    }
}

#[test]
fn narrow_terminals_get_rows_below_each_other() {
    let subject = Subject { root: &Shop::INFO, codes: &[&CODE], width: 30 };
    let text = subject.list().text;
    let text = anstream::adapter::strip_str(&text).to_string();
    assert!(text.contains("  parts\n      The parts by name\n"), "{text}");
}
