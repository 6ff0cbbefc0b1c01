//! Dashboards of the user's: read as Grafana, Prometheus and Loki read them, located where the user wrote them.

use hagen_check::codes;
use hagen_check::objects;
use hagen_check::passed::{
    Answers, answered, broken_line, dashboard, dashboard_texts, dashboards, expressions, in_json,
};
use hagen_check::schema::{Finding, Problem};
use hagen_core::{Diagnostic, Path, Place, Step, Within};
use hagen_kube::Manifest;
use hagen_logging::logql;
use hagen_observe::promql::query;
use hagen_yaml::{Node, Value};

use super::title;
use crate::queries::Queries;

/// What is wrong with the dashboards of an object that a user wrote.
pub(crate) fn check_dashboards(manifest: &Manifest, written: &Node, queries: Queries<'_>) -> Vec<Diagnostic> {
    let diagnostic = |finding: Finding| {
        let (span, _) = objects::walk(written, &finding.path);
        let message = format!("{} `{}`: {}", manifest.kind(), manifest.name(), finding.message);
        Diagnostic::new(&codes::PASSED, Place::span(span), message).within(unread(manifest, &finding))
    };
    let mut found: Vec<Diagnostic> = dashboards(manifest).into_iter().map(diagnostic).collect();
    let title = title(manifest);
    let place = |name: &str| {
        let way = ["data", name].map(|key| Step::Key(key.to_owned()));
        Place::span(objects::walk(written, &way).0)
    };
    for (name, expr) in expressions(manifest) {
        let metrics = queries.expression(&title, &expr, &place(&name));
        found.extend(metrics.into_iter().map(|found| found.within(written_as(&expr))));
    }
    for (name, text) in dashboard_texts(manifest) {
        found.extend(unreadable(text).into_iter().map(|(expr, message)| {
            let message = format!("{title}: {message}");
            Diagnostic::new(&codes::PASSED, place(name), message).within(written_as(&expr))
        }));
    }
    found
}

/// The line at which the JSON of a finding ends to be some.
fn unread(manifest: &Manifest, finding: &Finding) -> Option<Within> {
    let name = finding.path.iter().find_map(|step| match step {
        Step::Key(key) if key != "data" => Some(key.as_str()),
        _ => None,
    })?;
    let text = manifest.value().at(&["data", name])?.as_str()?;
    broken_line(text).map(Within::Line)
}

/// A query as it stands in a dashboard.
fn written_as(expr: &str) -> Within {
    Within::Text(vec![in_json(expr), expr.to_owned()])
}

/// The queries of a dashboard that who answers them cannot read, each with why.
fn unreadable(text: &str) -> Vec<(String, String)> {
    let fault = |(who, expr): (Answers, String)| {
        let why = match who {
            // What stands for a variable, nobody can read before it is filled in.
            Answers::Prometheus => query(&expr).err().filter(|_| !has_bare_variable(&expr)),
            Answers::Loki => logql::read(&logql::without_variables(&expr)?).err().map(|invalid| invalid.why),
        };
        let who = if who == Answers::Loki { "Loki" } else { "Prometheus" };
        let message = format!("{who} cannot read `{expr}`: {}", why?);
        Some((expr, message))
    };
    answered(text).into_iter().filter_map(fault).collect()
}

/// Whether a variable of Grafana's stands outside of quotes; those for a span of time are known.
fn has_bare_variable(expr: &str) -> bool {
    let bare: String = expr.split('"').step_by(2).collect();
    let bare =
        ["$__rate_interval", "$__interval", "$__range", "${__rate_interval}", "${__interval}", "${__range}"]
            .iter()
            .fold(bare, |bare, variable| bare.replace(variable, ""));
    bare.contains('$') || bare.contains("[[") || bare.contains("{{")
}

