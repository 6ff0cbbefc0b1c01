//! How a pod is told to be well, and how it goes.

use hagen_core::Step;
use hagen_yaml::Value;

use super::{Container, Pod};
use crate::codes;
use crate::finding::steps;
use crate::judge::Judge;

/// So long it takes until nobody sends to a pod any more that goes.
const PROPAGATION: i64 = 5;
/// So long a program may take to start before it is given up, at least.
const START: i64 = 30;

pub(super) fn judge(judge: &mut Judge<'_>, pod: &Pod<'_>) {
    if !pod.is_served() {
        return;
    }
    for container in pod.main_containers() {
        declared(judge, pod, container);
        if container.ports().next().is_some() {
            asked(judge, pod, container);
            drained(judge, pod, container);
        }
    }
}

fn probe<'a>(container: Container<'a>, name: &str) -> Option<&'a Value> {
    container.value.get(name)
}

/// A17, A18, A20.
fn asked(judge: &mut Judge<'_>, pod: &Pod<'_>, container: Container<'_>) {
    let name = container.name();
    let way = |step: &str| container.way(pod, steps![step]);
    let (live, ready) = (probe(container, "livenessProbe"), probe(container, "readinessProbe"));
    for (probe, step) in [(live, "livenessProbe"), (ready, "readinessProbe")] {
        if probe.is_none() {
            judge.find(&codes::PROBES, way(step), format!("has ports and no {step} for `{name}`"));
        }
    }
    let question = |probe| question(probe, container);
    let is_asked_twice = live.and_then(question).is_some_and(|asked| ready.and_then(question) == Some(asked));
    if live.is_some() && (live == ready || is_asked_twice) {
        let help = "let liveness ask the program alone, and readiness what it depends on too";
        let message = format!("restarts `{name}` when it is only busy: both probes ask the same");
        judge.find_and_help(&codes::SAME_PROBE, way("livenessProbe"), message, help);
    }
    if live.is_some() {
        let budget = probe(container, "startupProbe").map(patience);
        if budget.is_none_or(|seconds| seconds < START) {
            let message = format!("may be restarted by liveness before `{name}` has started");
            judge.find(&codes::STARTUP, way("startupProbe"), message);
        }
    }
}

/// What a probe asks of a program, with what Kubernetes fills in: how often it asks makes no other question of it. That
/// a port is open is no question of the program's state.
#[derive(Debug, PartialEq)]
enum Question<'a> {
    Http { scheme: String, host: &'a str, port: Option<i64>, path: String, headers: Option<&'a Value> },
    Grpc { port: Option<i64>, service: &'a str },
    Exec(Option<&'a Value>),
}

fn question<'a>(probe: &'a Value, container: Container<'a>) -> Option<Question<'a>> {
    let word = |action: &'a Value, key: &str| action.get(key).and_then(Value::as_str).unwrap_or_default();
    let port = |action: &Value| number(action.get("port")?, container);
    if let Some(http) = probe.get("httpGet") {
        let scheme = Some(word(http, "scheme")).filter(|scheme| !scheme.is_empty()).unwrap_or("HTTP");
        return Some(Question::Http {
            scheme: scheme.to_uppercase(),
            host: word(http, "host"),
            port: port(http),
            path: format!("/{}", word(http, "path").trim_start_matches('/')),
            headers: http.get("httpHeaders"),
        });
    }
    if let Some(grpc) = probe.get("grpc") {
        return Some(Question::Grpc { port: port(grpc), service: word(grpc, "service") });
    }
    probe.get("exec").map(|exec| Question::Exec(exec.get("command")))
}

/// The number of a port, however it is named.
fn number(port: &Value, container: Container<'_>) -> Option<i64> {
    let declared = container.ports().find(|(name, number)| is_port(port, *name, *number));
    declared.map(|(_, number)| number).or_else(|| port.as_int())
}

/// How long a probe may fail.
fn patience(probe: &Value) -> i64 {
    let number = |key, default| probe.get(key).and_then(Value::as_int).unwrap_or(default);
    number("initialDelaySeconds", 0) + number("periodSeconds", 10) * number("failureThreshold", 3)
}

/// A19.
fn declared(judge: &mut Judge<'_>, pod: &Pod<'_>, container: Container<'_>) {
    for name in ["startupProbe", "livenessProbe", "readinessProbe"] {
        let Some(probe) = probe(container, name) else { continue };
        for action in ["httpGet", "tcpSocket", "grpc"] {
            let Some(port) = probe.at(&[action, "port"]) else { continue };
            if !container.ports().any(|(name, number)| is_port(port, name, number)) {
                let way = container.way(pod, steps![name, action, "port"]);
                judge.find(
                    &codes::PROBE_PORT,
                    way,
                    format!("asks a port that `{}` has not", container.name()),
                );
            }
        }
    }
}

fn is_port(port: &Value, name: Option<&str>, number: i64) -> bool {
    port.as_int() == Some(number) || port.as_str().is_some_and(|port| Some(port) == name)
}

/// A21.
fn drained(judge: &mut Judge<'_>, pod: &Pod<'_>, container: Container<'_>) {
    // Nobody else takes the requests of a single pod.
    if !pod.may_scale() && pod.replicas() < 2 {
        return;
    }
    let stop = container.value.at(&["lifecycle", "preStop"]);
    // A program that runs first waits for more than time: that another server has taken over.
    if stop.is_some_and(|stop| stop.get("exec").is_some() || stop.get("httpGet").is_some()) {
        return;
    }
    let sleep = stop.and_then(|stop| stop.at(&["sleep", "seconds"])?.as_int()).unwrap_or(0);
    let grace = pod.spec.get("terminationGracePeriodSeconds").and_then(Value::as_int).unwrap_or(30);
    let name = container.name();
    if sleep < PROPAGATION {
        let way: Vec<Step> = container.way(pod, steps!["lifecycle", "preStop"]);
        judge.find(&codes::DRAIN, way, format!("stops `{name}` while requests are on their way to it"));
    } else if sleep + PROPAGATION >= grace {
        let way = pod.way(steps!["terminationGracePeriodSeconds"]);
        judge.find(
            &codes::DRAIN,
            way,
            format!("is killed after {grace} s, of which `{name}` waits {sleep} s"),
        );
    }
}
