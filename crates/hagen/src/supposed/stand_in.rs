//! Values that may stand somewhere.

use hagen_core::section::{FieldInfo, SectionInfo, Shape};
use hagen_yaml::{Entry, FileId, Limits, Node, NodeKind, Span, read};

/// Something of a shape: the example of the key where it has one.
pub(super) fn stand_in(shape: Shape, field: Option<&FieldInfo>) -> Option<Node> {
    if let Some(sample) = field.and_then(FieldInfo::sample) {
        return read(FileId::NONE, sample, &Limits::default()).node;
    }
    let kind = match shape {
        Shape::Optional(inner) => return stand_in(inner(), None),
        Shape::Either(one, other) => return stand_in(one(), None).or_else(|| stand_in(other(), None)),
        Shape::Section(info) => return section(info),
        Shape::Free => return None,
        Shape::Bool => NodeKind::Bool(false),
        Shape::Int(least, most) => NodeKind::Int(1.clamp(least, most)),
        Shape::Number(least, most) => NodeKind::Float(1f64.clamp(least, most)),
        Shape::Text(info) => NodeKind::String(info.example.to_owned()),
        Shape::Choice(choices) => {
            NodeKind::String(choices.iter().find(|choice| choice.inner.is_none())?.word.to_owned())
        }
        Shape::List(_) => NodeKind::List(Vec::new()),
        Shape::Map(..) => NodeKind::Map(Vec::new()),
    };
    Some(Node { kind, ..Node::default() })
}

/// A section with nothing but what has to be there.
fn section(info: &SectionInfo) -> Option<Node> {
    let required = info.fields.iter().filter(|field| field.is_required());
    let entry = |field: &FieldInfo| {
        let value = stand_in((field.shape)(), Some(field))?;
        Some(Entry { key: field.key.to_owned(), key_span: Span::NONE, value })
    };
    let entries = required.map(entry).collect::<Option<_>>()?;
    Some(Node { kind: NodeKind::Map(entries), ..Node::default() })
}

/// Gives a value, and all in it, the place of something that was written.
pub(super) fn respanned(node: &mut Node, span: Span) {
    node.span = span;
    match &mut node.kind {
        NodeKind::Map(entries) => {
            for entry in entries {
                entry.key_span = span;
                respanned(&mut entry.value, span);
            }
        }
        NodeKind::List(items) => items.iter_mut().for_each(|item| respanned(item, span)),
        _ => {}
    }
}
