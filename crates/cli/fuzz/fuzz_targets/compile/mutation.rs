//! Changes of the tree of a blueprint.

use std::path::Path;
use std::sync::LazyLock;

use hagen_yaml::{FileId, Limits, Map, Style, Value, read, write};

/// What is legal somewhere, or nowhere.
const ODD: &[&str] = &[
    "null", "true", "''", "' '", "0", "-1", "1", "3", "65536", "9223372036854775807", "1.5", "1e9", "[]", "{}", "[a, a]",
    "x", "X", "-", "..", "../../etc/passwd", "no", "10.0.0.0/33", "::/0", "1Ei", "1m", "-1Gi", "25%", "101%", "0s", "99999h",
    "'* * * * *'", "'60 * * * *'", "apps/shop", "apps/nobody", "postgres/main", "buckets/x", "secret://a/b", "${HOME}",
    "'{{ .Values.x }}'", "https://example.com/a?b=c", "http://[::1", "'*.example.com'", "registry.example.com/a:1@sha256:0",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "größe", "\u{202e}a",
];

/// The blueprints of the project, whose parts are put into others.
static DONORS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let golden = std::fs::read_dir(root.join("tests/golden")).into_iter().flatten().flatten();
    let own = std::fs::read_dir(root.join("blueprints")).into_iter().flatten().flatten();
    let files = golden.map(|case| case.path().join("blueprint.yaml")).chain(own.map(|file| file.path()));
    let mut files: Vec<_> = files.collect();
    files.sort();
    files.iter().filter_map(|file| value(&std::fs::read(file).ok()?)).collect()
});

/// The text with one to four changes, if it is the text of a mapping.
pub(crate) fn mutated(text: &[u8], seed: u32) -> Option<String> {
    let mut value = value(text)?;
    let mut chance = Chance(u64::from(seed) | 1 << 32);
    for _ in 0..=chance.below(4) {
        change(&mut value, &mut chance);
    }
    Some(write(&value, &Style::insertion()))
}

fn value(text: &[u8]) -> Option<Value> {
    let value = read(FileId(0), text, &Limits::default()).node?.to_value();
    value.as_map().is_some().then_some(value)
}

/// A generator of small numbers that a seed decides.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).expect("it is below a usize")
    }
}

/// Makes one change, somewhere.
fn change(value: &mut Value, chance: &mut Chance) {
    let at = chance.below(count(value));
    let part = nth(value, &mut { at }).expect("there are as many parts as were counted");
    match (chance.below(6), &mut *part) {
        (0, _) => *part = odd(chance),
        (1, _) => *part = donated(chance),
        (2, Value::Map(map)) => rename(map, chance),
        (3, Value::Map(map)) => drop_one(map, chance),
        (4, Value::Map(map)) => graft(map, chance),
        (5, Value::Map(map)) => twin(map, chance),
        (_, Value::List(items)) if !items.is_empty() => {
            let at = chance.below(items.len());
            if chance.below(2) == 0 { items.push(items[at].clone()) } else { drop(items.remove(at)) }
        }
        _ => *part = odd(chance),
    }
}

/// How many values there are, this one among them.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::List(items) => items.iter().map(count).sum(),
        Value::Map(map) => map.iter().map(|(_, value)| count(value)).sum(),
        _ => 0,
    }
}

/// The value of a number, in the order of the text.
fn nth<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::List(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Value::Map(map) => map.iter_mut().find_map(|(_, value)| nth(value, left)),
        _ => None,
    }
}

fn odd(chance: &mut Chance) -> Value {
    let text = ODD[chance.below(ODD.len())];
    read(FileId(0), text, &Limits::default()).node.map_or(Value::Null, |node| node.to_value())
}

/// A part of another blueprint.
fn donated(chance: &mut Chance) -> Value {
    let mut donor = DONORS[chance.below(DONORS.len())].clone();
    let at = chance.below(count(&donor));
    nth(&mut donor, &mut { at }).expect("there are as many parts as were counted").clone()
}

/// A mapping of another blueprint.
fn donor(chance: &mut Chance) -> Map {
    for _ in 0..20 {
        if let Value::Map(map) = donated(chance)
            && !map.is_empty()
        {
            return map;
        }
    }
    Map::new()
}

fn entry(map: &Map, chance: &mut Chance) -> Option<(String, Value)> {
    let (key, value) = map.iter().nth(chance.below(map.len()))?;
    Some((key.to_string(), value.clone()))
}

/// Another name, one letter different or of another blueprint.
fn rename(map: &mut Map, chance: &mut Chance) {
    let Some((key, value)) = entry(map, chance) else { return };
    map.remove(&key);
    let other = entry(&donor(chance), chance).filter(|_| chance.below(2) == 0);
    let name = other.map_or_else(|| key.chars().skip(1).chain(['s']).collect(), |(name, _)| name);
    map.insert(name, value);
}

fn drop_one(map: &mut Map, chance: &mut Chance) {
    if let Some((key, _)) = entry(map, chance) {
        map.remove(&key);
    }
}

/// An entry of another blueprint, half of the time under its key.
fn graft(map: &mut Map, chance: &mut Chance) {
    let Some((mut key, value)) = entry(&donor(chance), chance) else { return };
    if chance.below(2) == 0
        && let Some((own, _)) = entry(map, chance)
    {
        key = own;
    }
    map.insert(key, value);
}

/// The same once more, under a name beside it.
fn twin(map: &mut Map, chance: &mut Chance) {
    if let Some((key, value)) = entry(map, chance) {
        map.insert(format!("{key}-2"), value);
    }
}
