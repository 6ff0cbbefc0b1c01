//! B01 to B20, B41 to B44, B48 to B51: texts that are no YAML, no blueprint, or too much of either.

use crate::case::{Case, GOOD, HEAD};

pub(crate) fn cases() -> Vec<Case> {
    [expansion(), keys(), characters(), types(), sizes(), encodings()].concat()
}

fn expansion() -> Vec<Case> {
    let mut bomb = format!("{HEAD}a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let before = format!("*a{}", level - 1);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", [before.as_str(); 10].join(", ")));
    }
    let quadratic =
        format!("{HEAD}big: &big {}\nmany: [{}]\n", "x".repeat(100_000), vec!["*big"; 10_000].join(", "));
    vec![
        Case::new("B01", "aliases that grow", bomb),
        Case::new("B02", "one alias many times", quadratic),
        Case::with("B03", "100000 brackets", &format!("apps: {}", "[".repeat(100_000))),
        Case::with("B03", "100000 braces", &format!("apps: {}", "{a: ".repeat(100_000))),
        Case::with("B03", "100000 dashes", &format!("apps:\n  {}", "- ".repeat(100_000))),
        Case::with(
            "B03",
            "5000 levels of indentation",
            &(0..5000).map(|at| format!("{}a:\n", " ".repeat(at))).collect::<String>(),
        ),
        Case::with("B04", "an alias of itself", "apps: &a { web: *a }"),
        Case::with("B04", "a merge of itself", "apps: &a { <<: *a }"),
        Case::with("B04", "a merge key", "apps: { web: { <<: { port: 80 } } }"),
        Case::with("B05", "an open brace", "apps: { web: { image: registry.example.com/web:1.0"),
        Case::with("B05", "an open bracket", "apps: { web: { args: [a, b }"),
        Case::with("B05", "an open double quote", "apps: { web: { image: \"registry.example.com/web:1.0 } }"),
        Case::with("B05", "an open single quote", "apps: { web: { image: 'registry.example.com/web:1.0 } }"),
    ]
}

fn keys() -> Vec<Case> {
    let app = "image: registry.example.com/web:1.0, port: 80";
    vec![
        Case::with("B06", "a key twice", &format!("apps:\n  web: {{ {app}, port: 81 }}")),
        Case::with("B06", "a section twice", "apps: {}\npostgres: {}\napps: {}"),
        Case::with(
            "B07",
            "a key twice once quoted",
            &format!("apps:\n  web: {{ {app} }}\n  \"web\": {{ {app} }}"),
        ),
        Case::with("B08", "an unknown key", &format!("apps:\n  web: {{ {app}, replcas: 3 }}")),
        Case::with("B08", "an unknown section", "aps: {}"),
        Case::with("B08", "a key of another section", &format!("apps:\n  web: {{ {app}, instances: 3 }}")),
        Case::with("B09", "a second document", "apps: {}\n---\napps: {}"),
        Case::with("B10", "something after the end", "apps: {}\n...\nmore"),
        Case::with("B10", "a directive", "apps: {}\n...\n%YAML 1.2\n---\n{}"),
    ]
}

fn characters() -> Vec<Case> {
    let image = |inside: &str| format!("apps:\n  web: {{ image: \"registry.example.com/web{inside}:1.0\" }}");
    let mut cases = Vec::new();
    for (name, inside) in [
        ("an escape", "\u{1b}[31m"),
        ("a zero byte", "\0"),
        ("a control of the second kind", "\u{9b}"),
        ("a delete", "\u{7f}"),
        ("an escape as an escape", "\\e[31m"),
        ("a zero byte as an escape", "\\0"),
    ] {
        cases.push(Case::with("B11", name, &image(inside)));
    }
    for (name, inside) in [
        ("a turn to the left", "\u{202e}"),
        ("a space without width", "\u{200b}"),
        ("a mark of order within", "\u{feff}"),
        ("a hyphen that hides", "\u{ad}"),
        ("an invisible tag", "\u{e0041}"),
        ("a space that does not break", "\u{a0}"),
    ] {
        cases.push(Case::with("B12", name, &image(inside)));
        cases.push(Case::with("B12", format!("{name} in a key"), &format!("apps:\n  w{inside}eb: {{}}")));
    }
    cases.push(Case::with("B13", "a tab for indentation", "apps:\n\tweb: {}"));
    cases.push(Case::with("B13", "a tab after spaces", "apps:\n  web:\n  \timage: a"));
    cases
}

