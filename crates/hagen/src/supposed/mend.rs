//! Puts something that can be in the place of what cannot.

use std::collections::{HashMap, HashSet};

use hagen_core::section::{FieldInfo, Section, SectionInfo, Shape};
use hagen_core::{Diagnostic, codes};
use hagen_yaml::{Entry, Node, NodeKind, Span};

use super::Guesses;
use super::repair::{Hopeless, Outcome, add, fitting, inner_of, is_leaf, put_right, repair, section_of};
use crate::blueprint::Blueprint;
use crate::codes as own_codes;

/// The section of what is allowed to break a rule.
const WAIVERS: &str = "waivers";

/// Mends a blueprint.
pub(super) struct Mender<'d, 'g> {
    wrong: HashMap<Span, Vec<&'d Diagnostic>>,
    met: HashSet<Span>,
    /// Whether what is looked at lies over something else.
    in_overlay: bool,
    guesses: &'g mut Guesses,
}

impl<'d, 'g> Mender<'d, 'g> {
    /// Mends everything that the errors are about. `None`: something cannot be.
    pub(super) fn mend(root: &mut Node, errors: &'d [Diagnostic], guesses: &'g mut Guesses) -> Option<()> {
        if errors.is_empty() {
            return None;
        }
        let mut wrong: HashMap<Span, Vec<&Diagnostic>> = HashMap::new();
        for error in errors {
            wrong.entry(error.place.span).or_default().push(error);
        }
        if wrong.contains_key(&Span::NONE) {
            return None;
        }
        let mut mender = Self { wrong, met: HashSet::new(), in_overlay: false, guesses };
        if mender.is_missing(root.span) {
            add(root, &Blueprint::INFO).ok()?;
        }
        mender.value(root, Shape::Section(&Blueprint::INFO)).ok()?;
        (mender.met.len() == mender.wrong.len()).then_some(())
    }

    /// Looks for mistakes within a value of a shape.
    fn value(&mut self, node: &mut Node, shape: Shape) -> Result<Outcome, Hopeless> {
        match shape {
            Shape::Optional(inner) => self.value(node, inner()),
            Shape::Either(one, other) => self.value(node, fitting(node, one(), other())),
            Shape::Section(info) => match (&mut node.kind, info.shorthand) {
                (NodeKind::Map(entries), _) => self.section(entries, info),
                (_, Some(shorthand)) => self.value(node, shorthand()),
                (_, None) => Ok(Outcome::Whole),
            },
            Shape::Map(_, inner) => self.each(node, |_| Some(inner())),
            Shape::Choice(choices) => self.each(node, |word| inner_of(choices, word)),
            Shape::List(inner) => self.list(node, inner),
            _ => Ok(Outcome::Whole),
        }
    }

    fn section(&mut self, entries: &mut Vec<Entry>, info: &SectionInfo) -> Result<Outcome, Hopeless> {
        let mut outcome = Outcome::Whole;
        let mut kept = Vec::with_capacity(entries.len());
        let known: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
        for mut entry in std::mem::take(entries) {
            let field = info.fields.iter().find(|field| field.key == entry.key);
            let done = match field {
                Some(field) if field.key == "overlay" => self.overlay(&mut entry)?,
                Some(field) => self.entry(&mut entry, (field.shape)(), Some(field))?,
                None => self.stranger(&mut entry, &known),
            };
            if done != Outcome::Whole {
                outcome = Outcome::Mended;
                self.guesses.in_waiver |= entry.key == WAIVERS;
            }
            kept.extend((done != Outcome::Gone).then_some(entry));
        }
        *entries = kept;
        Ok(outcome)
    }

    /// An overlay is a part of a blueprint.
    fn overlay(&mut self, entry: &mut Entry) -> Result<Outcome, Hopeless> {
        self.in_overlay = true;
        let done = self.entry(entry, Shape::Section(&Blueprint::INFO), None);
        self.in_overlay = false;
        done
    }

    /// A key that is not there: it gets the name that was meant, or goes.
    fn stranger(&mut self, entry: &mut Entry, known: &[String]) -> Outcome {
        let Some(errors) = self.wrong.get(&entry.key_span) else { return Outcome::Whole };
        let meant = errors.iter().find_map(|error| error.replacement.clone());
        self.guess(entry);
        match meant.filter(|meant| !known.contains(meant)) {
            Some(meant) => {
                entry.key = meant;
                Outcome::Mended
            }
            None => Outcome::Gone,
        }
    }

