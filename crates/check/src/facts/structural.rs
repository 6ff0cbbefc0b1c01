//! The structural schemas of custom resource definitions to schema nodes.

use crate::schema::format::Shape;
use serde_json::Value;

use super::node::{Attribute, Node, NodeId, Nodes};
use super::vocabulary::{format, list_attributes, selector_check, texts};

/// The pattern by which generated definitions describe a `resource.Quantity`.
const QUANTITY: &str = r"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

/// Which part of a schema a node comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The structure: what is not there is refused.
    Structure,
    /// A condition inside `allOf`, `anyOf`, `oneOf` or `not`: it says nothing about other fields.
    Condition,
}

/// The place of a schema's node.
pub fn convert(schema: &Value, part: Part, nodes: &mut Nodes) -> NodeId {
    let node = node(schema, part, nodes);
    nodes.intern(node)
}

/// The node of a schema.
pub(super) fn node(schema: &Value, part: Part, nodes: &mut Nodes) -> Node {
    let mut node = Node::new(shape(schema));
    node.nullable = schema["nullable"] == true;
    node.embedded = schema["x-kubernetes-embedded-resource"] == true;
    node.closed = part == Part::Structure
        && node.shape == Shape::Object
        && !node.embedded
        && schema["x-kubernetes-preserve-unknown-fields"] != true;
    add_children(&mut node, schema, part, nodes);
    add_bounds(&mut node, schema);
    node.attributes.extend(list_attributes(schema));
    add_conditions(&mut node, schema, nodes);
    add_rules(&mut node, schema);
    node
}

fn shape(schema: &Value) -> Shape {
    if schema["x-kubernetes-int-or-string"] == true {
        let is_quantity = schema["pattern"].as_str() == Some(QUANTITY);
        return if is_quantity { Shape::Quantity } else { Shape::IntOrString };
    }
    match schema["type"].as_str() {
        Some("object") if !schema["additionalProperties"].is_null() => Shape::Map,
        Some("object") => Shape::Object,
        Some("array") => Shape::List,
        Some("string") => Shape::String,
        Some("integer") => Shape::Integer,
        Some("number") => Shape::Number,
        Some("boolean") => Shape::Boolean,
        _ => Shape::Any,
    }
}

fn add_children(node: &mut Node, schema: &Value, part: Part, nodes: &mut Nodes) {
    let required = texts(&schema["required"]);
    if let Some(properties) = schema["properties"].as_object() {
        node.attributes.extend(selector_check(properties));
        for (name, property) in properties {
            let child = convert(property, part, nodes);
            // What has a default is there before the API server asks for it.
            let is_defaulted = part == Part::Structure && !property["default"].is_null();
            node.add_property(name, child, required.contains(name) && !is_defaulted);
        }
    }
    for name in required {
        if !node.properties.as_ref().is_some_and(|properties| properties.contains_key(&name)) {
            let any = nodes.intern(Node::new(Shape::Any));
            node.add_property(&name, any, true);
        }
    }
    node.child = match node.shape {
        Shape::Map => Some(convert(&schema["additionalProperties"], part, nodes)),
        Shape::List => Some(convert(&schema["items"], part, nodes)),
        _ => None,
    };
}

fn add_bounds(node: &mut Node, schema: &Value) {
    let number = |key: &str| schema[key].as_f64();
    let count = |key: &str| schema[key].as_u64().and_then(|count| u32::try_from(count).ok());
    let exclusive = |key: &str| schema[key] == true;
    let mut add = |attribute: Option<Attribute>| node.attributes.extend(attribute);
    let lower: fn(_) -> _ =
        if exclusive("exclusiveMinimum") { Attribute::ExclusiveMinimum } else { Attribute::Minimum };
    let upper: fn(_) -> _ =
        if exclusive("exclusiveMaximum") { Attribute::ExclusiveMaximum } else { Attribute::Maximum };
    add(number("minimum").map(|least| lower(least.into())));
    add(number("maximum").map(|most| upper(most.into())));
    add(number("multipleOf").map(|step| Attribute::MultipleOf(step.into())));
    add(count("minLength").map(Attribute::MinLength));
    add(count("maxLength").map(Attribute::MaxLength));
    add(count("minItems").map(Attribute::MinItems));
    add(count("maxItems").map(Attribute::MaxItems));
    add(count("minProperties").map(Attribute::MinProperties));
    add(count("maxProperties").map(Attribute::MaxProperties));
    add(schema["enum"].as_array().map(|values| Attribute::Enum(values.iter().map(plain).collect())));
    add((schema["uniqueItems"] == true).then_some(Attribute::Set));
    add((!schema["default"].is_null()).then(|| Attribute::Default(schema["default"].to_string())));
    // A number format on text is a remark of the generator, as for 64 bit numbers written as text.
    let fits = |_: &&str| matches!(schema["type"].as_str(), None | Some("string"));
    let is_number_format = |name: &&str| matches!(*name, "int32" | "int64");
    let format_name = schema["format"].as_str().filter(|name| fits(name) != is_number_format(name));
    add(format_name.and_then(format).map(Attribute::Format));
    let pattern = schema["pattern"].as_str();
    if let Some(pattern) = pattern.filter(|_| node.shape != Shape::Quantity) {
        node.attributes.push(Attribute::Pattern(pattern.to_owned()));
    }
}

