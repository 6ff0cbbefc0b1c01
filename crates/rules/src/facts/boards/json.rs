//! What a dashboard says of itself, and which data sources it names.
//!
//! <https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/>

use serde_json::Value;

use super::Asked;

/// What is read of a dashboard.
pub(super) struct Read {
    pub(super) uid: Option<Box<str>>,
    pub(super) title: Box<str>,
    pub(super) asks: Vec<Asked>,
}

pub(super) fn read(text: &str) -> Option<Read> {
    let json: Value = serde_json::from_str(text).ok()?;
    let board = json.get("dashboard").unwrap_or(&json);
    let said = |key: &str| board.get(key)?.as_str().filter(|text| !text.is_empty());
    let mut asks = Vec::new();
    panels(board, &mut asks);
    for row in listed(board, "rows") {
        panels(row, &mut asks);
    }
    for (place, key, what) in
        [("/templating/list", "name", "variable"), ("/annotations/list", "name", "annotation")]
    {
        for one in board.pointer(place).and_then(Value::as_array).into_iter().flatten() {
            source(one, &named(one, key, what), &mut asks);
        }
    }
    asks.dedup();
    Some(Read { uid: said("uid").map(Box::from), title: said("title")?.into(), asks })
}

fn listed<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn named(value: &Value, key: &str, what: &str) -> String {
    match value.get(key).and_then(Value::as_str).filter(|name| !name.is_empty()) {
        Some(name) => format!("the {what} `{name}`"),
        None => format!("a {what}"),
    }
}

/// The panels of a dashboard or of a row, and those in them.
fn panels(value: &Value, asks: &mut Vec<Asked>) {
    for panel in listed(value, "panels") {
        let by = named(panel, "title", "panel");
        source(panel, &by, asks);
        for target in listed(panel, "targets") {
            source(target, &by, asks);
        }
        panels(panel, asks);
    }
}

/// The data source that something names, if it is one by name.
fn source(value: &Value, by: &str, asks: &mut Vec<Asked>) {
    let Some(said) = value.get("datasource") else { return };
    let kind = said.get("type").and_then(Value::as_str).unwrap_or_default();
    // These are Grafana itself.
    if matches!(kind, "datasource" | "grafana" | "__expr__") {
        return;
    }
    let name = said.as_str().or_else(|| said.get("uid")?.as_str());
    if let Some(name) = name.filter(|name| is_name(name)) {
        asks.push(Asked { source: name.into(), by: by.into() });
    }
}

/// Whether a text names a data source that somebody sets up: not a variable, and none of Grafana's own.
pub(super) fn is_name(text: &str) -> bool {
    let is_own = matches!(text, "" | "default" | "grafana" | "__expr__" | "-100") || text.starts_with("--");
    !is_own && !text.contains('$') && !text.contains("[[") && !text.contains("{{")
}
