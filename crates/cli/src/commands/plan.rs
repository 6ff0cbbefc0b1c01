//! `hagen plan`

mod data;
mod gather;
mod markdown;
mod sentence;
mod story;
mod text;

use clap::builder::{PossibleValue, PossibleValuesParser};
use hagen_effects::{Change, Effect};

use crate::compared::Compared;
use crate::console::Console;
use crate::exit::Exit;
use crate::outcome::Outcome;
use crate::summary;
use crate::target::Rendering;

/// Show what `render` would change by what it means, and what that does to the running system
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The output folder is what runs now, as in the branch that Argo CD reads; nothing is written, and no \
                  cluster is asked. What is told of charts follows from their versions and values: the objects that \
                  they make are not rendered."
)]
pub(crate) struct Args {
    #[command(flatten)]
    rendering: Rendering,
    /// Print Markdown, for a comment on a pull request.
    #[arg(long)]
    markdown: bool,
    /// End with 10 when something would change.
    #[arg(long)]
    exit_code: bool,
    /// End with 10 when something this risky, or riskier, would happen; the riskiest comes first.
    #[arg(long, value_name = "EFFECT", value_parser = effects())]
    fail_on: Option<String>,
}

pub(crate) fn run(args: &Args, console: &mut Console<'_>) -> Outcome {
    outcome(args, console).unwrap_or_else(|stopped| *stopped)
}

fn outcome(args: &Args, console: &mut Console<'_>) -> Result<Outcome, Box<Outcome>> {
    let out = args.rendering.out();
    let mut compared = Compared::of(&args.rendering, console)?;
    let gathered = gather::changes(&compared).map_err(|error| compared.linked.refused(&error, out))?;
    let story = story::Story::of(&gathered);
    let text = if compared.plan.changes.is_empty() {
        summary::text(&compared.plan, out.as_str(), console.width)
    } else if args.markdown {
        markdown::markdown(&story, out.as_str())
    } else {
        text::text(&story, out.as_str(), console.width)
    };
    let exit = if args.fails(&gathered.changes, &compared) { Exit::Changed } else { Exit::Done };
    let data = data::data(&gathered, out.as_str());
    Ok(Outcome { report: std::mem::take(&mut compared.linked.report), exit, ..Outcome::done(text, data) })
}

fn effects() -> PossibleValuesParser {
    Effect::all().map(|effect| PossibleValue::new(effect.id()).help(effect.about())).into()
}

impl Args {
    fn fails(&self, changes: &[Change], compared: &Compared) -> bool {
        let limit = Effect::all().find(|effect| self.fail_on.as_deref() == Some(effect.id()));
        let is_too_risky = limit.is_some_and(|limit| changes.iter().any(|change| change.riskiest() <= limit));
        is_too_risky || self.exit_code && !compared.plan.changes.is_empty()
    }
}
