//! What the API server checks over several fields of a built-in object.

use hagen_yaml::{Map, Value};

use super::checker::Checker;
use super::finding::Problem;
use super::format::Check;
use super::path::Path;
use super::scalar::scalar_text;
use super::{names, quantity, suggest};

impl Checker<'_> {
    /// Carries out a check over the fields of an object.
    pub(super) fn semantics(&mut self, check: Check, value: &Value, path: &Path<'_>) {
        match check {
            Check::LabelSelector => self.label_selector(value, path),
            Check::ResourceRequirements => self.requirements(value, path),
            Check::PodSpec => self.pod_spec(value, path),
            Check::Mounts => self.mounts(value, &[], path),
            Check::Workload => self.workload(value, path),
            Check::RestartAlways => self.restart(value, &["Always"], path),
            Check::RestartUntilDone => self.restart(value, &["OnFailure", "Never"], path),
            Check::SingleSuccess => self.single_success(value, path),
            Check::Service => self.service(value, path),
            Check::Autoscaler => self.autoscaler(value, path),
            Check::MetricSpec => self.metric_spec(value, path),
            Check::PolicyRule => self.policy_rule(value, path),
            Check::Toleration => self.toleration(value, path),
            Check::NodeRequirement => self.node_requirement(value, path),
            Check::SecurityContext => self.security_context(value, path),
            Check::Profile => self.profile(value, path),
            Check::ReadinessProbe => self.readiness_probe(value, path),
            Check::Spread => self.spread(value, path),
            Check::Claim => self.claim(value, path),
            Check::ConfigMap => self.config_map(value, path),
            Check::Secret => self.secret(value, path),
            Check::PolicyPort => self.policy_port(value, path),
            Check::IpBlock => self.ip_block(value, path),
            Check::IngressPath => self.ingress_path(value, path),
            Check::Job => self.job(value, path),
            Check::MetricTarget => self.metric_target(value, path),
            Check::ClusterSubject => self.cluster_subject(value, path),
            Check::EndpointSlice => self.endpoint_slice(value, path),
            Check::Definition => self.definition(value, path),
            _ => {}
        }
    }

    /// Notes that two parts of an object contradict each other.
    pub(super) fn contradiction(&mut self, path: &Path<'_>, message: impl FnOnce() -> String) {
        self.report(path, || (Problem::Inconsistent, message()));
    }

    fn label_selector(&mut self, selector: &Value, path: &Path<'_>) {
        let labels = path.key("matchLabels");
        if let Some(map) = selector.get("matchLabels").filter(|labels| labels.as_map().is_some()) {
            self.named(Check::Labels, map, &labels);
        }
        let expressions = path.key("matchExpressions");
        for (at, expression) in elements(selector, "matchExpressions").iter().enumerate() {
            let path = expressions.index(at);
            if let Some(key) = text(expression, "key") {
                self.label_key(key, &path.key("key"));
            }
            self.operator(expression, &path);
        }
    }

    fn operator(&mut self, expression: &Value, path: &Path<'_>) {
        let Some(operator) = text(expression, "operator") else { return };
        let has_values = !elements(expression, "values").is_empty();
        match operator {
            "In" | "NotIn" if !has_values => {
                self.contradiction(path, || format!("the operator `{operator}` needs `values`"));
            }
            "Exists" | "DoesNotExist" if has_values => {
                self.contradiction(path, || format!("the operator `{operator}` takes no `values`"));
            }
            "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
            _ => self.one_of(operator, &["In", "NotIn", "Exists", "DoesNotExist"], &path.key("operator")),
        }
    }

    fn requirements(&mut self, value: &Value, path: &Path<'_>) {
        for field in ["limits", "requests"] {
            self.resource_names(map(value, field), &path.key(field));
        }
        let (Some(requests), Some(limits)) = (map(value, "requests"), map(value, "limits")) else { return };
        let at = path.key("requests");
        for (name, request) in requests {
            let Some(limit) = limits.get(name).filter(|limit| *limit != request) else { continue };
            if let (Some(wanted), Some(most)) = (amount(request), amount(limit))
                && wanted > most
            {
                self.contradiction(&at.key(name), || {
                    let is_null = matches!(limit, Value::Null);
                    let (wanted, most) = (scalar_text(request), scalar_text(limit));
                    let meaning = if is_null { ", which is 0" } else { "" };
                    format!("the request of `{wanted}` is more than the limit of `{most}`{meaning}")
                });
            }
        }
    }

    fn resource_names(&mut self, resources: Option<&Map>, path: &Path<'_>) {
        for (name, _) in resources.into_iter().flatten() {
            let is_known = RESOURCES.contains(&&**name) || name.starts_with("hugepages-");
            if !is_known && !name.contains('/') && names::is_label_key(name) {
                self.report(&path.key(name), || {
                    let suggestion = suggest::nearest(name, RESOURCES.into_iter()).map(str::to_owned);
                    let hint = suggestion.as_ref().map_or_else(
                        || ": others have a domain before them, like `example.com/gpu`".to_owned(),
                        |meant| format!(", did you mean `{meant}`"),
                    );
                    let allowed = RESOURCES.map(str::to_owned).to_vec();
                    let message = format!("`{name}` is not a resource of Kubernetes{hint}");
                    (Problem::NotInEnum { allowed, suggestion }, message)
                });
            }
        }
    }

    fn cluster_subject(&mut self, subject: &Value, path: &Path<'_>) {
        if text(subject, "kind") == Some("ServiceAccount") && text(subject, "namespace").is_none() {
            self.missing("namespace", path);
        }
    }

    fn definition(&mut self, definition: &Value, path: &Path<'_>) {
        let at = |path: &[&str]| definition.at(path).and_then(Value::as_str);
        let (name, plural, group) =
            (at(&["metadata", "name"]), at(&["spec", "names", "plural"]), at(&["spec", "group"]));
        let (Some(name), Some(plural), Some(group)) = (name, plural, group) else { return };
        let is_named_so = name.strip_prefix(plural).and_then(|rest| rest.strip_prefix('.')) == Some(group);
        if !is_named_so {
            let path = path.key("metadata");
            self.contradiction(&path.key("name"), || {
                format!("`{name}` is not `{plural}.{group}`, its plural and its group")
            });
        }
    }

    fn policy_rule(&mut self, rule: &Value, path: &Path<'_>) {
        let is_there = |key: &str| !elements(rule, key).is_empty();
        let (has_resources, has_paths) = (is_there("resources"), is_there("nonResourceURLs"));
        if has_resources && has_paths {
            return self
                .contradiction(path, || "`resources` and `nonResourceURLs` exclude each other".to_owned());
        }
        if !has_paths {
            if !has_resources {
                self.missing("resources", path);
            }
            if !is_there("apiGroups") {
                self.missing("apiGroups", path);
            }
        }
    }
}

/// What containers request and have limits of without the name of a domain, beside huge pages of a size.
const RESOURCES: [&str; 3] = ["cpu", "ephemeral-storage", "memory"];

/// The elements of a list field.
pub(super) fn elements<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_list).unwrap_or_default()
}

/// The text of a field, when it is not empty.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// The number of a field.
pub(super) fn integer(value: &Value, key: &str) -> Option<i64> {
    value.get(key).and_then(Value::as_int)
}

/// The mapping of a field.
pub(super) fn map<'a>(value: &'a Value, key: &str) -> Option<&'a Map> {
    value.get(key).and_then(Value::as_map)
}

/// The number that an amount stands for.
pub(super) fn amount(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => quantity::parse(text),
        #[expect(
            clippy::cast_precision_loss,
            reason = "amounts of resources are not written to the last unit"
        )]
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        // An amount that is there has one.
        Value::Null => Some(0.0),
        _ => None,
    }
}