/// A scalar as text: hagen compares enumerations as text.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn add_conditions(node: &mut Node, schema: &Value, nodes: &mut Nodes) {
    let list = |key: &str| schema[key].as_array().map_or(&[][..], Vec::as_slice);
    for condition in list("allOf") {
        add_all_of(node, condition, nodes);
    }
    let any_of = list("anyOf");
    let is_int_or_string = matches!(node.shape, Shape::IntOrString | Shape::Quantity);
    if !any_of.is_empty() && !is_int_or_string {
        node.attributes.push(any_of_attribute(any_of, nodes));
    }
    let one_of = list("oneOf");
    if !one_of.is_empty() {
        node.attributes.push(one_of_attribute(one_of, nodes));
    }
    if !schema["not"].is_null() {
        node.attributes.push(not_attribute(&schema["not"], nodes));
    }
}

/// A condition that says nothing about children is laid into the node itself.
fn add_all_of(node: &mut Node, condition: &Value, nodes: &mut Nodes) {
    let converted = self::node(condition, Part::Condition, nodes);
    let is_plain =
        converted.shape == Shape::Any && converted.properties.is_none() && converted.child.is_none();
    let is_restated = is_plain && converted.attributes.iter().all(|one| same_kind_absent(node, one));
    if is_restated {
        node.attributes.extend(converted.attributes);
    } else {
        let converted = nodes.intern(converted);
        node.attributes.push(Attribute::AllOf(vec![converted]));
    }
}

/// Two patterns both bind, and so do two choices; of bounds a node has one of each.
fn same_kind_absent(node: &Node, attribute: &Attribute) -> bool {
    match attribute {
        Attribute::Pattern(_) | Attribute::Choice { .. } => true,
        other => {
            let kind = std::mem::discriminant(other);
            !node.attributes.iter().any(|known| std::mem::discriminant(known) == kind && known != other)
        }
    }
}

fn any_of_attribute(branches: &[Value], nodes: &mut Nodes) -> Attribute {
    match single_fields(branches) {
        Some(fields) => Attribute::Choice { least: 1, most: count(&fields), fields },
        None => {
            Attribute::AnyOf(branches.iter().map(|branch| convert(branch, Part::Condition, nodes)).collect())
        }
    }
}

fn one_of_attribute(branches: &[Value], nodes: &mut Nodes) -> Attribute {
    if let Some(fields) = single_fields(branches) {
        return Attribute::Choice { least: 1, most: 1, fields };
    }
    if let Some(fields) = at_most_one(branches) {
        return Attribute::Choice { least: 0, most: 1, fields };
    }
    Attribute::OneOf(branches.iter().map(|branch| convert(branch, Part::Condition, nodes)).collect())
}

fn not_attribute(condition: &Value, nodes: &mut Nodes) -> Attribute {
    match required_only(condition) {
        Some(fields) => Attribute::Choice { least: 0, most: count(&fields) - 1, fields },
        None => Attribute::Not(convert(condition, Part::Condition, nodes)),
    }
}

/// Whether there are no more fields than a choice has room for.
fn is_choice(fields: &[String]) -> bool {
    u8::try_from(fields.len()).is_ok()
}

fn count(fields: &[String]) -> u8 {
    u8::try_from(fields.len()).expect("a choice is between few fields")
}

/// `oneOf: [not: anyOf: [required: [a], required: [b]], required: [a], required: [b]]`: none, or one.
fn at_most_one(branches: &[Value]) -> Option<Vec<String>> {
    let (none, one): (Vec<&Value>, Vec<&Value>) =
        branches.iter().partition(|branch| !branch["not"].is_null());
    let [none] = none.as_slice() else { return None };
    let fields = one.into_iter().map(single_field).collect::<Option<Vec<_>>>()?;
    let excluded = single_fields(none["not"]["anyOf"].as_array()?)?;
    (fields == excluded).then_some(fields)
}

