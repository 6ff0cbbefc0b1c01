//! The JSON Schema of the blueprint, for editors and for whoever checks blueprints without hagen.

mod choice;
mod partial;
mod value;

use hagen_core::section::{FieldInfo, SectionInfo, Shape, TextInfo};
use serde_json::{Map, Value, json};

pub(crate) use choice::stands_alone;
pub(crate) use partial::Overlays;
use partial::Part;
pub(crate) use value::{example, json as value};

/// The name that `hagen init` gives to the file.
pub(crate) const FILE: &str = "hagen.schema.json";

/// The schema of a blueprint: draft 2020-12.
pub(crate) fn schema(root: &'static SectionInfo, overlays: Overlays) -> Value {
    let mut definitions = Definitions { root, overlays, known: Vec::new() };
    let body = definitions.object(root, Part::Whole);
    let mut schema = Map::new();
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".into(), json!("hagen blueprint"));
    schema.insert("description".into(), json!(root.doc));
    schema.extend(body);
    let mut known = definitions.known;
    known.sort_by(|one, other| one.name.cmp(&other.name));
    let known: Map<String, Value> = known.into_iter().map(|known| (known.name, known.schema)).collect();
    schema.insert("$defs".into(), Value::Object(known));
    Value::Object(schema)
}

/// The sections that were met, each described once.
struct Definitions {
    root: &'static SectionInfo,
    overlays: Overlays,
    known: Vec<Definition>,
}

struct Definition {
    info: &'static SectionInfo,
    part: Part,
    name: String,
    schema: Value,
}

impl Definitions {
    /// What may stand at a place.
    fn shape(&mut self, shape: Shape, part: Part) -> Map<String, Value> {
        match shape {
            Shape::Free => Map::new(),
            Shape::Bool => object(json!({ "type": "boolean" })),
            Shape::Int(from, to) => integer(from, to),
            Shape::Number(from, to) => object(json!({ "type": "number", "minimum": from, "maximum": to })),
            Shape::Text(info) => text(info),
            Shape::Choice(choices) => choice::choice(choices, self, part),
            Shape::List(item) => {
                // An overlay replaces a list as a whole, so its items have to be whole.
                let items = self.shape(item(), Part::Whole);
                object(json!({ "type": "array", "items": items }))
            }
            Shape::Map(key, item) => self.map(key, item(), part),
            Shape::Section(info) => self.section(info, part),
            Shape::Either(one, other) => {
                let mut ways = choice::alternatives(self.shape(one(), part));
                ways.extend(choice::alternatives(self.shape(other(), part)));
                object(json!({ "anyOf": ways }))
            }
            Shape::Optional(inner) => self.shape(inner(), part),
        }
    }

    fn map(&mut self, key: &'static TextInfo, item: Shape, part: Part) -> Map<String, Value> {
        let mut names = text(key);
        names.remove("type");
        names.remove("examples");
        let items = self.shape(item, part);
        let mut map = object(json!({ "type": "object" }));
        if !names.is_empty() {
            map.insert("propertyNames".into(), Value::Object(names));
        }
        map.insert("additionalProperties".into(), Value::Object(items));
        map
    }

    /// A reference to the section's own description.
    fn section(&mut self, info: &'static SectionInfo, part: Part) -> Map<String, Value> {
        let part = part.of(info, self.root);
        let known = self.known.iter().find(|known| known.part == part && is_same(known.info, info));
        let name = match known {
            Some(known) => known.name.clone(),
            None => self.define(info, part),
        };
        object(json!({ "$ref": format!("#/$defs/{name}") }))
    }

    fn define(&mut self, info: &'static SectionInfo, part: Part) -> String {
        let wanted = format!("{}{}", part.prefix(), info.name);
        let namesakes = self.known.iter().filter(|known| known.part == part && known.info.name == info.name);
        let name = numbered(&wanted, namesakes.count() + 1);
        // Known before it is described, because it may hold itself.
        let at = self.known.len();
        self.known.push(Definition { info, part, name: name.clone(), schema: Value::Null });
        let mut schema = object(json!({ "description": info.doc }));
        let long = self.object(info, part);
        match info.shorthand {
            Some(shorthand) => {
                let mut ways = choice::alternatives(self.shape(shorthand(), part));
                ways.push(Value::Object(long));
                schema.insert("anyOf".into(), Value::Array(ways));
            }
            None => schema.extend(long),
        }
        self.known[at].schema = Value::Object(schema);
        name
    }

    /// A mapping with known keys.
    fn object(&mut self, info: &'static SectionInfo, part: Part) -> Map<String, Value> {
        let is_root = std::ptr::eq(info, self.root);
        let overlays = self.overlays;
        let fields = || info.fields.iter().filter(|field| !is_root || part.has(field.key, overlays));
        let required: Vec<&str> =
            fields().filter(|field| part.requires(field)).map(|field| field.key).collect();
        let fields: Vec<&'static FieldInfo> = fields().collect();
        let properties: Map<String, Value> =
            fields.into_iter().map(|field| (field.key.to_owned(), self.field(field, info, part))).collect();
        let mut schema = object(json!({ "type": "object", "properties": properties }));
        if !required.is_empty() {
            schema.insert("required".into(), json!(required));
        }
        schema.insert("additionalProperties".into(), Value::Bool(false));
        schema
    }

    fn field(&mut self, field: &'static FieldInfo, section: &SectionInfo, part: Part) -> Value {
        let mut schema = object(json!({ "description": field.doc }));
        let shape = (field.shape)();
        if partial::is_overlay(field, shape) {
            let root = self.section(self.root, Part::under(section));
            schema.extend(root);
            return Value::Object(schema);
        }
        schema.extend(self.shape(shape, part));
        if let Some(default) = field.default().filter(|_| part.shows_defaults()) {
            schema.insert("default".into(), value::json(&default));
        }
        if let Some(example) = field.example {
            schema.insert("examples".into(), json!([value::example(example)]));
        }
        Value::Object(schema)
    }
}

/// `Storage`, and `Storage2` for the second section of that name.
fn numbered(name: &str, number: usize) -> String {
    if number == 1 { name.to_owned() } else { format!("{name}{number}") }
}

/// The same section: the derive gives each use of a type a constant of its own.
fn is_same(one: &SectionInfo, other: &SectionInfo) -> bool {
    let keys =
        |info: &SectionInfo| info.fields.iter().map(|field| (field.key, field.doc)).collect::<Vec<_>>();
    one.name == other.name && one.doc == other.doc && keys(one) == keys(other)
}

fn integer(from: i64, to: i64) -> Map<String, Value> {
    let mut schema = object(json!({ "type": "integer" }));
    if from > i64::MIN {
        schema.insert("minimum".into(), json!(from));
    }
    if to < i64::MAX {
        schema.insert("maximum".into(), json!(to));
    }
    schema
}

/// `patternErrorMessage` is what editors show in place of a regular expression that nobody wants to read.
fn text(info: &TextInfo) -> Map<String, Value> {
    let mut schema = object(json!({ "type": "string" }));
    if let Some(pattern) = info.pattern {
        schema.insert("pattern".into(), json!(pattern));
        schema.insert("patternErrorMessage".into(), json!(format!("expected {}", info.what)));
        schema.insert("examples".into(), json!([info.example]));
    }
    schema
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => unreachable!("`{other}` is written as an object above"),
    }
}

#[cfg(test)]
mod tests;
