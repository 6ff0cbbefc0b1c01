//! What the API server checks over several fields of a built-in object.

use hagen_yaml::{Map, Value};

use super::checker::Checker;
use super::finding::Problem;
use super::format::Check;
use super::path::Path;
use super::quantity;
use super::scalar::{in_backticks, scalar_text};

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
            _ => self.report(&path.key("operator"), || {
                let allowed = ["In", "NotIn", "Exists", "DoesNotExist"];
                let suggestion = super::suggest::nearest(operator, allowed.into_iter()).map(str::to_owned);
                let known = in_backticks(allowed.into_iter());
                let allowed = allowed.map(str::to_owned).to_vec();
                (
                    Problem::NotInEnum { allowed, suggestion },
                    format!("`{operator}` is not possible here, it can be {known}"),
                )
            }),
        }
    }

    fn requirements(&mut self, value: &Value, path: &Path<'_>) {
        let (Some(requests), Some(limits)) = (map(value, "requests"), map(value, "limits")) else { return };
        let at = path.key("requests");
        for (name, request) in requests {
            let Some(limit) = limits.get(name).filter(|limit| *limit != request) else { continue };
            if let (Some(wanted), Some(most)) = (amount(request), amount(limit))
                && wanted > most
            {
                let (wanted, most) = (scalar_text(request), scalar_text(limit));
                self.contradiction(&at.key(name), || {
                    format!("the request of `{wanted}` is more than the limit of `{most}`")
                });
            }
        }
    }

    fn service(&mut self, spec: &Value, path: &Path<'_>) {
        let kind = text(spec, "type").unwrap_or("ClusterIP");
        let is_headless = text(spec, "clusterIP") == Some("None");
        let ports = elements(spec, "ports");
        if ports.is_empty() && !is_headless && kind != "ExternalName" {
            self.missing("ports", path);
        }
        if kind == "ExternalName" && text(spec, "externalName").is_none() {
            self.missing("externalName", path);
        }
        if kind == "LoadBalancer" && is_headless {
            self.contradiction(&path.key("clusterIP"), || "a load balancer has a cluster address".to_owned());
        }
        let at = path.key("ports");
        for (position, port) in ports.iter().enumerate() {
            let at = at.index(position);
            self.service_port(port, &ports[..position], ports.len(), &at);
            if kind == "ClusterIP" && integer(port, "nodePort").is_some_and(|port| port != 0) {
                self.contradiction(&at.key("nodePort"), || {
                    "a service of type `ClusterIP` has no node port".to_owned()
                });
            }
        }
    }

    fn service_port(&mut self, port: &Value, earlier: &[Value], count: usize, path: &Path<'_>) {
        match text(port, "name") {
            None if count > 1 => self.missing("name", path),
            Some(name) => {
                if let Some(first) = earlier.iter().position(|one| text(one, "name") == Some(name)) {
                    self.report(&path.key("name"), || {
                        let message = format!("`name: {name}` is there twice: the first is element {first}");
                        (Problem::DuplicateKey { key: format!("name: {name}"), first }, message)
                    });
                }
            }
            None => {}
        }
    }

    fn autoscaler(&mut self, spec: &Value, path: &Path<'_>) {
        let (least, most) = (integer(spec, "minReplicas"), integer(spec, "maxReplicas"));
        if let (Some(least), Some(most)) = (least, most)
            && least > most
        {
            self.contradiction(&path.key("minReplicas"), || {
                format!("{least} is more than `maxReplicas`, {most}")
            });
        }
        let scales_from_zero = elements(spec, "metrics")
            .iter()
            .any(|metric| matches!(text(metric, "type"), Some("Object" | "External")));
        if least == Some(0) && !scales_from_zero {
            self.report(&path.key("minReplicas"), || {
                let message =
                    "0 is out of range: it has to be at least 1 without a metric from outside the pods";
                (Problem::OutOfRange { least: Some(1.0), most: None }, message.to_owned())
            });
        }
    }

    fn metric_spec(&mut self, metric: &Value, path: &Path<'_>) {
        const SOURCES: [(&str, &str); 5] = [
            ("ContainerResource", "containerResource"),
            ("External", "external"),
            ("Object", "object"),
            ("Pods", "pods"),
            ("Resource", "resource"),
        ];
        let Some(kind) = text(metric, "type") else { return };
        for (source, field) in SOURCES {
            match metric.get(field) {
                None if source == kind => self.missing(field, path),
                Some(_) if source != kind => {
                    self.contradiction(&path.key(field), || {
                        format!("a metric of type `{kind}` has no `{field}`")
                    });
                }
                _ => {}
            }
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

fn map<'a>(value: &'a Value, key: &str) -> Option<&'a Map> {
    value.get(key).and_then(Value::as_map)
}

fn amount(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => quantity::parse(text),
        #[expect(
            clippy::cast_precision_loss,
            reason = "amounts of resources are not written to the last unit"
        )]
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}
