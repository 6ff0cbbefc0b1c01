//! What hostile or huge input costs: a problem that names a limit, in little time.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use hagen_yaml::{FileId, Limits, ProblemKind, Reading, read};

/// Reads within a time that no linear reader needs, also without optimisation.
fn quick(text: &str, limits: &Limits) -> Reading {
    #[allow(clippy::disallowed_methods)] // a test of time reads the clock
    let started = Instant::now();
    let reading = read(FileId(0), text, limits);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?} for {:.40?}", started.elapsed(), text);
    reading
}

fn first(text: &str, limits: &Limits) -> (ProblemKind, String) {
    let reading = quick(text, limits);
    let problem = reading.problems.first().expect("it is refused");
    (problem.kind, problem.message.clone())
}

#[test]
fn every_limit_is_named() {
    let limits = Limits { bytes: 100, depth: 3, nodes: 5, problems: 2 };
    assert_eq!(
        first(&"#".repeat(101), &limits),
        (ProblemKind::TooLarge, "the file has 101 bytes, more than the limit of 100 `bytes`".into())
    );
    assert_eq!(
        first("[[[[]]]]", &limits),
        (ProblemKind::TooDeep, "lists and mappings are nested deeper than the limit of 3 (`depth`)".into())
    );
    assert_eq!(
        first("[1, 2, 3, 4, 5]", &limits),
        (ProblemKind::TooManyNodes, "more keys and values than the limit of 5 (`nodes`)".into())
    );
    let problems = quick("[*a, *b, *c, *d]", &limits).problems;
    assert_eq!(problems.len(), 3);
    assert_eq!(problems[2].kind, ProblemKind::TooManyProblems);
    assert_eq!(problems[2].message, "more than 2 problems, the limit of `problems`; the rest is not read");
}

#[test]
fn what_stands_at_the_limit_is_read() {
    let limits = Limits { bytes: 8, depth: 2, nodes: 4, problems: 1 };
    let reading = quick("[[1, 2]]", &limits);
    assert_eq!(reading.problems, []);
}

#[test]
fn nesting_is_bounded_whatever_it_is_made_of() {
    for opening in ["[", "{", "- ", "[{", "{a: ", "? ", "- - ", "a: [", "{[", "? - "] {
        let (kind, _) = first(&opening.repeat(100_000), &Limits::default());
        assert_eq!(kind, ProblemKind::TooDeep, "{opening:?}");
    }
    let mut steps = String::new();
    for depth in 0..2000 {
        writeln!(steps, "{}a:", " ".repeat(depth)).unwrap();
    }
    assert_eq!(first(&steps, &Limits::default()).0, ProblemKind::TooDeep);
}

#[test]
fn the_deepest_limit_fits_the_stack() {
    let limits = Limits { depth: usize::MAX, ..Limits::default() };
    assert_eq!(quick(&format!("{}{}", "[".repeat(1000), "]".repeat(1000)), &limits).problems, []);
    assert_eq!(first(&"[".repeat(100_000), &limits).0, ProblemKind::TooDeep);
}

#[test]
fn repetition_is_not_slow() {
    for piece in [
        "&a ",
        "*a ",
        "!t ",
        "!!",
        "\"",
        "'",
        "'\n",
        "\"\\",
        ": ",
        "? \n",
        "%a\n",
        "---\n",
        "...\n",
        "#",
        "a: \"x\n",
        "a: [\n",
        "a: 'x\n",
        "a: {x: 1\n",
        "- @\n",
        "\t",
        "\r",
        "\u{200b}",
        "a: |\n",
        "]",
        "}",
        ",",
        "[,",
        "{,",
        "a: a: ",
    ] {
        let text = piece.repeat((200_000 / piece.len()) | 1);
        assert!(!quick(&text, &Limits::default()).problems.is_empty(), "{piece:?}");
    }
}

#[test]
fn large_mappings_are_not_slow() {
    let unique: String = (0..50_000).fold(String::new(), |mut text, number| {
        writeln!(text, "key-{number}: {number}").unwrap();
        text
    });
    assert_eq!(quick(&unique, &Limits::default()).problems, []);
    let same = quick(&"a: 1\n".repeat(50_000), &Limits::default());
    assert_eq!(same.problems.len(), 101);
    assert_eq!(same.node.unwrap().entries().unwrap().len(), 1);
}

#[test]
fn aliases_are_never_followed() {
    let mut bomb = String::from("a0: &a0 [x, x]\n");
    for level in 1..20 {
        writeln!(bomb, "a{level}: &a{level} [*a{0}, *a{0}, *a{0}]", level - 1).unwrap();
    }
    bomb.push_str("self: &s [*s]\n");
    let reading = quick(&bomb, &Limits::default());
    assert!(
        reading
            .problems
            .iter()
            .all(|problem| matches!(problem.kind, ProblemKind::Alias | ProblemKind::Anchor))
    );
}
