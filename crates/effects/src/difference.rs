//! Where two values differ. Items of lists are matched by what names them, so that a variable that is put in front of
//! others is one difference.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use hagen_yaml::Value;

use crate::words;

/// A place where two values differ.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Difference<'a> {
    /// The keys that lead there; an item of a list by its name.
    pub(crate) path: Vec<Cow<'a, str>>,
    /// What stands there before; `None` when nothing does.
    pub(crate) from: Option<&'a Value>,
    /// What stands there after. Neither before nor after anything when only the order of a list is another.
    pub(crate) to: Option<&'a Value>,
}

impl Difference<'_> {
    /// The path as patterns want it.
    pub(crate) fn steps(&self) -> Vec<&str> {
        self.path.iter().map(AsRef::as_ref).collect()
    }
}

/// Keys whose value names an item of a list, the best first.
const NAMES: [&str; 16] = [
    "name",
    "mountPath",
    "containerPort",
    "alert",
    "record",
    "secretKey",
    "chart",
    "ref",
    "port",
    "id",
    "topologyKey",
    "key",
    "topic",
    "host",
    "setWeight",
    "kind",
];

/// Where two values differ, in the order of the first and then of the second.
pub(crate) fn differences<'a>(old: &'a Value, new: &'a Value) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    walk(&mut Vec::new(), Some(old), Some(new), &mut found);
    found
}

fn walk<'a>(
    path: &mut Vec<Cow<'a, str>>,
    old: Option<&'a Value>,
    new: Option<&'a Value>,
    found: &mut Vec<Difference<'a>>,
) {
    if old == new {
        return;
    }
    if let (Some(old), Some(new)) = (entries(old), entries(new)) {
        let keys = old.iter().chain(new.iter().filter(|(key, _)| !old.iter().any(|(known, _)| known == key)));
        for (key, _) in keys {
            let value = |entries: &[(&'a str, &'a Value)]| {
                entries.iter().find(|(known, _)| known == key).map(|(_, value)| *value)
            };
            path.push(Cow::Borrowed(key));
            walk(path, value(&old), value(&new), found);
            path.pop();
        }
        return;
    }
    if let (Some(old), Some(new)) = (items(old), items(new)) {
        lists(path, old, new, found);
        return;
    }
    found.push(Difference { path: path.clone(), from: old, to: new });
}

/// The entries of a mapping, or of none where the other side may have some. An empty one counts as a value.
fn entries(value: Option<&Value>) -> Option<Vec<(&str, &Value)>> {
    match value {
        None => Some(Vec::new()),
        Some(Value::Map(map)) if !map.is_empty() => {
            Some(map.iter().map(|(key, value)| (key.as_ref(), value)).collect())
        }
        Some(_) => None,
    }
}

fn items(value: Option<&Value>) -> Option<&[Value]> {
    match value {
        None => Some(&[]),
        Some(Value::List(items)) => Some(items),
        Some(_) => None,
    }
}

fn lists<'a>(
    path: &mut Vec<Cow<'a, str>>,
    old: &'a [Value],
    new: &'a [Value],
    found: &mut Vec<Difference<'a>>,
) {
    let before = found.len();
    match named(old, new) {
        Some((old, new)) => {
            let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for name in names {
                path.push(Cow::Owned(name.clone()));
                match (old.get(name), new.get(name)) {
                    (Some(old), Some(new)) => walk(path, Some(old), Some(new), found),
                    (old, new) => {
                        let (from, to) = (old.copied(), new.copied());
                        found.push(Difference { path: path.clone(), from, to });
                    }
                }
                path.pop();
            }
        }
        None => unnamed(path, old, new, found),
    }
    if found.len() == before {
        found.push(Difference { path: path.clone(), from: None, to: None });
    }
}

type Named<'a> = BTreeMap<String, &'a Value>;

