//! How many slips of the pen are caught, chart by chart.

use std::collections::BTreeSet;

use hagen_charts::facts::{ChartFacts, KnownValue};
use hagen_yaml::{Map, Value};

const SLIPS: usize = 200;

/// A small generator of numbers that are random enough, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).expect("it is 53 bits") % sides
    }
}

/// The word with a letter dropped, doubled or swapped with the next.
fn slip(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = dice.roll(letters.len());
    match dice.roll(3) {
        0 if letters.len() > 1 => {
            letters.remove(at);
        }
        1 if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => letters.insert(at, letters[at]),
    }
    letters.into_iter().collect()
}

/// A value at the end of some keys.
fn nested(keys: &[&str]) -> Value {
    keys.iter().rev().fold(Value::Null, |value, key| Value::Map(Map::from_iter([((*key).to_owned(), value)])))
}

/// What came of some slips in the keys of a chart's defaults.
#[derive(Default)]
struct Outcome {
    refused: usize,
    /// Where any name is accepted, because names are the user's, or the chart hands everything on.
    open: usize,
    missed: Vec<String>,
}

fn outcome(facts: &ChartFacts) -> Outcome {
    let known = facts.known();
    let keys: BTreeSet<&[&str]> = known.iter().map(|known| &known.keys[..]).collect();
    let is_plain = |key: &&str| *key != "*" && !key.is_empty();
    let is_default = |known: &&KnownValue| known.kind.is_some() && known.keys.iter().all(is_plain);
    let defaults: Vec<_> = known.iter().filter(is_default).collect();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut outcome = Outcome::default();
    let mut made = 0;
    while made < SLIPS {
        let right = defaults[dice.roll(defaults.len())];
        let (last, above) = right.keys.split_last().expect("a value has a key");
        let written = slip(last, &mut dice);
        let path: Vec<&str> = above.iter().copied().chain([written.as_str()]).collect();
        if keys.contains(&path[..]) {
            continue;
        }
        made += 1;
        match (facts.check(&nested(&path)).is_empty(), right.is_open) {
            (false, _) => outcome.refused += 1,
            (true, true) => outcome.open += 1,
            (true, false) => outcome.missed.push(path.join(".")),
        }
    }
    outcome
}

#[test]
fn slips_are_refused_wherever_a_chart_is_closed() {
    let (mut all, mut caught) = (0, 0);
    println!("of {SLIPS} slips{:>34} {:>8} {:>8}", "", "refused", "open");
    for facts in ChartFacts::all() {
        let Outcome { refused, open, missed } = outcome(&facts);
        println!("{:<30} {:>16} {refused:>8} {open:>8}", facts.chart(), facts.version());
        assert_eq!(missed, Vec::<String>::new(), "{} {}", facts.chart(), facts.version());
        (all, caught) = (all + SLIPS, caught + refused);
    }
    let charts = ChartFacts::all().count();
    println!(
        "figure charts: {all} keys misspelled in {charts} charts: {caught} refused, {} where a chart takes any key, \
         none missed",
        all - caught
    );
    assert!(caught * 100 / all >= 80, "{caught} of {all}");
}
