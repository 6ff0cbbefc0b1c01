//! Writing YAML that every reader of the Kubernetes world reads back alike: Go, Python and Rust, YAML 1.1 and 1.2.

mod number;
mod order;
mod text;

use crate::value::{Map, Value};
use order::Order;

/// How a document looks.
///
/// Lists stand at the indentation of their key, as in `kubectl get -o yaml`, kustomize and the manifests of the
/// Kubernetes documentation: what hagen writes can be compared with what a cluster prints, and a pod template
/// nests two levels less deep. Mappings are indented by two spaces, lines are never folded, and empty collections
/// are written as `{}` and `[]`.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// The place of a key within its mapping: lower ranks first, keys of equal rank alphabetically. `None` keeps
    /// the order of insertion.
    pub rank: Option<fn(&str) -> u8>,
    /// Comment lines before the document, without their `#`.
    pub header: Option<&'a str>,
}

impl<'a> Style<'a> {
    /// Keys by rank, lower ranks first, and alphabetically within a rank.
    pub const fn ranked(rank: fn(&str) -> u8) -> Self {
        Self { rank: Some(rank), header: None }
    }

    /// Keys in the order in which they were inserted.
    pub const fn insertion() -> Self {
        Self { rank: None, header: None }
    }

    /// The same style with comment lines before the document.
    pub const fn with_header<'b>(self, header: &'b str) -> Style<'b>
    where
        'a: 'b,
    {
        Style { rank: self.rank, header: Some(header) }
    }
}

impl Default for Style<'_> {
    fn default() -> Self {
        Self::insertion()
    }
}

/// The text of one document. Equal values give equal bytes.
pub fn write(value: &Value, style: &Style) -> String {
    let mut out = String::with_capacity(1024);
    write_into(&mut out, value, style);
    out
}

/// Adds the text of one document to `out`, which must be empty or end with a line feed.
pub fn write_into(out: &mut String, value: &Value, style: &Style) {
    for line in style.header.unwrap_or_default().lines() {
        text::comment(out, line);
    }
    let mut writer = Writer { out, rank: style.rank };
    match value {
        Value::Map(map) if !map.is_empty() => writer.map(map, 0),
        Value::List(items) if !items.is_empty() => writer.list(items, 0),
        scalar => writer.scalar(scalar, 0),
    }
}

struct Writer<'a> {
    out: &'a mut String,
    rank: Option<fn(&str) -> u8>,
}

impl Writer<'_> {
    /// The entries of a mapping. The first one starts where the text ends: after the indentation, or after a `- `.
    fn map(&mut self, map: &Map, indent: usize) {
        let entries = map.iter().as_slice();
        let Some(rank) = self.rank else {
            for (place, (key, value)) in entries.iter().enumerate() {
                self.entry(key, value, indent, place);
            }
            return;
        };
        let order = Order::of(entries, rank);
        for place in 0..entries.len() {
            let (key, value) = &entries[order.at(place)];
            self.entry(key, value, indent, place);
        }
    }

    fn entry(&mut self, key: &str, value: &Value, indent: usize, place: usize) {
        if place > 0 {
            text::indent(self.out, indent);
        }
        text::key(self.out, key, indent);
        match value {
            Value::Map(map) if !map.is_empty() => {
                self.line(indent + 2);
                self.map(map, indent + 2);
            }
            Value::List(items) if !items.is_empty() => {
                self.line(indent);
                self.list(items, indent);
            }
            scalar => {
                self.out.push(' ');
                self.scalar(scalar, indent);
            }
        }
    }

    /// The items of a list; the first one starts where the text ends.
    fn list(&mut self, items: &[Value], indent: usize) {
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                text::indent(self.out, indent);
            }
            self.out.push_str("- ");
            match item {
                Value::Map(map) if !map.is_empty() => self.map(map, indent + 2),
                Value::List(items) if !items.is_empty() => self.list(items, indent + 2),
                scalar => self.scalar(scalar, indent),
            }
        }
    }

    /// A value of one line, or a text of several, with the end of its last line.
    fn scalar(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(true) => self.out.push_str("true"),
            Value::Bool(false) => self.out.push_str("false"),
            Value::Int(number) => number::int(self.out, *number),
            Value::Float(number) => number::float(self.out, *number),
            Value::String(content) => return text::string(self.out, content, indent),
            Value::List(_) => self.out.push_str("[]"),
            Value::Map(_) => self.out.push_str("{}"),
        }
        self.out.push('\n');
    }

    fn line(&mut self, indent: usize) {
        self.out.push('\n');
        text::indent(self.out, indent);
    }
}
