//! How long 9,000 Deployments take to check, against how long they take to write as YAML.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a bench reads the clock and prints")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use hagen_check::schema::{Minor, Schemas};
use hagen_yaml::{Map, Value};

const OBJECTS: usize = 9000;
const ROUNDS: usize = 7;
const DEPLOYMENT: &str = include_str!("deployment.yaml");

fn main() {
    let mut keys = Keys::default();
    let objects: Vec<Value> = (0..OBJECTS).map(|number| keys.deployment(number).clone()).collect();
    let faults: Vec<Value> = objects.iter().map(misspelled).collect();
    let check_all = |objects: &[Value]| {
        let schemas = Schemas::new(Minor::NEWEST);
        objects.iter().map(|object| schemas.check(object).len()).sum()
    };
    let made = fastest(|| usize::from(Schemas::new(black_box(Minor::NEWEST)).minor().number()));
    let check = fastest(|| check_all(&objects));
    let refuse = fastest(|| check_all(&faults));
    let write = fastest(|| {
        objects.iter().map(|object| serde_yaml::to_string(object).expect("plain data").len()).sum()
    });
    println!("{OBJECTS} Deployments of {} bytes", DEPLOYMENT.len());
    println!("make the schemas       {made:>10.1?}");
    println!("check each when built  {:>10.1?}", check_when_built(&objects));
    println!("check all at the end   {check:>10.1?}");
    println!("check bad ones         {refuse:>10.1?}");
    println!(
        "write as YAML          {write:>10.1?}, {:.0} times as long",
        write.as_secs_f64() / check.as_secs_f64()
    );
}

/// The time to check objects that were just made, and so are still in the cache of the processor.
fn check_when_built(objects: &[Value]) -> Duration {
    let schemas = Schemas::new(Minor::NEWEST);
    let round = |object: &Value| {
        let object = black_box(object.clone());
        let start = Instant::now();
        black_box(schemas.check(&object));
        start.elapsed()
    };
    (0..ROUNDS).map(|_| objects.iter().map(round).sum()).min().unwrap_or_default()
}

/// The fastest of some rounds: what is slower is somebody else's work.
fn fastest(work: impl Fn() -> usize) -> Duration {
    let round = || {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    (0..ROUNDS).map(|_| round()).min().unwrap_or_default()
}

fn misspelled(object: &Value) -> Value {
    let mut object = object.clone();
    let spec = object.as_map_mut().and_then(|map| map.get_mut("spec")).and_then(Value::as_map_mut);
    spec.expect("a deployment has a spec").insert("replica", 3);
    object
}

/// The names of fields, each once: typed objects bring them as constants of the program.
#[derive(Default)]
struct Keys(BTreeMap<String, &'static str>);

impl Keys {
    fn deployment(&mut self, number: usize) -> Value {
        let text = DEPLOYMENT.replace("shop", &format!("shop-{number}"));
        self.value(serde_yaml::from_str(&text).expect("the deployment is YAML"))
    }

    fn value(&mut self, value: serde_json::Value) -> Value {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(truth) => truth.into(),
            serde_json::Value::Number(number) => number.as_i64().map_or(Value::Null, Value::Int),
            serde_json::Value::String(text) => text.into(),
            serde_json::Value::Array(items) => {
                Value::List(items.into_iter().map(|item| self.value(item)).collect())
            }
            serde_json::Value::Object(map) => Value::Map(
                map.into_iter().map(|(key, value)| (self.key(key), self.value(value))).collect::<Map>(),
            ),
        }
    }

    fn key(&mut self, key: String) -> &'static str {
        self.0.entry(key.clone()).or_insert_with(|| key.leak())
    }
}
