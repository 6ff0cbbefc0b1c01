//! Schema nodes in memory; equal ones are one.

use std::collections::{BTreeMap, HashMap};

use hagen_check::schema::format::{Check, Format, Shape};

/// The place of a node in [`Nodes`].
pub(crate) type NodeId = u16;

/// One node of a schema.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Node {
    pub(crate) shape: Shape,
    pub(crate) closed: bool,
    pub(crate) nullable: bool,
    pub(crate) embedded: bool,
    pub(crate) properties: Option<BTreeMap<String, Property>>,
    pub(crate) child: Option<NodeId>,
    pub(crate) attributes: Vec<Attribute>,
}

/// A field of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Property {
    pub(crate) node: NodeId,
    pub(crate) required: bool,
}

/// What else is known of a node, in the order of the stored tags.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Attribute {
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
pub(crate) struct Number(u64);

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self(number.to_bits())
    }
}

impl Number {
    /// The stored bytes.
    pub(crate) fn to_le_bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }
}

impl Node {
    /// A node of a shape, without anything else.
    pub(crate) fn new(shape: Shape) -> Self {
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
    pub(crate) fn with(mut self, attribute: Attribute) -> Self {
        self.attributes.push(attribute);
        self
    }

    /// Adds a field to an object.
    pub(crate) fn add_property(&mut self, name: &str, node: NodeId, required: bool) {
        self.properties.get_or_insert_default().insert(name.to_owned(), Property { node, required });
    }
}

/// All nodes; the same node gets the same place whoever brings it.
#[derive(Default)]
pub(crate) struct Nodes {
    all: Vec<Node>,
    places: HashMap<Node, NodeId>,
}

impl Nodes {
    /// The place of a node.
    pub(crate) fn intern(&mut self, mut node: Node) -> NodeId {
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
    pub(crate) fn reserve(&mut self) -> NodeId {
        self.push(Node::new(Shape::Link))
    }

    /// Makes a reserved place lead to a node.
    pub(crate) fn link(&mut self, reserved: NodeId, target: NodeId) {
        self.all[usize::from(reserved)].child = Some(target);
    }

    /// The node at a place.
    pub(crate) fn get(&self, place: NodeId) -> &Node {
        &self.all[usize::from(place)]
    }

    /// All nodes in order.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Node> {
        self.all.iter()
    }

    fn push(&mut self, node: Node) -> NodeId {
        let place = NodeId::try_from(self.all.len()).expect("the layout has room for 65,535 nodes");
        self.all.push(node);
        place
    }
}
