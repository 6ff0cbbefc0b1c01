//! What holds for every value and every input.

use hagen_yaml::{FileId, Limits, Map, Node, NodeKind, Reading, Span, Style, Value, read, write};
use proptest::collection::vec;
use proptest::prelude::*;

fn string() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just(String::new()),
        "[ -~]{0,12}",
        "\\PC{0,6}",
        "[ \t]{1,2}[a-z]?",
        "[a-z]: [a-z]",
        "- [a-z]"
    ];
    prop_oneof![
        4 => "[a-zA-Z0-9./:_ -]{0,16}",
        2 => any::<String>(),
        2 => vec(line, 0..5).prop_map(|lines| lines.join("\n")),
        1 => "[-+0-9.eExobXn_:]{1,8}",
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let float = any::<f64>().prop_filter("a finite number", |number| number.is_finite());
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::Bool),
        2 => any::<i64>().prop_map(Value::Int),
        1 => float.prop_map(Value::Float),
        6 => string().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::List),
            vec((string(), inner), 0..6).prop_map(|entries| Value::Map(entries.into_iter().collect())),
        ]
    })
}

/// Text that is close to YAML, so that random input gets further than the first letter.
fn nearly_yaml() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(vec![
            "a: ", "b:\n", "- ", "  ", "\n", "    ", "[", "]", "{", "}", ", ", "\"", "'", "|\n", ">-\n", "# c\n", "? ", ": ",
            "&x ", "*x ", "!t ", "<<: ", "---\n", "...\n", "%YAML 1.2\n", "\t", "\r\n", "\r", "x y", "1.10", "0x1F", "yes",
            "~", "\\", "\u{a0}", "\u{200b}", "\u{feff}", "é", "\n  - ", "\n    c: 1\n", "99999999999999999999",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,3}",
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn sorted(value: Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.into_iter().map(sorted).collect()),
        Value::Map(map) => {
            let mut entries: Vec<_> = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.sort_by(|left, right| (rank(&left.0), &left.0).cmp(&(rank(&right.0), &right.0)));
            Value::Map(entries.into_iter().collect::<Map>())
        }
        scalar => scalar,
    }
}

fn rank(key: &str) -> u8 {
    u8::try_from(key.len() % 3).expect("less than 3")
}

fn read_all(text: impl AsRef<[u8]>) -> Reading {
    read(FileId(3), text, &Limits::default())
}

fn value_of(text: &str) -> Value {
    let reading = read_all(text);
    assert_eq!(reading.problems, [], "{text:?}");
    reading.node.expect("a value").to_value()
}

fn check_span(text: &str, span: Span) {
    assert_eq!(span.file, FileId(3));
    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} of {text:?}");
}

/// Places lie in the text, on letters, and within the place of what they belong to.
fn check_places(text: &str, node: &Node) {
    check_span(text, node.span);
    let within = |inner: Span| {
        assert!(
            node.span.start <= inner.start && inner.end <= node.span.end,
            "{inner:?} in {:?} of {text:?}",
            node.span
        );
    };
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|item| {
            within(item.span);
            check_places(text, item);
        }),
        NodeKind::Map(entries) => entries.iter().for_each(|entry| {
            check_span(text, entry.key_span);
            within(entry.key_span);
            within(entry.value.span);
            assert!(entry.key_span.end <= entry.value.span.start, "{:?} of {text:?}", entry.key);
            check_places(text, &entry.value);
        }),
        _ => {}
    }
}

fn check_reading(text: &str) {
    let reading = read_all(text);
    for problem in &reading.problems {
        check_span(text, problem.span);
        problem.other.iter().for_each(|(span, _)| check_span(text, *span));
        assert!(!problem.message.ends_with('.'), "{problem:?}");
    }
    if let Some(node) = &reading.node {
        check_places(text, node);
    }
    assert!(reading.node.is_some() || !reading.problems.is_empty(), "{text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back(value in value()) {
        let text = write(&value, &Style::insertion());
        prop_assert_eq!(value_of(&text), value.clone());
        prop_assert_eq!(value_of(&text.replace('\n', "\r\n")), value);
    }

    #[test]
    fn order_is_by_rank_and_then_alphabetical(value in value()) {
        let text = write(&value, &Style::ranked(rank));
        let sorted = sorted(value);
        prop_assert_eq!(value_of(&text), sorted.clone());
        prop_assert_eq!(write(&sorted, &Style::insertion()), text);
    }

    #[test]
    fn a_header_is_no_part_of_the_value(value in value(), header in any::<String>()) {
        let text = write(&value, &Style::insertion().with_header(&header));
        prop_assert_eq!(value_of(&text), value);
    }

    #[test]
    fn nearly_yaml_is_read_as_far_as_it_goes(text in nearly_yaml()) {
        check_reading(&text);
    }

    #[test]
    fn a_damaged_document_is_read_as_far_as_it_goes(value in value(), at in any::<prop::sample::Index>(), with in nearly_yaml()) {
        let text = write(&value, &Style::insertion());
        let mut letters: Vec<char> = text.chars().collect();
        let at = at.index(letters.len());
        letters.splice(at..=at, with.chars());
        check_reading(&letters.into_iter().collect::<String>());
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        check_reading(&text);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..60)) {
        let reading = read_all(&bytes);
        prop_assert!(reading.node.is_some() || !reading.problems.is_empty());
    }
}
