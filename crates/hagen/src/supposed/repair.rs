//! What takes the place of what cannot be.

use hagen_core::Diagnostic;
use hagen_core::section::{ChoiceInfo, FieldInfo, SectionInfo, Shape};
use hagen_yaml::{Entry, Node, NodeKind};

use super::stand_in::{respanned, stand_in};

/// Nothing can stand in for a mistake.
pub(super) enum Hopeless {
    /// For the value itself: without what it is in, all may be well.
    Here,
    /// For something further within.
    Within,
}

/// What became of a value.
#[derive(PartialEq)]
pub(super) enum Outcome {
    /// Nothing in it was wrong.
    Whole,
    /// Something in it was mended.
    Mended,
    /// It has to go.
    Gone,
}

/// Adds what has to be there, and is not.
pub(super) fn add(node: &mut Node, info: &SectionInfo) -> Result<(), Hopeless> {
    let span = node.span;
    let NodeKind::Map(entries) = &mut node.kind else { return Err(Hopeless::Here) };
    for field in info.fields.iter().filter(|field| field.is_required()) {
        if !entries.iter().any(|entry| entry.key == field.key) {
            let mut value = stand_in((field.shape)(), Some(field)).ok_or(Hopeless::Here)?;
            respanned(&mut value, span);
            entries.push(Entry { key: field.key.to_owned(), key_span: span, value });
        }
    }
    Ok(())
}

/// What takes the place of a wrong value: the word that was meant, nothing where that may be, or what may stand there.
pub(super) fn repair(
    value: &mut Node,
    shape: Shape,
    field: Option<&FieldInfo>,
    errors: &[&Diagnostic],
) -> Result<Outcome, Hopeless> {
    if put_right(value, errors) {
        return Ok(Outcome::Mended);
    }
    if let (NodeKind::Int(number), Some((least, most))) = (&mut value.kind, range(shape)) {
        *number = (*number).clamp(least, most);
        return Ok(Outcome::Mended);
    }
    if holds_names(shape) {
        return Err(Hopeless::Here);
    }
    if field.is_some_and(|field| field.default().is_some()) {
        return Ok(Outcome::Gone);
    }
    match stand_in(shape, field) {
        Some(mut instead) => {
            respanned(&mut instead, value.span);
            *value = instead;
            Ok(Outcome::Mended)
        }
        None if field.is_some_and(|field| !field.is_required()) => Ok(Outcome::Gone),
        None => Err(Hopeless::Here),
    }
}

fn range(shape: Shape) -> Option<(i64, i64)> {
    match shape {
        Shape::Optional(inner) => range(inner()),
        Shape::Either(one, other) => range(one()).or_else(|| range(other())),
        Shape::Int(least, most) => Some((least, most)),
        _ => None,
    }
}

pub(super) fn is_leaf(shape: Shape) -> bool {
    match shape {
        Shape::Optional(inner) => is_leaf(inner()),
        Shape::Bool | Shape::Int(..) | Shape::Number(..) | Shape::Text(_) => true,
        _ => false,
    }
}

/// Whether what stands at a place names what others speak of: without it, nobody knows what they mean.
fn holds_names(shape: Shape) -> bool {
    match shape {
        Shape::Optional(inner) => holds_names(inner()),
        Shape::Either(one, other) => holds_names(one()) || holds_names(other()),
        Shape::List(_) | Shape::Map(..) => true,
        _ => false,
    }
}

/// Puts the word that was meant in the place of a text. `false`: nobody knows it.
pub(super) fn put_right(value: &mut Node, errors: &[&Diagnostic]) -> bool {
    let meant = errors.iter().find_map(|error| error.replacement.as_ref());
    let (Some(meant), NodeKind::String(text)) = (meant, &mut value.kind) else { return false };
    text.clone_from(meant);
    true
}

/// The one of two shapes that a value has.
pub(super) fn fitting(node: &Node, one: Shape, other: Shape) -> Shape {
    let is_block = matches!(node.kind, NodeKind::Map(_) | NodeKind::List(_));
    let takes = matches!(one, Shape::Section(_) | Shape::Map(..) | Shape::List(_));
    if takes == is_block { one } else { other }
}

pub(super) fn inner_of(choices: &[ChoiceInfo], word: &str) -> Option<Shape> {
    let choice = choices.iter().find(|choice| choice.word == word)?;
    Some(choice.inner?())
}

pub(super) fn section_of(node: &Node, shape: Shape) -> Option<&'static SectionInfo> {
    match shape {
        Shape::Optional(inner) => section_of(node, inner()),
        Shape::Either(one, other) => section_of(node, fitting(node, one(), other())),
        Shape::Section(info) => Some(info),
        _ => None,
    }
}
