//! Any bytes are read or refused, with places that lie in the text: `cargo +nightly fuzz run read`.

#![no_main]

use hagen_yaml::{FileId, Limits, Node, NodeKind, Span, Style, read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let reading = read(FileId(1), bytes, &Limits::default());
    let Ok(text) = str::from_utf8(bytes) else {
        assert!(reading.node.is_none());
        return;
    };
    for problem in &reading.problems {
        check_span(text, problem.span);
        problem.other.iter().for_each(|(span, _)| check_span(text, *span));
    }
    let Some(node) = &reading.node else {
        assert!(!reading.problems.is_empty());
        return;
    };
    check_places(text, node);
    if reading.problems.is_empty() {
        let value = node.to_value();
        let again = read(FileId(1), write(&value, &Style::insertion()), &Limits::default());
        assert_eq!(again.problems, []);
        assert_eq!(again.node.map(|node| node.to_value()), Some(value));
    }
});

fn check_span(text: &str, span: Span) {
    assert_eq!(span.file, FileId(1));
    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
}

fn check_places(text: &str, node: &Node) {
    check_span(text, node.span);
    let within = |inner: Span| assert!(node.span.start <= inner.start && inner.end <= node.span.end);
    match &node.kind {
        NodeKind::List(items) => {
            for item in items {
                within(item.span);
                check_places(text, item);
            }
        }
        NodeKind::Map(entries) => {
            for entry in entries {
                within(entry.key_span);
                within(entry.value.span);
                check_places(text, &entry.value);
            }
        }
        _ => {}
    }
}
