//! The plan as a person at a terminal reads it.

use anstyle::Style;
use hagen_effects::{Action, Effect};
use textwrap::core::display_width;

use super::sentence;
use super::story::{Entry, Line, Section, Story};
use crate::style;

/// The columns in front of what an object's change does.
const INDENT: &str = "      ";
/// So many changes of a section are told for which nothing restarts.
const CALM: usize = 40;

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
    let (risky, calm): (Vec<_>, Vec<_>) =
        section.entries.iter().partition(|entry| entry.riskiest() <= Effect::MayRestart);
    let more = calm.len().saturating_sub(CALM);
    for entry in risky.into_iter().chain(calm.into_iter().take(CALM)) {
        text.push_str(&self::entry(entry, width));
    }
    if more > 0 {
        text.push_str(&format!("  … and {more} more; `--format json` tells all\n"));
    }
    let folded =
        [("+", "adds", style::ADDED, &section.additions), ("·", "text only", style::DIM, &section.texts)];
    for (sign, word, style, entries) in folded.into_iter().filter(|(.., entries)| !entries.is_empty()) {
        let line = wrap(&format!("{sign} {word}: {}", sentence::objects(entries)), "  ", width);
        let rest = line.trim_start().strip_prefix(sign).unwrap_or_default();
        text.push_str(&format!("  {style}{sign}{style:#}{rest}\n"));
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
    let subject = wrap(&format!("{kind} {name}"), "    ", width);
    let room = display_width(&kind) + display_width(&name) + "  ~  ".len();
    // Names that take several lines are told plainly.
    let subject = match subject.trim_start().strip_suffix(&name) {
        Some(_) => format!("{kind} {strong}{name}{strong:#}"),
        None => subject.trim_start().to_owned(),
    };
    let mut text = format!("  {style}{sign}{style:#} {subject}");
    let place = sentence::place(entry);
    if !place.is_empty() {
        let fits = room + display_width(&place) + 2 <= width;
        let gap = if fits { "  ".to_owned() } else { format!("\n{INDENT}") };
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
    // Names have hyphens, and are copied.
    let options = options.break_words(false).word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}

fn risk(effect: Effect) -> Style {
    match effect {
        it if it <= Effect::Deletes => style::ERROR,
        it if it <= Effect::MayRestart => style::CHANGED,
        Effect::MoreCapacity | Effect::Adds => style::ADDED,
        _ => style::DIM,
    }
}
