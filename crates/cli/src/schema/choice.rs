//! Choices: words with their meanings, and words that lead to a value.

use hagen_core::section::{ChoiceInfo, Shape};
use serde_json::{Map, Value, json};

use super::partial::Part;
use super::{Definitions, object};

/// One of the words, or a mapping from one of them.
pub(super) fn choice(
    choices: &'static [ChoiceInfo],
    definitions: &mut Definitions,
    part: Part,
) -> Map<String, Value> {
    let words: Vec<Value> = choices.iter().filter(|choice| stands_alone(choice)).map(word).collect();
    let longer: Map<String, Value> = choices
        .iter()
        .filter_map(|choice| Some((choice.word.to_owned(), leading(choice, definitions, part)?)))
        .collect();
    if longer.is_empty() {
        return object(json!({ "oneOf": words }));
    }
    // One mapping with all the words rather than one mapping for each: an editor completes it better.
    let long = json!({
        "type": "object",
        "properties": longer,
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
    });
    if words.is_empty() {
        return object(long);
    }
    let ways: Vec<Value> = words.into_iter().chain([long]).collect();
    object(json!({ "anyOf": ways }))
}

/// The ways that a schema offers, to stand beside others.
pub(super) fn alternatives(schema: Map<String, Value>) -> Vec<Value> {
    for list in ["anyOf", "oneOf"] {
        if let (1, Some(Value::Array(ways))) = (schema.len(), schema.get(list)) {
            return ways.clone();
        }
    }
    vec![Value::Object(schema)]
}

fn word(choice: &ChoiceInfo) -> Value {
    json!({ "const": choice.word, "description": choice.doc })
}

fn leading(choice: &'static ChoiceInfo, definitions: &mut Definitions, part: Part) -> Option<Value> {
    let mut schema = object(json!({ "description": choice.doc }));
    schema.extend(definitions.shape((choice.inner?)(), part));
    Some(Value::Object(schema))
}

/// Whether the word can stand alone: it leads to nothing, or to a mapping that may be empty.
pub(crate) fn stands_alone(choice: &ChoiceInfo) -> bool {
    choice.inner.is_none_or(|inner| may_be_empty(inner()))
}

fn may_be_empty(shape: Shape) -> bool {
    match shape {
        Shape::Section(info) => info.fields.iter().all(|field| !field.is_required()),
        Shape::Map(..) | Shape::Free => true,
        Shape::Optional(inner) => may_be_empty(inner()),
        _ => false,
    }
}
