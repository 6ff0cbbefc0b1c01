//! Labels and selectors.

use hagen_yaml::Value;

use crate::read::{list, text};
use crate::select::{Labels, Operator, Requirement, Selector};

/// A mapping of texts.
pub(crate) fn labels(value: Option<&Value>) -> Labels {
    let entries = value.and_then(Value::as_map).into_iter().flat_map(|map| map.iter());
    entries.filter_map(|(key, value)| Some((key.to_string(), value.as_str()?.to_owned()))).collect()
}

/// A label selector; absent, it selects nothing.
pub(crate) fn selector(value: Option<&Value>) -> Selector {
    let Some(value) = value.filter(|value| value.as_map().is_some()) else { return Selector::default() };
    let mut requirements =
        Selector::of_labels(&labels(value.get("matchLabels"))).requirements.unwrap_or_default();
    requirements.extend(list(value, &["matchExpressions"]).iter().filter_map(requirement));
    Selector { requirements: Some(requirements) }
}

pub(super) fn requirement(value: &Value) -> Option<Requirement> {
    let operator = match text(value, &["operator"])? {
        "In" => Operator::In,
        "NotIn" => Operator::NotIn,
        "Exists" => Operator::Exists,
        "DoesNotExist" => Operator::DoesNotExist,
        "Gt" => Operator::Gt,
        "Lt" => Operator::Lt,
        _ => return None,
    };
    let values = list(value, &["values"]).iter().filter_map(Value::as_str).map(str::to_owned).collect();
    Some(Requirement { key: text(value, &["key"])?.to_owned(), operator, values })
}
