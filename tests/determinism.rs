//! The same blueprint gives the same bytes, whatever is around it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hagen::{Source, Tree, compile_text};

fn blueprints() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../blueprints");
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    found.sort();
    found
}

fn render(text: &[u8]) -> Tree {
    let compilation =
        compile_text(Source { name: "blueprint.yaml".into(), text: text.to_vec() }, &BTreeMap::new());
    compilation.tree.unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics))
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    for (name, text) in blueprints() {
        let plain = String::from_utf8(text).unwrap();
        let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
        assert_eq!(render(plain.as_bytes()), render(windows.as_bytes()), "{name}");
    }
}

#[test]
fn the_order_of_keys_changes_nothing() {
    for (name, text) in blueprints() {
        let plain = String::from_utf8(text).unwrap();
        let value: serde_json::Value = serde_yaml::from_str(&plain).unwrap();
        let reversed = serde_json::to_string(&reverse(value)).unwrap();
        assert_eq!(render(plain.as_bytes()), render(reversed.as_bytes()), "{name}");
    }
}

fn reverse(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let entries: Vec<_> = map.into_iter().collect();
            Value::Object(entries.into_iter().rev().map(|(key, value)| (key, reverse(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(reverse).collect()),
        other => other,
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for (name, text) in blueprints() {
        let tree = |threads| {
            let pool = rayon_pool(threads);
            pool.install(|| render(&text))
        };
        assert_eq!(tree(1), tree(7), "{name}");
    }
}

fn rayon_pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}
