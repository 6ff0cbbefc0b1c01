//! What Helm reads beside what a blueprint may have.

use hagen_yaml::{Dialect, FileId, Limits, Node, ProblemKind, Reading, Style, read_as, write};

fn reading(text: &str) -> Reading {
    read_as(Dialect::Helm, FileId(3), text, &Limits::default())
}

fn node(text: &str) -> Node {
    let reading = reading(text);
    assert_eq!(reading.problems, [], "{text:?}");
    reading.node.expect("there is a value")
}

fn value(text: &str) -> String {
    write(&node(text).to_value(), &Style::insertion())
}

fn problem(text: &str) -> (ProblemKind, String) {
    let problems = reading(text).problems;
    assert_eq!(problems.len(), 1, "{text:?}: {problems:#?}");
    let part = &text[problems[0].span.start as usize..problems[0].span.end as usize];
    (problems[0].kind, part.to_owned())
}

#[test]
fn aliases_stand_for_what_their_anchors_name() {
    assert_eq!(value("a: &x\n  b: 1\nc: *x\nd: [*x, 2]\n"), "a:\n  b: 1\nc:\n  b: 1\nd:\n- b: 1\n- 2\n");
    assert_eq!(value("a: &x 1\nb: &x two\nc: *x\n"), "a: 1\nb: two\nc: two\n");
    assert_eq!(value("a: &x\nb: *x\n"), "a: null\nb: null\n");
    assert_eq!(value("&k a: 1\nb: *k\n"), "a: 1\nb: a\n");
    assert_eq!(
        value("a: &x [1, &y {b: c}]\nd: *y\ne: *x\n"),
        "a:\n- 1\n- b: c\nd:\n  b: c\ne:\n- 1\n- b: c\n"
    );
}

#[test]
fn merges_are_as_helm_has_them() {
    let anchors = "d: &x\n  b: 1\n  z: 0\n";
    for (text, expected) in [
        ("a:\n  <<: *x\n  b: 2\n", "z: 0\n  b: 2\n"),
        ("a:\n  b: 2\n  <<: *x\n", "b: 1\n  z: 0\n"),
        ("a:\n  <<: *x\n  <<: {q: 1}\n  b: 3\n", "z: 0\n  q: 1\n  b: 3\n"),
        ("a:\n  <<: [*x, {z: 5, w: 6}]\n", "b: 1\n  z: 0\n  w: 6\n"),
    ] {
        assert_eq!(
            value(&format!("{anchors}{text}")),
            format!("d:\n  b: 1\n  z: 0\na:\n  {expected}"),
            "{text}"
        );
    }
    assert_eq!(value("a: {\"<<\": 1}\n"), "a:\n  \"<<\": 1\n");
}

#[test]
fn what_is_repeated_keeps_its_place() {
    let text = "x-common: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n  e: 2\n";
    let node = node(text);
    let c = node.get("c").unwrap();
    assert_eq!(&text[c.span.start as usize..c.span.end as usize], "*x");
    assert_eq!(c.entry("b").unwrap().key_span, node.get("x-common").unwrap().entry("b").unwrap().key_span);
    assert_eq!(node.get("d").unwrap().entry("b").unwrap().key_span.start, 15);
    let reading = reading(text);
    assert!(reading.is_repeated(node.get("x-common").unwrap()));
    assert!(!reading.is_repeated(node.get("d").unwrap()));
}

#[test]
fn words_and_numbers_are_those_of_yaml_1_1() {
    assert_eq!(
        value("a: yes\nb: Off\nc: 017\nd: 0x1F\ne: 1_000\nf: 'yes'\ng: !!str 1\nh: !!int \"12\"\ni: !x 12\n"),
        "a: true\nb: false\nc: 15\nd: 31\ne: 1000\nf: \"yes\"\ng: \"1\"\nh: 12\ni: \"12\"\n"
    );
    assert_eq!(
        value("8080: a\nTRUE: b\n1.5: c\noff: d\n"),
        "\"8080\": a\n\"true\": b\n\"1.5\": c\n\"false\": d\n"
    );
}

#[test]
fn a_text_without_content_is_empty() {
    for text in ["", "# none\n", "---\n", "---\n# none\n", "\u{feff}", "null\n", "~"] {
        assert_eq!(value(text), "{}\n", "{text:?}");
    }
    for text in ["---\na: 1\n", "a: 1\n---\n", "a: 1\n---\n# end\n", "a: 1\n...\n", "\u{feff}---\r\na: 1\r\n"]
    {
        assert_eq!(value(text), "a: 1\n", "{text:?}");
    }
}

#[test]
fn what_helm_refuses_is_refused() {
    assert_eq!(problem("a: *x\n"), (ProblemKind::Alias, "*x".to_owned()));
    assert_eq!(problem("a: &x\n  b: *x\n"), (ProblemKind::Alias, "*x".to_owned()));
    assert_eq!(problem("a: &x 5\nb: {<<: *x}\n"), (ProblemKind::MergeKey, "*x".to_owned()));
    assert_eq!(problem("a: 1\n---\nb: 2\n"), (ProblemKind::SecondDocument, "---".to_owned()));
    assert_eq!(problem("a:\n\tb: 1\n").0, ProblemKind::Tab);
    assert_eq!(problem("a: 1\na: 2\n").0, ProblemKind::DuplicateKey);
    assert_eq!(problem("%YAML 1.2\n---\na: 1\n").0, ProblemKind::Directive);
}

#[test]
fn repetitions_cannot_grow_without_end() {
    let nested = |levels: usize, width: usize| -> String {
        let level = |level: usize| {
            let items = vec![format!("*a{}", level - 1); width].join(", ");
            format!("a{level}: &a{level} [{items}]\n")
        };
        std::iter::once("a0: &a0 [1, 2, 3, 4, 5]\n".to_owned()).chain((1..levels).map(level)).collect()
    };
    assert_eq!(reading(&nested(12, 9)).problems[0].kind, ProblemKind::TooManyNodes);
    assert_eq!(reading(&nested(100, 1)).problems[0].kind, ProblemKind::TooDeep);
}
