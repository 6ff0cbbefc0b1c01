//! What a setting takes.

use std::sync::LazyLock;

use hagen_kube::template::jmespath;
use hagen_yaml::Value;
use regex_lite::Regex;

/// What a setting takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::passed) enum Kind {
    Text,
    Bool,
    Int,
    Number,
    /// A duration of Go: it has no days.
    Duration,
    /// A duration with days, weeks, months and years.
    Age,
    /// A level of logs, in any case.
    Level,
    /// An expression of JMESPath.
    JmesPath,
    One(Vec<&'static str>),
    /// One of some words, in any case.
    AnyCase(Vec<&'static str>),
    /// Any of some words, divided by spaces or commas.
    Each(Vec<&'static str>),
    /// It was read once.
    Gone,
}

const TRUTHS: [&str; 26] = [
    "1", "t", "T", "TRUE", "true", "True", "YES", "yes", "Yes", "y", "ON", "on", "On", "0", "f", "F",
    "FALSE", "false", "False", "NO", "no", "No", "n", "OFF", "off", "Off",
];
const LEVELS: [&str; 6] = ["trace", "debug", "info", "warn", "error", "critical"];

static DURATION: LazyLock<Regex> = LazyLock::new(|| units("ns|us|µs|ms|s|m|h"));
static AGE: LazyLock<Regex> = LazyLock::new(|| units("ns|us|µs|ms|s|m|h|d|w|M|y"));

fn units(units: &str) -> Regex {
    Regex::new(&format!(r"^[-+]?0$|^[-+]?([0-9]*\.?[0-9]+({units}))+$")).expect("a test matches against it")
}

/// From here on Helm writes a number with an exponent, as it holds all of them as floating point.
const EXPONENT: f64 = 1e6;

impl Kind {
    /// The kind that the facts write behind a name.
    pub(in crate::passed) fn parse(text: &'static str) -> Self {
        match text {
            "" => Self::Text,
            "bool" => Self::Bool,
            "int" => Self::Int,
            "number" => Self::Number,
            "duration" => Self::Duration,
            "age" => Self::Age,
            "level" => Self::Level,
            "jmespath" => Self::JmesPath,
            words => match words.split_at(1) {
                ("~", words) => Self::Each(words.split('|').collect()),
                ("^", words) => Self::AnyCase(words.split('|').collect()),
                _ => Self::One(words.split('|').collect()),
            },
        }
    }

    /// Why a value cannot be read as this kind.
    pub(in crate::passed) fn refusal(&self, value: &Value) -> Option<String> {
        match value {
            Value::Int(number) => self.of_number(&number.to_string()),
            Value::Float(number) => self.of_number(&number.to_string()),
            Value::Bool(truth) => self.of_text(&truth.to_string()),
            Value::String(text) => self.of_text(text),
            Value::List(_) => self.of_list(),
            Value::Map(_) | Value::Null => None,
        }
    }

    fn of_number(&self, text: &str) -> Option<String> {
        let number: f64 = text.parse().unwrap_or_default();
        if number.abs() >= EXPONENT {
            return Some(format!("Helm writes {text} as `{}`: quote it, `\"{text}\"`", exponent(number)));
        }
        self.of_text(text)
    }

    /// A list becomes JSON.
    fn of_list(&self) -> Option<String> {
        let is_one =
            matches!(self, Self::Bool | Self::Int | Self::Number | Self::Duration | Self::Age | Self::Level);
        is_one.then(|| "expected a plain value, found a list".to_owned())
    }

    fn of_text(&self, text: &str) -> Option<String> {
        if text.is_empty() || becomes_another(text) {
            return None;
        }
        if *self == Self::JmesPath {
            let fault = jmespath::fault(unquoted(text.trim()))?;
            return Some(format!("Grafana cannot read it: {fault}"));
        }
        let text = text.trim().trim_matches(['"', '\'', '`']);
        match self {
            Self::Text | Self::Gone | Self::JmesPath => None,
            Self::Bool => unless(TRUTHS.contains(&text), text, "`true` or `false`"),
            Self::Int => unless(is_int(text), text, "a whole number"),
            Self::Number => unless(text.parse::<f64>().is_ok(), text, "a number"),
            Self::Duration if DURATION.is_match(text) => None,
            Self::Duration if AGE.is_match(text) => Some(format!(
                "`{text}`: this setting knows no days, weeks, months or years; give hours, like `168h`"
            )),
            Self::Duration => unless(false, text, "a duration like `30s`, `5m` or `24h`"),
            Self::Age => unless(AGE.is_match(text), text, "a duration like `30s`, `5m` or `7d`"),
            Self::Level => one_of(&LEVELS, &text.to_lowercase()),
            Self::One(words) => one_of(words, text),
            Self::AnyCase(words) => one_of(words, &text.to_lowercase()),
            Self::Each(words) => {
                text.split([' ', ',']).filter(|word| !word.is_empty()).find_map(|it| one_of(words, it))
            }
        }
    }
}

/// A text without the quotes around all of it.
fn unquoted(text: &str) -> &str {
    let inner = ['"', '\'', '`'].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    inner.filter(|inner| !inner.contains(['"', '\'', '`'])).unwrap_or(text)
}

/// A number as Go writes floating point with the fewest digits.
fn exponent(number: f64) -> String {
    let text = format!("{number:e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    format!("{digits}e+{power:0>2}")
}

/// Templates, variables and comments become something else before Grafana reads the value.
fn becomes_another(text: &str) -> bool {
    ["{{", "${", "$__", "%("].iter().any(|mark| text.contains(mark)) || text.contains([';', '#'])
}

fn is_int(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let based = [("0x", 16), ("0X", 16), ("0o", 8), ("0b", 2)];
    let based = based.into_iter().find_map(|(mark, base)| Some((digits.strip_prefix(mark)?, base)));
    let (digits, base) = based.unwrap_or((digits, 10));
    !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(base) || digit == '_')
}

fn unless(holds: bool, text: &str, expected: &str) -> Option<String> {
    (!holds).then(|| format!("`{text}` is not {expected}: it would not be taken"))
}

fn one_of(words: &[&'static str], text: &str) -> Option<String> {
    if words.contains(&text) {
        return None;
    }
    let near = crate::schema::nearest(text, words.iter().copied());
    let near = near.map(|near| format!(", did you mean `{near}`")).unwrap_or_default();
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    Some(format!("`{text}` is not possible here, it can be {}{near}", words.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_grafana_reads() {
        let age = Kind::Age;
        let each = Kind::parse("~console|file");
        for (kind, good, bad) in [
            (Kind::Bool, ["true", "Yes", "0", "$__env{A}"], ["ture", "2", "enabled", "yep"]),
            (Kind::Int, ["0660", "-1", "0x1f", "${N}"], ["1k", "1.5", "ten", "-"]),
            (Kind::Number, ["0.5", "1", "\"2\"", "1e3"], ["half", "1,5", "a1", "1%"]),
            (Kind::Duration, ["1h30m", "0", "1.5s", "%(a)s"], ["30", "1d", "5 m", "1x"]),
            (
                Kind::JmesPath,
                ["email", "'Viewer'", "contains(a, 'b') && 'Admin' || 'Viewer'", "${ROLE}"],
                ["a b", "a ||", "contains(a, 'b'", "a = 'b'"],
            ),
            (age, ["30d", "1M", "2h", "0"], ["30", "d", "1Y", "1 d"]),
            (Kind::Level, ["info", "WARN", "debug", "error"], ["inf", "warning", "5", "all"]),
            (
                each,
                ["console file", "file", "console,file", "console"],
                ["stdout", "consol", "console x", "x,file"],
            ),
        ] {
            for text in good {
                assert_eq!(kind.of_text(text), None, "{kind:?} {text}");
            }
            for text in bad {
                assert!(kind.of_text(text).is_some(), "{kind:?} {text}");
            }
        }
    }

    #[test]
    fn numbers_look_as_helm_writes_them() {
        for (number, written) in
            [(8_388_608.0, "8.388608e+06"), (1e6, "1e+06"), (12_345_678.0, "1.2345678e+07")]
        {
            assert_eq!(exponent(number), written);
        }
    }
}
