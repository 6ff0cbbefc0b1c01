//! What the reader takes, what it refuses and where it says so.

use hagen_yaml::{FileId, Limits, NodeKind, Problem, ProblemKind, Reading, Style, read, write};

fn reading(text: &str) -> Reading {
    read(FileId(7), text, &Limits::default())
}

/// Each problem as `Kind@start..end`, and the value as it would be written.
fn check(text: &str, problems: &[(ProblemKind, &str)], value: &str) {
    let reading = reading(text);
    let found: Vec<_> = reading.problems.iter().map(|problem| (problem.kind, part(text, problem))).collect();
    assert_eq!(found, problems, "{text:?}: {:#?}", reading.problems);
    let node = reading.node.expect("there is a value");
    assert_eq!(write(&node.to_value(), &Style::insertion()), value, "{text:?}");
}

fn part<'t>(text: &'t str, problem: &Problem) -> &'t str {
    assert_eq!(problem.span.file, FileId(7));
    &text[problem.span.start as usize..problem.span.end as usize]
}

fn only(text: &str) -> Problem {
    let mut problems = reading(text).problems;
    assert_eq!(problems.len(), 1, "{text:?}: {problems:#?}");
    problems.remove(0)
}

#[test]
fn a_document_reads_as_written() {
    check(
        "# c\na: 1 # d\n\"b\":\n  - x y\n  -\n  - [1.5, {k: ~}]\nc: |\n  l1\n\n  l2\n\nd: >-\n  f1\n  f2\ne: 'it''s\n  so'\n",
        &[],
        "a: 1\nb:\n- x y\n- null\n- - 1.5\n  - k: null\nc: |\n  l1\n\n  l2\nd: f1 f2\ne: it's so\n",
    );
}

