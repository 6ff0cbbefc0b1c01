//! What the reader of a dashboard may choose.

use serde_json::{Value, json};

/// Where the data comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Source {
    /// A Prometheus, or what answers like one, that the reader chooses among those that Grafana has.
    #[default]
    Prometheus,
    /// A Loki that the reader chooses.
    Loki,
    /// A Tempo that the reader chooses.
    Tempo,
    /// This one.
    Fixed {
        /// The type: `prometheus`.
        kind: &'static str,
        /// The uid that it is provisioned with.
        uid: &'static str,
    },
}

/// A variable of a dashboard, which queries use as `$name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What the reader sees.
    pub label: String,
    /// What it may be.
    pub choices: Choices,
}

/// What a variable may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choices {
    /// The values that a label has in the series of a selector; several may be chosen, all at first. Queries match them
    /// as a regular expression: `pod=~"$pod"`.
    Label {
        /// The label.
        label: &'static str,
        /// The series.
        series: String,
        /// Whose series.
        source: Source,
    },
    /// One of these.
    Words(Vec<String>),
}

impl Variable {
    /// The values that a label has in some series of Prometheus.
    pub fn label(name: &'static str, label: &'static str, series: impl Into<String>) -> Self {
        let choices = Choices::Label { label, series: series.into(), source: Source::Prometheus };
        Self { name, label: name.to_owned(), choices }
    }

    /// One of some words, at first the first.
    pub fn words(name: &'static str, words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let words = words.into_iter().map(Into::into).collect();
        Self { name, label: name.to_owned(), choices: Choices::Words(words) }
    }

    pub(super) fn source(&self) -> Option<Source> {
        if let Choices::Label { source, .. } = self.choices { Some(source) } else { None }
    }

    pub(super) fn json(&self) -> Value {
        let Self { name, label, choices } = self;
        match choices {
            Choices::Label { label: of, series, source } => json!({
                "name": name,
                "label": label,
                "type": "query",
                "datasource": source.json(),
                "query": { "query": format!("label_values({series}, {of})"), "refId": name },
                "definition": format!("label_values({series}, {of})"),
                "includeAll": true,
                "multi": true,
                "current": { "text": ["All"], "value": ["$__all"] },
                // When the time range changes: pods come and go.
                "refresh": 2,
                "sort": 1,
            }),
            Choices::Words(words) => json!({
                "name": name,
                "label": label,
                "type": "custom",
                "query": words.join(","),
                "current": { "text": words.first(), "value": words.first() },
            }),
        }
    }
}

impl Source {
    /// How panels and queries refer to it.
    pub(super) fn json(self) -> Value {
        let uid = self.variable_name().map(|name| format!("${{{name}}}"));
        match self {
            Self::Fixed { kind, uid } => json!({ "type": kind, "uid": uid }),
            _ => json!({ "type": self.kind(), "uid": uid }),
        }
    }

    /// The variable by which a reader chooses it.
    pub(super) fn variable(self) -> Option<Value> {
        let name = self.variable_name()?;
        Some(json!({
            "name": name,
            "label": if name == "datasource" { "data source" } else { name },
            "type": "datasource",
            "query": self.kind(),
            "current": {},
            "refresh": 1,
        }))
    }

    fn variable_name(self) -> Option<&'static str> {
        match self {
            Self::Prometheus => Some("datasource"),
            Self::Loki => Some("logs"),
            Self::Tempo => Some("traces"),
            Self::Fixed { .. } => None,
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Prometheus => "prometheus",
            Self::Loki => "loki",
            Self::Tempo => "tempo",
            Self::Fixed { kind, .. } => kind,
        }
    }
}
