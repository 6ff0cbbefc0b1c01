//! Prints the corpus for readers of other languages: a line of JSON for each file, with its text as `yaml` and the
//! documents that it holds as `values`. `tests/yaml/run.sh` hands it to them.

#[path = "../tests/nasty/mod.rs"]
mod nasty;

use std::io::{self, BufWriter, Write};

use hagen_yaml::{Map, Style, Value, write_documents};
use nasty::Random;
use serde_json::json;

fn main() -> io::Result<()> {
    let strings = nasty::strings();
    let mut out = BufWriter::new(io::stdout().lock());
    for string in &strings {
        for value in nasty::places(string) {
            print(&mut out, &[value])?;
        }
    }
    let mut random = Random(4711);
    for number in nasty::numbers(&mut random) {
        print(&mut out, &[Value::Map([("number", number)].into_iter().collect())])?;
    }
    for _ in 0..3000 {
        print(&mut out, &[tree(&mut random, &strings, 4)])?;
    }
    for part in strings.chunks(50) {
        let values: Vec<Value> = part.iter().flat_map(|string| nasty::places(string)).collect();
        print(&mut out, &values)?;
    }
    out.flush()
}

/// A file of documents in a row, as manifests are written.
fn print(out: &mut impl Write, values: &[Value]) -> io::Result<()> {
    let text = write_documents(values, &Style::ranked(|_| 0));
    writeln!(out, "{}", json!({ "yaml": text, "values": values }))
}

/// A value of some depth with strings of the corpus as keys and leaves.
fn tree(random: &mut Random, strings: &[String], depth: usize) -> Value {
    let string = |random: &mut Random| strings[random.below(strings.len())].clone();
    match random.below(if depth == 0 { 5 } else { 9 }) {
        0 => Value::Null,
        1 => Value::Bool(random.below(2) == 0),
        2 => Value::Int(random.next().cast_signed() >> random.below(64)),
        3 | 4 => Value::from(string(random)),
        5 | 6 => Value::List((0..random.below(5)).map(|_| tree(random, strings, depth - 1)).collect()),
        _ => {
            let entries = (0..random.below(5)).map(|_| (string(random), tree(random, strings, depth - 1)));
            Value::Map(entries.collect::<Map>())
        }
    }
}
