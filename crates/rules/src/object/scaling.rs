//! Rules about autoscalers and disruption budgets, each taken alone.

use hagen_yaml::Value;

use crate::codes;
use crate::finding::steps;
use crate::judge::Judge;
use crate::pod::text;

/// A03.
pub(super) fn autoscaler(judge: &mut Judge<'_>, value: &Value) {
    let number = |key| value.at(&["spec", key]).and_then(Value::as_int).unwrap_or(1);
    let (least, most) = (number("minReplicas"), number("maxReplicas"));
    if least < 2 && judge.situation.spares() {
        let way = steps!["spec", "minReplicas"];
        judge.find(&codes::AUTOSCALER, way, "may leave a single pod, which stops with its node");
    }
    if least >= most {
        let message = format!("has no room: no fewer than {least}, no more than {most}");
        judge.find(&codes::AUTOSCALER, steps!["spec", "maxReplicas"], message);
    }
    let way = ["spec", "behavior", "scaleDown", "stabilizationWindowSeconds"];
    if value.at(&way).and_then(Value::as_int) == Some(0) {
        let [one, two, three, four] = way;
        let way = steps![one, two, three, four];
        judge.find(&codes::AUTOSCALER, way, "takes pods away at the first quiet second");
    }
}

/// A10, and A07 as far as it needs no pods.
pub(super) fn budget(judge: &mut Judge<'_>, value: &Value) {
    if text(value, &["spec", "unhealthyPodEvictionPolicy"]) != Some("AlwaysAllow") {
        let help = "set `unhealthyPodEvictionPolicy: AlwaysAllow`";
        let way = steps!["spec", "unhealthyPodEvictionPolicy"];
        let message = "keeps pods that are broken anyway, and with them the drain of their node";
        judge.find_and_help(&codes::SICK_PODS, way, message, help);
    }
}