fn single_fields(branches: &[Value]) -> Option<Vec<String>> {
    branches.iter().map(single_field).collect::<Option<Vec<_>>>().filter(|fields| is_choice(fields))
}

fn single_field(branch: &Value) -> Option<String> {
    let mut fields = required_only(branch)?;
    (fields.len() == 1).then(|| fields.remove(0))
}

/// The fields of a condition that asks for fields and nothing else.
fn required_only(condition: &Value) -> Option<Vec<String>> {
    let says_nothing_else = condition.as_object()?.iter().all(|(key, value)| match key.as_str() {
        "required" => true,
        "properties" => {
            value.as_object().is_some_and(|all| all.values().all(|one| one == &serde_json::json!({})))
        }
        _ => false,
    });
    let fields = texts(&condition["required"]);
    (says_nothing_else && !fields.is_empty() && is_choice(&fields)).then_some(fields)
}

fn add_rules(node: &mut Node, schema: &Value) {
    for rule in schema["x-kubernetes-validations"].as_array().into_iter().flatten() {
        let text = |key: &str| rule[key].as_str().unwrap_or_default().trim().to_owned();
        node.attributes.push(Attribute::Rule { rule: text("rule"), message: text("message") });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn converted(schema: &Value) -> Node {
        node(schema, Part::Structure, &mut Nodes::default())
    }

    fn choice(least: u8, most: u8, fields: &[&str]) -> Attribute {
        Attribute::Choice { least, most, fields: fields.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn conditions_about_fields_become_choices() {
        let (oil, grain) =
            (json!({"required": ["oil"]}), json!({"required": ["grain"], "properties": {"grain": {}}}));
        let none = json!({"not": {"anyOf": [oil, grain]}});
        for (condition, expected) in [
            (json!({"type": "object", "oneOf": [oil, grain]}), choice(1, 1, &["oil", "grain"])),
            (json!({"type": "object", "anyOf": [oil, grain]}), choice(1, 2, &["oil", "grain"])),
            (json!({"type": "object", "oneOf": [none, oil, grain]}), choice(0, 1, &["oil", "grain"])),
            (
                json!({"type": "object", "not": {"required": ["oil", "grain"]}}),
                choice(0, 1, &["oil", "grain"]),
            ),
        ] {
            assert_eq!(converted(&condition).attributes, [expected], "{condition}");
        }
    }

    #[test]
    fn other_conditions_stay_nodes() {
        let mut nodes = Nodes::default();
        let schema = json!({"oneOf": [{"properties": {"type": {"enum": ["IP"]}}}, {"required": ["name"]}]});
        let converted = node(&schema, Part::Structure, &mut nodes);
        let [Attribute::OneOf(branches)] = converted.attributes.as_slice() else { panic!("{converted:?}") };
        assert_eq!(branches.len(), 2);
        assert!(!nodes.get(branches[0]).closed, "a condition refuses no fields");
    }

    #[test]
    fn quantities_are_told_from_other_numbers_and_texts() {
        let both = json!([{"type": "integer"}, {"type": "string"}]);
        let quantity = json!({"x-kubernetes-int-or-string": true, "anyOf": both, "pattern": QUANTITY});
        let port = json!({"x-kubernetes-int-or-string": true, "anyOf": both});
        assert_eq!(converted(&quantity), Node::new(Shape::Quantity));
        assert_eq!(converted(&port), Node::new(Shape::IntOrString));
    }

    #[test]
    fn objects_are_closed_unless_they_say_otherwise() {
        assert!(converted(&json!({"type": "object"})).closed);
        assert!(!converted(&json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true})).closed);
        assert!(!converted(&json!({"type": "object", "x-kubernetes-embedded-resource": true})).closed);
        assert_eq!(converted(&json!({"type": "object", "additionalProperties": {}})).shape, Shape::Map);
    }

    #[test]
    fn what_has_a_default_need_not_be_there() {
        let schema = json!({"type": "object", "required": ["crew", "flag"], "properties": {
            "crew": {"type": "integer", "default": 3},
            "flag": {"type": "string"},
        }});
        let properties = converted(&schema).properties.unwrap();
        assert_eq!((properties["crew"].required, properties["flag"].required), (false, true));
    }
}
