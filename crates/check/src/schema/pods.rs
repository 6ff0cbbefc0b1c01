//! What the API server checks of the parts of a pod.

use hagen_yaml::Value;

use super::checker::Checker;
use super::path::Path;
use super::semantics::{elements, integer, text};

impl Checker<'_> {
    /// A toleration without a key tolerates everything, and only evictions wait.
    pub(super) fn toleration(&mut self, toleration: &Value, path: &Path<'_>) {
        let exists = text(toleration, "operator") == Some("Exists");
        if text(toleration, "key").is_none() && !exists {
            self.contradiction(path, || "without a `key` the operator has to be `Exists`".to_owned());
        }
        if exists && text(toleration, "value").is_some() {
            self.contradiction(&path.key("value"), || "the operator `Exists` takes no `value`".to_owned());
        }
        if integer(toleration, "tolerationSeconds").is_some()
            && text(toleration, "effect") != Some("NoExecute")
        {
            self.contradiction(&path.key("tolerationSeconds"), || "it takes `effect: NoExecute`".to_owned());
        }
    }

    /// A requirement has as many values as its operator takes.
    pub(super) fn node_requirement(&mut self, requirement: &Value, path: &Path<'_>) {
        let Some(operator) = text(requirement, "operator") else { return };
        let (holds, expected) = match (operator, elements(requirement, "values").len()) {
            ("In" | "NotIn", count) => (count > 0, "needs `values`"),
            ("Exists" | "DoesNotExist", count) => (count == 0, "takes no `values`"),
            ("Gt" | "Lt", count) => (count == 1, "needs one value"),
            _ => return,
        };
        if !holds {
            self.contradiction(path, || format!("the operator `{operator}` {expected}"));
        }
    }

    /// Who is privileged can escalate.
    pub(super) fn security_context(&mut self, context: &Value, path: &Path<'_>) {
        let is = |field: &str, wanted: bool| context.get(field).and_then(Value::as_bool) == Some(wanted);
        if !is("allowPrivilegeEscalation", false) {
            return;
        }
        if is("privileged", true) {
            self.contradiction(&path.key("privileged"), || {
                "`privileged: true` and `allowPrivilegeEscalation: false` exclude each other".to_owned()
            });
        }
        let added = context.get("capabilities").map_or(&[][..], |all| elements(all, "add"));
        if added.iter().any(|capability| capability.as_str() == Some("CAP_SYS_ADMIN")) {
            self.contradiction(&path.key("capabilities"), || {
                "`CAP_SYS_ADMIN` and `allowPrivilegeEscalation: false` exclude each other".to_owned()
            });
        }
    }

    /// A profile of the node is named, and no other.
    pub(super) fn profile(&mut self, profile: &Value, path: &Path<'_>) {
        let is_local = text(profile, "type") == Some("Localhost");
        match text(profile, "localhostProfile") {
            None if is_local => self.missing("localhostProfile", path),
            Some(_) if !is_local => {
                self.contradiction(&path.key("localhostProfile"), || "it takes `type: Localhost`".to_owned());
            }
            _ => {}
        }
    }

    /// A readiness probe stops nothing, so that nothing has to wait.
    pub(super) fn readiness_probe(&mut self, probe: &Value, path: &Path<'_>) {
        let field = "terminationGracePeriodSeconds";
        if probe.get(field).is_some() {
            self.contradiction(&path.key(field), || "a readiness probe restarts nothing".to_owned());
        }
    }

    /// A least number of domains only binds a rule that binds.
    pub(super) fn spread(&mut self, constraint: &Value, path: &Path<'_>) {
        let is_soft = text(constraint, "whenUnsatisfiable") == Some("ScheduleAnyway");
        if is_soft && integer(constraint, "minDomains").is_some() {
            self.contradiction(&path.key("minDomains"), || {
                "it takes `whenUnsatisfiable: DoNotSchedule`".to_owned()
            });
        }
    }
}
