//! What the facts hold, as text that a person can review.

use std::fmt::Write as _;

use hagen_check::facts::{Index, Kind};

/// A line for each minor and each kind.
pub(crate) fn listing(index: &Index) -> String {
    let mut out = String::new();
    for minor in &index.minors {
        writeln!(out, "kubernetes 1.{} {}", minor.number, or_dash(&minor.source)).expect("text takes all");
    }
    for kind in &index.kinds {
        let scope = if kind.namespaced { "namespaced" } else { "cluster" };
        writeln!(out, "{} {} {scope} {}", kind.api_version, kind.name, origin(kind, index))
            .expect("text takes all");
    }
    out
}

/// For a built-in kind the minors that have it, else the source of the definition.
fn origin(kind: &Kind, index: &Index) -> String {
    if !kind.built_in {
        return or_dash(&kind.source).to_owned();
    }
    let there = index.minors.iter().zip(&kind.roots).filter(|(_, root)| root.is_some());
    there.map(|(minor, _)| format!("1.{}", minor.number)).collect::<Vec<_>>().join(",")
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}