/// Both lists by the names of their items, if each item has one of its own.
fn named<'a>(old: &'a [Value], new: &'a [Value]) -> Option<(Named<'a>, Named<'a>)> {
    let by = |items: &'a [Value], key: &str| -> Option<Named<'a>> {
        let named: Named<'a> =
            items.iter().map(|item| Some((words::scalar(item.get(key)?)?, item))).collect::<Option<_>>()?;
        (named.len() == items.len()).then_some(named)
    };
    NAMES.iter().find_map(|key| Some((by(old, key)?, by(new, key)?)))
}

/// Items without names are the same when they are equal; as many others on both sides are matched in their order.
fn unnamed<'a>(
    path: &mut Vec<Cow<'a, str>>,
    old: &'a [Value],
    new: &'a [Value],
    found: &mut Vec<Difference<'a>>,
) {
    let mut gone: Vec<&Value> = old.iter().collect();
    let mut come: Vec<&Value> = Vec::new();
    for item in new {
        match gone.iter().position(|other| *other == item) {
            Some(at) => drop(gone.remove(at)),
            None => come.push(item),
        }
    }
    let are_maps = gone.iter().chain(&come).all(|item| item.as_map().is_some());
    if are_maps && gone.len() == come.len() {
        for (at, (old, new)) in gone.into_iter().zip(come).enumerate() {
            path.push(Cow::Owned(at.to_string()));
            walk(path, Some(old), Some(new), found);
            path.pop();
        }
        return;
    }
    let gone = gone.into_iter().map(|item| (item, Some(item), None));
    for (item, from, to) in gone.chain(come.into_iter().map(|item| (item, None, Some(item)))) {
        path.push(Cow::Owned(called(item)));
        found.push(Difference { path: path.clone(), from, to });
        path.pop();
    }
}

/// `ConfigMap shop` for a reference, or else the item itself.
fn called(item: &Value) -> String {
    let reference = item.as_map().filter(|map| map.len() == 1).and_then(|map| map.iter().next());
    let named = reference.and_then(|(key, value)| {
        let kind = match &**key {
            "configMapRef" => "ConfigMap",
            "secretRef" => "Secret",
            key => key,
        };
        Some(format!("{kind} {}", value.get("name")?.as_str()?))
    });
    named.unwrap_or_else(|| words::value(item))
}

#[cfg(test)]
mod tests {
    use hagen_yaml::value;

    use super::*;

    fn told(old: &Value, new: &Value) -> Vec<String> {
        let text = |value: Option<&Value>| value.map_or_else(|| "-".to_owned(), words::value);
        let tell = |it: &Difference<'_>| format!("{} {} {}", it.path.join("."), text(it.from), text(it.to));
        differences(old, new).iter().map(tell).collect()
    }

    #[test]
    fn mappings_differ_where_their_values_do() {
        let old = value!({"a": 1, "b": {"c": "x", "gone": true}, "same": [1]});
        let new = value!({"a": 2, "b": {"c": "x"}, "same": [1], "new": {"deep": "y"}});
        assert_eq!(told(&old, &new), ["a 1 2", "b.gone true -", "new.deep - y"]);
    }

    #[test]
    fn items_are_matched_by_their_names() {
        let old = value!([{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]);
        let new =
            value!([{"name": "C", "value": "3"}, {"name": "A", "value": "1"}, {"name": "B", "value": "9"}]);
        assert_eq!(told(&old, &new), ["B.value 2 9", "C - {name: C, value: \"3\"}"]);
    }

    #[test]
    fn items_without_names_are_matched_by_what_they_are() {
        let old = value!(["x", "y"]);
        assert_eq!(told(&old, &value!(["y", "z"])), ["x x -", "z - z"]);
        let ports = value!([{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]);
        let others = value!([{"port": 53, "protocol": "UDP"}, {"port": 54, "protocol": "TCP"}]);
        assert_eq!(told(&ports, &others), ["0.port 53 54"]);
    }

    #[test]
    fn another_order_is_a_difference() {
        assert_eq!(told(&value!(["x", "y"]), &value!(["y", "x"])), [" - -"]);
        let named = |one: &'static str, other: &'static str| value!([{"name": one}, {"name": other}]);
        assert_eq!(told(&named("a", "b"), &named("b", "a")), [" - -"]);
    }
}
