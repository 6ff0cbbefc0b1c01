//! What Alertmanager checks of its configuration beside its shape: names lead to something, matchers can be read.

use std::collections::BTreeSet;

use hagen_yaml::Value;

use super::wrong;
use crate::schema::{Finding, Schemas, Step};

/// What the chart puts where the configuration says nothing.
const DEFAULT_RECEIVER: &str = "null";

/// What Alertmanager would refuse.
pub(super) fn check(config: &Value) -> Vec<Finding> {
    let mut checker = Checker { known: Names::of(config), findings: Vec::new() };
    checker.receivers(config);
    if let Some(route) = config.get("route") {
        checker.root(route);
    }
    for (at, rule) in list(config, "inhibit_rules").iter().enumerate() {
        let path = [key("inhibit_rules"), Step::Index(at)];
        for field in ["source_matchers", "target_matchers"] {
            checker.matchers(rule, field, &path);
        }
    }
    checker.findings
}

/// The names that others refer to.
struct Names {
    receivers: BTreeSet<String>,
    intervals: BTreeSet<String>,
}

impl Names {
    fn of(config: &Value) -> Self {
        let names = |field: &str| -> BTreeSet<String> {
            let names = list(config, field).iter().filter_map(|entry| entry.get("name")?.as_str());
            names.map(str::to_owned).collect()
        };
        let mut receivers = names("receivers");
        if config.get("receivers").is_none() {
            receivers.insert(DEFAULT_RECEIVER.to_owned());
        }
        let mut intervals = names("time_intervals");
        intervals.extend(names("mute_time_intervals"));
        Self { receivers, intervals }
    }
}

struct Checker {
    known: Names,
    findings: Vec<Finding>,
}

impl Checker {
    fn report(&mut self, path: &[Step], message: String) {
        self.findings.push(wrong(path, message));
    }

    fn receivers(&mut self, config: &Value) {
        let mut seen = BTreeSet::new();
        for (at, receiver) in list(config, "receivers").iter().enumerate() {
            let path = [key("receivers"), Step::Index(at)];
            match receiver.get("name").and_then(Value::as_str) {
                None | Some("") => self.report(&path, "a receiver has a `name`".to_owned()),
                Some(name) if !seen.insert(name) => {
                    self.report(&path, format!("the receiver `{name}` is there twice"));
                }
                Some(_) => {}
            }
        }
    }

    fn root(&mut self, route: &Value) {
        let path = [key("route")];
        for field in ["match", "match_re", "matchers", "mute_time_intervals", "active_time_intervals"] {
            if route.get(field).is_some() {
                let path = [key("route"), key(field)];
                self.report(
                    &path,
                    format!("the outermost route takes every alert: `{field}` is not possible"),
                );
            }
        }
        if route.get("receiver").is_none() && !self.known.receivers.contains(DEFAULT_RECEIVER) {
            self.report(&path, "the outermost route names a `receiver`".to_owned());
        }
        if route.get("routes").is_none() && !self.known.receivers.contains(DEFAULT_RECEIVER) {
            let message = "the chart's own route leads to the receiver `null`: have one, or write `routes`";
            self.report(&path, message.to_owned());
        }
        self.route(route, &path);
    }

    fn route(&mut self, route: &Value, path: &[Step]) {
        self.receiver(route, path);
        self.matchers(route, "matchers", path);
        for field in ["mute_time_intervals", "active_time_intervals"] {
            for (at, name) in list(route, field).iter().enumerate() {
                let known = |name: &str| self.known.intervals.contains(name);
                if let Some(name) = name.as_str().filter(|name| !known(name)) {
                    let path = [path, &[key(field), Step::Index(at)]].concat();
                    self.report(&path, format!("there is no time interval `{name}`"));
                }
            }
        }
        for field in ["group_interval", "repeat_interval"] {
            if route.get(field).and_then(Value::as_str).is_some_and(is_zero) {
                self.report(&[path, &[key(field)]].concat(), format!("`{field}` is more than zero"));
            }
        }
        for (at, inner) in list(route, "routes").iter().enumerate() {
            let path = [path, &[key("routes"), Step::Index(at)]].concat();
            self.shape(inner, &path);
            self.route(inner, &path);
        }
    }

    /// A route within a route has the shape of a route; the schema ends where it contains itself.
    fn shape(&mut self, route: &Value, path: &[Step]) {
        let part = Schemas::configuration("alertmanager", "route").expect("a test finds it");
        for mut finding in part.check(route) {
            finding.path.splice(0..0, path.iter().cloned());
            self.findings.push(finding);
        }
    }

    fn receiver(&mut self, route: &Value, path: &[Step]) {
        let known = |name: &str| name.contains("{{") || self.known.receivers.contains(name);
        if let Some(name) = route.get("receiver").and_then(Value::as_str).filter(|name| !known(name)) {
            let names: Vec<&str> = self.known.receivers.iter().map(String::as_str).collect();
            let message = format!("there is no receiver `{name}`, only {}", names.join(", "));
            self.report(&[path, &[key("receiver")]].concat(), message);
        }
    }

    fn matchers(&mut self, owner: &Value, field: &str, path: &[Step]) {
        for (at, matcher) in list(owner, field).iter().enumerate() {
            let Some(text) = matcher.as_str().filter(|text| !text.contains("{{")) else { continue };
            if let Some(why) = refusal(text) {
                let path = [path, &[key(field), Step::Index(at)]].concat();
                self.report(&path, format!("`{text}` is no matcher: {why}"));
            }
        }
    }
}

/// Why a matcher cannot be read; those of several in braces are left alone.
fn refusal(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if text.starts_with('{') {
        return None;
    }
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '-' | '"' | ' ');
    let operator = text.find(|c| !is_name(c)).map(|at| &text[at..]);
    let Some(rest) = operator.filter(|rest| rest.starts_with(['=', '!'])) else {
        return Some("it has the form `name = \"value\"`, with `=`, `!=`, `=~` or `!~`");
    };
    let (is_regex, value) = match rest {
        rest if rest.starts_with("=~") || rest.starts_with("!~") => (true, &rest[2..]),
        rest if rest.starts_with("!=") => (false, &rest[2..]),
        rest if rest.starts_with('=') => (false, &rest[1..]),
        _ => return Some("its operator is `=`, `!=`, `=~` or `!~`"),
    };
    let value = value.trim();
    let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    let is_wrong = is_regex && !value.contains(r"\\") && hagen_kube::go_regex(value).is_none();
    is_wrong.then_some("its value is not a regular expression")
}

fn is_zero(duration: &str) -> bool {
    !duration.is_empty() && duration.chars().all(|c| c == '0' || c.is_ascii_alphabetic())
}

fn list<'v>(value: &'v Value, field: &str) -> &'v [Value] {
    value.get(field).and_then(Value::as_list).unwrap_or_default()
}

fn key(name: &str) -> Step {
    Step::Key(name.to_owned())
}
