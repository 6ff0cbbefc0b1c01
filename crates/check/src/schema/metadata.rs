//! Names, namespaces and whole objects within objects.

use hagen_yaml::Value;

use super::Schemas;
use super::checker::Checker;
use super::finding::{Finding, Problem};
use super::kind::Kind;
use super::names;
use super::path::Path;

/// How the API server wants the name of a kind.
#[derive(Clone, Copy)]
enum NameRule {
    DnsName,
    DnsLabel,
    ServiceName,
    PathSegment,
    CronJob,
}

impl NameRule {
    fn of(kind: &Kind<'_>) -> Self {
        if !kind.built_in() {
            return Self::DnsName;
        }
        match kind.kind() {
            // Names that begin with a digit are allowed since 1.36.
            "Service" if kind.schemas.minor().number() < 36 => Self::ServiceName,
            "Service" | "Namespace" | "StatefulSet" => Self::DnsLabel,
            "Role" | "ClusterRole" | "RoleBinding" | "ClusterRoleBinding" => Self::PathSegment,
            "CronJob" => Self::CronJob,
            _ => Self::DnsName,
        }
    }

    fn violation(self, name: &str) -> Option<&'static str> {
        let (holds, expected) = match self {
            Self::DnsName => (names::is_dns_name(name), DNS_NAME),
            Self::DnsLabel => (names::is_dns_label(name), DNS_LABEL),
            Self::ServiceName => (names::is_service_name(name), SERVICE_NAME),
            Self::PathSegment => (names::is_path_segment(name), PATH_SEGMENT),
            Self::CronJob => (names::is_dns_name(name) && name.len() <= 52, CRON_JOB),
        };
        (!holds).then_some(expected)
    }
}

pub(super) const DNS_NAME: &str = "a DNS name: at most 253 lower case letters, digits, inner `-` and `.`";
pub(super) const DNS_LABEL: &str = "a DNS label: at most 63 lower case letters, digits and inner `-`";
pub(super) const SERVICE_NAME: &str =
    "the name of a service: at most 63 lower case letters, digits and inner `-`, a letter first";
pub(super) const PATH_SEGMENT: &str = "a name without `/` and `%` that is neither `.` nor `..`";
const CRON_JOB: &str = "the name of a CronJob: at most 52 lower case letters, digits, inner `-` and `.`";

impl Schemas {
    /// What is wrong with something that does not say what it is.
    pub(super) fn nameless(&self, object: &Value) -> Vec<Finding> {
        let mut checker = Checker::new(self, true);
        checker.whole(object, &Path::ROOT);
        checker.into_findings()
    }
}

impl Checker<'_> {
    /// What holds for an object as a whole: its name and its namespace.
    pub(super) fn object(&mut self, kind: &Kind<'_>, object: &Value) {
        let Some(metadata) = object.get("metadata").filter(|metadata| metadata.as_map().is_some()) else {
            return;
        };
        let path = Path::ROOT;
        let path = path.key("metadata");
        match metadata.get("name") {
            Some(Value::String(name)) => {
                if let Some(expected) = NameRule::of(kind).violation(name) {
                    self.syntax(name, expected, &path.key("name"));
                }
            }
            Some(_) => {}
            None if metadata.get("generateName").is_some() => {}
            None => self.missing("name", &path),
        }
        if !kind.namespaced() && metadata.get("namespace").is_some() {
            self.report(&path.key("namespace"), || {
                let message = format!("{} objects live in no namespace: leave it out", kind.kind());
                (Problem::NotNamespaced, message)
            });
        }
    }

    /// An object within an object: it is whole itself.
    pub(super) fn embedded(&mut self, value: &Value, path: &Path<'_>) {
        self.whole(value, path);
        if let Some(metadata) = value.get("metadata") {
            self.metadata(metadata, &path.key("metadata"));
        }
    }

    /// Of the user's own definitions: the metadata, which is the API server's.
    pub(super) fn own_metadata(&mut self, object: &Value) {
        if let Some(metadata) = object.get("metadata").filter(|_| self.schemas.base.is_some()) {
            self.metadata(metadata, &Path::ROOT.key("metadata"));
        }
    }

    fn metadata(&mut self, metadata: &Value, path: &Path<'_>) {
        let Some(base) = self.schemas.base.as_deref() else {
            return self.check(self.schemas.object_meta(), metadata, path);
        };
        let mut checker = Checker::new(base, false);
        checker.check(base.object_meta(), metadata, path);
        self.take(checker.into_findings());
    }

    /// An object says what it is.
    fn whole(&mut self, value: &Value, path: &Path<'_>) {
        if value.as_map().is_none() {
            let found = value.kind();
            return self.report(path, || {
                let message = format!("expected an object with `apiVersion` and `kind`, found {found}");
                (Problem::WrongType { expected: "a mapping", found }, message)
            });
        }
        for name in ["apiVersion", "kind"] {
            if value.get(name).and_then(Value::as_str).is_none_or(str::is_empty) {
                self.missing(name, path);
            }
        }
    }

    /// Notes a field that has to be there and is not.
    pub(super) fn missing(&mut self, name: &str, path: &Path<'_>) {
        self.report(path, || {
            (Problem::MissingField { name: name.to_owned() }, format!("`{name}` is missing"))
        });
    }
}