    fn each(&mut self, node: &mut Node, shape: impl Fn(&str) -> Option<Shape>) -> Result<Outcome, Hopeless> {
        let NodeKind::Map(entries) = &mut node.kind else { return Ok(Outcome::Whole) };
        let mut outcome = Outcome::Whole;
        for entry in entries {
            let Some(shape) = shape(&entry.key) else { continue };
            match self.entry(entry, shape, None) {
                Ok(Outcome::Whole) => {}
                Ok(Outcome::Mended) => outcome = Outcome::Mended,
                // Others name it.
                Ok(Outcome::Gone) | Err(_) => return Err(Hopeless::Within),
            }
        }
        Ok(outcome)
    }

    fn list(&mut self, node: &mut Node, inner: fn() -> Shape) -> Result<Outcome, Hopeless> {
        let NodeKind::List(items) = &mut node.kind else { return Ok(Outcome::Whole) };
        let mut outcome = Outcome::Whole;
        let mut kept = Vec::with_capacity(items.len());
        for mut item in std::mem::take(items) {
            if let Some(errors) = self.wrong.get(&item.span).cloned() {
                self.guess_at(item.span);
                outcome = Outcome::Mended;
                if put_right(&mut item, &errors) {
                    kept.push(item);
                } else if !errors.iter().all(|error| is_idle(error)) {
                    return Err(Hopeless::Within);
                }
                continue;
            }
            match self.value(&mut item, inner()) {
                Ok(Outcome::Whole) => {}
                Ok(_) => outcome = Outcome::Mended,
                Err(_) => return Err(Hopeless::Within),
            }
            kept.push(item);
        }
        *items = kept;
        Ok(outcome)
    }

    /// Mends the value of a key, or what is within it.
    fn entry(
        &mut self,
        entry: &mut Entry,
        shape: Shape,
        field: Option<&FieldInfo>,
    ) -> Result<Outcome, Hopeless> {
        let spans = [entry.key_span, entry.value.span];
        let errors: Vec<&Diagnostic> =
            spans.iter().filter_map(|span| self.wrong.get(span)).flatten().copied().collect();
        let is_missing = |error: &&Diagnostic| error.code.id == codes::MISSING_KEY.id;
        let may_go = field.is_some_and(|field| !field.is_required());
        let mut outcome = Outcome::Whole;
        if errors.iter().any(is_missing) {
            self.met.extend(spans.iter().filter(|span| self.wrong.contains_key(span)));
            let info = section_of(&entry.value, shape).ok_or(Hopeless::Here)?;
            add(&mut entry.value, info)?;
            outcome = Outcome::Mended;
        }
        if errors.iter().any(|error| !is_missing(error)) {
            if !self.guess(entry) {
                // What was guessed before is wrong, too.
                return if may_go { Ok(Outcome::Gone) } else { Err(Hopeless::Here) };
            }
            // What an overlay changes decides what the rest means.
            if self.in_overlay && !is_leaf(shape) {
                return Err(Hopeless::Here);
            }
            return repair(&mut entry.value, shape, field, &errors);
        }
        match self.value(&mut entry.value, shape) {
            Ok(Outcome::Whole) => {}
            Ok(_) => outcome = Outcome::Mended,
            Err(Hopeless::Here) if may_go && !self.in_overlay => {
                self.guess(entry);
                return Ok(Outcome::Gone);
            }
            Err(_) => return Err(Hopeless::Within),
        }
        if outcome == Outcome::Mended {
            self.guesses.above.push(entry.key_span);
        }
        Ok(outcome)
    }

    /// What is at a key is guessed from now on. `false`: it was already.
    fn guess(&mut self, entry: &Entry) -> bool {
        let (key, value) = (entry.key_span, entry.value.span);
        let span = Span { end: key.end.max(value.end), ..key };
        let is_first = !self.guesses.own.contains(&span);
        self.guess_at(span);
        is_first
    }

    /// What stands here is not the user's any more, and what was wrong in it is mended.
    fn guess_at(&mut self, span: Span) {
        let is_within = |it: &&Span| it.file == span.file && it.start >= span.start && it.end <= span.end;
        self.met.extend(self.wrong.keys().filter(is_within));
        self.guesses.own.push(span);
    }

    fn is_missing(&mut self, span: Span) -> bool {
        let missing = |error: &&Diagnostic| error.code.id == codes::MISSING_KEY.id;
        let is_it = self.wrong.get(&span).is_some_and(|errors| errors.iter().all(missing));
        if is_it {
            self.met.insert(span);
            self.guesses.above.push(span);
        }
        is_it
    }
}

/// Whether an element of a list does nothing: it is there twice, or leads to something that there is not.
fn is_idle(error: &Diagnostic) -> bool {
    [codes::REPEATED.id, own_codes::NO_SUCH_COMPONENT.id].contains(&error.code.id)
}
