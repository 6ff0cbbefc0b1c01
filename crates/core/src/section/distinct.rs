//! Lists that hold each thing once.

use std::fmt::Display;
use std::ops::Deref;

use hagen_yaml::{Node, NodeKind, Value};

use super::{Checker, Field, Reader, Shape};
use crate::codes;
use crate::diagnostic::{Diagnostic, Label};
use crate::place::{Path, Place};

/// A list without repetitions: what is there twice is a slip, and mostly another thing was meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Distinct<T>(Vec<T>);

/// Repetitions are left out.
impl<T: PartialEq> From<Vec<T>> for Distinct<T> {
    fn from(elements: Vec<T>) -> Self {
        let mut once: Vec<T> = Vec::new();
        for element in elements {
            if !once.contains(&element) {
                once.push(element);
            }
        }
        Self(once)
    }
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for Distinct<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<'a, T> IntoIterator for &'a Distinct<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Field + PartialEq> Field for Distinct<T> {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let elements = Vec::<T>::read(node, cx)?;
        let items = match &node.kind {
            NodeKind::List(items) => items.as_slice(),
            _ => &[],
        };
        let path = cx.path().clone();
        let found: Vec<_> = repetitions(&elements).collect();
        for (at, first) in &found {
            cx.push(repeated(&path, &shown(&items[*at]), *at, *first));
        }
        Some(Self::from(elements))
    }

    fn write(&self) -> Value {
        self.0.write()
    }

    fn shape() -> Shape {
        Vec::<T>::shape()
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }

    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

/// The element as a message names it.
fn shown(item: &Node) -> String {
    match &item.kind {
        NodeKind::String(text) => format!("`{}`", text.escape_debug()),
        NodeKind::Int(number) => format!("`{number}`"),
        _ => "the element".to_owned(),
    }
}

/// The elements that were there before, each with where.
fn repetitions<T: PartialEq>(elements: &[T]) -> impl Iterator<Item = (usize, usize)> {
    elements.iter().enumerate().filter_map(|(at, element)| {
        let first = elements[..at].iter().position(|before| before == element)?;
        Some((at, first))
    })
}

fn repeated(list: &Path, shown: &str, at: usize, first: usize) -> Diagnostic {
    let message = format!("{shown} is listed twice");
    let mut found = Diagnostic::new(&codes::REPEATED, Place::value(list.index(at)), message)
        .help("take it out, or write the one that was meant");
    found.labels.push(Label { place: Place::value(list.index(first)), text: "here first".into() });
    found
}

impl Checker<'_, '_> {
    /// Reports each element of a list that stands there twice, with the place of the first.
    pub fn distinct<T: PartialEq + Display>(&mut self, key: &str, elements: &[T]) {
        let path = self.path().key(key);
        for (at, first) in repetitions(elements) {
            self.push(repeated(&path, &format!("`{}`", elements[at]), at, first));
        }
    }
}
