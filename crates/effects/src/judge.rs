//! What the differences of an object do, by the table of its kind.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use hagen_yaml::Value;

use crate::amount;
use crate::change::{Consequence, Field};
use crate::difference::{Difference, differences};
use crate::effect::Effect;
use crate::pattern::captures;
use crate::table::{Pods, Rule, TEXT, Table, Verdict, rule};
use crate::tables::POD;
use crate::words;

/// What holds of every object: who it is and what stands beside its meaning.
const EVERY: [Rule; 4] = [
    rule("metadata labels app.kubernetes.io/version", "version label", Verdict::AsideText),
    rule("metadata labels **", "", TEXT),
    rule("metadata annotations **", "", TEXT),
    rule("apiVersion", "version of the kind", Verdict::Is(Effect::Changes)),
];

/// What no table says otherwise.
const ALWAYS: [Rule; 1] = [rule("metadata annotations argocd.argoproj.io/sync-wave", "wave", TEXT)];

/// Longer paths lose their first keys.
const LONGEST_PATH: usize = 50;

/// What it does that `old` becomes `new`, the riskiest first.
pub(crate) fn judge(table: &Table, old: &Value, new: &Value) -> Vec<Consequence> {
    let mut found = Found::default();
    let (seen_old, seen_new) = match table.view {
        Some(view) => (view(old), view(new)),
        None => (old.clone(), new.clone()),
    };
    let mut told = differences(&seen_old, &seen_new);
    // Sentences leave details out.
    if told.is_empty() {
        told = differences(old, new);
    }
    let pods = (table.pods)(new);
    for difference in &told {
        one(table, pods, difference, new, &mut found);
    }
    found.into_consequences(pods)
}

/// What the differences found so far do.
#[derive(Default)]
struct Found {
    effects: BTreeMap<Pods, Vec<Field>>,
    /// What is told of pods only when there is nothing better.
    aside: Vec<Field>,
    /// What is told only when nothing else is.
    aside_text: Vec<Field>,
}

impl Found {
    fn add(&mut self, effect: Pods, field: &Field) {
        let fields = self.effects.entry(effect).or_default();
        if !fields.contains(field) {
            fields.push(field.clone());
        }
    }

    fn into_consequences(mut self, pods: Pods) -> Vec<Consequence> {
        if !self.aside.is_empty() {
            let fields = self.effects.entry(pods).or_default();
            if fields.is_empty() {
                fields.append(&mut self.aside);
            }
        }
        if self.effects.is_empty() && !self.aside_text.is_empty() {
            self.effects.insert((Effect::Text, ""), self.aside_text);
        }
        for causes in self.effects.values_mut() {
            causes.sort_by_key(|cause| cause.label != "image");
        }
        let consequence = |((effect, how), causes)| Consequence { effect, how, causes };
        self.effects.into_iter().map(consequence).collect()
    }
}

fn one(table: &Table, pods: Pods, difference: &Difference<'_>, object: &Value, found: &mut Found) {
    let steps = difference.steps();
    let in_template = below(table.template, &steps);
    let (rule, captured) = match in_template {
        Some(rest) => first(&[POD], rest, Verdict::Pods),
        None => first(&[&ALWAYS, table.rules, &EVERY], &steps, table.otherwise),
    };
    let item = rule.item.checked_sub(1).and_then(|at| captured.get(at)).copied().unwrap_or_default();
    let mut item = item.to_owned();
    let mut label = label(&rule, in_template.unwrap_or(&steps), difference);
    // What is told by the name of many places says which of them it is.
    if rule.at.ends_with(" **") && !rule.label.is_empty() && is_plain(difference) {
        let key = steps.last().copied().unwrap_or_default();
        item = if item.is_empty() { key.to_owned() } else { format!("{item} {key}") };
    }
    if let Some(container) = in_template.and_then(|rest| beside(table, rest, object)) {
        label = format!("{container}: {label}");
    }
    let field = words::field(difference, &label, &item);
    match rule.then {
        Verdict::Aside => found.aside.push(field),
        Verdict::AsideText => found.aside_text.push(field),
        then => effects(then, pods, difference).into_iter().for_each(|effect| found.add(effect, &field)),
    }
}

