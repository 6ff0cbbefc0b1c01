//! The plan as a comment on a pull request.

use hagen_effects::{Action, Effect};

use super::sentence;
use super::story::{Entry, Line, Story};

/// Forges take comments of 65,536 characters, and there are two tables in one.
const LONGEST: usize = 30_000;

/// A table of what somebody has to think about, and the rest folded up.
pub(crate) fn markdown(story: &Story<'_>, out: &str) -> String {
    let mut text = format!("**{}**: {}\n", escaped(out), escaped(&sentence::summary(story)));
    let rows = |is_shown: fn(Effect) -> bool| -> Vec<String> {
        let entries = story.sections.iter().flat_map(|section| {
            let all = section.entries.iter().chain(&section.additions).chain(&section.texts);
            all.map(|entry| (section.title(), entry))
        });
        let mut entries: Vec<(String, &Entry<'_>)> =
            entries.filter(|(_, entry)| is_shown(entry.riskiest())).collect();
        entries.sort_by_key(|(_, entry)| entry.riskiest());
        entries.iter().map(|(title, entry)| row(title, entry)).collect()
    };
    let risky = rows(|effect| effect <= Effect::MayRestart);
    let calm = rows(|effect| effect > Effect::MayRestart);
    if !risky.is_empty() {
        text.push_str(&format!("\n{}", table(&risky)));
    }
    if !calm.is_empty() {
        let (count, more) = (calm.len(), if risky.is_empty() { "" } else { " more" });
        let calm = table(&calm);
        text.push_str(&format!(
            "\n<details>\n<summary>{count}{more} for which nothing restarts</summary>\n\n{calm}\n</details>\n"
        ));
    }
    if !story.files.is_empty() {
        text.push_str(&format!("\nBeside the clusters: {}\n", escaped(&sentence::files(story.files))));
    }
    text
}

fn table(rows: &[String]) -> String {
    let mut text = "| what | where | does |\n|---|---|---|\n".to_owned();
    for (told, row) in rows.iter().enumerate() {
        if text.len() + row.len() > LONGEST {
            text.push_str(&format!("| … and {} more | | |\n", rows.len() - told));
            break;
        }
        text.push_str(row);
    }
    text
}

fn row(title: &str, entry: &Entry<'_>) -> String {
    let sign = match entry.action {
        Action::Added => "new ",
        Action::Changed => "",
        Action::Removed => "removed ",
    };
    let (kind, name) = sentence::subject(entry);
    let does = |line: &Line| {
        let effects = escaped(&sentence::effects(line));
        match sentence::causes(entry, line) {
            causes if causes.is_empty() => format!("**{effects}**"),
            causes => format!("**{effects}**: {}", escaped(&causes)),
        }
    };
    let does: Vec<String> = entry.lines.iter().map(does).collect();
    let place = sentence::place(entry);
    let place = if place.is_empty() { String::new() } else { format!("<br>{}", escaped(&place)) };
    format!(
        "| {sign}{} **{}** | {}{place} | {} |\n",
        escaped(&kind),
        escaped(&name),
        escaped(title),
        does.join("<br>")
    )
}

/// The text as it stands, whatever it holds.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '\n' | '\r' => escaped.push(' '),
            // Somebody would be told of it.
            '@' => escaped.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => escaped.extend(['\\', letter]),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_fits_into_a_comment() {
        let rows: Vec<String> = (0..200).map(|at| format!("| {at} {} | | |\n", "x".repeat(400))).collect();
        let table = table(&rows);
        assert!(table.len() < LONGEST + 100, "{}", table.len());
        let told = table.lines().count() - 3;
        assert!(told > 60 && table.ends_with(&format!("| … and {} more | | |\n", 200 - told)), "{told}");
    }

    #[test]
    fn nothing_of_a_name_is_obeyed() {
        assert_eq!(escaped("a|b @team <b> `x`\n# y"), "a\\|b &#64;team &lt;b> \\`x\\` \\# y");
    }
}
