//! Amounts of CPU, which people write as numbers.

use hagen_kube::Quantity;
use hagen_yaml::{Node, NodeKind, Value};

use crate::codes;
use crate::section::{Field, Reader, Shape, text};
use crate::target::Cores;

/// No machine has more.
const MOST: u128 = 1024;

fn cores(node: &Node, cx: &mut Reader<'_>) -> Option<Quantity> {
    let cores: Quantity = text(node, cx)?;
    if cores.units() <= MOST {
        return Some(cores);
    }
    let message = format!("`{}` are more cores than any machine has", cores.as_str());
    let diagnostic = cx.report(&codes::OUT_OF_RANGE, node, message);
    diagnostic.help = Some("thousandths of a core are written with an `m`: `500m`".to_owned());
    None
}

impl Field for Cores {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let text = match node.kind {
            NodeKind::Int(number) => number.to_string(),
            NodeKind::Float(number) => number.to_string(),
            _ => return cores(node, cx).map(Self),
        };
        cores(&Node { span: node.span, kind: NodeKind::String(text) }, cx).map(Self)
    }

    fn write(&self) -> Value {
        self.0.write()
    }

    fn shape() -> Shape {
        Shape::Either(|| Shape::Number(0.0, 1_000_000.0), Quantity::shape)
    }
}
