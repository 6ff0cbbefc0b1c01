//! Reading PromQL: whether an expression is one, and which metrics it asks for.

use std::collections::BTreeSet;
use std::convert::Infallible;

use promql_parser::label::{MatchOp, Matcher};
use promql_parser::parser::{self, Expr, VectorSelector};
use promql_parser::util::{ExprVisitor, walk_expr};

/// What an expression asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The names of the metrics.
    pub metrics: BTreeSet<String>,
    /// The names of the labels that its selectors match.
    pub labels: BTreeSet<String>,
}

/// Reads an expression; Grafana's variables in it are taken for what they will be. The error says what is wrong.
pub fn query(expr: &str) -> Result<Query, String> {
    let expr = parser::parse(&without_variables(expr))?;
    let mut found = Found(Query::default());
    let Ok(_) = walk_expr(&mut found, &expr);
    Ok(found.0)
}

/// Puts a span of time in the place of Grafana's variables that stand for one. Others stand within quotes.
fn without_variables(expr: &str) -> String {
    ["$__rate_interval", "$__interval", "$__range"].iter().fold(expr.to_owned(), |expr, variable| {
        let braced = variable.replace('$', "${") + "}";
        expr.replace(&braced, "5m").replace(variable, "5m")
    })
}

struct Found(Query);

impl ExprVisitor for Found {
    type Error = Infallible;

    fn pre_visit(&mut self, expr: &Expr) -> Result<bool, Infallible> {
        match expr {
            Expr::VectorSelector(selector) => self.selector(selector),
            Expr::MatrixSelector(range) => self.selector(&range.vs),
            _ => {}
        }
        Ok(true)
    }
}

impl Found {
    fn selector(&mut self, selector: &VectorSelector) {
        self.0.metrics.extend(selector.name.clone());
        let matchers = &selector.matchers;
        for matcher in matchers.matchers.iter().chain(matchers.or_matchers.iter().flatten()) {
            self.matcher(matcher);
        }
    }

    fn matcher(&mut self, matcher: &Matcher) {
        if matcher.name != "__name__" {
            self.0.labels.insert(matcher.name.clone());
        } else if matches!(matcher.op, MatchOp::Equal) {
            self.0.metrics.insert(matcher.value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn finds_metrics_and_labels() {
        let expr = r#"sum by (pod) (rate(http_requests_total{code=~"5.."}[$__rate_interval]))
            / on (pod) group_left sum(max_over_time({__name__="up", job="shop"}[5m:1m])) > bool 1"#;
        let query = query(expr).unwrap();
        assert_eq!(Vec::from_iter(&query.metrics), ["http_requests_total", "up"]);
        assert_eq!(Vec::from_iter(&query.labels), ["code", "job"]);
    }

    #[test]
    fn refuses_what_is_none() {
        for wrong in ["sum(", "rate(up)", "up{", "up > ", "sum(up) by (pod) by (pod)"] {
            assert!(query(wrong).is_err(), "{wrong}");
        }
    }
}
