//! `LimitRange`: bounds that contradict each other, which the API server refuses.

use hagen_yaml::Value;

use super::operated::{Found, items, key};
use crate::schema::{Step, quantity};

/// What must not be more than what.
const ORDER: [(&str, &str); 6] = [
    ("min", "max"),
    ("default", "max"),
    ("defaultRequest", "max"),
    ("defaultRequest", "default"),
    ("min", "default"),
    ("min", "defaultRequest"),
];

/// Judges the `spec` of a range.
pub(super) fn range(spec: &Value, found: &mut Found) {
    for (at, limit) in items(spec, "limits") {
        let amount = |list: &str, name: &str| match limit.at(&[list, name])? {
            Value::String(text) => quantity::parse(text),
            Value::Int(number) => quantity::parse(&number.to_string()),
            Value::Float(number) => Some(*number),
            _ => None,
        };
        for (small, large) in ORDER {
            let names =
                limit.get(small).and_then(Value::as_map).into_iter().flatten().map(|(name, _)| &**name);
            for name in names {
                let pair = amount(small, name).zip(amount(large, name));
                if pair.is_some_and(|(small, large)| small > large) {
                    let way = [key("limits"), Step::Index(at), key(small), key(name)];
                    found.at(&way, format!("it is more than `{large}`"));
                }
            }
        }
    }
}
