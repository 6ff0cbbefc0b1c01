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
    text::comments(out, style.header);
    document(out, value, style);
}

/// The text of a file of documents, with the header once and lines of `---` between the documents.
///
/// kustomize and others cut such a file at `\n---` and so take the last line feed away from each document. A text
/// that a document ends with would lose it too: an empty line after it is there to be lost.
pub fn write_documents<'v>(values: impl IntoIterator<Item = &'v Value>, style: &Style) -> String {
    let mut out = String::with_capacity(4096);
    text::comments(&mut out, style.header);
    let mut ending = Ending::Line;
    for (place, value) in values.into_iter().enumerate() {
        if place > 0 {
            out.push_str(if ending == Ending::Block { "\n---\n" } else { "---\n" });
        }
        ending = document(&mut out, value, style);
    }
    out
}

/// What a document ends with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// A value on a line of its own, whose end means nothing.
    Line,
    /// A block of text, to which the end of its last line belongs.
    Block,
}

fn document(out: &mut String, value: &Value, style: &Style) -> Ending {
    let mut writer = Writer { out, rank: style.rank, last: None };
    match value {
        Value::Map(map) if !map.is_empty() => writer.map(map, 0),
        Value::List(items) if !items.is_empty() => writer.list(items, 0),
        scalar => writer.scalar(scalar, 0),
    }
    writer.end()
}

struct Writer<'a, 'v> {
    out: &'a mut String,
    rank: Option<fn(&str) -> u8>,
    /// The last scalar if it is a text, and where it starts.
    last: Option<(usize, &'v str)>,
}

impl<'v> Writer<'_, 'v> {
    /// The entries of a mapping. The first one starts where the text ends: after the indentation, or after a `- `.
    fn map(&mut self, map: &'v Map, indent: usize) {
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

    fn entry(&mut self, key: &str, value: &'v Value, indent: usize, place: usize) {
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
    fn list(&mut self, items: &'v [Value], indent: usize) {
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
    fn scalar(&mut self, value: &'v Value, indent: usize) {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(true) => self.out.push_str("true"),
            Value::Bool(false) => self.out.push_str("false"),
            Value::Int(number) => number::int(self.out, *number),
            Value::Float(number) => number::float(self.out, *number),
            Value::String(content) => {
                self.last = Some((self.out.len(), content));
                return text::string(self.out, content, indent);
            }
            Value::List(_) => self.out.push_str("[]"),
            Value::Map(_) => self.out.push_str("{}"),
        }
        self.last = None;
        self.out.push('\n');
    }

    fn line(&mut self, indent: usize) {
        self.out.push('\n');
        text::indent(self.out, indent);
    }

    /// A block that keeps empty lines keeps those that follow the document too, and loses those that are trimmed:
    /// at the end of a document the text is quoted instead.
    fn end(self) -> Ending {
        let Some((start, content)) = self.last else { return Ending::Line };
        if self.out.ends_with("\n\n") {
            self.out.truncate(start);
            text::quoted(self.out, content);
            self.out.push('\n');
            return Ending::Line;
        }
        if self.out[start..].starts_with("|\n") { Ending::Block } else { Ending::Line }
    }
}
