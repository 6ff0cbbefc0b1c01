//! What is left of the budget.

use super::records::{BUDGET_WINDOW, share};
use super::{Objective, Owner, decimal};
use crate::dashboard::{Color, Panel, Row, Target, Unit, Width};

/// A row with the budgets of a component's objectives.
pub fn row(owner: &Owner, objectives: &[Objective]) -> Row {
    Row::new("Objectives", objectives.iter().flat_map(|objective| panels(owner, objective)))
}

fn panels(owner: &Owner, objective: &Objective) -> [Panel; 3] {
    let of = owner.selector().is("slo", &objective.name);
    let budget = decimal(objective.budget());
    let used = |window| format!("{} / {budget}", of.of(&share(window)));
    let name = &objective.name;
    let windows = ["1h", "6h", "3d"].map(|window| Target::new(used(window), window));
    [
        Panel::stat(format!("Budget left: {name}"), Unit::Share, format!("1 - {}", used(BUDGET_WINDOW)))
            .describe(format!(
                "{} % of the requests have to be good. Over thirty days, or as long as Prometheus keeps its data.",
                objective.percent
            ))
            .width(Width::Quarter)
            .threshold(0.0, Color::Green),
        Panel::time_series(format!("Burn rate: {name}"), Unit::Short, windows)
            .describe("How many times faster than evenly the budget is used. At 1 it lasts exactly thirty days.")
            .width(Width::Half)
            .threshold(1.0, Color::Yellow)
            .threshold(14.4, Color::Red)
            .min(0.0),
        Panel::stat(format!("Bad now: {name}"), Unit::Share, of.of(&share("5m")))
            .width(Width::Quarter)
            .threshold(objective.budget(), Color::Red),
    ]
}