/// What a difference does.
fn effects(then: Verdict, pods: Pods, difference: &Difference<'_>) -> Vec<Pods> {
    match then {
        Verdict::Is(effect) => vec![(effect, "")],
        Verdict::Pods => vec![pods],
        Verdict::Amount(less, more) => vec![(amount(difference, less, more).unwrap_or(Effect::Changes), "")],
        Verdict::PodsAnd(more) => {
            let more = effects(*more, pods, difference).into_iter().filter(|it| it.0 != Effect::Changes);
            more.chain([pods]).collect()
        }
        Verdict::Items(comes, goes) => match (difference.from, difference.to) {
            (None, None) => vec![(Effect::Text, "")],
            (from, to) => [to.map(|_| (comes, "")), from.map(|_| (goes, ""))].into_iter().flatten().collect(),
        },
        Verdict::Rank(order, lower, higher) => {
            let place = |text: &str| order.iter().position(|word| *word == text);
            let rank = |value: Option<&Value>| {
                value.map_or(place("").or(Some(0)), |value| place(&words::scalar(value).unwrap_or_default()))
            };
            let effect = match rank(difference.to).cmp(&rank(difference.from)) {
                Ordering::Less => lower,
                Ordering::Equal => Effect::Changes,
                Ordering::Greater => higher,
            };
            vec![(effect, "")]
        }
        Verdict::Engine => vec![match major(difference.to).cmp(&major(difference.from)) {
            Ordering::Equal => pods,
            Ordering::Greater => (Effect::Interrupts, "stops until its data is upgraded"),
            Ordering::Less => (Effect::Refused, "data does not go back to an older version"),
        }],
        Verdict::Aside | Verdict::AsideText | Verdict::Silent => Vec::new(),
    }
}

fn amount(difference: &Difference<'_>, less: Effect, more: Effect) -> Option<Effect> {
    match amount::order(difference.to?, difference.from?)? {
        Ordering::Less => Some(less),
        Ordering::Greater => Some(more),
        Ordering::Equal => None,
    }
}

fn first<'p>(tables: &[&[Rule]], path: &[&'p str], otherwise: Verdict) -> (Rule, Vec<&'p str>) {
    let rules = tables.iter().copied().flatten();
    let mut matching = rules.filter_map(|rule| Some((*rule, captures(rule.at, path)?)));
    matching.next().unwrap_or((rule("**", "", otherwise), Vec::new()))
}

/// The rest of a path that begins with a pod template.
fn below<'s, 'p>(template: &str, path: &'s [&'p str]) -> Option<&'s [&'p str]> {
    if template.is_empty() {
        return None;
    }
    let mut rest = path;
    for step in template.split(' ') {
        let (first, others) = rest.split_first()?;
        rest = (*first == step).then_some(others)?;
    }
    Some(rest)
}

/// Whether a setting gets another value.
fn is_plain(difference: &Difference<'_>) -> bool {
    let is_scalar = |value: Option<&Value>| value.is_some_and(|value| words::scalar(value).is_some());
    is_scalar(difference.from) && is_scalar(difference.to)
}

/// What a place is called that has no other name: its keys, or the last of them. An item that is nothing but its own
/// name is not a key.
fn label(rule: &Rule, path: &[&str], difference: &Difference<'_>) -> String {
    if !rule.label.is_empty() {
        return rule.label.to_owned();
    }
    let is_item = |value: Option<&Value>| value.and_then(words::scalar).as_deref() == path.last().copied();
    let path = match path {
        [list @ .., _] if is_item(difference.from.or(difference.to)) => list,
        path => path,
    };
    let told = match path {
        ["spec" | "metadata", rest @ ..] if !rest.is_empty() => rest,
        path => path,
    };
    let mut from = 0;
    while from + 1 < told.len() && told[from..].join(".").chars().count() > LONGEST_PATH {
        from += 1;
    }
    let cut = if from > 0 { "…" } else { "" };
    words::short(&format!("{cut}{}", told[from..].join(".")))
}

/// The container that a place is in, when there are several and it is not the one that the workload is named after.
fn beside<'p>(table: &Table, path: &[&'p str], object: &Value) -> Option<&'p str> {
    let ["spec", list @ ("containers" | "initContainers"), container, _, ..] = path else { return None };
    let name = object.at(&["metadata", "name"]).and_then(Value::as_str);
    let template: Vec<&str> = table.template.split(' ').chain(["spec", "containers"]).collect();
    let is_alone =
        object.at(&template).and_then(Value::as_list).is_some_and(|containers| containers.len() == 1);
    (name != Some(container) && !(is_alone && *list == "containers")).then_some(container)
}

/// The first number of a version, or of an image's tag.
fn major(value: Option<&Value>) -> Option<u32> {
    let text = value.and_then(words::scalar)?;
    let name = text.split('@').next().unwrap_or_default();
    let tag = name.rsplit_once(':').map_or(name, |(_, tag)| tag);
    let digits: String = tag.trim_start_matches('v').chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
