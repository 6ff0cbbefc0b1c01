//! The explanation of a key: what it is for, what may stand there, what is meant without it, what is below it.

use hagen_core::section::{ChoiceInfo, FieldInfo, SectionInfo, Shape};
use serde_json::{Value, json};

use super::Explanation;
use super::describe;
use super::find::{Found, Leads};
use crate::{markdown, schema, style};

pub(super) fn explain(found: &Found, width: usize) -> Explanation {
    let strong = style::STRONG;
    let path = if found.path.is_empty() { "blueprint" } else { &found.path };
    let mut text = format!("{strong}{path}{strong:#}\n\n");
    for doc in docs(found) {
        text.push_str(&markdown::terminal(doc, width));
        text.push_str("\n\n");
    }
    text.push_str(&describe::columns(&facts(found), width));
    let below = below(found.shape);
    if !below.is_empty() {
        text.push_str(&format!("\n{strong}{}{strong:#}\n\n", below.title));
        text.push_str(&describe::columns(&below.rows, width));
    }
    Explanation { text, data: whole(found, &below) }
}

/// The keys of a section, a line each.
pub(super) fn list(info: &'static SectionInfo, width: usize) -> String {
    describe::columns(&info.fields.iter().map(row).collect::<Vec<_>>(), width)
}

/// What the key says, then what the section behind it says, where that is more.
fn docs(found: &Found) -> Vec<&'static str> {
    let own = match found.leads {
        Leads::Field(field) => field.doc,
        Leads::Choice(choice) => choice.doc,
        Leads::Root | Leads::Item => "",
    };
    let section = section(found.shape).map_or("", |info| info.doc);
    let says_more = own.is_empty() || has_more_than_a_sentence(section);
    let mut docs = vec![own, if says_more { section } else { "" }];
    docs.dedup();
    docs.retain(|doc| !doc.is_empty());
    docs
}

/// The first sentence of a section rarely says what the key that leads to it has not said.
fn has_more_than_a_sentence(doc: &str) -> bool {
    doc.trim().len() > markdown::first_sentence(doc).len() + 1
}

/// The section at a place, if that is what stands there.
fn section(shape: Shape) -> Option<&'static SectionInfo> {
    match shape {
        Shape::Section(info) => Some(info),
        Shape::Optional(inner) => section(inner()),
        Shape::Either(one, other) => section(one()).or_else(|| section(other())),
        _ => None,
    }
}

fn facts(found: &Found) -> Vec<(String, String)> {
    let mut facts = vec![("type".to_owned(), describe::shape(found.shape))];
    if let Leads::Field(field) = found.leads {
        if let Some(default) = field.default() {
            facts.push(("default".to_owned(), inline(&default)));
        } else if field.is_required() {
            facts.push(("required".to_owned(), "yes".to_owned()));
        } else {
            facts.push(("required".to_owned(), "no".to_owned()));
        }
    }
    if let Some(example) = example(found) {
        facts.push(("example".to_owned(), example));
    }
    facts
}

fn example(found: &Found) -> Option<String> {
    if let Leads::Field(FieldInfo { example: Some(example), .. }) = found.leads {
        return Some((*example).to_owned());
    }
    text_example(found.shape)
}

fn text_example(shape: Shape) -> Option<String> {
    match shape {
        Shape::Text(info) => Some(info.example.to_owned()),
        Shape::Optional(inner) => text_example(inner()),
        Shape::List(inner) => Some(format!("[{}]", text_example(inner())?)),
        _ => None,
    }
}

/// A value as it can be typed, on one line: JSON is YAML.
fn inline(value: &hagen_yaml::Value) -> String {
    match value {
        hagen_yaml::Value::String(text) if !text.is_empty() => text.to_string(),
        other => schema::value(other).to_string(),
    }
}

/// What can be written below a place.
struct Below {
    title: &'static str,
    rows: Vec<(String, String)>,
    data: Vec<Value>,
}

impl Below {
    fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

fn below(shape: Shape) -> Below {
    match shape {
        Shape::Optional(inner) | Shape::List(inner) => below(inner()),
        Shape::Map(_, inner) => {
            let mut inside = below(inner());
            if !inside.is_empty() && inside.title == "Keys" {
                inside.title = "Keys of each";
            }
            inside
        }
        Shape::Either(one, other) => either(below(one()), below(other())),
        Shape::Section(info) => Below {
            title: "Keys",
            rows: info.fields.iter().map(row).collect(),
            data: info.fields.iter().map(data).collect(),
        },
        Shape::Choice(choices) => Below {
            title: "Choices",
            rows: choices.iter().map(choice_row).collect(),
            data: choices
                .iter()
                .map(|choice| json!({ "word": choice.word, "documentation": choice.doc }))
                .collect(),
        },
        _ => Below { title: "", rows: Vec::new(), data: Vec::new() },
    }
}

/// The keys of one form, and those that only the other has.
fn either(mut one: Below, other: Below) -> Below {
    if one.is_empty() {
        return other;
    }
    for (row, data) in other.rows.into_iter().zip(other.data) {
        if one.rows.iter().all(|(key, _)| *key != row.0) {
            one.rows.push(row);
            one.data.push(data);
        }
    }
    one
}

fn row(field: &FieldInfo) -> (String, String) {
    let mut about = markdown::plain(markdown::first_sentence(field.doc));
    if field.is_required() {
        about.push_str(" (required)");
    } else if let Some(default) = field.default().filter(is_short) {
        about.push_str(&format!(" (default {})", inline(&default)));
    }
    (field.key.to_owned(), about)
}

fn is_short(value: &hagen_yaml::Value) -> bool {
    !matches!(value, hagen_yaml::Value::Map(_) | hagen_yaml::Value::List(_))
}

fn choice_row(choice: &ChoiceInfo) -> (String, String) {
    let word = if choice.inner.is_some() { format!("{}:", choice.word) } else { choice.word.to_owned() };
    (word, markdown::plain(markdown::first_sentence(choice.doc)))
}

/// A key as data.
pub(super) fn data(field: &FieldInfo) -> Value {
    json!({
        "key": field.key,
        "documentation": field.doc,
        "type": describe::shape((field.shape)()),
        "required": field.is_required(),
        "default": field.default().map(|value| schema::value(&value)),
        "example": field.example.map(schema::example),
    })
}

fn whole(found: &Found, below: &Below) -> Value {
    let mut whole = match found.leads {
        Leads::Field(field) => data(field),
        Leads::Root | Leads::Choice(_) | Leads::Item => json!({ "type": describe::shape(found.shape) }),
    };
    whole["path"] = json!(found.path);
    whole["documentation"] = json!(docs(found).join("\n\n"));
    let list = if below.title == "Choices" { "choices" } else { "keys" };
    whole[list] = json!(below.data);
    whole
}
