//! What may stand at a place, in words.

use hagen_core::section::{ChoiceInfo, Shape};

use crate::schema::stands_alone;
use crate::style;

/// `a whole number from 1 to 10`, `a list of names`.
pub(super) fn shape(shape: Shape) -> String {
    match shape {
        Shape::Free => "anything".to_owned(),
        Shape::Bool => "`true` or `false`".to_owned(),
        Shape::Int(i64::MIN, i64::MAX) => "a whole number".to_owned(),
        Shape::Int(from, to) => format!("a whole number from {from} to {to}"),
        Shape::Number(from, to) => format!("a number between {from} and {to}"),
        Shape::Text(info) => info.what.to_owned(),
        Shape::Choice(choices) => choice(choices),
        Shape::List(inner) => format!("a list, each item {}", self::shape(inner())),
        Shape::Map(key, inner) => format!("a mapping from {} to {}", key.what, self::shape(inner())),
        Shape::Section(info) => match info.shorthand {
            Some(shorthand) => format!("{}, or a mapping", self::shape(shorthand())),
            None => "a mapping".to_owned(),
        },
        Shape::Either(one, other) => format!("{}, or {}", self::shape(one()), self::shape(other())),
        Shape::Optional(inner) => self::shape(inner()),
    }
}

fn choice(choices: &[ChoiceInfo]) -> String {
    let words: Vec<String> = choices
        .iter()
        .map(|choice| {
            if stands_alone(choice) {
                format!("`{}`", choice.word)
            } else {
                format!("`{{ {}: … }}`", choice.word)
            }
        })
        .collect();
    match words.split_last() {
        None => "nothing more".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// Two columns, the second wrapped to what is left of the width; below each other where that is too little.
pub(super) fn columns(rows: &[(String, String)], width: usize) -> String {
    let left = rows.iter().map(|(name, _)| textwrap::core::display_width(name)).max().unwrap_or(0);
    let beside = left + 4 + 24 <= width;
    let mut text = String::new();
    for (name, about) in rows {
        let (first, indent) = if beside {
            let gap = " ".repeat(left - textwrap::core::display_width(name) + 2);
            (format!("  {}{name}{:#}{gap}", style::CODE, style::CODE), " ".repeat(left + 4))
        } else {
            text.push_str(&format!("  {}{name}{:#}\n", style::CODE, style::CODE));
            ("      ".to_owned(), "      ".to_owned())
        };
        let options = textwrap::Options::new(width).initial_indent(&first).subsequent_indent(&indent);
        text.push_str(textwrap::fill(about, options.break_words(false)).trim_end());
        text.push('\n');
    }
    text
}
