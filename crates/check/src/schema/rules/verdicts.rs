//! Which values the rules of a node held for: a thousand objects of one shape are judged once.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::{PoisonError, RwLock};

use hagen_yaml::{Map, Value};

use super::fields::Fields;
use super::values::written;
use crate::schema::node::Node;

/// The values that were found good, by what the rules of their node see of them.
#[derive(Debug, Default)]
pub(in crate::schema) struct Verdicts {
    good: RwLock<HashSet<Verdict>>,
    keys: (RandomState, RandomState),
}

/// Stands for a node and what its rules see of a value: 128 bits of two keyed hashes, as no two may be taken for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Verdict(u64, u64);

impl Verdicts {
    /// Whether the rules held for it.
    pub(super) fn holds(&self, verdict: Verdict) -> bool {
        self.good.read().unwrap_or_else(PoisonError::into_inner).contains(&verdict)
    }

    /// Notes that the rules hold for it.
    pub(super) fn remember(&self, verdict: Verdict) {
        self.good.write().unwrap_or_else(PoisonError::into_inner).insert(verdict);
    }
}

impl Verdict {
    /// The verdict on a value of a node, of which rules see some fields.
    pub(super) fn of(verdicts: &Verdicts, node: Node, value: &Value, fields: &Fields) -> Self {
        let mut hashers = Both(verdicts.keys.0.build_hasher(), verdicts.keys.1.build_hasher());
        hashers.write_usize(node.id());
        match value {
            Value::Map(map) => entries(map, &mut hashers, |key| fields.has(&written(node, key))),
            value => hash(value, &mut hashers),
        }
        Self(hashers.0.finish(), hashers.1.finish())
    }
}

/// Two hashers that hash the same.
struct Both<H>(H, H);

impl<H: Hasher> Hasher for Both<H> {
    fn finish(&self) -> u64 {
        self.0.finish()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
        self.1.write(bytes);
    }
}

/// Every value is told from every other: by its kind, and by its length where it has one.
fn hash(value: &Value, hasher: &mut impl Hasher) {
    match value {
        Value::Null => hasher.write_u8(0),
        Value::Bool(truth) => hasher.write_u8(1 + u8::from(*truth)),
        Value::Int(number) => {
            hasher.write_u8(3);
            hasher.write_i64(*number);
        }
        Value::Float(number) => {
            hasher.write_u8(4);
            hasher.write_u64(number.to_bits());
        }
        Value::String(content) => {
            hasher.write_u8(5);
            text(content, hasher);
        }
        Value::List(items) => {
            hasher.write_u8(6);
            hasher.write_usize(items.len());
            for item in items {
                hash(item, hasher);
            }
        }
        Value::Map(map) => entries(map, hasher, |_| true),
    }
}

fn entries(map: &Map, hasher: &mut impl Hasher, is_seen: impl Fn(&str) -> bool) {
    hasher.write_u8(7);
    for (key, value) in map.iter().filter(|(key, _)| is_seen(key)) {
        text(key, hasher);
        hash(value, hasher);
    }
    hasher.write_u8(8);
}

fn text(text: &str, hasher: &mut impl Hasher) {
    hasher.write_usize(text.len());
    hasher.write(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use hagen_yaml::value;

    use super::*;
    use crate::schema::facts::Facts;

    fn verdicts(values: &[Value], fields: &Fields) -> usize {
        let (known, node) = (Verdicts::default(), Facts::embedded().node(0));
        let all: HashSet<_> = values.iter().map(|value| Verdict::of(&known, node, value, fields)).collect();
        all.len()
    }

    #[test]
    fn values_that_differ_are_told_apart() {
        let values = [
            value!(null),
            value!(false),
            value!(0),
            value!(""),
            value!([]),
            value!({}),
            value!(["a", "b"]),
            value!(["ab"]),
            value!([["a"], "b"]),
            value!([["a", "b"]]),
            value!({ "a": "b" }),
            value!({ "a": { "b": "c" }, "d": "e" }),
            value!({ "a": { "b": "c", "d": "e" } }),
        ];
        assert_eq!(verdicts(&values, &Fields::All), values.len());
    }

    #[test]
    fn what_rules_do_not_see_makes_no_difference() {
        let fields = Fields::Some(["seen".to_owned(), "__namespace__".to_owned()].into());
        let values = [value!({ "seen": 1, "name": "a" }), value!({ "name": "b", "seen": 1 })];
        assert_eq!(verdicts(&values, &fields), 1);
        let values = [value!({ "seen": 1 }), value!({ "seen": 2 }), value!({ "seen": 1, "namespace": "a" })];
        assert_eq!(verdicts(&values, &fields), 3);
    }
}
