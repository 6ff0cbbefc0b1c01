//! What a rendering would change, for the commands that only look.

use crate::console::Console;
use crate::loss;
use crate::outcome::Outcome;
use crate::refusal;
use crate::report::Finding;
use crate::target::{Linked, Rendering};
use crate::update;
use crate::write::{Plan, Preview};

/// A rendering beside the output folder as it is.
pub(crate) struct Compared {
    /// The blueprint. What keeps `render` from writing is among its findings: no reason not to show what it would write.
    pub(crate) linked: Linked,
    /// Both versions of the files.
    pub(crate) preview: Preview,
    /// Which files differ.
    pub(crate) plan: Plan,
}

impl Compared {
    /// Renders, and compares.
    pub(crate) fn of(rendering: &Rendering, console: &mut Console<'_>) -> Result<Self, Box<Outcome>> {
        let out = rendering.out();
        let mut linked = rendering.link(console, "there is nothing to compare")?;
        let preview =
            Preview::open(out, &linked.options(false)).map_err(|error| linked.refused(&error, out))?;
        linked.render(&preview, out)?;
        let plan = preview.plan().map_err(|error| linked.refused(&error, out))?;
        let conflicts = plan.conflicts.iter().map(|conflict| refusal::conflict(conflict, out.as_str()));
        linked.report.add(conflicts.map(Finding::into_warning));
        let losses = loss::losses(&plan, &preview, &[], out.as_str());
        let losses = losses.map_err(|error| linked.refused(&error, out))?;
        linked.report.add(losses.into_iter().map(Finding::into_warning));
        let refusals = update::refusals(&plan, &preview, &[], out.as_str(), &linked);
        let refusals = refusals.map_err(|error| linked.refused(&error, out))?;
        linked.report.add(refusals.into_iter().map(Finding::into_warning));
        Ok(Self { linked, preview, plan })
    }
}
