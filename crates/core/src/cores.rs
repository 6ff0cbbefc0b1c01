//! Amounts of CPU, which people write as numbers.

use hagen_kube::Quantity;
use hagen_yaml::{Node, NodeKind, Value};

use crate::section::{Field, Reader, Shape};
use crate::target::Cores;

impl Field for Cores {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let text = match node.kind {
            NodeKind::Int(number) => number.to_string(),
            NodeKind::Float(number) => number.to_string(),
            _ => return Quantity::read(node, cx).map(Self),
        };
        Quantity::read(&Node { span: node.span, kind: NodeKind::String(text) }, cx).map(Self)
    }

    fn write(&self) -> Value {
        self.0.write()
    }

    fn shape() -> Shape {
        Shape::Either(|| Shape::Number(0.0, 1_000_000.0), Quantity::shape)
    }
}
