//! Documentation in Markdown, for a terminal and for those who want plain text.

use anstyle::Style;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use crate::style;

/// Sets Markdown for a terminal of some width, with the codes for bold and colour.
pub(crate) fn terminal(text: &str, width: usize) -> String {
    let mut setter = Setter { width, ..Setter::default() };
    Parser::new(text).for_each(|event| setter.take(event));
    setter.text.trim_end().to_owned()
}

/// Markdown without its marks, a paragraph a line.
pub(crate) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(&terminal(text, usize::MAX)).to_string()
}

/// The first sentence, for a list.
pub(crate) fn first_sentence(text: &str) -> &str {
    let paragraph = text.split("\n\n").next().unwrap_or(text);
    let end = paragraph.match_indices(['.', '!', '?']).find(|(at, sign)| {
        let rest = &paragraph[at + sign.len()..];
        let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
        // Neither an abbreviation nor a code span ends a sentence.
        ends && paragraph[..*at].matches('`').count().is_multiple_of(2) && !paragraph[..*at].ends_with("e.g")
    });
    end.map_or(paragraph, |(at, _)| &paragraph[..at]).trim()
}

/// Puts one block after the other, each wrapped to the width.
#[derive(Default)]
struct Setter {
    width: usize,
    text: String,
    /// The block that is being read.
    block: String,
    /// The numbers of the lists that are open; `None` for a list with bullets.
    lists: Vec<Option<u64>>,
    /// What stands before the first line of the next block.
    bullet: Option<String>,
    /// The target of the link that is being read, and where its text starts in the block.
    link: Option<(String, usize)>,
    /// Whether the last block was an item of a list.
    follows_item: bool,
}

impl Setter {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.block.push_str(&text),
            // The marks stay: not every terminal shows colours.
            Event::Code(code) => self.styled(style::CODE, &format!("`{code}`")),
            Event::SoftBreak => self.block.push(' '),
            Event::HardBreak => self.block.push('\n'),
            Event::Html(html) | Event::InlineHtml(html) => self.block.push_str(&html),
            Event::Rule
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                let style = if level == HeadingLevel::H1 { style::TITLE } else { style::STRONG };
                self.block.push_str(&style.render().to_string());
            }
            Tag::CodeBlock(_) => self.flush(),
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => self.bullet = Some(self.next_bullet()),
            Tag::Emphasis | Tag::Strong => self.block.push_str(&style::STRONG.render().to_string()),
            Tag::Link { dest_url, .. } => self.link = Some((dest_url.into_string(), self.block.len())),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => self.block.push_str(RESET),
            TagEnd::Heading(_) => {
                self.block.push_str(RESET);
                self.flush();
            }
            TagEnd::Link => self.end_link(),
            TagEnd::CodeBlock => self.flush_code(),
            TagEnd::Paragraph | TagEnd::Item => self.flush(),
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            _ => {}
        }
    }

    /// A terminal cannot be relied on to follow a link, so its target is shown where it is not the text itself.
    fn end_link(&mut self) {
        let Some((target, start)) = self.link.take() else { return };
        let is_web = target.starts_with("http");
        if is_web && self.block[start..] != target {
            self.block.push_str(&format!(" ({target})"));
        }
    }

    fn styled(&mut self, style: Style, text: &str) {
        self.block.push_str(&format!("{style}{text}{style:#}"));
    }

    fn next_bullet(&mut self) -> String {
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "* ".to_owned(),
        }
    }

    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        if block.trim().is_empty() {
            return;
        }
        let depth = self.lists.len();
        let indent = "  ".repeat(depth);
        let bullet = self.bullet.take();
        let first = match &bullet {
            Some(bullet) => format!("{}{bullet}", "  ".repeat(depth.saturating_sub(1))),
            None => indent.clone(),
        };
        self.gap(bullet.is_some());
        let options = textwrap::Options::new(self.width)
            .break_words(false)
            .initial_indent(&first)
            .subsequent_indent(&indent);
        self.text.push_str(&textwrap::fill(block.trim(), options));
        self.text.push('\n');
    }

    fn flush_code(&mut self) {
        let block = std::mem::take(&mut self.block);
        self.gap(false);
        let indent = "  ".repeat(self.lists.len() + 1);
        for line in block.lines() {
            self.text.push_str(&format!("{indent}{}{line}{:#}\n", style::CODE, style::CODE));
        }
    }

    /// An empty line between blocks, but not between the items of a list.
    fn gap(&mut self, is_item: bool) {
        let is_tight = is_item && self.follows_item;
        if !self.text.is_empty() && !is_tight {
            self.text.push('\n');
        }
        self.follows_item = is_item;
    }
}

const RESET: &str = "\u{1b}[0m";
