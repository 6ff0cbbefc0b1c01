//! What the API server checks of an object of one kind as a whole.

use hagen_yaml::Value;

use super::checker::Checker;
use super::finding::Problem;
use super::kind::Kind;
use super::metadata::DNS_NAME;
use super::path::Path;
use super::scalar::in_backticks;
use super::semantics::{elements, integer, map, text};
use super::{names, suggest};

/// The kinds whose specification has to say something.
const SPECIFIED: [&str; 11] = [
    "CronJob",
    "DaemonSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "Ingress",
    "Job",
    "PersistentVolumeClaim",
    "Pod",
    "ReplicaSet",
    "Service",
    "StatefulSet",
];

/// The custom resources that scale, and the field that says how far.
const SCALED: [(&str, &str); 11] = [
    ("Alertmanager", "replicas"),
    ("Cluster", "instances"),
    ("KafkaBridge", "replicas"),
    ("KafkaConnect", "replicas"),
    ("KafkaConnector", "tasksMax"),
    ("KafkaMirrorMaker2", "replicas"),
    ("KafkaNodePool", "replicas"),
    ("Pooler", "instances"),
    ("Prometheus", "shards"),
    ("PrometheusAgent", "shards"),
    ("Rollout", "replicas"),
];

const POD_SECURITY_LEVELS: [&str; 3] = ["privileged", "baseline", "restricted"];

impl Checker<'_> {
    /// What holds for an object of its kind, beside its fields.
    pub(super) fn whole_kind(&mut self, kind: &Kind<'_>, object: &Value) {
        if !kind.built_in() {
            return self.scale(kind, object);
        }
        if SPECIFIED.contains(&kind.kind()) && is_absent(object.get("spec")) {
            self.missing("spec", &Path::ROOT);
        }
        match kind.kind() {
            "CronJob" => self.job_template(object),
            "Namespace" => self.pod_security(object),
            "NetworkPolicy" => self.policy_types(object),
            "RoleBinding" | "ClusterRoleBinding" => self.subjects(object),
            "StorageClass" => self.provisioner(object),
            _ => {}
        }
    }

    /// The field that a scale sets is a count of 32 bits.
    fn scale(&mut self, kind: &Kind<'_>, object: &Value) {
        let Some((_, field)) = SCALED.iter().find(|(known, _)| *known == kind.kind()) else { return };
        let count = object.get("spec").and_then(|spec| integer(spec, field));
        let Some(count) = count.filter(|count| *count > i64::from(i32::MAX)) else { return };
        let path = Path::ROOT;
        let path = path.key("spec");
        self.report(&path.key(field), || {
            let most = Some(f64::from(i32::MAX));
            (Problem::OutOfRange { least: None, most }, format!("{count} does not fit 32 bits"))
        });
    }

    /// Who makes the volumes is named as labels are.
    fn provisioner(&mut self, class: &Value) {
        let Some(name) = text(class, "provisioner") else { return };
        if !names::is_label_key(name) && !names::is_label_key(&name.to_ascii_lowercase()) {
            self.syntax(
                name,
                "a name like `driver.example.com` or `example.com/driver`",
                &Path::ROOT.key("provisioner"),
            );
        }
    }

    fn job_template(&mut self, object: &Value) {
        let Some(template) = object.at(&["spec", "jobTemplate"]) else { return };
        if template.as_map().is_some() && is_absent(template.get("spec")) {
            let path = Path::ROOT;
            let path = path.key("spec");
            self.missing("spec", &path.key("jobTemplate"));
        }
    }

    /// The labels by which a namespace restricts its pods.
    fn pod_security(&mut self, namespace: &Value) {
        let Some(labels) = namespace.get("metadata").and_then(|metadata| map(metadata, "labels")) else {
            return;
        };
        let path = Path::ROOT;
        let path = path.key("metadata");
        let path = path.key("labels");
        for (key, value) in labels {
            let Some(mode) = key.strip_prefix("pod-security.kubernetes.io/") else { continue };
            // The server takes `null` for empty text.
            let Some(text) = value.as_str().or_else(|| is_absent(Some(value)).then_some("")) else {
                continue;
            };
            match mode {
                "enforce" | "warn" | "audit" => self.one_of(text, &POD_SECURITY_LEVELS, &path.key(key)),
                "enforce-version" | "warn-version" | "audit-version" if !is_policy_version(text) => {
                    self.syntax(text, "`latest` or a version like `v1.36`", &path.key(key));
                }
                _ => {}
            }
        }
    }

    /// A policy is about one direction, or both.
    fn policy_types(&mut self, object: &Value) {
        let count = object.get("spec").map_or(0, |spec| elements(spec, "policyTypes").len());
        if count > 2 {
            let path = Path::ROOT;
            let path = path.key("spec");
            self.report(&path.key("policyTypes"), || {
                let message = format!("it has {count} elements, at most 2 are allowed");
                (Problem::OutOfRange { least: None, most: Some(2.0) }, message)
            });
        }
    }

    /// A subject that is a service account has the name of one.
    fn subjects(&mut self, binding: &Value) {
        let path = Path::ROOT;
        let path = path.key("subjects");
        for (position, subject) in elements(binding, "subjects").iter().enumerate() {
            let is_account = subject.get("kind").and_then(Value::as_str) == Some("ServiceAccount");
            let name = subject.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
            if let Some(name) = name.filter(|name| is_account && !names::is_dns_name(name)) {
                self.syntax(name, DNS_NAME, &path.index(position).key("name"));
            }
        }
    }

    /// A text is one of a few.
    pub(super) fn one_of(&mut self, text: &str, allowed: &[&str], path: &Path<'_>) {
        if allowed.contains(&text) {
            return;
        }
        self.report(path, || {
            let suggestion = suggest::nearest(text, allowed.iter().copied()).map(str::to_owned);
            let hint = match &suggestion {
                Some(meant) => format!("did you mean `{meant}`"),
                None => format!("it can be {}", in_backticks(allowed.iter().copied())),
            };
            let message = format!("`{text}` is not possible here, {hint}");
            let allowed = allowed.iter().map(ToString::to_string).collect();
            (Problem::NotInEnum { allowed, suggestion }, message)
        });
    }
}

/// Whether a field is not there, which `null` is too.
pub(super) fn is_absent(value: Option<&Value>) -> bool {
    matches!(value, None | Some(Value::Null))
}

/// `latest`, or a minor like `v1.36`.
fn is_policy_version(text: &str) -> bool {
    let is_number = |number: &str| {
        number == "0"
            || (!number.starts_with('0')
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    text == "latest" || text.strip_prefix("v1.").is_some_and(is_number)
}
