//! Alerts on what logs say.

use std::borrow::Cow;

use hagen_core::section::Section;
use hagen_kube::{Delay, Invalid, Name, Text, Url};

/// An alert on what logs say.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = super::check::alert)]
pub struct LogAlert {
    /// LogQL that gives a number, compared with a threshold: it fires for each series that is left.
    #[section(example = "'sum by (app) (rate({namespace=\"shop-production\"} |= \"panic\" [5m])) > 0'")]
    pub expr: String,
    /// How long that must hold. `0s`: it fires at once.
    #[section(rename = "for", default = Delay::seconds(300))]
    pub hold: Delay,
    /// How soon somebody has to come.
    #[section(default)]
    pub severity: LogSeverity,
    /// What is the matter, in one line. Go template with `$labels` and `$value`. Absent: the name of the alert.
    #[section(example = "'{{ $labels.app }} panics'")]
    pub summary: Option<String>,
    /// What it means and where to begin. Go template too.
    pub description: Option<String>,
    /// The address of the page that says what to do.
    #[section(rename = "runbookURL", example = "https://wiki.example.com/runbooks/panics")]
    pub runbook_url: Option<Url>,
    /// Whose logs it asks, where there are tenants: an environment, `platform` or `machines`. Absent: the first
    /// environment, which is `production` where there is one.
    #[section(example = "staging")]
    pub tenant: Option<Name>,
}

/// How soon somebody has to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum LogSeverity {
    /// At once.
    Critical,
    /// In working hours.
    #[default]
    Warning,
    /// Nobody has to: worth knowing beside others.
    Info,
}

impl LogSeverity {
    /// The value of the label `severity`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// The name of an alert: letters, digits and `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlertName(String);

impl AlertName {
    /// The name as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Text for AlertName {
    const WHAT: &'static str = "a name of an alert such as `PaymentsRefused`";
    const EXAMPLE: &'static str = "PaymentsRefused";
    const PATTERN: Option<&'static str> = Some("^[A-Za-z][A-Za-z0-9_]{0,62}$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(Invalid::new("does not begin with a letter"));
        }
        if text.len() > 63 || !text.chars().all(fits) {
            return Err(Invalid::new("is not made of at most 63 letters, digits and `_`"));
        }
        Ok(Self(text.to_owned()))
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}
