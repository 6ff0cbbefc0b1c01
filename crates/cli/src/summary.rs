//! What changes in the output folder, as a person likes to read it: a line for each component.

use std::collections::BTreeMap;

use anstyle::Style;
use serde_json::{Value, json};
use textwrap::core::display_width;

use crate::report::plural;
use crate::style;
use crate::write::{Change, Plan};

/// So many components of one scope are shown; the others are counted.
const SHOWN: usize = 12;

/// The changes as a program reads them.
pub(crate) fn data(plan: &Plan, out: &str) -> Value {
    let paths = |change| plan.paths(change).collect::<Vec<_>>();
    json!({
        "out": out,
        "added": paths(Change::Added),
        "changed": paths(Change::Changed),
        "removed": paths(Change::Removed),
        "unchanged": plan.unchanged,
    })
}

/// The changes as a person reads them.
pub(crate) fn text(plan: &Plan, out: &str, width: usize) -> String {
    let strong = style::STRONG;
    if plan.changes.is_empty() {
        return format!("{strong}{out}{strong:#} is up to date: {}\n", plural(plan.unchanged, "file"));
    }
    let mut text = format!("{strong}{out}{strong:#}: {}\n", counts(plan));
    for (scope, components) in scopes(plan) {
        text.push_str(&format!("\n{strong}{scope}{strong:#}\n"));
        let wide = components.keys().map(|name| display_width(name)).max().unwrap_or(0).min(width / 2);
        for (name, component) in components.iter().take(SHOWN) {
            text.push_str(&component.line(name, wide, width));
        }
        if components.len() > SHOWN {
            text.push_str(&format!("  … and {} more\n", components.len() - SHOWN));
        }
    }
    text
}

fn counts(plan: &Plan) -> String {
    let counted = [
        (plan.paths(Change::Added).count(), "added"),
        (plan.paths(Change::Changed).count(), "changed"),
        (plan.paths(Change::Removed).count(), "removed"),
        (plan.unchanged, "unchanged"),
    ];
    let there = counted.into_iter().filter(|(count, _)| *count > 0);
    there.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
}

type Scopes<'a> = BTreeMap<&'a str, BTreeMap<&'a str, Component<'a>>>;

fn scopes(plan: &Plan) -> Scopes<'_> {
    let mut scopes = Scopes::new();
    let mut changes = plan.changes.iter().map(|(path, change)| (split(path), *change)).peekable();
    while let Some(((scope, name, file), change)) = changes.next() {
        let component = scopes.entry(scope).or_default().entry(name).or_default();
        component.files.push((file, change));
        let is_beside = |next: &((&str, &str, &str), Change)| (next.0.0, next.0.1) == (scope, name);
        while let Some(((.., file), change)) = changes.next_if(is_beside) {
            component.files.push((file, change));
        }
    }
    scopes
}

/// `<cluster>/<scope>`, the component, the rest; what is not that deep is a component of its folder.
fn split(path: &str) -> (&str, &str, &str) {
    let mut slashes = path.match_indices('/').map(|(at, _)| at);
    match (slashes.next(), slashes.next(), slashes.next()) {
        (Some(_), Some(scope), Some(name)) | (Some(scope), Some(name), None) => {
            (&path[..scope], &path[scope + 1..name], &path[name + 1..])
        }
        (Some(folder), ..) => (&path[..folder], &path[folder + 1..], ""),
        (None, ..) => (".", path, ""),
    }
}

#[derive(Default)]
struct Component<'a> {
    files: Vec<(&'a str, Change)>,
}

impl Component<'_> {
    fn line(&self, name: &str, wide: usize, width: usize) -> String {
        let change = self.change();
        let (sign, style) = sign(change);
        let gap = " ".repeat(wide.saturating_sub(display_width(name)));
        let start = format!("  {style}{sign} {name}{style:#}");
        let files = self.files(change, width.saturating_sub(display_width(&start) + gap.len() + 2));
        if files.is_empty() { start + "\n" } else { format!("{start}{gap}  {files}\n") }
    }

    /// What happens to the component as a whole.
    fn change(&self) -> Change {
        let first = self.files[0].1;
        if self.files.iter().all(|(_, change)| *change == first) { first } else { Change::Changed }
    }

    /// The names of the files, as many as fit, those that fare otherwise than the component with their sign.
    fn files(&self, whole: Change, room: usize) -> String {
        let mut text = String::new();
        for (at, (file, change)) in self.files.iter().enumerate().filter(|(_, (file, _))| !file.is_empty()) {
            let shown =
                if *change == whole { (*file).to_owned() } else { format!("{}{file}", sign(*change).0) };
            let comma = if text.is_empty() { "" } else { ", " };
            let left = self.files.len() - at;
            let reserve = if left > 1 { format!(" and {left} more").len() } else { 0 };
            if display_width(&text) + comma.len() + display_width(&shown) + reserve > room {
                let more = if text.is_empty() { plural(left, "file") } else { format!(" and {left} more") };
                return text + &more;
            }
            text.push_str(comma);
            text.push_str(&shown);
        }
        text
    }
}

fn sign(change: Change) -> (char, Style) {
    match change {
        Change::Added => ('+', style::ADDED),
        Change::Changed => ('~', style::CHANGED),
        Change::Removed => ('-', style::REMOVED),
    }
}

#[cfg(test)]
mod tests;
