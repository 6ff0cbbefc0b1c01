//! Which series are meant: the labels of a PromQL or LogQL selector.

use std::fmt;

/// Matchers of labels, in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selector(Vec<(String, Operator, String)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Is,
    IsNot,
    Matches,
    MatchesNot,
}

impl Selector {
    /// Everything in a namespace.
    pub fn namespace(namespace: &str) -> Self {
        Self::default().is("namespace", namespace)
    }

    /// The label has the value.
    #[must_use]
    pub fn is(self, label: &str, value: &str) -> Self {
        self.with(label, Operator::Is, value)
    }

    /// The label has another value, or is not there.
    #[must_use]
    pub fn is_not(self, label: &str, value: &str) -> Self {
        self.with(label, Operator::IsNot, value)
    }

    /// The whole of the label's value matches the regular expression.
    #[must_use]
    pub fn matches(self, label: &str, regex: &str) -> Self {
        self.with(label, Operator::Matches, regex)
    }

    /// The whole of the label's value does not match the regular expression.
    #[must_use]
    pub fn matches_not(self, label: &str, regex: &str) -> Self {
        self.with(label, Operator::MatchesNot, regex)
    }

    /// A metric with these labels: `up{namespace="shop"}`.
    pub fn of(&self, metric: &str) -> String {
        if self.0.is_empty() { metric.to_owned() } else { format!("{metric}{self}") }
    }

    /// A metric over a span of time: `up{namespace="shop"}[5m]`.
    pub fn over(&self, metric: &str, span: &str) -> String {
        format!("{}[{span}]", self.of(metric))
    }

    fn with(mut self, label: &str, operator: Operator, value: &str) -> Self {
        self.0.push((label.to_owned(), operator, value.to_owned()));
        self
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, (label, operator, value)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{label}{operator}\"{}\"", escape(value))?;
        }
        f.write_str("}")
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Is => "=",
            Self::IsNot => "!=",
            Self::Matches => "=~",
            Self::MatchesNot => "!~",
        })
    }
}

/// A value between double quotes.
fn escape(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::Selector;

    #[test]
    fn reads_like_a_selector() {
        let selector = Selector::namespace("shop").matches("pod", r"main-\d+").is_not("container", "");
        assert_eq!(selector.of("up"), r#"up{namespace="shop",pod=~"main-\\d+",container!=""}"#);
        assert_eq!(Selector::default().over("up", "5m"), "up[5m]");
        assert_eq!(Selector::default().is("path", "a\"b\n").to_string(), r#"{path="a\"b\n"}"#);
    }
}
