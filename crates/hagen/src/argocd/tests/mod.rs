//! The objects of Argo CD for small platforms made by hand.

mod check;
mod objects;
mod properties;
mod switching;

use hagen_yaml::Value;

use crate::example::Example;

/// The documents of the files below `argocd/` whose path begins with `folder`.
fn documents(example: &Example, folder: &str) -> Vec<Value> {
    let files = example.files().into_iter().filter(|file| file.path.starts_with(&format!("argocd/{folder}")));
    files.flat_map(|file| parse(&file.text)).collect()
}

/// The documents of a text.
fn parse(text: &str) -> Vec<Value> {
    let documents = text.split("\n---\n").map(|document| {
        let reading =
            hagen_yaml::read(hagen_yaml::FileId::default(), document, &hagen_yaml::Limits::default());
        assert!(reading.problems.is_empty(), "{document}\n{:?}", reading.problems);
        reading.node.expect("there is a document").to_value()
    });
    documents.collect()
}

/// The text at the end of a path of keys.
fn text<'v>(value: &'v Value, path: &[&str]) -> &'v str {
    value.at(path).and_then(Value::as_str).unwrap_or_else(|| panic!("no {path:?} in {value:#?}"))
}

/// The elements at the end of a path of keys; none when there is no list.
fn list<'v>(value: &'v Value, path: &[&str]) -> &'v [Value] {
    value.at(path).and_then(Value::as_list).unwrap_or_default()
}
