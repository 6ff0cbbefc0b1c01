//! R01, R02: rollouts give the templates that judge them what these ask for.

use std::collections::BTreeMap;

use hagen_core::section::nearest;

use super::Indexes;
use crate::codes;
use crate::facts::{Analysis, Template};
use crate::finding::Finding;
use crate::labels::{HashMap, HashSet};

pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let templates = indexes.facts().flat_map(|facts| &facts.templates);
    let templates: HashMap<u64, &Template> = templates.map(|template| (template.key, template)).collect();
    for analysis in indexes.facts().flat_map(|facts| &facts.analyses) {
        let Some(all) = all(analysis, &templates) else { continue };
        let own = found.len();
        arguments(analysis, &all, found);
        clashes(analysis, &all, found);
        endless(analysis, &all, found);
        found.truncate(own + MOST);
    }
}

/// As many mistakes of one analysis are told as anybody mends at once.
const MOST: usize = 5;

/// A template, with the name of the one in the rollout that brings it along.
type Brought<'a> = (&'a str, &'a Template);

/// The templates of an analysis, with those that they bring along; `None` where one is not seen here.
fn all<'a>(analysis: &'a Analysis, templates: &HashMap<u64, &'a Template>) -> Option<Vec<Brought<'a>>> {
    let mut open: Vec<(&str, u64)> = analysis.templates.iter().map(|(key, name)| (&**name, *key)).collect();
    let (mut seen, mut found) = (HashSet::default(), Vec::new());
    open.reverse();
    while let Some((name, key)) = open.pop() {
        if seen.insert(key) {
            let template = *templates.get(&key)?;
            found.push((name, template));
            open.extend(template.brings.iter().map(|key| (name, *key)));
        }
    }
    Some(found)
}

/// What is asked for and not given, or given and not asked for.
fn arguments(analysis: &Analysis, all: &[Brought<'_>], found: &mut Vec<Finding>) {
    let mut asked: BTreeMap<&str, (bool, Brought<'_>)> = BTreeMap::new();
    for (by, template) in all {
        for arg in &template.args {
            asked.entry(&arg.name).or_insert((false, (by, template))).0 |= arg.is_set;
        }
    }
    let is_given = |name: &str| analysis.given.iter().any(|given| **given == *name);
    let mut missing: BTreeMap<&str, Brought<'_>> = BTreeMap::new();
    missing.extend(
        asked.iter().filter(|(name, (is_set, _))| !is_set && !is_given(name)).map(|(name, it)| (*name, it.1)),
    );
    for given in analysis.given.iter().filter(|given| !asked.contains_key(&***given)) {
        let near = nearest(given, missing.keys().copied()).map(str::to_owned);
        found.push(match near.and_then(|near| missing.remove_entry(near.as_str())) {
            Some((meant, (_, template))) => misspelled(analysis, given, meant, template),
            None => idle(analysis, given, asked.keys().copied()),
        });
    }
    found.extend(missing.into_iter().map(|(name, by)| not_given(analysis, name, by)));
}

fn misspelled(analysis: &Analysis, given: &str, meant: &str, template: &Template) -> Finding {
    let title = template.subject.title();
    let message = format!("gives `{given}`, and the {title} asks for `{meant}`: nothing is measured");
    let finding = Finding::new(&codes::ANALYSIS, &analysis.subject, analysis.arg_way(given), message);
    finding.help(format!("did you mean `{meant}`?")).also(&template.subject, "asks for it")
}

fn not_given(analysis: &Analysis, name: &str, (by, template): Brought<'_>) -> Finding {
    let title = template.subject.title();
    let message = format!("does not give `{name}`, which the {title} asks for and has no value of");
    let way = analysis.template_way(by);
    let finding = Finding::new(&codes::ANALYSIS, &analysis.subject, way, message);
    let help = format!("write `args: [{{ name: {name}, value: … }}]` beside, or a `value` in the template");
    finding.help(help).also(&template.subject, "asks for it")
}

fn idle<'a>(analysis: &Analysis, given: &str, asked: impl Iterator<Item = &'a str> + Clone) -> Finding {
    let message = format!("gives `{given}`, which none of its templates asks for: it has no effect");
    let finding = Finding::new(&codes::IDLE_ARGUMENT, &analysis.subject, analysis.arg_way(given), message);
    match nearest(given, asked) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help("leave it out, or name it in the `args` of a template"),
    }
}

/// Templates that contradict each other when they are taken together.
fn clashes(analysis: &Analysis, all: &[Brought<'_>], found: &mut Vec<Finding>) {
    let (mut metrics, mut values) = (HashMap::default(), HashMap::default());
    for (by, template) in all {
        let mut say = |what: String, first: &Template| {
            let way = analysis.template_way(by);
            let finding = Finding::new(&codes::ANALYSIS, &analysis.subject, way, what);
            found.push(
                finding.also(&first.subject, "is the other one").also(&template.subject, "is the second"),
            );
        };
        for metric in &template.metrics {
            let first: &Template = metrics.entry(&metric.name).or_insert(*template);
            if first.key != template.key {
                say(
                    format!("measures `{}` by two templates: each needs a name of its own", metric.name),
                    first,
                );
            }
        }
        for (arg, value) in template.args.iter().filter_map(|arg| Some((arg, arg.value?))) {
            let (other, first): (u64, &Template) = *values.entry(&arg.name).or_insert((value, *template));
            if other != value {
                say(format!("has two templates whose values of `{}` are different", arg.name), first);
            }
        }
    }
}

/// What never ends, where the rollout waits for the end.
fn endless(analysis: &Analysis, all: &[Brought<'_>], found: &mut Vec<Finding>) {
    for (by, template) in all.iter().filter(|_| analysis.is_awaited) {
        let Some(metric) = template.metrics.iter().find(|metric| metric.is_endless) else { continue };
        let message = format!(
            "waits for the {}, which measures `{}` without an end: it has an `interval` and no `count`",
            template.subject.title(),
            metric.name
        );
        let way = analysis.template_way(by);
        let finding = Finding::new(&codes::ANALYSIS, &analysis.subject, way, message);
        let help = "say in the template how often it is measured: `count: 5`";
        found.push(finding.help(help).also(&template.subject, "measures it"));
    }
}
