//! Keys and words that are not there, and what was meant.

use hagen_yaml::{Entry, Span};

use super::meant::{Meant, meant, nearest};
use super::{Reader, list, words};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::place::{Path, Place};
use crate::section::{ChoiceInfo, FieldInfo, Retired, SectionInfo, Shape};

impl Reader<'_> {
    /// Reports a key that a section does not have, and tells which one was probably meant.
    pub(super) fn unknown_key(
        &mut self,
        key: &str,
        span: Span,
        info: &'static SectionInfo,
    ) -> Option<&'static str> {
        let place = Place { path: self.path.key(key), span, at_key: true };
        if self.retired(key, &place, info.retired) {
            return None;
        }
        let mut diagnostic =
            Diagnostic::new(&codes::UNKNOWN_KEY, place, format!("unknown key `{}`", key.escape_debug()));
        let meant = meant(key, info, &self.around);
        let known = match &meant {
            Some(Meant::Key(key)) => Some(*key),
            Some(Meant::Known(field)) => Some(field.key),
            _ => None,
        };
        diagnostic = match meant {
            Some(Meant::Key(near)) => diagnostic.help(format!("did you mean `{near}`?")).replace_with(near),
            Some(Meant::Known(field)) => {
                diagnostic.help(format!("it is `{}` here{}", field.key, form(field)))
            }
            Some(Meant::Within(ways)) => {
                let ways: Vec<String> = ways.iter().take(4).map(|way| format!("`{way}`")).collect();
                diagnostic.help(format!("it belongs into {}", ways.join(" or ")))
            }
            Some(Meant::Around(steps)) => {
                let section = Path::ROOT.join(&self.path.steps()[..steps]);
                let there = if steps == 0 { "the top level".to_owned() } else { format!("`{section}`") };
                diagnostic.help(format!("it belongs to {there}, further out"))
            }
            None => {
                let known: Vec<&str> = info.fields.iter().map(|field| field.key).collect();
                diagnostic.help(format!("the keys here are {}", list(&known)))
            }
        };
        self.push(diagnostic);
        known
    }

    /// Reports a word of other times or places, if it is one.
    pub(super) fn retired(&mut self, word: &str, place: &Place, retired: &'static [Retired]) -> bool {
        let Some(known) = retired.iter().find(|retired| retired.word == word) else { return false };
        let message = if known.code.id == codes::UNKNOWN_KEY.id {
            format!("unknown key `{word}`")
        } else {
            format!("`{word}` has no place here: {}", known.code.title)
        };
        self.push(Diagnostic::new(known.code, place.clone(), message).help(known.help));
        true
    }

    /// Reports what stands beside a word of a choice, where it is the only one.
    pub(super) fn has_one_too_many(&mut self, entries: &[Entry], choices: &'static [ChoiceInfo]) -> bool {
        let choice = |entry: &Entry| choices.iter().find(|choice| choice.word == entry.key);
        let (known, other): (Vec<&Entry>, Vec<&Entry>) =
            entries.iter().partition(|entry| choice(entry).is_some());
        let Some(first) = known.first().copied() else { return false };
        for entry in known[1..].iter().chain(&other) {
            let place = Place { path: self.path.key(&entry.key), span: entry.key_span, at_key: true };
            let message = format!("`{}` has no place beside `{}`", entry.key.escape_debug(), first.key);
            let diagnostic = Diagnostic::new(&codes::UNKNOWN_KEY, place, message);
            let help = if choice(entry).is_some() {
                format!("it is one of {}", list(&words(choices)))
            } else {
                format!("does it belong into `{}`?", first.key)
            };
            self.push(diagnostic.help(help));
        }
        true
    }

    pub(super) fn unknown_word(&mut self, word: &str, place: Place, choices: &[ChoiceInfo]) {
        let words = words(choices);
        let one_of = if words.len() == 1 { "" } else { "one of " };
        let message = format!("`{}` is not {one_of}{}", word.escape_debug(), list(&words));
        let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_WORD, place, message);
        if let Some(near) = nearest(word, words.iter().copied()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?")).replace_with(near);
        }
        self.push(diagnostic);
    }
}

/// How the value of a field is written, for who knows it by another name.
fn form(field: &FieldInfo) -> String {
    if let Some(sample) = field.sample() {
        return format!(", for example `{}: {sample}`", field.key);
    }
    let shape = match (field.shape)() {
        Shape::Optional(inner) => inner(),
        shape => shape,
    };
    match shape {
        Shape::Section(info) => {
            let known: Vec<&str> = info.fields.iter().map(|field| field.key).collect();
            format!(", with the keys {}", list(&known))
        }
        Shape::Map(_, inner) if matches!(inner(), Shape::Section(_)) => {
            format!(", each under a name: `{}: {{ main: {{ … }} }}`", field.key)
        }
        Shape::List(_) => ", a list".to_owned(),
        Shape::Bool => ", `true` or `false`".to_owned(),
        Shape::Int(least, most) => format!(", from {least} to {most}"),
        _ => String::new(),
    }
}
