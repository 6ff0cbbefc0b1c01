//! `hagen simulate`

mod budget;
mod data;
mod table;
mod world;

use hagen::{Inventory, Standing};
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::{Duration, Text};
use hagen_simulate::{Failure, Rates, Simulation, World, codes, failures, simulate};
use serde_json::Value;

use crate::console::Console;
use crate::exit::Exit;
use crate::outcome::Outcome;
use crate::selection;
use crate::target::{Blueprint, Linked};

/// Tell what remains when nodes and zones are lost or drained, and how long users wait
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Nothing is run: every placement that the rules of the rendered pods allow is looked at, and the worst \
                  counts. Preferences do not. The pods of operators and charts are those that hagen's values come to."
)]
pub(crate) struct Args {
    #[command(flatten)]
    blueprint: Blueprint,
    #[command(flatten)]
    part: selection::Part,
    /// The availability that everything reached from outside has to have, unless its own `slo` says otherwise.
    #[arg(long, value_name = "PERCENT")]
    slo: Option<f64>,
    /// How often each node is lost, a year.
    #[arg(long, value_name = "TIMES", default_value_t = Rates::default().node_losses, help_heading = RATES)]
    node_losses: f64,
    /// For how long.
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = Duration::parse, help_heading = RATES)]
    node_outage: Duration,
    /// How often each zone is lost, a year.
    #[arg(long, value_name = "TIMES", default_value_t = Rates::default().zone_losses, help_heading = RATES)]
    zone_losses: f64,
    /// For how long.
    #[arg(long, value_name = "TIME", default_value = "2h", value_parser = Duration::parse, help_heading = RATES)]
    zone_outage: Duration,
    /// How often each node is drained, a month.
    #[arg(long, value_name = "TIMES", default_value_t = Rates::default().drains, help_heading = RATES)]
    drains: f64,
    /// How many new versions each application has, a month.
    #[arg(long, value_name = "TIMES", default_value_t = Rates::default().rollouts, help_heading = RATES)]
    rollouts: f64,
    /// How often everything else changes, a month.
    #[arg(long, value_name = "TIMES", default_value_t = Rates::default().updates, help_heading = RATES)]
    updates: f64,
}

const RATES: &str = "How often things happen";

/// A cluster, and what came of it.
struct Run<'p> {
    inventory: &'p Inventory<'p>,
    world: World<'p>,
    simulation: Simulation,
    /// Which components are asked for.
    shown: Vec<bool>,
}

pub(crate) fn run(args: &Args, console: &mut Console<'_>) -> Outcome {
    outcome(args, console).unwrap_or_else(|stopped| *stopped)
}

fn outcome(args: &Args, console: &mut Console<'_>) -> Result<Outcome, Box<Outcome>> {
    let mut linked = Linked::of(&args.blueprint, &args.part, console, "nothing was simulated")?;
    let rates = args.rates();
    let (inventories, found) = linked.platform.inventory();
    let mut report = std::mem::take(&mut linked.report);
    report.diagnose(found);
    if report.has_errors() {
        return Err(Box::new(Outcome::failed(report, Exit::Blueprint, "nothing was simulated")));
    }
    let (mut text, mut data) = (String::new(), Vec::new());
    for inventory in &inventories {
        let shown: Vec<bool> =
            inventory.components.iter().map(|it| linked.has(&path(inventory, it))).collect();
        if !shown.contains(&true) {
            continue;
        }
        let world = world::world(inventory);
        let simulation = simulate(&world, &rates);
        let run = Run { inventory, world, simulation, shown };
        report.diagnose(run.diagnostics(args.slo));
        text.push_str(&table::table(&run, console.width));
        text.push_str(&budget::budget(&run, args.slo, console.width));
        data.push(data::cluster(&run, args.slo));
    }
    text.push_str(&budget::assumptions(&rates, console.width));
    let exit = if report.has_errors() { Exit::Blueprint } else { Exit::Done };
    let data = data::all(&data, &rates);
    Ok(Outcome { report, exit, failure: "a promise is not kept", ..Outcome::done(text, data) })
}

/// Where the component is in the output, for the part that is asked for.
fn path(inventory: &Inventory<'_>, component: &Standing<'_>) -> String {
    let placement = &component.built.placement;
    let scope = placement.environment.as_ref().map_or("platform", |name| name.as_str());
    format!("{}/{scope}/{}/", inventory.name, placement.id.folder())
}

impl Args {
    fn rates(&self) -> Rates {
        #[allow(clippy::cast_precision_loss, reason = "ten years at most")]
        let seconds = |duration: Duration| duration.as_seconds() as f64;
        Rates {
            node_losses: self.node_losses,
            node_outage: seconds(self.node_outage),
            zone_losses: self.zone_losses,
            zone_outage: seconds(self.zone_outage),
            drains: self.drains,
            rollouts: self.rollouts,
            updates: self.updates,
            ..Rates::default()
        }
    }
}

impl Run<'_> {
    /// What fails, each at its place in the blueprint.
    fn diagnostics(&self, slo: Option<f64>) -> Vec<Diagnostic> {
        let failures = failures(&self.world, &self.simulation, slo);
        let mut found: Vec<Diagnostic> = failures.into_iter().filter_map(|it| self.diagnostic(it)).collect();
        for (number, what) in &self.simulation.unknown {
            let standing = &self.inventory.components[*number];
            let place = Place::key(standing.path.clone());
            let mut note =
                Diagnostic::new(&codes::UNKNOWN_PODS, place, format!("nothing is known of {what}"));
            standing.locate(std::slice::from_mut(&mut note));
            found.push(note);
        }
        found
    }

    fn diagnostic(&self, failure: Failure) -> Option<Diagnostic> {
        const KEYS: [&str; 6] = ["replicas", "instances", "brokers", "nodes", "rollout", "slo"];
        let number = failure.component.unwrap_or(0);
        if failure.component.is_some_and(|number| !self.shown[number]) {
            return None;
        }
        let standing = self.inventory.components.get(number)?;
        let path = match failure.component {
            Some(_) => standing.path_of(&KEYS),
            None => Path::of(["clusters", self.inventory.name.as_str(), "nodes"]),
        };
        let mut diagnostic =
            Diagnostic::new(failure.code, Place::key(path), failure.message).help(failure.help);
        standing.locate(std::slice::from_mut(&mut diagnostic));
        Some(diagnostic)
    }

    /// The name of a component without its cluster.
    fn name(&self, number: usize) -> &str {
        &self.world.components[number].name
    }
}

/// A row of JSON for each of something.
fn rows<T>(all: impl IntoIterator<Item = T>, row: impl Fn(T) -> Value) -> Value {
    Value::Array(all.into_iter().map(row).collect())
}
