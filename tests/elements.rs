//! `blueprints/README.md` says which file of `out/` provides each element of the systems: each one does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A row of the tables: an element, files below `out/<system>/`, and the texts that stand in one of them each.
struct Row {
    line: usize,
    system: String,
    files: Vec<String>,
    texts: Vec<String>,
}

#[test]
fn each_element_is_where_the_tables_say() {
    let text = fs::read_to_string(root().join("blueprints/README.md")).unwrap();
    let rows = rows(&text);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in &rows {
        *counts.entry(&row.system).or_default() += 1;
        wrong.extend(check(row));
    }
    assert!(wrong.is_empty(), "blueprints/README.md:\n{}", wrong.join("\n"));
    for blueprint in blueprints() {
        let rows = counts.get(blueprint.as_str()).copied().unwrap_or_default();
        assert!(blueprint == "quickstart" || rows >= 10, "{blueprint} has {rows} rows");
    }
}

fn check(row: &Row) -> Vec<String> {
    let folder = root().join("out").join(&row.system);
    let mut wrong = Vec::new();
    let mut contents = String::new();
    for file in &row.files {
        match fs::read_to_string(folder.join(file)) {
            Ok(text) => contents.push_str(&text),
            Err(_) => wrong.push(format!("line {}: there is no out/{}/{file}", row.line, row.system)),
        }
    }
    let missing = row.texts.iter().filter(|text| !contents.contains(text.as_str()));
    wrong.extend(missing.map(|text| format!("line {}: `{text}` is in none of {:?}", row.line, row.files)));
    if row.files.is_empty() || row.texts.is_empty() {
        wrong.push(format!("line {}: names no file or no text", row.line));
    }
    wrong
}

/// The rows of the tables below headings that name a system: ``## `nextcloud` ``.
fn rows(text: &str) -> Vec<Row> {
    let mut system = None;
    let mut rows = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.starts_with("## ") {
            system = quoted(line).into_iter().next();
        }
        let cells: Vec<&str> = line.trim().trim_matches('|').split(" | ").collect();
        let is_row = line.starts_with("| ")
            && cells.len() == 3
            && !line.starts_with("| element")
            && !line.contains("---");
        if let Some(system) = system.clone().filter(|_| is_row) {
            rows.push(Row { line: at + 1, system, files: quoted(cells[1]), texts: quoted(cells[2]) });
        }
    }
    rows
}

/// What stands between backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn blueprints() -> Vec<String> {
    let entries = fs::read_dir(root().join("blueprints")).unwrap();
    let names = entries.filter_map(|entry| entry.unwrap().file_name().into_string().ok());
    let mut names: Vec<String> =
        names.filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned)).collect();
    names.sort();
    names
}
