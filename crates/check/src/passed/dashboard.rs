//! Dashboards that a user brings: JSON that Grafana can load.

use hagen_kube::Manifest;
use hagen_yaml::Value;

use super::wrong;
use crate::schema::{Finding, Step};

/// The label by which Grafana's sidecar finds dashboards.
const LABEL: &str = "grafana_dashboard";
/// The longest identifier that Grafana takes.
const LONGEST: usize = 40;

/// What is wrong with the dashboards of a ConfigMap that holds some.
pub fn dashboards(manifest: &Manifest) -> Vec<Finding> {
    let found = texts(manifest).filter_map(|(name, text)| {
        let why = dashboard(text).or_else(|| input(text))?;
        Some(wrong(&[Step::Key("data".to_owned()), Step::Key(name.to_owned())], why))
    });
    found.collect()
}

/// The queries of the dashboards in a ConfigMap, by the key that each is under.
pub fn expressions(manifest: &Manifest) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, text) in texts(manifest) {
        found.extend(queries(text).into_iter().map(|expr| (name.to_owned(), expr)));
    }
    found
}

/// The queries of a dashboard; none when it is not JSON.
pub fn queries(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(json) = serde_json::from_str(text) {
        asked(&json, &mut |expr| found.push(expr.to_owned()));
    }
    found
}

/// A data source that a person chooses when they import a dashboard by hand, `${DS_PROMETHEUS}`: from a ConfigMap, nobody
/// fills it in.
fn input(text: &str) -> Option<String> {
    let json: serde_json::Value = serde_json::from_str(text).ok()?;
    let board = json.get("dashboard").unwrap_or(&json);
    let variables = board.pointer("/templating/list").and_then(serde_json::Value::as_array);
    let names: Vec<&str> =
        variables.into_iter().flatten().filter_map(|variable| variable.get("name")?.as_str()).collect();
    let mut missing = None;
    sources(board, &mut |source| {
        let name = source.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        if let Some(name) = name.filter(|name| name.starts_with("DS_") && !names.contains(name)) {
            missing.get_or_insert_with(|| name.to_owned());
        }
    });
    missing.map(|name| {
        format!(
            "nobody fills in `${{{name}}}` here, as importing by hand does: write the `uid` of a data source, or \
             make `{name}` a variable of the type `datasource`"
        )
    })
}

/// Calls with what names a data source.
fn sources(json: &serde_json::Value, see: &mut impl FnMut(&str)) {
    match json {
        serde_json::Value::Object(fields) => {
            let source = fields.get("datasource").map(|source| source.get("uid").unwrap_or(source));
            if let Some(source) = source.and_then(serde_json::Value::as_str) {
                see(source);
            }
            fields.values().for_each(|value| sources(value, see));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| sources(item, see)),
        _ => {}
    }
}

/// A program that answers queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// Prometheus.
    Prometheus,
    /// Loki.
    Loki,
}

/// The queries of a dashboard of which it says who answers them.
pub fn answered(text: &str) -> Vec<(Answers, String)> {
    let mut found = Vec::new();
    if let Ok(json) = serde_json::from_str(text) {
        asked_of(&json, None, &mut |who, expr| found.push((who, expr.to_owned())));
    }
    found
}

/// The line of a dashboard, from one, where it stops being JSON.
pub fn broken_line(text: &str) -> Option<usize> {
    serde_json::from_str::<serde_json::Value>(text).err().map(|error| error.line())
}

/// A text as it stands between the quotes of JSON.
pub fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default().to_owned()
}

fn asked_of(json: &serde_json::Value, who: Option<Answers>, see: &mut impl FnMut(Answers, &str)) {
    match json {
        serde_json::Value::Object(fields) => {
            let kind = fields.get("datasource").and_then(|source| source.get("type")?.as_str());
            let who = match kind {
                Some("prometheus") => Some(Answers::Prometheus),
                Some("loki") => Some(Answers::Loki),
                Some(_) => None,
                None => who,
            };
            let expr = fields.get("expr").and_then(serde_json::Value::as_str);
            if let Some((who, expr)) = who.zip(expr.filter(|expr| !expr.trim().is_empty())) {
                see(who, expr);
            }
            fields.values().for_each(|value| asked_of(value, who, see));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| asked_of(item, who, see)),
        _ => {}
    }
}

/// The dashboards of a ConfigMap whose label Grafana's sidecar looks for, each with its key.
pub fn texts(manifest: &Manifest) -> impl Iterator<Item = (&str, &str)> {
    let object = manifest.value();
    let is_it = manifest.kind() == "ConfigMap" && object.at(&["metadata", "labels", LABEL]).is_some();
    let data = object.get("data").filter(|_| is_it).and_then(Value::as_map);
    let texts = data.into_iter().flatten().filter(|(name, _)| name.ends_with(".json"));
    texts.filter_map(|(name, text)| Some((&**name, text.as_str()?)))
}

fn asked(json: &serde_json::Value, see: &mut impl FnMut(&str)) {
    match json {
        serde_json::Value::Object(fields) => {
            if let Some(expr) = fields.get("expr").and_then(serde_json::Value::as_str) {
                see(expr);
            }
            fields.values().for_each(|value| asked(value, see));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| asked(item, see)),
        _ => {}
    }
}

/// Why a text is no dashboard.
pub fn dashboard(text: &str) -> Option<String> {
    let json: serde_json::Value = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => return Some(format!("this is not JSON: {error}")),
    };
    let board = json.get("dashboard").unwrap_or(&json);
    let Some(fields) = board.as_object() else { return Some("a dashboard is a JSON object".to_owned()) };
    let text = |key: &str| fields.get(key).and_then(serde_json::Value::as_str);
    if text("title").is_none_or(str::is_empty) {
        return Some("a dashboard has a `title`".to_owned());
    }
    if fields.get("uid").is_some_and(|uid| !uid.is_null()) && !text("uid").is_some_and(is_uid) {
        return Some(format!("the `uid` of a dashboard has at most {LONGEST} letters, digits, `-` and `_`"));
    }
    let is_list = |key: &str| fields.get(key).is_none_or(serde_json::Value::is_array);
    let is_known =
        fields.contains_key("panels") || fields.contains_key("rows") || fields.contains_key("elements");
    (!is_known || !is_list("panels")).then(|| "a dashboard has a list of `panels`".to_owned())
}

fn is_uid(uid: &str) -> bool {
    uid.len() <= LONGEST && uid.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}
