//! The OpenAPI of Kubernetes to schema nodes: `swagger.json`, with the generated Go source and the name of the source
//! beside it when they are there.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context as _, Result};
use hagen_check::facts::{Attribute, Index, Node, NodeId, Nodes, format, list_attributes, selector_check};
use hagen_check::schema::format::Shape;
use serde_json::{Map, Value};

use crate::golang::{Field, Mined, short_name};

use crate::server::{self, Extra};

/// A kind by group, version and name.
type GroupVersionKind = (String, String, String);

/// Adds the kinds that one minor serves; `position` is its place among the minors.
pub(crate) fn read(path: &Path, position: usize, index: &mut Index) -> Result<()> {
    let text = std::fs::read_to_string(path)?;
    let openapi: Value = serde_json::from_str(&text)?;
    let beside = |name: &str| std::fs::read_to_string(path.with_file_name(name)).unwrap_or_default();
    let definitions =
        openapi["definitions"].as_object().context("no `definitions`: not an OpenAPI 2 file")?;
    let mut reader = Reader {
        definitions,
        mined: Mined::parse(&beside("openapi.go")),
        done: HashMap::new(),
        open: HashMap::new(),
        nodes: &mut index.nodes,
    };
    let roots = reader.roots(&scopes(&openapi));
    let object_meta = reader.definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
    let minor = &mut index.minors[position];
    beside("source").trim().clone_into(&mut minor.source);
    minor.object_meta = object_meta;
    for ((group, version, kind), (namespaced, root)) in roots {
        let api_version = if group.is_empty() { version } else { format!("{group}/{version}") };
        index.built_in(&api_version, &kind, namespaced).roots[position] = Some(root);
    }
    Ok(())
}

/// What can be created as an object of its own, and whether it lives in a namespace.
fn scopes(openapi: &Value) -> BTreeMap<GroupVersionKind, bool> {
    let mut scopes = BTreeMap::new();
    for (path, operations) in openapi["paths"].as_object().into_iter().flatten() {
        let kind = &operations["post"]["x-kubernetes-group-version-kind"];
        if kind.is_object() && !path.contains("{name}") {
            scopes.insert(group_version_kind(kind), path.contains("/namespaces/{namespace}/"));
        }
    }
    scopes
}

fn group_version_kind(value: &Value) -> GroupVersionKind {
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    (text("group"), text("version"), text("kind"))
}

struct Reader<'a> {
    definitions: &'a Map<String, Value>,
    mined: Mined,
    done: HashMap<String, NodeId>,
    /// Definitions that are being read, with a place for those that turned out to contain themselves.
    open: HashMap<String, Option<NodeId>>,
    nodes: &'a mut Nodes,
}

