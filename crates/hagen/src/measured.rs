//! The query by which a new version of an application is judged: whether Prometheus can read it, whether what it has filled
//! in is given, and whether Argo Rollouts can read the condition.

use hagen_check::codes::PASSED;
use hagen_check::passed::condition_fault;
use hagen_core::{Diagnostic, Place};
use hagen_observe::promql::query;
use hagen_yaml::{Node, NodeKind};

/// The only argument that is given: a part of the names of the new version's pods.
const ARGUMENT: &str = "hash";

/// What is wrong with the query below `rollout`.
pub(crate) fn check_query(title: &str, rollout: &Node) -> Vec<Diagnostic> {
    let Some(asked) = rollout.get("analysis").and_then(|analysis| analysis.get("query")) else {
        return Vec::new();
    };
    let found = |node: &Node, message: String| {
        Diagnostic::new(&PASSED, Place::span(node.span), format!("{title}: {message}"))
    };
    let promql = asked.get("promql").and_then(text).and_then(|(node, text)| {
        if let Some(name) = ungiven(text) {
            let message = format!("nobody gives the argument `{name}` that `promql` asks for");
            return Some(
                found(node, message).help(format!("`{{{{args.{ARGUMENT}}}}}` is a part of the pods' names")),
            );
        }
        let error = fault(text)?;
        Some(found(node, format!("Prometheus cannot read `promql`: {error}")))
    });
    let success = asked.get("success").and_then(text).and_then(|(node, text)| {
        Some(
            found(node, format!("`success`: {}", condition_fault(text)?))
                .help("for instance `result[0] >= 0.99`"),
        )
    });
    promql.into_iter().chain(success).collect()
}

fn text(node: &Node) -> Option<(&Node, &str)> {
    if let NodeKind::String(text) = &node.kind { Some((node, text)) } else { None }
}

/// The first argument that is asked for and not given.
fn ungiven(text: &str) -> Option<&str> {
    let asked = text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}"));
    let mut names = asked.filter_map(|(inner, _)| inner.trim().strip_prefix("args."));
    names.find(|name| *name != ARGUMENT)
}

/// Why the query cannot be read, whatever is filled in: a text, a number or a span of time.
pub(crate) fn fault(text: &str) -> Option<String> {
    ["x", "5m", "1"].iter().map(|word| query(&filled(text, word)).err()).reduce(Option::and)?
}

/// A text with a word wherever something is filled in.
fn filled(text: &str, word: &str) -> String {
    let mut parts = text.split("{{");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| match part.split_once("}}") {
        Some((_, rest)) => all + word + rest,
        None => all + "{{" + part,
    })
}

#[cfg(test)]
mod tests {
    use super::{fault, ungiven};

    #[test]
    fn what_is_filled_in_is_no_fault() {
        let reads = |expr: &str| fault(expr).is_none();
        assert!(reads(r#"rate(x{service="{{args.service}}"}[{{ args.span }}])"#));
        assert!(reads("up > {{args.least}}"));
        assert!(!reads(r#"sum(rate(x{service="{{args.service}}"}[5m])"#));
    }

    #[test]
    fn arguments_that_nobody_gives() {
        assert_eq!(ungiven(r#"x{a="{{args.hash}}", b="{{ args.span }}"}"#), Some("span"));
        assert_eq!(ungiven(r#"x{a="{{args.hash}}"}"#), None);
    }
}
