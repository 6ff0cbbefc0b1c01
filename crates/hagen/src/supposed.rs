//! What a blueprint with mistakes was probably meant to be. With that in their stead all else in it can be judged, so
//! that a user sees every mistake in one run.

mod mend;
mod repair;
mod stand_in;

use std::sync::Arc;

use hagen_core::Diagnostic;
use hagen_yaml::{Node, Reading, Span};
use mend::Mender;

use crate::output::{File, Sink, SinkError};
use crate::platform::Pass;

/// How often what mending brought to light is mended in its turn.
const ROUNDS: usize = 6;
/// Whoever has more mistakes to mend than this reads no further.
const MANY: usize = 100;

/// Finds what else is wrong with a blueprint whose mistakes keep it from being linked. What may follow from what stands
/// in a mistake's stead is left out, and so are warnings: nobody acts on them now. So is what linking found, where
/// that is not found again: it followed from a mistake. `false`: nobody knows what was meant, and so not what is missing.
pub(crate) fn beyond(root: &Node, pass: &mut Pass<'_>, was_linked: bool) -> bool {
    let mut node = root.clone();
    let mut guesses = Guesses::default();
    let mut wrong = errors(pass.found.clone());
    let mut is_resolved = false;
    for _ in 0..ROUNDS {
        let mend = |wrong: &[Diagnostic]| {
            let (mut node, mut guesses) = (node.clone(), guesses.clone());
            Mender::mend(&mut node, wrong, &mut guesses).map(|()| (node, guesses))
        };
        if wrong.len() > MANY {
            break;
        }
        let Some(mended) = mend(&wrong).or_else(|| mend(&known(&wrong))) else { break };
        (node, guesses) = mended;
        let Judged { found, stage } = judged(&Arc::new(node.clone()), pass);
        if stage == Stage::Linked && was_linked {
            pass.found.retain(|it| !it.is_error() || guesses.touch(it));
        }
        pass.found.extend(found.iter().filter(|it| !guesses.touch(it)).cloned());
        is_resolved |= stage >= Stage::Resolved;
        if stage == Stage::Linked {
            break;
        }
        wrong = found;
    }
    is_resolved
}

/// How far a blueprint got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Something in it cannot be.
    Read,
    /// It is known what holds where.
    Resolved,
    /// It is known what uses what, and everything was built.
    Linked,
}

/// What is wrong with a blueprint, and how far it got.
struct Judged {
    found: Vec<Diagnostic>,
    stage: Stage,
}

fn judged(root: &Arc<Node>, pass: &mut Pass<'_>) -> Judged {
    let mut found = Vec::new();
    let mut pass = Pass { files: pass.files, sources: pass.sources, found: &mut found };
    let targets = pass.resolve(&Reading::default(), root);
    let Some(targets) = targets.filter(|_| !pass.has_errors()) else {
        return Judged { found: errors(found), stage: Stage::Read };
    };
    let platform = pass.assemble(targets);
    let Some(platform) = platform.filter(|_| !pass.has_errors()) else {
        return Judged { found: errors(found), stage: Stage::Resolved };
    };
    let rendered = platform.render(&Nowhere).map(|rendered| rendered.diagnostics);
    Judged { found: errors(rendered.unwrap_or_default()), stage: Stage::Linked }
}

/// Those of which it is known what was meant. The others may follow from them.
fn known(wrong: &[Diagnostic]) -> Vec<Diagnostic> {
    wrong.iter().filter(|it| it.replacement.is_some()).cloned().collect()
}

fn errors(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.retain(Diagnostic::is_error);
    diagnostics
}

/// Where something stands that the user did not write.
#[derive(Debug, Default, Clone)]
struct Guesses {
    /// What was replaced or taken out, with its key.
    own: Vec<Span>,
    /// The keys that lead there.
    above: Vec<Span>,
    /// Whether one is in a waiver: it may be for any rule.
    in_waiver: bool,
}

impl Guesses {
    /// Whether a finding may follow from a guess: it, or another place that it names, is one, or leads to one.
    fn touch(&self, found: &Diagnostic) -> bool {
        if self.in_waiver && found.code.id.starts_with("HG21") {
            return true;
        }
        let mut places = std::iter::once(&found.place).chain(found.labels.iter().map(|label| &label.place));
        places.any(|place| {
            let span = place.span;
            // What is empty has no byte of its own.
            let end = span.end.max(span.start + 1);
            let overlaps = |own: &Span| own.file == span.file && own.start < end && span.start < own.end;
            span.is_none() || self.above.contains(&span) || self.own.iter().any(overlaps)
        })
    }
}

/// Takes every file and forgets it.
struct Nowhere;

impl Sink for Nowhere {
    fn put(&self, _: File) -> Result<(), SinkError> {
        Ok(())
    }
}
