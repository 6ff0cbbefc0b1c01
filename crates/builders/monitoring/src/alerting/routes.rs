//! Which alert goes to whom, and which is not worth telling beside another.

use hagen_yaml::{Value, value};

use super::{NOBODY, WATCHDOG};
use crate::section::{Alertmanager, Receiver, Severity};

/// Every receiver that an alert fits gets it. Alerts of one kind in one namespace come in one message.
pub(super) fn route(said: &Alertmanager) -> Value {
    let mut routes = vec![watchdog(said), quiet("InfoInhibitor")];
    routes.extend(said.receivers.iter().map(|(name, receiver)| to(name.as_str(), receiver)));
    value!({
        "receiver": NOBODY,
        "group_by": ["environment", "namespace", "alertname"],
        "group_wait": "30s",
        "group_interval": "5m",
        "repeat_interval": (said.repeat.go()),
        "routes": (Value::List(routes)),
    })
}

/// An alert that always fires. It goes out once a minute, and to nobody else.
fn watchdog(said: &Alertmanager) -> Value {
    if said.watchdog.is_none() {
        return quiet("Watchdog");
    }
    value!({
        "receiver": WATCHDOG,
        "matchers": [r#"alertname = "Watchdog""#],
        "group_wait": "0s",
        "group_interval": "30s",
        "repeat_interval": "50s",
    })
}

fn quiet(alert: &str) -> Value {
    value!({ "receiver": NOBODY, "matchers": (Value::List(vec![format!("alertname = \"{alert}\"").into()])) })
}

fn to(name: &str, receiver: &Receiver) -> Value {
    let mut matchers = vec![severities(receiver)];
    matchers.extend(environments(receiver));
    let matchers: Vec<Value> = matchers.into_iter().map(Value::from).collect();
    value!({ "receiver": (name.to_owned()), "matchers": (Value::List(matchers)), "continue": true })
}

/// What has a severity of its own that nobody knows matters too.
fn severities(receiver: &Receiver) -> String {
    if receiver.severities.is_empty() {
        return r#"severity !~ "info|none""#.to_owned();
    }
    let words: Vec<_> = receiver.severities.iter().map(|&severity| word(severity)).collect();
    format!("severity =~ \"{}\"", words.join("|"))
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

fn environments(receiver: &Receiver) -> Option<String> {
    let words: Vec<_> = receiver.environments.iter().map(hagen_kube::Name::as_str).collect();
    (!words.is_empty()).then(|| format!("environment =~ \"{}\"", words.join("|")))
}

/// What follows from something worse is not told beside it.
pub(super) fn inhibitions() -> Value {
    value!([
        {
            "source_matchers": ["severity = critical"],
            "target_matchers": ["severity =~ \"warning|info\""],
            "equal": ["environment", "namespace", "alertname"],
        },
        {
            "source_matchers": ["severity = warning"],
            "target_matchers": ["severity = info"],
            "equal": ["environment", "namespace", "alertname"],
        },
        // Alerts for information are told only beside others of their namespace, which this one stands for.
        {
            "source_matchers": ["alertname = InfoInhibitor"],
            "target_matchers": ["severity = info"],
            "equal": ["namespace"],
        },
        // A machine that is down takes everything on it along.
        {
            "source_matchers": ["alertname = MachineDown"],
            "target_matchers": ["machine != \"\"", "alertname != MachineDown"],
            "equal": ["machine"],
        },
    ])
}
