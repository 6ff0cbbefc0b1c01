//! The table of what remains.

use hagen_simulate::pods::Identity;
use hagen_simulate::{Event, Judged, Outcome, Verdict};

use crate::commands::simulate::Run;
use crate::style;

/// The columns after the name, and how wide they are.
const COLUMNS: [(&str, usize); 7] =
    [("pods", 6), ("keep", 5), ("node", 6), ("zone", 6), ("drain", 6), ("roll", 6), ("away", 6)];

/// What remains of every set of pods in every kind of event.
pub(super) fn table(run: &Run<'_>, width: usize) -> String {
    let columns: usize = COLUMNS.iter().map(|(_, width)| width).sum();
    let name = width.saturating_sub(columns).clamp(20, 48);
    let mut text = heading(run);
    text.push_str(&format!("{:name$}", ""));
    for (title, width) in COLUMNS {
        text.push_str(&format!("{title:>width$}"));
    }
    text.push('\n');
    let mut last = None;
    for judged in run.simulation.sets.iter().filter(|it| it.set.identity != Identity::PerNode) {
        if !run.shown[judged.component] {
            continue;
        }
        if last != Some(judged.component) {
            text.push_str(&format!("{}\n", run.name(judged.component)));
            last = Some(judged.component);
        }
        text.push_str(&row(run, judged, name));
    }
    text.push_str(&capacity(run, width));
    text
}

fn heading(run: &Run<'_>) -> String {
    let (strong, nodes) = (style::STRONG, run.world.nodes.len());
    let zones = match &run.simulation.zones[..] {
        [] => "no declared zones".to_owned(),
        zones => format!("zones {}", zones.join(", ")),
    };
    format!("{strong}{}{strong:#}: {nodes} nodes in {zones}\n\n", run.inventory.name)
}

fn row(run: &Run<'_>, judged: &Judged, width: usize) -> String {
    let set = &judged.set;
    let pods = if set.most > set.replicas {
        format!("{}-{}", set.replicas, set.most)
    } else {
        set.replicas.to_string()
    };
    let mut row = format!("  {:name$}{pods:>6}", shortened(&set.name, width - 3), name = width - 2);
    row.push_str(&format!("{:>5}", set.promise.least(set.replicas)));
    let kinds: [fn(&Event) -> bool; 4] = [
        |event| matches!(event, Event::NodeLost(_)),
        |event| matches!(event, Event::ZoneLost(_)),
        |event| matches!(event, Event::Drain(_)),
        |event| *event == Event::Rollout,
    ];
    for kind in kinds {
        row.push_str(&cell(run, judged, judged.worst(kind)));
    }
    let away = judged.judgement.verdicts.iter().filter(|it| matches!(it.event, Event::ZoneLost(_)));
    let later = away.map(|verdict| verdict.later).min();
    row.push_str(&format!("{:>6}\n", later.map_or("-".to_owned(), |later| later.to_string())));
    row
}

fn cell(run: &Run<'_>, judged: &Judged, verdict: Option<&Verdict>) -> String {
    let Some(verdict) = verdict else { return format!("{:>6}", "-") };
    let counts = (run.world.nodes.len(), run.simulation.zones.len());
    let text = match verdict.outcome {
        Outcome::Hangs => "hangs".to_owned(),
        _ => verdict.ready.to_string(),
    };
    if judged.is_broken_by(verdict, counts.0, counts.1) {
        let error = style::ERROR;
        return format!("{error}{:>6}{error:#}", text + "!");
    }
    if verdict.outcome >= Outcome::Hangs {
        let dim = style::DIM;
        return format!("{dim}{:>6}{dim:#}", text + "~");
    }
    format!("{text:>6}")
}

fn shortened(name: &str, width: usize) -> String {
    if name.chars().count() <= width {
        return name.to_owned();
    }
    let kept: String = name.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}

fn capacity(run: &Run<'_>, width: usize) -> String {
    let legend = "Ready pods that remain at worst: of `pods`, at least `keep` must; when a node or a zone is lost, a \
                  node is drained, a new version rolls out; and when a zone stays away. ! breaks the promise, ~ may \
                  stop: one replica by choice, or two zones, which no quorum survives.";
    let mut text = format!("\n{}\n", textwrap::fill(legend, width));
    if let Some(capacity) = &run.simulation.capacity {
        let cores = |milli: u64| format!("{}.{}", milli / 1000, milli % 1000 / 100);
        let gib = |bytes: u64| format!("{}Gi", bytes.div_ceil(1 << 30));
        let line = format!(
            "N+1: all pods ask for {} cores and {}, at most {} and {}; without {} the nodes offer {} and {}: {}",
            cores(capacity.asked.cpu),
            gib(capacity.asked.memory),
            cores(capacity.asked_at_most.cpu),
            gib(capacity.asked_at_most.memory),
            capacity.without,
            cores(capacity.offered_without.cpu),
            gib(capacity.offered_without.memory),
            match (capacity.homeless, capacity.homeless_at_most) {
                (0, 0) => "everything has room, scaled out too".to_owned(),
                (0, most) => format!("everything has room; scaled out, {most} pods have none"),
                (some, _) => format!("{some} pods have no room"),
            }
        );
        text.push_str(&format!("\n{}\n", textwrap::fill(&line, width)));
    }
    text
}
