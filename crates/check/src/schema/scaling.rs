//! What the API server checks of autoscalers.

use hagen_yaml::Value;

use super::checker::Checker;
use super::finding::Problem;
use super::path::Path;
use super::semantics::{amount, elements, integer, text};

impl Checker<'_> {
    /// An autoscaler has room, and pods to measure.
    pub(super) fn autoscaler(&mut self, spec: &Value, path: &Path<'_>) {
        let (least, most) = (integer(spec, "minReplicas"), integer(spec, "maxReplicas"));
        if let (Some(least), Some(most)) = (least, most)
            && least > most
        {
            self.contradiction(&path.key("minReplicas"), || {
                format!("{least} is more than `maxReplicas`, {most}")
            });
        }
        self.scale_target(spec, path);
        self.scaling_rules(spec, path);
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

    /// What is scaled is of a group: Kubernetes itself has nothing that scales.
    fn scale_target(&mut self, spec: &Value, path: &Path<'_>) {
        let Some(target) = spec.get("scaleTargetRef").filter(|target| target.as_map().is_some()) else {
            return;
        };
        let path = path.key("scaleTargetRef");
        match text(target, "apiVersion") {
            None => self.missing("apiVersion", &path),
            Some(version) if !version.contains('/') => {
                self.syntax(version, "a group and a version like `apps/v1`", &path.key("apiVersion"));
            }
            Some(_) => {}
        }
    }

    /// Rules that list policies have one.
    fn scaling_rules(&mut self, spec: &Value, path: &Path<'_>) {
        let path = path.key("behavior");
        for direction in ["scaleUp", "scaleDown"] {
            let policies = spec.at(&["behavior", direction, "policies"]).and_then(Value::as_list);
            if policies.is_some_and(<[Value]>::is_empty) {
                let path = path.key(direction);
                self.report(&path.key("policies"), || {
                    let message = "it must not be empty: without it, there are default policies".to_owned();
                    (Problem::OutOfRange { least: Some(1.0), most: None }, message)
                });
            }
        }
    }

    /// A metric has what its type says, and nothing else.
    pub(super) fn metric_spec(&mut self, metric: &Value, path: &Path<'_>) {
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

    /// A target has the value that its type says, and it is more than nothing.
    pub(super) fn metric_target(&mut self, target: &Value, path: &Path<'_>) {
        let field = match text(target, "type") {
            Some("Utilization") => "averageUtilization",
            Some("AverageValue") => "averageValue",
            Some("Value") => "value",
            _ => return,
        };
        match target.get(field) {
            None | Some(Value::Null) => self.missing(field, path),
            Some(value)
                if amount(value).is_some_and(|amount| amount <= 0.0) && field != "averageUtilization" =>
            {
                self.report(&path.key(field), || {
                    let message = "it is out of range: it has to be more than 0".to_owned();
                    (Problem::OutOfRange { least: Some(0.0), most: None }, message)
                });
            }
            Some(_) => {}
        }
    }
}
