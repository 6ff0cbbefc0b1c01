//! The expression that tells which role a user gets: JMESPath, whose result is a role that Grafana knows.

use hagen_core::section::nearest;

/// The roles of Grafana, which takes them in small letters too.
const ROLES: [&str; 5] = ["Admin", "Editor", "Viewer", "None", "GrafanaAdmin"];

/// What keeps an expression that can be read from giving anybody a role, and what to write.
pub(super) fn unknown(text: &str) -> Option<(String, String)> {
    if ROLES.iter().any(|role| text.trim().eq_ignore_ascii_case(role)) {
        let message = format!("`{text}` is read as a field of what the provider says, and not as a role");
        return Some((message, format!("put it in quotes of its own: `\"'{}'\"`", text.trim())));
    }
    let parts = parts(text)?;
    parts.iter().enumerate().find_map(|(at, part)| unknown_role(&parts, at, part))
}

/// A part of the expression that matters here.
#[derive(Debug, PartialEq)]
enum Part {
    /// A text between `'`.
    Text(String),
    /// Any other letter that is no blank.
    Other(char),
}

/// The parts of an expression. `None` when a quote is never closed.
fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if !matches!(letter, '\'' | '"' | '`') {
            parts.extend((!letter.is_whitespace()).then_some(Part::Other(letter)));
            continue;
        }
        let mut inside = String::new();
        loop {
            match letters.next()? {
                end if end == letter => break,
                '\\' => inside.extend(letters.next()),
                other => inside.push(other),
            }
        }
        parts.push(if letter == '\'' { Part::Text(inside) } else { Part::Other('"') });
    }
    Some(parts)
}

/// A text that is a result, after `&&` or `||`, with no comparison behind it.
fn unknown_role(parts: &[Part], at: usize, part: &Part) -> Option<(String, String)> {
    let Part::Text(role) = part else { return None };
    let is =
        |at: usize, letters: &[char]| matches!(parts.get(at), Some(Part::Other(c)) if letters.contains(c));
    let before = at >= 2 && is(at - 1, &['&', '|']) && is(at - 2, &['&', '|']);
    let after = at + 1 == parts.len() || is(at + 1, &[')', '|']);
    if !before || !after || ROLES.iter().any(|known| known.eq_ignore_ascii_case(role)) {
        return None;
    }
    let known = ROLES.map(|role| format!("`{role}`")).join(", ");
    let help =
        nearest(role, ROLES).map_or(format!("there are {known}"), |near| format!("did you mean `{near}`?"));
    Some((format!("Grafana has no role `{}`", role.escape_debug()), help))
}

#[cfg(test)]
mod tests {
    use super::unknown;

    #[test]
    fn expressions_that_give_a_role() {
        for text in [
            "contains(groups[*], 'platform') && 'Admin' || 'Viewer'",
            "contains(groups[*], 'a(b') && 'GrafanaAdmin' || (contains(groups[*], 'c') && 'Editor' || 'None')",
            "role",
            "\"custom:role\"",
            "'Viewer'",
            "contains(groups[*], 'a') && 'admin'",
            "email == 'a@example.com' && 'Admin' || role == 'ops' && 'Editor'",
            "[role][0]",
        ] {
            assert_eq!(unknown(text), None, "{text}");
        }
    }

    #[test]
    fn expressions_that_give_none() {
        for (text, message) in [
            ("contains(groups[*], 'a') && 'Amin' || 'Viewer'", "Grafana has no role `Amin`"),
            ("Admin", "`Admin` is read as a field of what the provider says, and not as a role"),
        ] {
            assert_eq!(unknown(text).map(|(message, _)| message).as_deref(), Some(message), "{text}");
        }
    }
}
