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
        let mut text = String::with_capacity(metric.len() + 96);
        text.push_str(metric);
        if !self.0.is_empty() {
            self.write(&mut text).expect("memory takes every text");
        }
        text
    }

    /// A metric over a span of time: `up{namespace="shop"}[5m]`.
    pub fn over(&self, metric: &str, span: &str) -> String {
        let mut text = self.of(metric);
        text.extend(["[", span, "]"]);
        text
    }

    fn write(&self, text: &mut impl fmt::Write) -> fmt::Result {
        text.write_str("{")?;
        for (at, (label, operator, value)) in self.0.iter().enumerate() {
            for part in [if at == 0 { "" } else { "," }, label, operator.sign()] {
                text.write_str(part)?;
            }
            quoted(value, text)?;
        }
        text.write_str("}")
    }

    fn with(mut self, label: &str, operator: Operator, value: &str) -> Self {
        self.0.push((label.to_owned(), operator, value.to_owned()));
        self
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl Operator {
    fn sign(self) -> &'static str {
        match self {
            Self::Is => "=",
            Self::IsNot => "!=",
            Self::Matches => "=~",
            Self::MatchesNot => "!~",
        }
    }
}

/// A value between double quotes.
fn quoted(value: &str, text: &mut impl fmt::Write) -> fmt::Result {
    text.write_str("\"")?;
    for part in value.split_inclusive(['\\', '"', '\n']) {
        let plain = part.trim_end_matches(['\\', '"', '\n']);
        text.write_str(plain)?;
        text.write_str(match &part[plain.len()..] {
            "\\" => "\\\\",
            "\"" => "\\\"",
            "\n" => "\\n",
            _ => "",
        })?;
    }
    text.write_str("\"")
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
