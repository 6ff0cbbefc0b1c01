//! Who may do what in Argo CD: its ConfigMap of that, and the lines of the policies in it.

use hagen_yaml::Value;

use super::{is_template, wrong};
use crate::schema::{Finding, Problem, Step, nearest};

const KEYS: [&str; 4] = ["policy.csv", "policy.default", "policy.matchMode", "scopes"];
/// What the chart reads beside them.
const OF_CHART: [&str; 2] = ["annotations", "create"];
const RESOURCES: [&str; 13] = [
    "accounts",
    "applications",
    "applicationsets",
    "certificates",
    "clusters",
    "exec",
    "extensions",
    "gpgkeys",
    "logs",
    "projects",
    "repositories",
    "write-repositories",
    "*",
];

/// What Argo CD would refuse or pass over.
pub(super) fn check(config: &Value) -> Vec<Finding> {
    let entries = config.as_map().into_iter().flatten();
    entries.flat_map(|(key, value)| entry(key, value)).collect()
}

fn entry(key: &str, value: &Value) -> Vec<Finding> {
    let path = [Step::Key(key.to_owned())];
    let text = value.as_str().unwrap_or_default();
    let is_policy =
        key == "policy.csv" || key.strip_prefix("policy.").is_some_and(|rest| rest.contains(".csv"));
    if is_policy {
        return policies(text).into_iter().map(|message| wrong(&path, message)).collect();
    }
    if key == "policy.matchMode" && !matches!(text, "glob" | "regex") && !is_template(text) {
        return vec![wrong(&path, format!("`{text}` is not possible here, it can be `glob` or `regex`"))];
    }
    if KEYS.contains(&key) || OF_CHART.contains(&key) {
        return Vec::new();
    }
    let suggestion = nearest(key, KEYS.into_iter()).map(str::to_owned);
    let message = format!("Argo CD does not read `{key}` here");
    let finding = |problem, message| vec![Finding { path: path.to_vec(), problem, message }];
    match suggestion {
        Some(near) => {
            let message = format!("{message}, did you mean `{near}`");
            finding(
                Problem::UnknownField { name: key.to_owned(), suggestion: Some(near), place: None },
                message,
            )
        }
        None => finding(Problem::Ignored, format!("{message}: it has no effect")),
    }
}

/// What is wrong with policies, a line each.
fn policies(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    let written = lines.filter(|line| !line.is_empty() && !line.starts_with('#') && !is_template(line));
    written.filter_map(|line| Some(format!("`{line}`: {}", refusal(line)?))).collect()
}

fn refusal(line: &str) -> Option<String> {
    let fields: Vec<&str> = line.split(',').map(str::trim).collect();
    match *fields.as_slice() {
        ["p", _, resource, _, _, effect] => {
            if !matches!(effect, "allow" | "deny") {
                return Some(format!("a policy ends in `allow` or `deny`, not in `{effect}`"));
            }
            let near = nearest(resource, RESOURCES.into_iter()).filter(|near| *near != resource)?;
            Some(format!("Argo CD has no resource `{resource}`, did you mean `{near}`"))
        }
        ["p", ..] => Some(
            "a policy has six parts: `p, <who>, <resource>, <action>, <project>/<object>, allow|deny`"
                .to_owned(),
        ),
        ["g", _, _] => None,
        ["g", ..] => Some("who belongs to a role has three parts: `g, <who>, role:<name>`".to_owned()),
        _ => Some("a line begins with `p` (who may do what) or `g` (who has which role)".to_owned()),
    }
}