#[test]
fn places_are_byte_offsets_of_what_was_written() {
    let text = "é: 'x'\nb:\n  - p: 1\n    q: [2, 3]\nc: |\n  l1\n  l2\n\nd:\ne: 5\n";
    let node = reading(text).node.unwrap();
    let place = |span: hagen_yaml::Span| &text[span.start as usize..span.end as usize];
    let of = |key: &str| place(node.get(key).unwrap().span);
    assert_eq!(place(node.entry("é").unwrap().key_span), "é");
    assert_eq!(of("é"), "'x'");
    assert_eq!(of("b"), "- p: 1\n    q: [2, 3]");
    assert_eq!(of("c"), "|\n  l1\n  l2");
    assert_eq!(of("d"), "");
    assert_eq!(&text[..node.get("d").unwrap().span.start as usize], text.split("\ne").next().unwrap());
    assert_eq!(place(node.span), text.trim_end());
    let NodeKind::List(items) = &node.get("b").unwrap().kind else { panic!("a list") };
    assert_eq!(place(items[0].span), "p: 1\n    q: [2, 3]");
    assert_eq!(place(items[0].get("q").unwrap().span), "[2, 3]");
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing_but_places() {
    let text = "a:\r\n  - \"x\r\n     y\"\r\n  - |\r\n    l1\r\n    l2\r\nb: p\r\n  q\r\n";
    let plain = reading(&text.replace('\r', "")).node.unwrap().to_value();
    assert_eq!(reading(text).node.unwrap().to_value(), plain);
    let marked = format!("\u{feff}{text}");
    let node = reading(&marked).node.unwrap();
    assert_eq!(node.to_value(), plain);
    assert_eq!(node.span.start, 3);
    assert_eq!(&marked[node.get("b").unwrap().span.start as usize..].trim_end(), &"p\r\n  q");
}

#[test]
fn a_key_given_twice_shows_both_places() {
    let text = "a: 1\nb: {\"c\": 1, c: 2}\na: 3\n";
    let problems = reading(text).problems;
    assert_eq!(problems.len(), 2);
    assert_eq!(part(text, &problems[0]), "c");
    assert_eq!(problems[0].other.as_ref().unwrap().0.start, 9);
    assert_eq!(problems[1].kind, ProblemKind::DuplicateKey);
    assert_eq!(problems[1].span.start, 23);
    assert_eq!(problems[1].message, "the key `a` is given twice");
    assert_eq!(problems[1].other.as_ref().unwrap().0.start, 0);
}

#[test]
fn what_yaml_has_and_a_blueprint_has_not() {
    use ProblemKind as P;
    check(
        "a: &x 1\nb: *x\nc: *.example.com\n",
        &[(P::Anchor, "&x"), (P::Alias, "*x"), (P::Alias, "*.example.com")],
        "a: 1\nb: null\nc: null\n",
    );
    check("<<: {a: 1}\n\"<<\": 2\n", &[(P::MergeKey, "<<")], "\"<<\": 2\n");
    check(
        "a: !!python/object:x.y {}\nb: !secret x\nc: !!str y\nd: !!set {z}\n",
        &[(P::Tag, "!!python/object:x.y"), (P::Tag, "!secret"), (P::Tag, "!!str"), (P::Tag, "!!set")],
        "a: {}\nb: x\nc: \"y\"\nd:\n  z: null\n",
    );
    check("%YAML 1.2\n---\na: 1\n", &[(P::Directive, "%YAML 1.2")], "a: 1\n");
    check("a: 1\n---\nb: 2\n", &[(P::SecondDocument, "---")], "a: 1\n");
    check("a: 1\n...\njunk\n", &[(P::SecondDocument, "junk")], "a: 1\n");
    check(
        "1: w\ntrue: x\n~: y\n: z\n1.5: v\n\"2\": u\n",
        &[
            (P::KeyNotText, "1"),
            (P::KeyNotText, "true"),
            (P::KeyNotText, "~"),
            (P::KeyNotText, ""),
            (P::KeyNotText, "1.5"),
        ],
        "\"1\": w\n\"true\": x\n\"~\": \"y\"\n\"\": z\n\"1.5\": v\n\"2\": u\n",
    );
    check("? [a]\n: b\nc: 1\n{d: e}: f\n", &[(P::ComplexKey, "[a]"), (P::ComplexKey, "{d: e}")], "c: 1\n");
    check("a: {{ .Values.x }}\n", &[(P::ComplexKey, "{ .Values.x }")], "a: {}\n");
    check("? a\n: b\n", &[], "a: b\n");
}

#[test]
fn numbers_that_cannot_be_kept() {
    use ProblemKind as P;
    check(
        "a: 9223372036854775808\nb: .nan\nc: 1e400\nd: -.INF\n",
        &[
            (P::IntegerTooLarge, "9223372036854775808"),
            (P::NotFinite, ".nan"),
            (P::NotFinite, "1e400"),
            (P::NotFinite, "-.INF"),
        ],
        "a: 9223372036854775807\nb: 0.0\nc: 0.0\nd: 0.0\n",
    );
}

#[test]
fn what_other_readers_take_for_more_stays_text() {
    check(
        "a: [yes, No, on, OFF, y, n]\nb: [0o17, 017, 1_000, 0x1F, 12:30, 2024-01-01]\n",
        &[],
        "a:\n- \"yes\"\n- \"No\"\n- \"on\"\n- \"OFF\"\n- \"y\"\n- \"n\"\nb:\n- \"0o17\"\n- \"017\"\n- \"1_000\"\n- \"0x1F\"\n- \"12:30\"\n- \"2024-01-01\"\n",
    );
}

#[test]
fn characters_that_nobody_sees() {
    use ProblemKind as P;
    check(
        "a: x\u{1b}y\nb\u{200b}: 1\nc: 2 # \u{202e}\n",
        &[(P::HiddenCharacter, "\u{1b}"), (P::HiddenCharacter, "\u{200b}"), (P::HiddenCharacter, "\u{202e}")],
        "a: x_y\nc: 2\n",
    );
    assert_eq!(only("a: x\u{202e}y").message, "hidden character `\\u202E` (U+202E)");
    check("a: \"x\\x1B\\u202Ey\"\n", &[], "a: \"x\\x1B\\u202Ey\"\n");
    check("a:\n\u{a0}\u{a0}b: 1\n", &[(P::ForeignSpace, "\u{a0}")], "a: null\n\"\u{a0}\u{a0}b\": 1\n");
    check("a: \"x\u{a0}y\" # \u{a0}\n", &[], "a: \"x\u{a0}y\"\n");
    check("a:\u{a0}1\nb: 2\n", &[(P::ForeignSpace, "\u{a0}")], "b: 2\n");
    check("a: 1\rb: 2\rc: 3", &[(P::LoneCarriageReturn, "\r")], "a: 1\nb: 2\nc: 3\n");
}

#[test]
fn bytes_that_are_no_utf8() {
    for (bytes, kind, start) in [
        (&b"a: 1\nb: caf\xe9\n"[..], ProblemKind::NotUtf8, 11),
        (b"\xff\xfea\0:\0", ProblemKind::Utf16, 0),
        (b"\xfe\xff\0a\0:", ProblemKind::Utf16, 0),
        (b"a\0:\0 \x001\0", ProblemKind::Utf16, 0),
    ] {
        let reading = read(FileId(0), bytes, &Limits::default());
        assert_eq!(reading.node, None);
        assert_eq!((reading.problems[0].kind, reading.problems[0].span.start), (kind, start), "{bytes:?}");
    }
}

#[test]
fn a_single_zero_byte_is_a_hidden_character() {
    assert_eq!(only("\0").kind, ProblemKind::HiddenCharacter);
    assert_eq!(only("\0").span.end, 1);
}

#[test]
fn a_file_without_a_value() {
    for text in ["", "\u{feff}", "\n \n", "# only this\n", "---\n", "---\n...\n"] {
        assert_eq!(only(text).kind, ProblemKind::Empty, "{text:?}");
        assert_eq!(reading(text).node, None);
    }
    check("~\n", &[], "null\n");
}

#[test]
fn tabs_do_not_indent() {
    use ProblemKind as P;
    check("a:\n\tb: 1\nc: 2\n", &[(P::Tab, "\t")], "c: 2\n");
    check("\ta: 1\n", &[(P::Tab, "\t")], "a: 1\n");
    check("a:\t1\t# c\nb: |\n  \tx\n", &[], "a: 1\nb: \"\\tx\\n\"\n");
    check("a: [\n\t1,\n  2\n]\n", &[(P::Tab, "\t")], "a: []\n");
    check("a:\n\tx\n", &[(P::Tab, "\t")], "{}\n");
    check("{\n\t\"a\": [\n\t\t1\n\t]\n}\n", &[], "a:\n- 1\n");
    check("-\ta: 1\n", &[(P::Tab, "\t")], "- a: 1\n");
}

#[test]
fn after_a_fault_the_rest_is_read() {
    use ProblemKind as P;
    check("a: 1\nfoo bar\nb: 2\nb: 3\n", &[(P::Syntax, "foo"), (P::DuplicateKey, "b")], "a: 1\nb: 2\n");
    check(
        "a: 1\nb:2\nc: @x\nd: [1, 2\ne: \"x\nf: 6\n",
        &[(P::Syntax, "b:2"), (P::Syntax, "@x"), (P::Unclosed, "["), (P::Unclosed, "\"x")],
        "a: 1\nd:\n- 1\nf: 6\n",
    );
    check(
        "a: b: c\nd: 1\n  e: 2\nf: {x: 1}}\ng: 1\n",
        &[(P::Syntax, ":"), (P::Syntax, ":"), (P::Syntax, "}")],
        "a: b\nd: \"1 e\"\nf:\n  x: 1\ng: 1\n",
    );
    check(
        "apps:\n  - name: x\n    image: \"foo\n    port: 80\n  - name: y\n    ports: [80, 81\n  - name: z\n    q: 1\n    q: 2\nlast: *x\n",
        &[(P::Unclosed, "\"foo"), (P::Unclosed, "["), (P::DuplicateKey, "q"), (P::Alias, "*x")],
        "apps:\n- name: x\n  port: 80\n- name: \"y\"\n  ports:\n  - 80\n- name: z\n  q: 1\nlast: null\n",
    );
    check("a:\n   b: 1\n  c: 2\n  d: 3\ne: 4\n", &[(P::Syntax, "c:")], "a:\n  b: 1\ne: 4\n");
}

#[test]
fn a_value_that_lost_a_part_is_not_whole() {
    let text = "a: {p: 1}\nb:\n  c: @x\n  d: 1\ne: *f\n";
    let reading = reading(text);
    let node = reading.node.as_ref().unwrap();
    assert!(reading.is_whole(node));
    assert!(reading.is_whole(node.get("a").unwrap()));
    assert!(!reading.is_whole(node.get("b").unwrap()));
    assert!(!reading.is_whole(node.get("e").unwrap()));
    assert!(reading.is_whole(node.get("b").unwrap().get("d").unwrap()));
}

#[test]
fn a_fault_before_the_first_value_hides_nothing() {
    use ProblemKind as P;
    check("@a: 1\nb: 2\n", &[(P::Syntax, "@a:")], "b: 2\n");
    check("a:1\nb: 2\nc: *x\n", &[(P::Syntax, "a:1"), (P::Alias, "*x")], "b: 2\nc: null\n");
    check("\"\\q\": 1\nb: 2\n---\nc: 3\n", &[(P::Syntax, "\\q"), (P::SecondDocument, "---")], "b: 2\n");
}

#[test]
fn many_faults_are_all_reported() {
    let text = "a: 1\nb: @x\nc: 'y\nd: [1\n".repeat(20).replace("a: 1\n", "");
    let faults = |problem: &&Problem| problem.kind != ProblemKind::DuplicateKey;
    assert_eq!(reading(&text).problems.iter().filter(faults).count(), 60);
}

#[test]
fn a_block_starts_at_its_sign_also_behind_comments() {
    let text = "a:\n  - x # a | b > c\n  # | d\n  - | # e > f\n    l\n  - >-\n\n    m\n";
    let node = reading(text).node.unwrap();
    let NodeKind::List(items) = &node.get("a").unwrap().kind else { panic!("a list") };
    let place = |index: usize| &text[items[index].span.start as usize..items[index].span.end as usize];
    assert_eq!(place(1), "| # e > f\n    l");
    assert_eq!(place(2), ">-\n\n    m");
}

#[test]
fn messages_repeat_little_and_nothing_that_a_terminal_obeys() {
    let problem = only(&format!("\"\\e[31m{0}\": 1\n\"\\e[31m{0}\": 2\n", "x".repeat(500)));
    assert_eq!(problem.message, format!("the key `\\x1B[31m{}…` is given twice", "x".repeat(55)));
    assert!(only(&format!("a: *{}", "x".repeat(500))).message.len() < 200);
}

#[test]
fn faults_say_what_to_do() {
    for (text, message, help) in [
        ("a: 1\nb:2\nc: 3", "`b:2` is no key and value", "put a space after the `:`"),
        ("a: @x", "text cannot start with `@`", "put the text in quotes"),
        ("a: `x`", "text cannot start with a backtick", "put the text in quotes"),
        ("a: *", "`*` is the mark of an alias or anchor here", "put the text in quotes"),
        (
            "a: \"\\d+\"",
            "`\\\\d` is no escape that YAML knows",
            "write `\\\\` for a backslash, or use single quotes",
        ),
        (
            "a: \"x\" y",
            "`y` follows a closing quote",
            "within double quotes write `\\\"` for a quote, within single quotes `''`",
        ),
        ("a: - x", "a `- ` list cannot start here", "start it on a line of its own"),
        ("a: 1\n- b", "this `- ` fits no list above it", "indent it like the items it belongs to"),
        ("a: |x\n  y", "only `-`, `+` or a digit may follow `|` and `>`", "start the text on the next line"),
        ("a: b: c", "`:` is not expected here", "put text that contains `: ` in quotes"),
        (
            "a: 1\n  b: 2",
            "`:` is not expected here",
            "check the indentation; a key stands at the indentation of the keys above it",
        ),
        ("a:\n  b:1\n  c: 2", "`b:1` is no key and value", "put a space after the `:`"),
        ("a:\n\tb: 1", "a tab cannot indent", "indent with spaces"),
    ] {
        let problem = only(text);
        assert_eq!((&*problem.message, problem.help.as_deref()), (message, Some(help)), "{text:?}");
    }
}

#[test]
fn an_open_bracket_shows_where_it_was_noticed() {
    let text = "a: [1, 2\nb: 3\n";
    let problem = only(text);
    assert_eq!(problem.message, "`[` is not closed");
    let (span, label) = problem.other.unwrap();
    assert_eq!((&text[span.start as usize..span.end as usize], &*label), ("b: 3", "it is still open here"));
}
