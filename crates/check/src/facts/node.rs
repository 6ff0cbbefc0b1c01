//! Schema nodes in memory; equal ones are one.

use std::collections::{BTreeMap, HashMap};

use crate::schema::format::{Check, Format, Shape};

/// The place of a node in [`Nodes`].
pub type NodeId = u16;

/// One node of a schema.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node {
    /// What the value has to be.
    pub shape: Shape,
    /// Fields that are not among the properties are refused.
    pub closed: bool,
    /// `null` is a value.
    pub nullable: bool,
    /// The value is a whole object.
    pub embedded: bool,
    /// The fields, when the node says anything about fields.
    pub properties: Option<BTreeMap<String, Property>>,
    /// The node of list elements, of the values of a map, or of what a link leads to.
    pub child: Option<NodeId>,
    /// What else is known.
    pub attributes: Vec<Attribute>,
}

/// A field of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Property {
    /// The node of its value.
    pub node: NodeId,
    /// Whether it has to be there.
    pub required: bool,
}

/// What else is known of a node, in the order of the stored tags: see [`Tag`](crate::schema::format::Tag).
#[allow(missing_docs, reason = "the tags tell what they are")]
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attribute {
    Enum(Vec<String>),
    Pattern(String),
    Minimum(Number),
    Maximum(Number),
    ExclusiveMinimum(Number),
    ExclusiveMaximum(Number),
    MultipleOf(Number),
    MinLength(u32),
    MaxLength(u32),
    MinItems(u32),
    MaxItems(u32),
    MinProperties(u32),
    MaxProperties(u32),
    Format(Format),
    Set,
    MapKeys(Vec<String>),
    AllOf(Vec<NodeId>),
    AnyOf(Vec<NodeId>),
    OneOf(Vec<NodeId>),
    Not(NodeId),
    Choice { least: u8, most: u8, fields: Vec<String> },
    Check(Check),
    Default(String),
    MergeKey(String),
    Rule { rule: String, message: String },
}

/// A number that can be compared bit by bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Number(u64);

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self(number.to_bits())
    }
}

impl Number {
    /// The stored bytes.
    pub(super) fn to_le_bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }
}

impl Node {
    /// A node of a shape, without anything else.
    pub fn new(shape: Shape) -> Self {
        Self {
            shape,
            closed: false,
            nullable: false,
            embedded: false,
            properties: None,
            child: None,
            attributes: Vec::new(),
        }
    }

    /// The same node with one attribute more.
    #[must_use]
    pub fn with(mut self, attribute: Attribute) -> Self {
        self.attributes.push(attribute);
        self
    }

    /// Adds a field to an object.
    pub fn add_property(&mut self, name: &str, node: NodeId, required: bool) {
        self.properties.get_or_insert_default().insert(name.to_owned(), Property { node, required });
    }
}

/// All nodes; the same node gets the same place whoever brings it.
#[derive(Default)]
pub struct Nodes {
    all: Vec<Node>,
    places: HashMap<Node, NodeId>,
}

impl Nodes {
    /// The place of a node.
    pub fn intern(&mut self, mut node: Node) -> NodeId {
        node.attributes.sort();
        node.attributes.dedup();
        if let Some(place) = self.places.get(&node) {
            return *place;
        }
        let place = self.push(node.clone());
        self.places.insert(node, place);
        place
    }

    /// A place to be filled by [`Nodes::link`]: for a definition that contains itself.
    pub fn reserve(&mut self) -> NodeId {
        self.push(Node::new(Shape::Link))
    }

    /// Makes a reserved place lead to a node.
    pub fn link(&mut self, reserved: NodeId, target: NodeId) {
        self.all[usize::from(reserved)].child = Some(target);
    }

    /// The node at a place.
    pub fn get(&self, place: NodeId) -> &Node {
        &self.all[usize::from(place)]
    }

    /// Whether there are more nodes than places: those beyond are not to be found.
    pub(super) fn is_full(&self) -> bool {
        self.all.len() >= usize::from(NodeId::MAX)
    }

    /// All nodes in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Node> {
        self.all.iter()
    }

    fn push(&mut self, node: Node) -> NodeId {
        let place = NodeId::try_from(self.all.len()).unwrap_or(NodeId::MAX);
        self.all.push(node);
        place
    }
}

impl<'a> IntoIterator for &'a Nodes {
    type Item = &'a Node;
    type IntoIter = std::slice::Iter<'a, Node>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
