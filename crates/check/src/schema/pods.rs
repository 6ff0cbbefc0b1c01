//! What the API server checks of the parts of a pod.

use std::collections::BTreeSet;

use hagen_yaml::Value;

use super::checker::Checker;
use super::finding::Problem;
use super::objects::is_absent;
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

    /// The sources of a volume do not put different files in one place.
    pub(super) fn projections(&mut self, spec: &Value, path: &Path<'_>) {
        let path = path.key("volumes");
        for (at, volume) in elements(spec, "volumes").iter().enumerate() {
            let Some(projected) = volume.get("projected") else { continue };
            let (path, mut known) = (path.index(at), BTreeSet::new());
            let path = path.key("projected");
            let path = path.key("sources");
            for (at, source) in elements(projected, "sources").iter().enumerate() {
                for file in files(source).filter(|file| !known.insert(*file)) {
                    self.contradiction(&path.index(at), || format!("`{file}` is made twice"));
                }
            }
        }
    }

    /// Who is privileged can escalate.
    pub(super) fn security_context(&mut self, context: &Value, path: &Path<'_>) {
        self.ids(context, path);
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

    /// A least number of domains only binds a rule that binds, and keys narrow a selector that is there.
    pub(super) fn spread(&mut self, constraint: &Value, path: &Path<'_>) {
        self.match_keys(constraint, "matchLabelKeys", path);
        let is_soft = text(constraint, "whenUnsatisfiable") == Some("ScheduleAnyway");
        if is_soft && integer(constraint, "minDomains").is_some() {
            self.contradiction(&path.key("minDomains"), || {
                "it takes `whenUnsatisfiable: DoNotSchedule`".to_owned()
            });
        }
    }

    /// Terms of affinity with other pods, required or preferred.
    pub(super) fn pod_affinity(&mut self, spec: &Value, path: &Path<'_>) {
        let path = path.key("affinity");
        for direction in ["podAffinity", "podAntiAffinity"] {
            let Some(affinity) = spec.at(&["affinity", direction]) else { continue };
            let path = path.key(direction);
            let at = path.key(REQUIRED);
            for (position, term) in elements(affinity, REQUIRED).iter().enumerate() {
                self.affinity_term(term, &at.index(position));
            }
            let at = path.key(PREFERRED);
            for (position, weighted) in elements(affinity, PREFERRED).iter().enumerate() {
                let Some(term) = weighted.get("podAffinityTerm") else { continue };
                self.affinity_term(term, &at.index(position).key("podAffinityTerm"));
            }
        }
    }

    fn affinity_term(&mut self, term: &Value, path: &Path<'_>) {
        for field in ["matchLabelKeys", "mismatchLabelKeys"] {
            self.match_keys(term, field, path);
        }
    }

    /// The keys of labels by which a selector is narrowed to the pod's own values.
    fn match_keys(&mut self, term: &Value, field: &str, path: &Path<'_>) {
        let keys = elements(term, field);
        let at = path.key(field);
        if !keys.is_empty() && is_absent(term.get("labelSelector")) {
            self.contradiction(&at, || "it takes a `labelSelector`".to_owned());
        }
        for (position, key) in keys.iter().enumerate() {
            if let Some(key) = key.as_str() {
                self.label_key(key, &at.index(position));
            }
        }
    }

    /// Users and groups of the node are numbers of 31 bits.
    pub(super) fn ids(&mut self, context: &Value, path: &Path<'_>) {
        for field in ["runAsUser", "runAsGroup", "fsGroup"] {
            self.id(context.get(field), &path.key(field));
        }
        let at = path.key("supplementalGroups");
        for (position, group) in elements(context, "supplementalGroups").iter().enumerate() {
            self.id(Some(group), &at.index(position));
        }
    }

    fn id(&mut self, id: Option<&Value>, path: &Path<'_>) {
        let most = i64::from(i32::MAX);
        if let Some(id) = id.and_then(Value::as_int).filter(|id| *id > most) {
            self.report(path, || {
                let bounds = Problem::OutOfRange { least: None, most: Some(f64::from(i32::MAX)) };
                (bounds, format!("{id} is out of range: it has to be at most {most}"))
            });
        }
    }

    /// A container that sleeps before it stops is stopped when the grace period ends.
    pub(super) fn sleeps(&mut self, spec: &Value, path: &Path<'_>) {
        let grace = integer(spec, "terminationGracePeriodSeconds").unwrap_or(30);
        for list in ["initContainers", "containers"] {
            let at = path.key(list);
            for (position, container) in elements(spec, list).iter().enumerate() {
                let seconds = container.at(&["lifecycle", "preStop", "sleep", "seconds"]);
                let Some(seconds) = seconds.and_then(Value::as_int) else { continue };
                if seconds < 0 || seconds > grace {
                    let at = at.index(position);
                    let at = at.key("lifecycle");
                    let at = at.key("preStop");
                    let at = at.key("sleep");
                    self.contradiction(&at.key("seconds"), || {
                        format!("{seconds} is not within `terminationGracePeriodSeconds`, {grace}")
                    });
                }
            }
        }
    }
}

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// The files that a source says it makes.
fn files(source: &Value) -> impl Iterator<Item = &str> {
    let kinds = source.as_map().into_iter().flatten().map(|(_, kind)| kind);
    kinds.flat_map(|kind| {
        text(kind, "path")
            .into_iter()
            .chain(elements(kind, "items").iter().filter_map(|item| text(item, "path")))
    })
}
