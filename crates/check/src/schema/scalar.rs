//! Bounds, enumerations, patterns and formats.

use hagen_yaml::Value;

use super::checker::Checker;
use super::finding::Problem;
use super::format::{Format, Tag};
use super::node::{Attribute, Node};
use super::path::Path;
use super::{suggest, syntax};

impl Checker<'_> {
    /// Checks one thing that is known of a value; what is about values of another type says nothing.
    pub(super) fn attribute(&mut self, node: Node, attribute: Attribute, value: &Value, path: &Path<'_>) {
        match attribute.tag {
            Tag::Enum => self.enumeration(attribute, value, path),
            Tag::Pattern => self.pattern(attribute, value, path),
            Tag::Minimum | Tag::Maximum | Tag::ExclusiveMinimum | Tag::ExclusiveMaximum | Tag::MultipleOf => {
                self.bound(attribute, value, path);
            }
            Tag::MinLength | Tag::MinItems | Tag::MinProperties => self.least(attribute, value, path),
            Tag::MaxLength | Tag::MaxItems | Tag::MaxProperties => self.most(attribute, value, path),
            Tag::Format => self.format(attribute.format(), value, path),
            Tag::Set => self.set(value, path),
            Tag::MapKeys => self.map_keys(node, attribute, value, path),
            Tag::AllOf | Tag::AnyOf | Tag::OneOf | Tag::Not => self.condition(node, attribute, value, path),
            Tag::Choice => self.choice(node, attribute, value, path),
            Tag::Check => self.named(attribute.check(), value, path),
            Tag::Default | Tag::MergeKey | Tag::Rule => {}
        }
    }

    fn enumeration(&mut self, attribute: Attribute, value: &Value, path: &Path<'_>) {
        let facts = self.facts;
        let mut allowed = attribute.places();
        let is_allowed = match value {
            Value::String(text) if text.is_empty() && self.built_in && self.is_filled(path) => true,
            Value::String(text) => allowed.any(|known| facts.raw(known) == text.as_bytes()),
            Value::Int(number) => allowed.any(|known| facts.text(known).parse() == Ok(*number)),
            Value::Bool(truth) => allowed.any(|known| facts.text(known).parse() == Ok(*truth)),
            _ => return,
        };
        if is_allowed {
            return;
        }
        self.report(path, || {
            let allowed = || attribute.places().map(|place| facts.text(place));
            let found = value.as_str().map_or_else(|| scalar_text(value), str::to_owned);
            let suggestion = suggest::nearest(&found, allowed()).map(str::to_owned);
            let hint = match &suggestion {
                Some(meant) => format!(", did you mean `{meant}`"),
                None => format!(", it can be {}", in_backticks(allowed())),
            };
            let allowed = allowed().map(str::to_owned).collect();
            (Problem::NotInEnum { allowed, suggestion }, format!("`{found}` is not possible here{hint}"))
        });
    }

    /// Whether the API server of a built-in kind puts a value where there is empty text, or takes it for absent.
    fn is_filled(&self, path: &Path<'_>) -> bool {
        let Some((parent, field)) = path.field() else { return false };
        let is_known = |entry: &(&str, &str)| entry.1 == field && (entry.0.is_empty() || entry.0 == parent);
        let default = path.owner().and_then(|owner| self.facts.default(owner, field));
        FILLED.iter().any(is_known)
            || path.begins_with("status")
            || default.is_some_and(|default| default != "\"\"")
    }

    fn pattern(&mut self, attribute: Attribute, value: &Value, path: &Path<'_>) {
        let (Some(text), Some(pattern)) = (value.as_str(), self.schemas.pattern(attribute.place())) else {
            return;
        };
        if pattern.matches(text) {
            return;
        }
        let pattern = self.facts.pattern(attribute.place());
        self.report(path, || (Problem::Pattern { pattern }, format!("`{text}` does not match `{pattern}`")));
    }

    fn bound(&mut self, attribute: Attribute, value: &Value, path: &Path<'_>) {
        let number = match value {
            #[expect(
                clippy::cast_precision_loss,
                reason = "bounds beyond 2^53 are not written to the last unit"
            )]
            Value::Int(number) => *number as f64,
            Value::Float(number) => *number,
            _ => return,
        };
        let bound = attribute.number();
        let (holds, words, least, most) = match attribute.tag {
            Tag::Minimum => (number >= bound, "at least", Some(bound), None),
            Tag::Maximum => (number <= bound, "at most", None, Some(bound)),
            Tag::ExclusiveMinimum => (number > bound, "more than", Some(bound), None),
            Tag::ExclusiveMaximum => (number < bound, "less than", None, Some(bound)),
            _ => ((number / bound).fract() == 0.0, "a multiple of", None, None),
        };
        if !holds {
            self.report(path, || {
                let found = scalar_text(value);
                (
                    Problem::OutOfRange { least, most },
                    format!("{found} is out of range: it has to be {words} {bound}"),
                )
            });
        }
    }

    fn least(&mut self, attribute: Attribute, value: &Value, path: &Path<'_>) {
        let least = attribute.count();
        let Some((size, unit)) = size(attribute.tag, value, least) else { return };
        if size >= least {
            return;
        }
        self.report(path, || {
            let message = match least {
                1 => "it must not be empty".to_owned(),
                _ => format!("it has {size} {unit}, at least {least} are needed"),
            };
            (Problem::OutOfRange { least: Some(as_bound(least)), most: None }, message)
        });
    }

    fn most(&mut self, attribute: Attribute, value: &Value, path: &Path<'_>) {
        let most = attribute.count();
        let Some((size, unit)) = size(attribute.tag, value, most) else { return };
        if size <= most {
            return;
        }
        self.report(path, || {
            let message = format!("it has {size} {unit}, at most {most} are allowed");
            (Problem::OutOfRange { least: None, most: Some(as_bound(most)) }, message)
        });
    }

    fn format(&mut self, format: Format, value: &Value, path: &Path<'_>) {
        match value {
            Value::Int(number) if format == Format::Int32 && i32::try_from(*number).is_err() => {
                self.report(path, || {
                    let (least, most) = (Some(f64::from(i32::MIN)), Some(f64::from(i32::MAX)));
                    (Problem::OutOfRange { least, most }, format!("{number} does not fit 32 bits"))
                });
            }
            // The server of the built-in kinds takes empty text for absent.
            Value::String(text) if !(self.built_in && text.is_empty()) => {
                if let Some(expected) = syntax::violation(format, text) {
                    self.syntax(text, expected, path);
                }
            }
            _ => {}
        }
    }

    /// Notes that a text is not what it stands for.
    pub(super) fn syntax(&mut self, text: &str, expected: &'static str, path: &Path<'_>) {
        self.report(path, || {
            (Problem::Syntax { expected }, format!("`{}` is not {expected}", shortened(text)))
        });
    }
}

