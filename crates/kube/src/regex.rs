//! Regular expressions as Go reads them, whom Prometheus, Alertmanager, Loki and their operators are written in.
//! <https://pkg.go.dev/regexp/syntax>

use regex_lite::Regex;

/// An expression that Go reads, for a look at what it matches. What only Go has a word for (classes of Unicode) matches
/// an `a`. `None` where Go refuses it.
pub fn go_regex(expression: &str) -> Option<Regex> {
    Regex::new(&translated(expression)).ok()
}

/// The expression in the words of the reader here: Go takes a `{` that begins no repetition and a `[` in a class as they
/// are, and knows some escapes more.
fn translated(expression: &str) -> String {
    let mut text = String::with_capacity(expression.len());
    let mut rest = expression;
    let mut is_class = false;
    while let Some(c) = rest.chars().next() {
        let (taken, written) = match c {
            '\\' => escaped(rest),
            '[' if !is_class => {
                is_class = true;
                opened(rest)
            }
            '[' if rest.starts_with("[:") && rest.contains(":]") => {
                let end = rest.find(":]").map_or(rest.len(), |at| at + 2);
                (end, rest[..end].to_owned())
            }
            ']' if is_class => {
                is_class = false;
                (1, "]".to_owned())
            }
            '[' | '&' | '~' if is_class => (1, format!("\\{c}")),
            '{' if !is_class && !is_repetition(rest) => (1, "\\{".to_owned()),
            c => (c.len_utf8(), c.to_string()),
        };
        text.push_str(&written);
        rest = &rest[taken..];
    }
    text
}

/// The beginning of a class: a `]` that stands first is one of its characters.
fn opened(rest: &str) -> (usize, String) {
    let begin = if rest.starts_with("[^") { "[^" } else { "[" };
    if rest[begin.len()..].starts_with(']') {
        (begin.len() + 1, format!("{begin}\\]"))
    } else {
        (begin.len(), begin.to_owned())
    }
}

/// An escape: how much of the text it is, and how it is written here.
fn escaped(rest: &str) -> (usize, String) {
    let Some(next) = rest[1..].chars().next() else { return (1, "\\".to_owned()) };
    match next {
        'Q' => {
            let (quoted, end) = match rest.find("\\E") {
                Some(at) => (&rest[2..at], at + 2),
                None => (&rest[2..], rest.len()),
            };
            (end, regex_lite::escape(quoted))
        }
        'p' | 'P' => {
            let name = &rest[2..];
            let length = match name.strip_prefix('{') {
                Some(inside) => inside.find('}').map(|at| at + 2),
                None => name.chars().next().map(char::len_utf8),
            };
            length.map_or_else(|| (2, rest[..2].to_owned()), |length| (2 + length, "a".to_owned()))
        }
        'z' | 'A' => (2, if next == 'z' { "$" } else { "^" }.to_owned()),
        'C' => (2, ".".to_owned()),
        next => (1 + next.len_utf8(), rest[..=next.len_utf8()].to_owned()),
    }
}

/// Whether a `{` begins a repetition: `{2}`, `{2,}`, `{2,5}`.
fn is_repetition(rest: &str) -> bool {
    let Some(end) = rest.find('}') else { return false };
    let (least, most) = rest[1..end].split_once(',').unwrap_or((&rest[1..end], ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && is_number(least) && is_number(most)
}

#[cfg(test)]
mod tests {
    use super::go_regex;

    #[test]
    fn what_go_takes_is_taken() {
        for taken in [
            "y{",
            "a{2}",
            "a{2,}",
            "a{,2}",
            "[^[]+",
            "[]a]",
            "[^]]",
            r"[\w.-]+",
            "[[:alpha:]_]",
            r"\pL+",
            r"\p{Greek}",
            r"\Qa.b(\E",
            r"a\z",
            "(?i)x",
            "(?P<name>x)",
            "(?:a|b)",
            r"\d{3}",
            "[a&&b]",
            "",
            r"[\[\]]",
            "x*?",
            r"\.",
        ] {
            assert!(go_regex(taken).is_some(), "{taken}");
        }
        for refused in ["(", "a)", "[a", "*", "+x", r"a\", "(?=x)", "(?!x)", "(?<=x)y", r"(a)\1", "[z-a]"] {
            assert!(go_regex(refused).is_none(), "{refused}");
        }
        assert!(go_regex("^(?:a|b{)$").is_some_and(|regex| regex.is_match("b{") && !regex.is_match("")));
    }
}