fn types() -> Vec<Case> {
    let mut cases = vec![
        Case::new("B14", "nothing", ""),
        Case::new("B14", "only comments", "# soon\n\n# more\n"),
        Case::new("B14", "only a separator", "---\n"),
        Case::app("B15", "null in a list", "uses: [~]"),
        Case::app("B15", "null in a map", "config: { A: }"),
        Case::with("B15", "null for an application", "apps:\n  web:"),
        Case::new("B16", "a list", "- a\n- b\n"),
        Case::new("B16", "a text", "hello\n"),
        Case::new("B16", "a number", "3\n"),
        Case::new("B16", "null", "~\n"),
    ];
    for keys in [
        "replicas: \"3\"",
        "replicas: [3]",
        "replicas: { min: many }",
        "config: [A]",
        "args: all",
        "uses: apps/web",
        "volumes: [data]",
        "resources: 2",
        "perNode: \"yes\"",
        "expose: true",
        "files: /a",
    ] {
        cases.push(Case::app("B17", keys.replace(['"', '{', '}', '[', ']'], ""), keys));
    }
    for (name, number) in [
        ("infinity", ".inf"),
        ("not a number", ".nan"),
        ("twenty digits", "99999999999999999999"),
        ("a float", "1.5"),
        ("an exponent", "1e3"),
        ("beyond floats", "1e999"),
        ("a negative", "-1"),
        ("an octal", "0o17"),
        ("a hexadecimal", "0x10"),
        ("underscores", "1_000"),
        ("a leading zero", "010"),
        ("sixty minutes", "1:30"),
    ] {
        cases.push(Case::app("B18", name, &format!("replicas: {number}")));
    }
    cases.push(Case::with("B19", "a version that is a number", "clusters: { eu: { kubernetes: 1.30 } }"));
    cases.push(Case::with(
        "B19",
        "a version of a database that is a float",
        "postgres: { main: { storage: 1Gi, version: 1.10 } }",
    ));
    for word in ["no", "off", "yes", "y", "on", "true", "null", "~", "0x10", "2024-01-01", "1.10", "12:30"] {
        cases.push(Case::app("B20", format!("{word} for a text"), &format!("config: {{ COUNTRY: {word} }}")));
    }
    cases
}

fn sizes() -> Vec<Case> {
    let long = |count: usize, part: &str| part.repeat(count);
    let wrong: String = (0..2000).map(|at| format!("  a{at}: {{ image: x, prot: 80 }}\n")).collect();
    vec![
        Case::new("B41", "a hundred megabytes", format!("{GOOD}# {}\n", long(100 << 20, "x"))),
        Case::app("B41", "a text of ten megabytes", &format!("config: {{ A: {} }}", long(10 << 20, "x"))),
        Case::app("B42", "a million elements", &format!("args: [{}]", long(1_000_000, "a, "))),
        Case::app(
            "B42",
            "a million keys",
            &format!("config: {{ {} }}", (0..1_000_000).map(|at| format!("A{at}: b, ")).collect::<String>()),
        ),
        Case::with("B43", "2000 applications with a mistake each", &format!("apps:\n{wrong}")),
        Case::app("B44", "a key that looks like an index", "config: { \"A[1000000000]\": b }"),
        Case::app("B44", "a key of ten thousand dots", &format!("config: {{ {}: b }}", long(10_000, "A."))),
        Case::app("B44", "a reference of ten thousand parts", &format!("uses: [{}]", long(10_000, "apps/"))),
        Case::app("B44", "a list in lists", &format!("args: {}{}", "[".repeat(60), "]".repeat(60))),
    ]
}

fn encodings() -> Vec<Case> {
    let utf16 = |to_bytes: fn(u16) -> [u8; 2], mark: &[u8]| -> Vec<u8> {
        mark.iter().copied().chain(GOOD.encode_utf16().flat_map(to_bytes)).collect()
    };
    let latin = GOOD.replace("/up", "/\u{fc}p").into_bytes();
    let latin: Vec<u8> = latin.into_iter().filter(|byte| *byte != 0xc3).collect();
    vec![
        Case::new("B48", "line ends of Windows", GOOD.replace('\n', "\r\n")),
        Case::new("B48", "line ends of both kinds", GOOD.replacen('\n', "\r\n", 2)),
        Case::new("B48", "a mark of order in front", format!("\u{feff}{GOOD}")),
        Case::new("B49", "line ends of old", GOOD.replace('\n', "\r")),
        Case::new("B49", "a lone carriage return", GOOD.replacen("kind", "\rkind", 1)),
        Case::new("B50", "UTF-16 little end first", utf16(u16::to_le_bytes, &[0xff, 0xfe])),
        Case::new("B50", "UTF-16 big end first", utf16(u16::to_be_bytes, &[0xfe, 0xff])),
        Case::new("B50", "UTF-16 without a mark", utf16(u16::to_le_bytes, &[])),
        Case::new("B51", "Latin-1", latin),
        Case::new("B51", "half a character", [GOOD.as_bytes(), b"# \xe2\x82"].concat()),
        Case::new("B51", "a surrogate", [GOOD.as_bytes(), b"# \xed\xa0\x80\n"].concat()),
        Case::new("B51", "a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
    ]
}
