//! What the API server checks of pods and of what runs them.

use hagen_yaml::Value;

use super::checker::Checker;
use super::finding::Problem;
use super::objects::is_absent;
use super::path::Path;
use super::scalar::{in_backticks, scalar_text};
use super::semantics::{elements, integer, text};

impl Checker<'_> {
    /// The parts of a pod go together: containers of all sorts have names of their own.
    pub(super) fn pod_spec(&mut self, spec: &Value, path: &Path<'_>) {
        if let Some(context) = spec.get("securityContext") {
            self.ids(context, &path.key("securityContext"));
        }
        self.pod_affinity(spec, path);
        self.sleeps(spec, path);
        self.projections(spec, path);
        let (inits, containers) = (elements(spec, "initContainers"), elements(spec, "containers"));
        let at = path.key("containers");
        for (position, container) in containers.iter().enumerate() {
            let Some(name) = text(container, "name") else { continue };
            if let Some(first) = inits.iter().position(|init| text(init, "name") == Some(name)) {
                self.report(&at.index(position).key("name"), || {
                    let message = format!("`{name}` is also the name of init container {first}");
                    (Problem::DuplicateKey { key: format!("name: {name}"), first }, message)
                });
            }
        }
    }

    /// Every mounted volume is one of the pod, or comes of a claim template of the same name.
    pub(super) fn mounts(&mut self, spec: &Value, claims: &[Value], path: &Path<'_>) {
        let volumes = elements(spec, "volumes");
        for list in ["initContainers", "containers"] {
            let at = path.key(list);
            for (position, container) in elements(spec, list).iter().enumerate() {
                let at = at.index(position);
                let at = at.key("volumeMounts");
                for (position, mount) in elements(container, "volumeMounts").iter().enumerate() {
                    let Some(name) = text(mount, "name") else { continue };
                    let is_volume = volumes.iter().any(|volume| text(volume, "name") == Some(name));
                    let is_claim =
                        |claim: &Value| claim.at(&["metadata", "name"]).and_then(Value::as_str) == Some(name);
                    if !is_volume && !claims.iter().any(is_claim) {
                        self.contradiction(&at.index(position).key("name"), || {
                            format!("the pod has no volume `{name}`")
                        });
                    }
                }
            }
        }
    }

    /// What keeps pods running finds its own pods, and can replace them.
    pub(super) fn workload(&mut self, spec: &Value, path: &Path<'_>) {
        if let Some(pod) = spec.at(&["template", "spec"]) {
            let at = path.key("template");
            self.mounts(pod, elements(spec, "volumeClaimTemplates"), &at.key("spec"));
        }
        self.rollout(spec, path);
        let Some(selector) = spec.get("selector").and_then(Value::as_map) else { return };
        let at = path.key("selector");
        if !selector.iter().any(|(_, part)| has_content(part)) {
            return self.contradiction(&at, || "an empty selector would take all pods".to_owned());
        }
        let labels = spec.at(&["template", "metadata", "labels"]);
        let at = at.key("matchLabels");
        for (key, wanted) in selector.get("matchLabels").and_then(Value::as_map).into_iter().flatten() {
            if labels.and_then(|labels| labels.get(key)) != Some(wanted) {
                self.contradiction(&at.key(key), || {
                    format!("the pods of the template do not have the label `{key}: {}`", scalar_text(wanted))
                });
            }
        }
    }

    fn rollout(&mut self, spec: &Value, path: &Path<'_>) {
        let name = if spec.get("strategy").is_some() { "strategy" } else { "updateStrategy" };
        let Some(strategy) = spec.get(name) else { return };
        let at = path.key(name);
        let Some(rolling) = strategy.get("rollingUpdate").filter(|rolling| rolling.as_map().is_some()) else {
            return;
        };
        if let Some(kind) = text(strategy, "type").filter(|kind| *kind != "RollingUpdate") {
            self.contradiction(&at.key("rollingUpdate"), || {
                format!("the strategy `{kind}` takes no `rollingUpdate`")
            });
        }
        let is_zero = |key: &str| match rolling.get(key) {
            Some(Value::Int(number)) => *number == 0,
            Some(Value::String(text)) => matches!(&**text, "0%"),
            _ => false,
        };
        if is_zero("maxUnavailable") && is_zero("maxSurge") {
            self.contradiction(&at.key("rollingUpdate"), || {
                "`maxUnavailable` and `maxSurge` are both zero: no pod could ever be replaced".to_owned()
            });
        }
    }

    /// The pods of a template restart as their owner needs it.
    pub(super) fn restart(&mut self, template: &Value, allowed: &[&str], path: &Path<'_>) {
        if is_absent(template.get("spec")) {
            self.missing("spec", path);
        }
        let Some(spec) = template.get("spec").filter(|spec| spec.as_map().is_some()) else { return };
        let path = path.key("spec");
        if !allowed.contains(&"Always") {
            self.mounts(spec, &[], &path);
        }
        let policy = text(spec, "restartPolicy").unwrap_or("Always");
        // A word that nobody knows is refused by the schema.
        if allowed.contains(&policy) || !["Always", "OnFailure", "Never"].contains(&policy) {
            return;
        }
        self.report(&path.key("restartPolicy"), || {
            let known = in_backticks(allowed.iter().copied());
            let message = format!("`{policy}` is not possible here, it can be {known}");
            let allowed = allowed.iter().map(ToString::to_string).collect();
            (Problem::NotInEnum { allowed, suggestion: None }, message)
        });
    }

    /// One success satisfies the probe.
    pub(super) fn single_success(&mut self, probe: &Value, path: &Path<'_>) {
        if let Some(threshold) = integer(probe, "successThreshold").filter(|threshold| *threshold > 1) {
            self.report(&path.key("successThreshold"), || {
                let message =
                    format!("{threshold} is out of range: one success is enough for this probe, write 1");
                (Problem::OutOfRange { least: None, most: Some(1.0) }, message)
            });
        }
    }

    /// A job counts what it says it counts, and restarts as its policies need it.
    pub(super) fn job(&mut self, spec: &Value, path: &Path<'_>) {
        let is_indexed = text(spec, "completionMode") == Some("Indexed");
        if is_indexed && integer(spec, "completions").is_none() {
            self.missing("completions", path);
        }
        for field in ["backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"] {
            if !is_indexed && spec.get(field).is_some() {
                self.contradiction(&path.key(field), || "it takes `completionMode: Indexed`".to_owned());
            }
        }
        self.failure_rules(spec, path);
        let policy = spec.at(&["template", "spec", "restartPolicy"]).and_then(Value::as_str);
        if spec.get("podFailurePolicy").is_some() && policy == Some("OnFailure") {
            self.contradiction(&path.key("podFailurePolicy"), || {
                "it takes `restartPolicy: Never`".to_owned()
            });
        }
    }

    /// A rule about failures says which ones.
    fn failure_rules(&mut self, spec: &Value, path: &Path<'_>) {
        let Some(policy) = spec.get("podFailurePolicy") else { return };
        let path = path.key("podFailurePolicy");
        let path = path.key("rules");
        for (position, rule) in elements(policy, "rules").iter().enumerate() {
            let has_codes = !is_absent(rule.get("onExitCodes"));
            let has_conditions = !elements(rule, "onPodConditions").is_empty();
            if rule.as_map().is_none() || has_codes != has_conditions {
                continue;
            }
            let fields = ["onExitCodes", "onPodConditions"].map(str::to_owned).to_vec();
            self.report(&path.index(position), || {
                let message = "one of `onExitCodes` and `onPodConditions` is needed".to_owned();
                (Problem::Choice { fields }, message)
            });
        }
    }
}

/// Whether a part of a selector selects at all.
fn has_content(part: &Value) -> bool {
    part.as_map().is_some_and(|labels| !labels.is_empty())
        || part.as_list().is_some_and(|all| !all.is_empty())
}
