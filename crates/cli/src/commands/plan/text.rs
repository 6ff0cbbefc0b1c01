//! The plan as a person at a terminal reads it.

use anstyle::Style;
use hagen_effects::{Action, Effect};
use textwrap::core::display_width;

use super::sentence;
use super::story::{Entry, Line, Section, Story};
use crate::style;

/// The columns in front of what an object's change does.
const INDENT: &str = "      ";

/// Everything, the riskiest first.
pub(crate) fn text(story: &Story<'_>, out: &str, width: usize) -> String {
    let strong = style::STRONG;
    let summary = textwrap::fill(&format!("{out}: {}", sentence::summary(story)), width);
    let mut text = match summary.strip_prefix(out) {
        Some(rest) => format!("{strong}{out}{strong:#}{rest}\n"),
        None => format!("{summary}\n"),
    };
    for section in &story.sections {
        text.push_str(&self::section(section, width));
    }
    if !story.files.is_empty() {
        let files = format!("beside the clusters: {}", sentence::files(story.files));
        text.push_str(&format!("\n{}\n", wrap(&files, "", width)));
    }
    text
}

fn section(section: &Section<'_>, width: usize) -> String {
    let strong = style::STRONG;
    let mut text = format!("\n{strong}{}{strong:#}\n", section.title());
    for entry in &section.entries {
        text.push_str(&self::entry(entry, width));
    }
    if !section.texts.is_empty() {
        let texts = format!("· text only: {}", sentence::texts(&section.texts));
        text.push_str(&wrap(&texts, "  ", width));
        text.push('\n');
    }
    text
}

fn entry(entry: &Entry<'_>, width: usize) -> String {
    let (sign, style) = match entry.action {
        Action::Added => ('+', style::ADDED),
        Action::Changed => ('~', style::CHANGED),
        Action::Removed => ('-', style::REMOVED),
    };
    let (kind, name) = sentence::subject(entry);
    let (strong, dim) = (style::STRONG, style::DIM);
    let mut text = format!("  {style}{sign}{style:#} {kind} {strong}{name}{strong:#}");
    let place = sentence::place(entry);
    if !place.is_empty() {
        let room = display_width(&kind) + display_width(&name) + display_width(&place) + 8;
        let gap = if room > width { format!("\n{INDENT}") } else { "  ".to_owned() };
        text.push_str(&format!("{gap}{dim}{place}{dim:#}"));
    }
    text.push('\n');
    for line in &entry.lines {
        text.push_str(&self::line(entry, line, width));
    }
    text
}

fn line(entry: &Entry<'_>, line: &Line, width: usize) -> String {
    let (effects, causes) = (sentence::effects(line), sentence::causes(entry, line));
    let text = if causes.is_empty() { effects.clone() } else { format!("{effects}: {causes}") };
    let text = wrap(&text, INDENT, width);
    let style = line.effects.first().map_or(style::DIM, |(effect, _)| risk(*effect));
    match text.trim_start().strip_prefix(&effects) {
        Some(rest) => format!("{INDENT}{style}{effects}{style:#}{rest}\n"),
        None => format!("{text}\n"),
    }
}

fn wrap(text: &str, indent: &str, width: usize) -> String {
    let further = format!("{indent}  ");
    let options = textwrap::Options::new(width).initial_indent(indent).subsequent_indent(&further);
    textwrap::fill(text, options.break_words(false))
}

fn risk(effect: Effect) -> Style {
    match effect {
        it if it <= Effect::Deletes => style::ERROR,
        it if it <= Effect::MayRestart => style::CHANGED,
        Effect::MoreCapacity | Effect::Adds => style::ADDED,
        _ => style::DIM,
    }
}