/// Where empty text stands for a default that no schema tells, or for all values: the key above, or any, and the
/// field. Elsewhere it is one of the values that are not possible.
const FILLED: [(&str, &str); 21] = [
    ("", "allocationMode"),
    ("", "concurrencyPolicy"),
    ("", "dnsPolicy"),
    ("", "effect"),
    ("", "externalTrafficPolicy"),
    ("", "imagePullPolicy"),
    ("", "persistentVolumeReclaimPolicy"),
    ("", "podManagementPolicy"),
    ("", "reclaimPolicy"),
    ("", "scheme"),
    ("", "sessionAffinity"),
    ("", "terminationMessagePolicy"),
    ("", "whenDeleted"),
    ("", "whenScaled"),
    ("image", "pullPolicy"),
    ("roleRef", "apiGroup"),
    ("spec", "restartPolicy"),
    ("spec", "type"),
    ("strategy", "type"),
    ("tolerations", "operator"),
    ("updateStrategy", "type"),
];

/// How much there is of what the bound is about.
fn size(tag: Tag, value: &Value, bound: usize) -> Option<(usize, &'static str)> {
    match (tag, value) {
        (Tag::MinLength, Value::String(text)) if bound == 1 => Some((text.len(), "characters")),
        (Tag::MinLength | Tag::MaxLength, Value::String(text)) => Some((length(text), "characters")),
        (Tag::MinItems | Tag::MaxItems, Value::List(items)) => Some((items.len(), "elements")),
        (Tag::MinProperties | Tag::MaxProperties, Value::Map(map)) => Some((map.len(), "entries")),
        _ => None,
    }
}

/// The characters of a text; they are counted only where they differ from bytes.
fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

#[expect(clippy::cast_precision_loss, reason = "the facts store counts in 32 bits")]
fn as_bound(count: usize) -> f64 {
    count as f64
}

/// A scalar as it stands in a message.
pub(super) fn scalar_text(value: &Value) -> String {
    match value {
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::String(text) => shortened(text).to_owned(),
        other => other.kind().to_owned(),
    }
}

/// The beginning of a text that would fill the screen.
fn shortened(text: &str) -> &str {
    text.char_indices().nth(80).map_or(text, |(end, _)| &text[..end])
}

/// `a`, `b` or `c`.
pub(super) fn in_backticks<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<String> = texts.map(|text| format!("`{text}`")).collect();
    let last = all.pop().unwrap_or_default();
    if all.is_empty() { last } else { format!("{} or {last}", all.join(", ")) }
}