impl Reader<'_> {
    fn roots(
        &mut self,
        scopes: &BTreeMap<GroupVersionKind, bool>,
    ) -> BTreeMap<GroupVersionKind, (bool, NodeId)> {
        let mut roots = BTreeMap::new();
        for (name, definition) in self.definitions {
            for kind in definition["x-kubernetes-group-version-kind"].as_array().into_iter().flatten() {
                let kind = group_version_kind(kind);
                if let Some(namespaced) = scopes.get(&kind)
                    && name.ends_with(&format!(".{}", kind.2))
                {
                    let root = self.root(name);
                    roots.insert(kind, (*namespaced, root));
                }
            }
        }
        roots
    }

    /// The node of a whole object: it says what it is and has a name.
    fn root(&mut self, name: &str) -> NodeId {
        let object = self.definition(name);
        let mut object = self.nodes.get(object).clone();
        for (field, property) in object.properties.iter_mut().flatten() {
            property.required |= matches!(field.as_str(), "apiVersion" | "kind" | "metadata");
        }
        self.nodes.intern(object)
    }

    fn definition(&mut self, name: &str) -> NodeId {
        if let Some(node) = self.done.get(name) {
            return *node;
        }
        if let Some(reserved) = self.open.get_mut(name) {
            return *reserved.get_or_insert_with(|| self.nodes.reserve());
        }
        self.open.insert(name.to_owned(), None);
        let node = self.convert_definition(name);
        let node = self.nodes.intern(node);
        if let Some(Some(reserved)) = self.open.remove(name) {
            self.nodes.link(reserved, node);
        }
        self.done.insert(name.to_owned(), node);
        node
    }

    fn convert_definition(&mut self, name: &str) -> Node {
        let short = short_name(name);
        let schema = &self.definitions[name];
        match short.as_str() {
            "api.resource.Quantity" => return Node::new(Shape::Quantity),
            "util.intstr.IntOrString" => return Node::new(Shape::IntOrString),
            "pkg.runtime.RawExtension" | "meta.v1.FieldsV1" | "meta.v1.Patch" => {
                return Node::new(Shape::Any);
            }
            _ => {}
        }
        let mut node = self.convert(schema);
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let extras = server::of_field(&short, field);
            let child = self.property(name, field, property, &extras);
            node.add_property(
                field,
                child,
                required.contains(&field.as_str()) || extras.contains(&Extra::Required),
            );
        }
        node.closed = node.shape == Shape::Object;
        node.attributes.extend(schema["properties"].as_object().and_then(selector_check));
        node.attributes.extend(server::of_object(&short));
        node
    }

    fn property(&mut self, definition: &str, field: &str, schema: &Value, extras: &[Extra]) -> NodeId {
        let mut node = match reference(schema) {
            Some(target) => {
                let target = self.definition(target);
                let node = self.nodes.get(target).clone();
                if node.shape == Shape::Link {
                    return target;
                }
                node
            }
            None => self.convert(schema),
        };
        if let Some(mined) = self.mined.field(definition, field).cloned() {
            self.add_mined(&mut node, mined);
        }
        node.attributes.extend(list_attributes(schema));
        for extra in extras {
            self.add_extra(&mut node, extra);
        }
        self.nodes.intern(node)
    }

    fn convert(&mut self, schema: &Value) -> Node {
        if let Some(target) = reference(schema) {
            let target = self.definition(target);
            return self.nodes.get(target).clone();
        }
        let mut node = Node::new(shape(schema));
        let child = match node.shape {
            Shape::Map => Some(&schema["additionalProperties"]),
            Shape::List => Some(&schema["items"]),
            _ => None,
        };
        if let Some(child) = child {
            node.child = Some(self.child(child));
        }
        node.attributes.extend(schema["format"].as_str().and_then(format).map(Attribute::Format));
        node
    }

    fn child(&mut self, schema: &Value) -> NodeId {
        if let Some(target) = reference(schema) {
            return self.definition(target);
        }
        let node = self.convert(schema);
        self.nodes.intern(node)
    }

    fn add_mined(&mut self, node: &mut Node, mined: Field) {
        if !mined.values.is_empty() {
            node.attributes.push(Attribute::Enum(mined.values));
        }
        if !mined.element_values.is_empty() {
            self.add_to_child(node, Attribute::Enum(mined.element_values));
        }
        node.attributes.extend(mined.default.map(Attribute::Default));
    }

    fn add_extra(&mut self, node: &mut Node, extra: &Extra) {
        match extra {
            Extra::Required => {}
            Extra::Is(check) => node.attributes.push(Attribute::Check(*check)),
            Extra::EachIs(check) => self.add_to_child(node, Attribute::Check(*check)),
            Extra::EachOneOf(values) => self.add_to_child(node, enumeration(values)),
            Extra::OneOf(values) => node.attributes.push(enumeration(values)),
            Extra::Range(least, most) => {
                node.attributes.push(Attribute::Minimum((*least).into()));
                node.attributes.push(Attribute::Maximum((*most).into()));
            }
            Extra::AtLeast(least) => node.attributes.push(Attribute::Minimum((*least).into())),
            Extra::NotEmpty => node.attributes.push(match node.shape {
                Shape::List => Attribute::MinItems(1),
                Shape::Map | Shape::Object => Attribute::MinProperties(1),
                _ => Attribute::MinLength(1),
            }),
        }
    }

    /// Adds an attribute to the elements of a list or the values of a map.
    fn add_to_child(&mut self, node: &mut Node, attribute: Attribute) {
        let child = node.child.expect("the field has elements");
        let changed = self.nodes.get(child).clone().with(attribute);
        node.child = Some(self.nodes.intern(changed));
    }
}

fn enumeration(values: &[&str]) -> Attribute {
    let mut values: Vec<String> = values.iter().map(ToString::to_string).collect();
    values.sort();
    Attribute::Enum(values)
}

fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix("#/definitions/")
}

fn shape(schema: &Value) -> Shape {
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
