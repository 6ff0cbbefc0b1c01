//! How many slips of the pen in the names of values are caught, by the templates that read them or by what takes them.

use std::collections::BTreeMap;

use hagen::check_values;
use hagen_charts::codes::UNKNOWN_VALUE;
use hagen_charts::facts::{ChartFacts, KnownValue};
use hagen_check::codes::PASSED;
use hagen_yaml::{FileId, Limits, Map, Node, Reading, Value, value};
use rayon::prelude::*;

/// Which of the default keys are tried: every so many.
const EVERY: usize = 4;

/// Who refuses a key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Templates,
    Taker,
    Nobody,
}

#[test]
fn a_letter_too_many_is_found_in_nearly_every_key() {
    let charts: Vec<ChartFacts> = ChartFacts::all().collect();
    let slips: Vec<(ChartFacts, KnownValue)> =
        charts.iter().flat_map(|facts| facts.known().into_iter().map(|known| (*facts, known))).collect();
    let slips: Vec<_> = slips.into_iter().filter(|(_, known)| is_default(known)).step_by(EVERY).collect();
    let slips = slips.into_par_iter();
    let judged: Vec<By> = slips.map(|(facts, known)| judge(facts, &known)).collect();
    let mut counts = BTreeMap::from([(By::Templates, 0), (By::Taker, 0), (By::Nobody, 0)]);
    for by in &judged {
        *counts.get_mut(by).unwrap() += 1;
    }
    let (all, nobody) = (judged.len(), counts[&By::Nobody]);
    println!(
        "figure charts: {all} default keys with a letter too many: {} refused as no template reads them, {} as \
         what takes them does not know them, {nobody} where names are the user's or nobody knows them all",
        counts[&By::Templates],
        counts[&By::Taker]
    );
    assert!(nobody * 100 <= all * 5, "{nobody} of {all}");
}

fn is_default(known: &KnownValue) -> bool {
    known.kind.is_some() && known.keys.iter().all(|key| *key != "*" && !key.is_empty())
}

fn judge(facts: ChartFacts, known: &KnownValue) -> By {
    let (last, above) = known.keys.split_last().unwrap();
    let mut letters: Vec<char> = last.chars().collect();
    letters.insert(letters.len() / 2, letters[letters.len() / 2]);
    let written: String = letters.into_iter().collect();
    let inner = Value::Map(Map::from_iter([(written, content(known))]));
    let values =
        above.iter().rev().fold(inner, |inner, key| Value::Map(Map::from_iter([((*key).to_owned(), inner)])));
    let found = check_values(&facts, &Reading::of(Node::from_value(values)));
    let of_key: Vec<_> = found.iter().filter(|found| found.place.at_key).collect();
    match of_key.iter().any(|found| *found.code == UNKNOWN_VALUE) {
        true => By::Templates,
        false if of_key.is_empty() => By::Nobody,
        false => By::Taker,
    }
}

#[test]
fn what_charts_have_as_their_defaults_is_right() {
    let wrong: Vec<String> = ChartFacts::all().flat_map(refused_defaults).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is held against the defaults of a chart as values that something else takes.
fn refused_defaults(facts: ChartFacts) -> Vec<String> {
    let known: Vec<KnownValue> = facts.known().into_iter().filter(is_default).collect();
    let defaults: Vec<(&[&str], Value)> =
        known.iter().filter_map(|known| Some((&known.keys[..], read_default(known)?))).collect();
    let values = Node::from_value(tree(&defaults));
    let found = check_values(&facts, &Reading::of(values)).into_iter();
    let found = found.filter(|found| *found.code == PASSED);
    found.map(|found| format!("{} {}: {}", facts.chart(), facts.version(), found.message)).collect()
}

fn read_default(known: &KnownValue) -> Option<Value> {
    // Of a long default there is only a sum.
    let text = known.default.filter(|text| !text.contains("sha256:"))?;
    let reading = hagen_yaml::read(FileId(0), text, &Limits::default());
    reading.node.filter(|_| reading.problems.is_empty()).map(|node| node.to_value())
}

/// The mapping of some values, each with its keys.
fn tree(values: &[(&[&str], Value)]) -> Value {
    let mut inner: BTreeMap<&str, Vec<(&[&str], Value)>> = BTreeMap::new();
    for (keys, value) in values {
        let (first, rest) = keys.split_first().unwrap();
        inner.entry(first).or_default().push((rest, value.clone()));
    }
    let entry = |(key, values): (&str, Vec<(&[&str], Value)>)| {
        let below: Vec<_> = values.iter().filter(|(rest, _)| !rest.is_empty()).cloned().collect();
        let value = if below.is_empty() { values[0].1.clone() } else { tree(&below) };
        (key.to_owned(), value)
    };
    Value::Map(inner.into_iter().map(entry).collect())
}

/// Something of the kind of the default.
fn content(known: &KnownValue) -> Value {
    match known.kind {
        Some("map") => value!({ "a": "b" }),
        Some("list") => value!(["a"]),
        Some("int") => Value::Int(2),
        Some("bool") => Value::Bool(true),
        Some("float") => Value::Float(0.5),
        _ => Value::from(known.default.unwrap_or("text").trim_matches('"').to_owned()),
    }
}
