//! Adds files to the `crds:` of a blueprint's text; every other byte stays.

use hagen_core::{Diagnostic, Place};
use hagen_yaml::{Node, NodeKind, Style, Value};

use crate::codes;
use crate::source::{Source, read};

/// The text of a blueprint with more files under `crds:`, in the order given; those that are there already stay where
/// they are. An error says what keeps hagen from changing the text.
pub fn add_definitions(blueprint: &Source, files: &[String]) -> Result<String, Vec<Diagnostic>> {
    let (root, problems) = parsed(blueprint);
    let Some(root) = root.filter(|_| problems.is_empty()) else { return Err(problems) };
    let known = listed(&root);
    let mut new: Vec<&String> = Vec::new();
    for file in files {
        if !known.contains(&file.as_str()) && !new.contains(&file) {
            new.push(file);
        }
    }
    let text = String::from_utf8_lossy(&blueprint.text).into_owned();
    if new.is_empty() {
        return Ok(text);
    }
    let lines: Vec<String> = new.iter().map(|file| quoted(file)).collect();
    let edited = insert(&text, &root, &lines).filter(|edited| is_right(edited, &root, &new));
    edited.ok_or_else(|| {
        let span = root.get("crds").map_or(root.span, |crds| crds.span);
        let message = "hagen cannot add to `crds` in this form";
        let help = format!("add by hand: {}", lines.join(", "));
        vec![Diagnostic::new(&codes::NOT_EDITED, Place::span(span), message).help(help)]
    })
}

fn parsed(source: &Source) -> (Option<Node>, Vec<Diagnostic>) {
    let document = read(source.clone());
    (document.reading.node, document.diagnostics)
}

/// The files under `crds:`.
fn listed(root: &Node) -> Vec<&str> {
    let Some(NodeKind::List(items)) = root.get("crds").map(|crds| &crds.kind) else { return Vec::new() };
    items.iter().filter_map(path).collect()
}

fn path(file: &Node) -> Option<&str> {
    match file {
        Node { kind: NodeKind::String(path), .. } => Some(path.as_str()),
        other => match &other.get("from")?.kind {
            NodeKind::String(path) => Some(path.as_str()),
            _ => None,
        },
    }
}

fn quoted(file: &str) -> String {
    hagen_yaml::write(&Value::from(file.to_owned()), &Style::insertion()).trim_end().to_owned()
}

fn insert(text: &str, root: &Node, lines: &[String]) -> Option<String> {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let block = |indent: &str| -> String {
        let lines = lines.iter().map(|line| format!("{indent}- {line}{newline}"));
        lines.collect::<Vec<_>>().concat()
    };
    let Some(entry) = root.entry("crds") else {
        let gap = if text.ends_with('\n') { "" } else { newline };
        return Some(format!("{text}{gap}crds:{newline}{}", block("  ")));
    };
    let (start, end) = (entry.value.span.start as usize, entry.value.span.end as usize);
    match &entry.value.kind {
        NodeKind::List(_) if text.get(start..)?.starts_with('[') => flow(text, end, lines),
        NodeKind::List(items) => {
            let (first, last) = (items.first()?, items.last()?);
            let dash = text[line_start(text, first.span.start as usize)..].split('-').next()?;
            Some(after_line(text, last.span.end as usize, newline, &block(dash)))
        }
        NodeKind::Null => Some(after_line(text, entry.key_span.end as usize, newline, &block("  "))),
        _ => None,
    }
}

/// Into `[a, b]`, before the bracket that closes.
fn flow(text: &str, end: usize, lines: &[String]) -> Option<String> {
    let (head, tail) = text.split_at_checked(end.checked_sub(1)?)?;
    let inner = head.trim_end();
    let gap = match inner.chars().next_back()? {
        '[' => "",
        ',' => " ",
        _ => ", ",
    };
    Some(format!("{inner}{gap}{}{tail}", lines.join(", ")))
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn after_line(text: &str, at: usize, newline: &str, block: &str) -> String {
    match text[at..].find('\n') {
        Some(more) => {
            let (head, tail) = text.split_at(at + more + 1);
            format!("{head}{block}{tail}")
        }
        None => format!("{text}{newline}{block}"),
    }
}

/// Whether the edited text says what the old one said, and the new files beside.
fn is_right(edited: &str, old: &Node, new: &[&String]) -> bool {
    let source = Source { name: String::new(), text: edited.as_bytes().to_vec() };
    let (Some(root), problems) = parsed(&source) else { return false };
    let mut expected = listed(old);
    expected.extend(new.iter().map(|file| file.as_str()));
    let others = |node: &Node| -> Vec<(String, Value)> {
        let entries = node.entries().unwrap_or_default().iter().filter(|entry| entry.key != "crds");
        entries.map(|entry| (entry.key.clone(), entry.value.to_value())).collect()
    };
    problems.is_empty() && listed(&root) == expected && others(&root) == others(old)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(text: &str, files: &[&str]) -> Result<String, Vec<Diagnostic>> {
        let source = Source { name: "blueprint.yaml".into(), text: text.as_bytes().to_vec() };
        add_definitions(&source, &files.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        for (before, after) in [
            ("name: shop # mine\n", "name: shop # mine\ncrds:\n  - crds/a.yaml\n"),
            ("name: shop", "name: shop\ncrds:\n  - crds/a.yaml\n"),
            ("name: shop\r\n", "name: shop\r\ncrds:\r\n  - crds/a.yaml\r\n"),
            ("crds: []\nname: shop\n", "crds: [crds/a.yaml]\nname: shop\n"),
            ("crds: [ b.yaml ] # all\nname: shop\n", "crds: [ b.yaml, crds/a.yaml] # all\nname: shop\n"),
            ("crds: [b.yaml,]\n", "crds: [b.yaml, crds/a.yaml]\n"),
            ("crds:\nname: shop\n", "crds:\n  - crds/a.yaml\nname: shop\n"),
            (
                "crds:\n- b.yaml # the first\n# end\n\nname: shop\n",
                "crds:\n- b.yaml # the first\n- crds/a.yaml\n# end\n\nname: shop\n",
            ),
            (
                "crds:\n    - from: b.yaml\n      install: true\nname: shop\n",
                "crds:\n    - from: b.yaml\n      install: true\n    - crds/a.yaml\nname: shop\n",
            ),
            ("crds:\n  - b.yaml", "crds:\n  - b.yaml\n  - crds/a.yaml\n"),
        ] {
            assert_eq!(add(before, &["crds/a.yaml", "crds/a.yaml"]).as_deref(), Ok(after), "{before}");
            assert_eq!(add(after, &["crds/a.yaml"]).as_deref(), Ok(after), "a second time: {before}");
        }
    }

    #[test]
    fn a_name_is_quoted_when_it_has_to_be() {
        assert_eq!(add("name: shop\n", &["#a.yaml"]).unwrap(), "name: shop\ncrds:\n  - \"#a.yaml\"\n");
    }

    #[test]
    fn what_cannot_be_changed_is_left_alone() {
        for text in ["crds: some\n", "name: shop\n...\n", "crds: {a: b}\n", "a: [\n", "crds:\n  ? a\n"] {
            assert!(add(text, &["crds/a.yaml"]).is_err(), "{text}");
        }
    }
}
