//! What is remembered of queries: the places outside of their own namespace that they ask for.

use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::finding::Subject;
use crate::pod::{items, text};

/// A query of an alert, a recording or a dashboard.
#[derive(Debug)]
pub(crate) struct Query {
    pub(crate) subject: Subject,
    /// The group and the rule in it, of an alert or a recording.
    pub(crate) rule: Option<(usize, usize)>,
    /// The key of the dashboard that it is in.
    pub(crate) file: Option<Box<str>>,
    /// What it asks for.
    pub(crate) asks: Asks,
}

/// What a query asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asks {
    /// Metrics of a namespace.
    Namespace(Box<str>),
    /// Metrics of a monitor of pods, named by its namespace and name.
    Monitor(Box<str>),
}

/// The queries of a `PrometheusRule`, and of the dashboards of a user's own `ConfigMap`. Most ask for their own
/// namespace alone, and are not kept.
pub(crate) fn queries(subject: &Subject, namespace: &str, manifest: &Manifest) -> Vec<Query> {
    let mut found = Vec::new();
    let mut add = |rule, file: Option<&str>, query: &str| {
        let foreign = asked(query, namespace).into_iter();
        let query = |asks| Query { subject: subject.clone(), rule, file: file.map(Box::from), asks };
        found.extend(foreign.map(query));
    };
    if manifest.kind() == "PrometheusRule" {
        for (at, group) in items(manifest.value().at(&["spec", "groups"])).enumerate() {
            for (number, rule) in items(group.get("rules")).enumerate() {
                add(Some((at, number)), None, text(rule, &["expr"]).unwrap_or_default());
            }
        }
    } else if subject.by_user
        && text(manifest.value(), &["metadata", "labels", "grafana_dashboard"]).is_some()
    {
        let data = manifest.value().get("data").and_then(Value::as_map);
        for (name, dashboard) in data.into_iter().flatten() {
            // A query within JSON has its quotes escaped.
            let text = dashboard.as_str().unwrap_or_default().replace("\\\"", "\"");
            add(None, Some(name), &text);
        }
    }
    found
}

/// What the matchers of a query name: each `namespace="…"` but its own, and each `job="…/…"`.
fn asked(query: &str, own: &str) -> Vec<Asks> {
    let named = |label: &'static str| {
        query.match_indices('"').filter_map(move |(at, _)| {
            let is_label = query[..at].strip_suffix(label)?.ends_with(['{', ',', ' ']);
            let value = query[at + 1..].split('"').next()?;
            (is_label && !value.contains('$')).then_some(value)
        })
    };
    let namespaces = named("namespace=").filter(|name| *name != own).map(|name| Asks::Namespace(name.into()));
    let monitors = named("job=").filter(|job| job.contains('/')).map(|job| Asks::Monitor(job.into()));
    namespaces.chain(monitors).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matchers_of_a_query_are_found() {
        let query = r#"sum(up{namespace="shop", job="shop/db"}) / x{exported_namespace="a",job="b"}"#;
        let expected = [Asks::Namespace("shop".into()), Asks::Monitor("shop/db".into())];
        assert_eq!(asked(query, "other"), expected);
        assert_eq!(asked(query, "shop"), expected[1..]);
        assert_eq!(asked(r#"up{namespace="$namespace"}"#, "other"), []);
        assert_eq!(asked(r#"up{namespace=~"a|b"}"#, "other"), []);
    }
}
