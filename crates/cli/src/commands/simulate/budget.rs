//! How long users wait in a month, against what was promised to them.

use hagen_simulate::{Chain, Downtime, Rates, arithmetic, span};

use crate::commands::simulate::Run;
use crate::style;

/// A table for each component that users come to.
pub(super) fn budget(run: &Run<'_>, slo: Option<f64>, width: usize) -> String {
    let shown = run.simulation.chains.iter().filter(|chain| run.shown[chain.component]);
    let with_objective = shown.filter(|chain| chain.slo.or(slo).is_some());
    with_objective.map(|chain| table(run, chain, slo, width)).collect()
}

fn table(run: &Run<'_>, chain: &Chain, slo: Option<f64>, width: usize) -> String {
    let Some(percent) = chain.slo.or(slo) else { return String::new() };
    let allowed = arithmetic::budget(percent);
    let sum = chain.downtime();
    let strong = style::STRONG;
    let mut text = format!(
        "\n{strong}{}{strong:#}: {percent} % leave {} a month\n\n",
        run.name(chain.component),
        span(allowed)
    );
    let name = width.saturating_sub(48).clamp(20, 48);
    text.push_str(&format!(
        "{:name$}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}\n",
        "seconds of a month", "nodes", "zones", "drains", "roll", "chance", "all"
    ));
    for (number, downtime) in &chain.links {
        text.push_str(&line(run.name(*number), *downtime, name));
    }
    text.push_str(&line("together", sum, name));
    let verdict = if sum.sum() > allowed { style::ERROR } else { style::STRONG };
    let left = format!("{:.4} % at worst", 100.0 * (1.0 - sum.sum() / arithmetic::SECONDS_A_MONTH));
    text.push_str(&format!("{verdict}{} of {}{verdict:#}: {left}\n", span(sum.sum()), span(allowed)));
    text
}

fn line(name: &str, downtime: Downtime, width: usize) -> String {
    let Downtime { nodes, zones, drains, rollouts, chance } = downtime;
    let mut line = format!("  {name:width$}", width = width - 2);
    for seconds in [nodes, zones, drains, rollouts, chance, downtime.sum()] {
        line.push_str(&format!("{seconds:>8.1}"));
    }
    line + "\n"
}

/// What is assumed, for all clusters.
pub(super) fn assumptions(rates: &Rates, width: usize) -> String {
    let options = textwrap::Options::new(width).initial_indent("  * ").subsequent_indent("    ");
    let lines = hagen_simulate::assumptions(rates);
    let lines: String = lines.iter().map(|line| textwrap::fill(line, &options) + "\n").collect();
    format!("\nAssumed:\n{lines}")
}