/// What is wrong with a dashboard among the values of Grafana: `dashboards.<provider>.<name>.json`.
pub(super) fn chart_dashboard(chart: &str, path: &Path, value: &Value) -> Vec<Finding> {
    let is_it = chart == "grafana"
        && matches!(path.steps(), [Step::Key(first), .., Step::Key(last)] if first == "dashboards" && last == "json");
    let Some(text) = value.as_str().filter(|_| is_it) else { return Vec::new() };
    let messages = match dashboard(text) {
        Some(message) => vec![message],
        None => unreadable(text).into_iter().map(|(_, message)| message).collect(),
    };
    let finding = |message| Finding { path: Vec::new(), problem: Problem::Inconsistent, message };
    messages.into_iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::has_bare_variable;
    use crate::{Source, compile_text};

    #[test]
    fn variables_within_quotes_are_texts() {
        assert!(!has_bare_variable(r#"rate(x{job="$job"}[$__rate_interval])"#));
        assert!(!has_bare_variable("rate(x[${__interval}]"));
        assert!(has_bare_variable("topk($n, x)"));
        assert!(has_bare_variable(r#"sum by ([[label]]) (x{a="b"})"#));
    }

    const BLUEPRINT: &str = "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: shop\n\
        delivery: { git: { repoURL: https://git.example.com/deploy.git } }\n\
        clusters: { in-cluster: { provides: [prometheus-operator] } }\nmanifests: { own: { from: own.yaml } }\n";

    /// What is said of the queries of a dashboard, with the text that is shown.
    fn said(targets: &str) -> Vec<(String, String)> {
        let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: own, labels: { grafana_dashboard: '1' } }\ndata:\n";
        let own = format!(
            "{head}  own.json: |\n    {{ \"title\": \"a\", \"panels\": [\n      {{ \"targets\": [\n        {targets}\n      ] }} ] }}\n"
        );
        let files = BTreeMap::from([("own.yaml".to_owned(), own.into_bytes())]);
        let source = Source { name: "blueprint.yaml".into(), text: BLUEPRINT.into() };
        let compilation = compile_text(source, &files);
        let found = compilation.diagnostics.iter().filter(|found| found.code.id == "HG0606");
        let shown = |found: &hagen_core::Diagnostic| {
            let span = found.place.span;
            let text =
                &compilation.sources.get(span.file).unwrap().text[span.start as usize..span.end as usize];
            (found.message.clone(), String::from_utf8_lossy(text).into_owned())
        };
        found.map(shown).collect()
    }

    #[test]
    fn queries_are_read_by_who_answers_them() {
        let of = |kind: &str, expr: &str| {
            format!(r#"{{ "datasource": {{ "type": "{kind}" }}, "expr": "{expr}" }}"#)
        };
        let said_of = |kind: &str, expr: &str| said(&of(kind, expr));
        let prefix = "ConfigMap `own`: ";
        let expected =
            format!("{prefix}Prometheus cannot read `sum(up{{a=\"b\"}}`: unclosed left parenthesis");
        assert_eq!(
            said_of("prometheus", r#"sum(up{a=\"b\"}"#),
            [(expected, r#"sum(up{a=\"b\"}"#.to_owned())]
        );
        let expected =
            format!("{prefix}Loki cannot read `{{a=\"$b\"}} | jsn`: `jsn` is no stage of a pipeline");
        assert_eq!(said_of("loki", r#"{a=\"$b\"} | jsn"#), [(expected, r#"{a=\"$b\"} | jsn"#.to_owned())]);
        for (kind, expr) in [
            ("prometheus", r#"topk($n, up{a=\"$b\"})"#),
            ("prometheus", ""),
            ("loki", r#"sum by ($by) (rate({a=~\"$b\"} |= `$text` [$__auto]))"#),
            ("loki", r#"{a=~\"${b:regex}\"} |= `[[text]]`"#),
            ("elsewhere", "any ( thing"),
        ] {
            assert_eq!(said_of(kind, expr), [], "{expr}");
        }
    }

    #[test]
    fn what_is_no_json_is_shown_at_its_line() {
        let found = said("{ \"expr\": \"up\" },");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].1, "] } ] }");
    }
}
