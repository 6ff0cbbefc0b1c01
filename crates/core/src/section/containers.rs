//! Optional values, lists, mappings, and parts that are free.

use hagen_kube::Text;
use hagen_yaml::{Node, NodeKind, Value};

use super::scalars::TextForm;
use super::{Field, Map, Reader, Shape, ValueMap};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::place::{Place, Step};

impl<T: Field> Field for Option<T> {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        match node.kind {
            // What stands in for an unreadable value is not the absence of one.
            NodeKind::Null => cx.is_whole(node).then_some(None),
            _ => T::read(node, cx).map(Some),
        }
    }

    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, Field::write)
    }

    fn shape() -> Shape {
        Shape::Optional(T::shape)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Field> Field for Vec<T> {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let NodeKind::List(items) = &node.kind else {
            let inside = match &node.kind {
                NodeKind::String(text) => in_brackets(text),
                NodeKind::Int(number) => Some(number.to_string()),
                _ => None,
            };
            let diagnostic = cx.expected(node, "a list");
            diagnostic.help =
                inside.map(|inside| format!("put it in brackets: `[{inside}]`")).or(diagnostic.help.take());
            return None;
        };
        // All items are read before any is missed, so that every problem is reported.
        let read: Vec<Option<T>> = items
            .iter()
            .enumerate()
            .map(|(at, item)| cx.at(Step::Index(at), |cx| T::read(item, cx)))
            .collect();
        read.into_iter().collect()
    }

    fn write(&self) -> Value {
        Value::List(self.iter().map(Field::write).collect())
    }

    fn shape() -> Shape {
        Shape::List(T::shape)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// The words of a text as the items of a list in one line. `None` for one that has quotes or brackets of its own.
fn in_brackets(text: &str) -> Option<String> {
    let quoted =
        |word: &str| if word.parse::<f64>().is_ok() { format!("\"{word}\"") } else { word.to_owned() };
    let words: Vec<String> = text.split_whitespace().map(quoted).collect();
    (!text.contains([',', '[', '{', '"', '\'', '\n', '#', ':'])).then(|| words.join(", "))
}

impl<T: Field> Field for Box<T> {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        T::read(node, cx).map(Self::new)
    }

    fn write(&self) -> Value {
        (**self).write()
    }

    fn shape() -> Shape {
        T::shape()
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }
}

impl<K: Text + Ord + Send, V: Field> Field for Map<K, V> {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let Some(entries) = node.entries() else {
            cx.expected(node, &format!("a mapping from {}", K::WHAT));
            return None;
        };
        let mut map = Self::new();
        let mut whole = true;
        let read = cx.each(entries, |entry, cx| {
            let key = key::<K>(&entry.key, entry.key_span, cx);
            (key, cx.at(Step::Key(entry.key.clone()), |cx| V::read(&entry.value, cx)))
        });
        for read in read {
            match read {
                (Some(key), Some(value)) => {
                    map.insert(key, value);
                }
                _ => whole = false,
            }
        }
        whole.then_some(map)
    }

    fn write(&self) -> Value {
        let mut map = ValueMap::with_capacity(self.len());
        for (key, value) in self {
            map.push(key.text().into_owned(), value.write());
        }
        Value::Map(map)
    }

    fn shape() -> Shape {
        Shape::Map(&<K as TextForm>::INFO, V::shape)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

fn key<K: Text>(written: &str, span: hagen_yaml::Span, cx: &mut Reader<'_>) -> Option<K> {
    match K::parse(written) {
        Ok(key) => Some(key),
        Err(invalid) => {
            let place = Place { path: cx.path().key(written), span, at_key: true };
            let shown: String = written.chars().take(80).flat_map(char::escape_debug).collect();
            let message = format!("`{shown}` {}", invalid.why);
            cx.push(Diagnostic::new(&codes::BAD_TEXT, place, message).help_if(invalid.help)).label =
                Some(format!("expected {}", K::WHAT));
            None
        }
    }
}

/// A part of a blueprint that hagen hands on: the free tail of Helm values, a patch, an overlay. It keeps the places
/// of what was written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Free(pub Node);

impl Free {
    /// A free part that a program makes.
    pub fn of(value: impl Into<Value>) -> Self {
        Self(Node::from_value(value.into()))
    }

    /// Whether nothing is there.
    pub fn is_empty(&self) -> bool {
        match &self.0.kind {
            NodeKind::Null => true,
            NodeKind::Map(entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// What was written, without its places.
    pub fn value(&self) -> Value {
        self.0.to_value()
    }
}

impl Field for Free {
    fn read(node: &Node, _: &mut Reader<'_>) -> Option<Self> {
        Some(Self(node.clone()))
    }

    fn write(&self) -> Value {
        self.0.to_value()
    }

    fn shape() -> Shape {
        Shape::Free
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}
