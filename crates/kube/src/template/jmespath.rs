//! JMESPath, by which Grafana finds a role or a name in what an identity provider says: read as far as to tell which
//! nobody can. Grafana's reader has more of the language than the libraries that could be asked.
//!
//! <https://jmespath.org/specification.html>

use super::words::{quoted, words};

/// Signs that stand between two values, the longer first.
const BETWEEN: [&str; 9] = ["||", "&&", "==", "!=", "<=", ">=", "<", ">", "|"];

/// The bracket of what a function is given.
const CALL: &str = "(…";

/// The functions, with those that the community's readers add.
const FUNCTIONS: [&str; 41] = [
    "abs",
    "avg",
    "ceil",
    "contains",
    "ends_with",
    "find_first",
    "find_last",
    "floor",
    "from_items",
    "group_by",
    "items",
    "join",
    "keys",
    "length",
    "lower",
    "map",
    "max",
    "max_by",
    "merge",
    "min",
    "min_by",
    "not_null",
    "pad_left",
    "pad_right",
    "replace",
    "reverse",
    "sort",
    "sort_by",
    "split",
    "starts_with",
    "sum",
    "to_array",
    "to_number",
    "to_string",
    "trim",
    "trim_left",
    "trim_right",
    "type",
    "upper",
    "values",
    "zip",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Name(&'t str),
    /// A text, a number, `@`, `*`.
    Value(&'t str),
    Between(&'t str),
    Open(&'t str),
    Close(&'t str),
    /// `.`, `,`, `:`.
    Part(&'t str),
    /// `!` and `&`.
    Before(&'t str),
    /// The `?` of a filter.
    Filter,
}

/// Why an expression cannot be read, if it cannot.
pub fn fault(text: &str) -> Option<String> {
    // What these bring along reads otherwise.
    if text.contains("let ") || text.contains('$') {
        return None;
    }
    match words(text, token) {
        Ok(tokens) => order(&tokens).or_else(|| stranger(&tokens)),
        Err(Some(fault)) => Some(fault),
        Err(None) => None,
    }
}

/// The word that an expression begins with; the error is `None` for signs of which not every reader knows the meaning.
fn token(rest: &str, first: char) -> Result<(Token<'_>, usize), Option<String>> {
    let while_in = |is_in: fn(char) -> bool| rest[1..].find(|c| !is_in(c)).map_or(rest.len(), |at| at + 1);
    let sign = BETWEEN.iter().find(|sign| rest.starts_with(**sign));
    Ok(match first {
        '"' | '\'' | '`' => {
            let end =
                quoted(rest, first, Some('\\')).ok_or_else(|| Some(format!("`{first}` is not closed")))?;
            (if first == '"' { Token::Name(&rest[..end]) } else { Token::Value(&rest[..end]) }, end)
        }
        '0'..='9' | '-' if first != '-' || rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
            let length = while_in(|c| c.is_ascii_digit());
            (Token::Value(&rest[..length]), length)
        }
        'a'..='z' | 'A'..='Z' | '_' => {
            let length = while_in(|c| c.is_ascii_alphanumeric() || c == '_');
            (Token::Name(&rest[..length]), length)
        }
        '@' | '*' => (Token::Value(&rest[..1]), 1),
        '(' | '[' | '{' => (Token::Open(&rest[..1]), 1),
        ')' | ']' | '}' => (Token::Close(&rest[..1]), 1),
        '.' | ',' | ':' => (Token::Part(&rest[..1]), 1),
        '?' => (Token::Filter, 1),
        _ => match sign {
            Some(sign) => (Token::Between(&rest[..sign.len()]), sign.len()),
            None if matches!(first, '!' | '&') => (Token::Before(&rest[..1]), 1),
            None if first == '=' => return Err(Some("`=` compares nothing: write `==`".to_owned())),
            None => return Err(None),
        },
    })
}

/// What stands where it cannot: values beside each other, signs without a value, brackets that do not match.
fn order(tokens: &[Token<'_>]) -> Option<String> {
    let (mut open, mut wants_value, mut before) = (Vec::new(), true, "");
    for (at, token) in tokens.iter().enumerate() {
        let last = at.checked_sub(1).map(|at| tokens[at]);
        let is_opened = matches!(last, Some(Token::Open(_)));
        // Between arguments, and between what is taken under names, the readers do without a comma.
        let is_listed = matches!(open.last(), Some(&CALL | &"{"));
        match *token {
            // One reader multiplies by it.
            Token::Value("*") if !wants_value => return None,
            Token::Name(text) | Token::Value(text) => {
                if !wants_value && !is_listed {
                    return Some(missing(text));
                }
                wants_value = false;
            }
            Token::Between(sign) | Token::Part(sign @ ("." | ",")) => {
                if wants_value {
                    return Some(format!("a value is missing before `{sign}`"));
                }
                (wants_value, before) = (true, sign);
            }
            Token::Before(sign) if !wants_value && !is_listed => return Some(missing(sign)),
            Token::Part(sign) | Token::Before(sign) => (wants_value, before) = (true, sign),
            Token::Filter if last != Some(Token::Open("[")) => return None,
            Token::Filter => wants_value = true,
            Token::Open(bracket) => {
                let is_call = bracket == "(" && matches!(last, Some(Token::Name(_)));
                if !wants_value && !is_call && bracket != "[" && !is_listed {
                    return Some(missing(bracket));
                }
                open.push(if is_call { CALL } else { bracket });
                (wants_value, before) = (true, bracket);
            }
            Token::Close(bracket) => {
                let opened = open.pop();
                if !matches!((opened, bracket), (Some("(" | CALL), ")") | (Some("["), "]") | (Some("{"), "}"))
                {
                    return Some(format!("`{bracket}` closes nothing"));
                }
                let may_end = last == Some(Token::Part(":")) || is_listed && last == Some(Token::Part(","));
                if wants_value && !is_opened && !may_end {
                    return Some(format!("a value is missing behind `{before}`"));
                }
                wants_value = false;
            }
        }
    }
    match open.pop() {
        Some(bracket) => Some(format!("`{}` is not closed", &bracket[..1])),
        None if tokens.is_empty() => None,
        None => wants_value.then(|| format!("a value is missing behind `{before}`")),
    }
}

fn missing(before: &str) -> String {
    match before {
        "and" => "`and` is no operator: write `&&`".to_owned(),
        "or" => "`or` is no operator: write `||`".to_owned(),
        _ => format!("an operator is missing before `{before}`"),
    }
}

/// A function that there is not.
fn stranger(tokens: &[Token<'_>]) -> Option<String> {
    tokens.windows(2).find_map(|pair| {
        let [Token::Name(name), Token::Open("(")] = *pair else { return None };
        (!FUNCTIONS.contains(&name)).then(|| format!("there is no function `{name}`"))
    })
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn expressions_that_can_be_read_are_left_alone() {
        for expression in [
            "contains(groups[*], 'admin') && 'Admin' || contains(groups[*], 'editor') && 'Editor' || 'Viewer'",
            "contains(roles, `admin`) && 'GrafanaAdmin' || 'None'",
            "(contains(info.roles[*], 'a') || info.login == 'octocat') && 'Admin' || 'Viewer'",
            "[?group == 'x'] | [0].role",
            "groups[?starts_with(@, 'grafana-')] | length(@) > `0` && 'Editor'",
            "realm_access.roles[] | [-1]",
            "\"https://example.com/roles\"[0]",
            "!contains(groups, 'x') && 'Viewer'",
            "is_admin && 'Admin' || sort_by(x, &y)[1:3].{a: b, c: d.e} | to_string(@)",
            "resource_access.*.roles[::2]",
            "[a, b][0]",
            "email",
            "'It\\'s'",
            "",
            "@",
        ] {
            assert_eq!(fault(expression), None, "{expression}");
        }
    }

    #[test]
    fn expressions_that_cannot_are_told_why() {
        for (expression, why) in [
            ("contains(groups[*], 'admin') && 'Admin' || ", "a value is missing behind `||`"),
            ("contains(groups[*], 'admin' && 'Admin'", "`(` is not closed"),
            ("contains(groups[*, 'admin') && 'Admin'", "`)` closes nothing"),
            ("contains(groups, 'admin') 'Admin'", "an operator is missing before `'Admin'`"),
            ("contains(groups, 'admin') && 'Admin", "`'` is not closed"),
            ("contains(groups, 'admin') and 'Admin'", "`and` is no operator: write `&&`"),
            ("role = 'x' && 'Admin'", "`=` compares nothing: write `==`"),
            ("contain(groups, 'admin') && 'Admin'", "there is no function `contain`"),
            ("groups && || 'Viewer'", "a value is missing before `||`"),
            ("groups & 'x'", "an operator is missing before `&`"),
            ("groups..a", "a value is missing before `.`"),
        ] {
            assert_eq!(fault(expression).as_deref(), Some(why), "{expression}");
        }
    }
}
