//! What a pod may do to its node and to others: the level `restricted` of the Pod Security Standards, and more.

use hagen_yaml::Value;

use super::{Container, Pod, items, text};
use crate::codes;
use crate::finding::steps;
use crate::judge::Judge;

/// Below this number a user of the pod may be one of the node.
const FIRST_USER: i64 = 10_000;

pub(super) fn judge(judge: &mut Judge<'_>, pod: &Pod<'_>) {
    host(judge, pod);
    account(judge, pod);
    for container in pod.containers() {
        privileges(judge, pod, container);
        files(judge, pod, container);
        image(judge, pod, container);
    }
}

/// S01, of the pod as a whole.
fn host(judge: &mut Judge<'_>, pod: &Pod<'_>) {
    for key in ["hostNetwork", "hostPID", "hostIPC"] {
        if is(pod.spec.get(key), true) {
            judge.find(&codes::CONFINED, pod.way(steps![key]), format!("shares the node's own: `{key}`"));
        }
    }
    for (at, volume) in items(pod.spec.get("volumes")).enumerate() {
        if volume.get("hostPath").is_some() {
            let way = pod.way(steps!["volumes", at, "hostPath"]);
            judge.find(&codes::CONFINED, way, "reads a folder of the node");
        }
    }
    if items(pod.spec.at(&["securityContext", "sysctls"])).next().is_some() {
        let way = pod.way(steps!["securityContext", "sysctls"]);
        judge.find(&codes::CONFINED, way, "changes settings of the kernel");
    }
}

/// S01, of a container.
fn privileges(judge: &mut Judge<'_>, pod: &Pod<'_>, container: Container<'_>) {
    let name = container.name();
    let (own, whole) = (container.value.get("securityContext"), pod.spec.get("securityContext"));
    let own_or_whole = |path: &[&str]| {
        own.and_then(|context| context.at(path)).or_else(|| whole.and_then(|context| context.at(path)))
    };
    let here = |key: &str| container.way(pod, steps!["securityContext", key]);
    let mut wrong = Vec::new();
    if !is(own_or_whole(&["runAsNonRoot"]), true) {
        wrong.push((here("runAsNonRoot"), format!("may run `{name}` as root")));
    }
    if !is(own.and_then(|context| context.get("allowPrivilegeEscalation")), false) {
        wrong.push((here("allowPrivilegeEscalation"), format!("lets `{name}` gain privileges")));
    }
    if is(own.and_then(|context| context.get("privileged")), true) {
        wrong.push((here("privileged"), format!("runs `{name}` with all privileges")));
    }
    let seccomp = own_or_whole(&["seccompProfile", "type"]).and_then(Value::as_str);
    if !matches!(seccomp, Some("RuntimeDefault" | "Localhost")) {
        wrong.push((here("seccompProfile"), format!("lets `{name}` make every call to the kernel")));
    }
    if !drops_all(own.and_then(|context| context.get("capabilities"))) {
        wrong.push((here("capabilities"), format!("leaves `{name}` capabilities of root")));
    }
    for (at, port) in items(container.value.get("ports")).enumerate() {
        if port.get("hostPort").and_then(Value::as_int).unwrap_or(0) != 0 {
            wrong.push((
                container.way(pod, steps!["ports", at, "hostPort"]),
                "takes a port of the node".into(),
            ));
        }
    }
    for (way, what) in wrong {
        judge.find(&codes::CONFINED, way, what);
    }
}

fn drops_all(capabilities: Option<&Value>) -> bool {
    let listed = |key| items(capabilities.and_then(|them| them.get(key))).filter_map(Value::as_str);
    listed("drop").any(|name| name == "ALL") && listed("add").all(|name| name == "NET_BIND_SERVICE")
}

/// S02.
fn files(judge: &mut Judge<'_>, pod: &Pod<'_>, container: Container<'_>) {
    let (own, whole) = (container.value.get("securityContext"), pod.spec.get("securityContext"));
    let name = container.name();
    if !is(own.and_then(|context| context.get("readOnlyRootFilesystem")), true) {
        let way = container.way(pod, steps!["securityContext", "readOnlyRootFilesystem"]);
        judge.find(&codes::HARDENED, way, format!("lets `{name}` change its own files"));
    }
    let user = own.and_then(|context| context.get("runAsUser"));
    let user = user.or_else(|| whole.and_then(|context| context.get("runAsUser"))).and_then(Value::as_int);
    if user.is_none_or(|user| user < FIRST_USER) {
        let way = container.way(pod, steps!["securityContext", "runAsUser"]);
        judge.find(&codes::HARDENED, way, format!("may run `{name}` as a user of the node"));
    }
}

/// S03.
fn account(judge: &mut Judge<'_>, pod: &Pod<'_>) {
    let account = text(pod.spec, &["serviceAccountName"]);
    if account.is_none_or(|name| name == "default") {
        judge.find(&codes::ACCOUNT, pod.way(steps!["serviceAccountName"]), "has no account of its own");
    }
    if !is(pod.spec.get("automountServiceAccountToken"), false) {
        let way = pod.way(steps!["automountServiceAccountToken"]);
        judge.find(&codes::ACCOUNT, way, "carries a token of the API server");
    }
}

/// S04.
fn image(judge: &mut Judge<'_>, pod: &Pod<'_>, container: Container<'_>) {
    let Some(image) = text(container.value, &["image"]) else { return };
    if is_moving(image) {
        let way = container.way(pod, steps!["image"]);
        judge.find(&codes::MOVING_IMAGE, way, format!("runs `{image}`, which is another one tomorrow"));
    }
}

fn is_moving(image: &str) -> bool {
    if image.contains("@sha256:") {
        return false;
    }
    let last = image.rsplit('/').next().unwrap_or(image);
    last.split_once(':').is_none_or(|(_, tag)| tag == "latest")
}

fn is(value: Option<&Value>, truth: bool) -> bool {
    value.and_then(Value::as_bool) == Some(truth)
}
