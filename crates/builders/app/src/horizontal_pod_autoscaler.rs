//! The autoscaler of an application.

use hagen_kube::custom::rollouts;
use k8s_openapi::api::autoscaling::v2::{
    CrossVersionObjectReference, HPAScalingPolicy, HPAScalingRules, HorizontalPodAutoscaler,
    HorizontalPodAutoscalerBehavior, HorizontalPodAutoscalerSpec, MetricSpec, MetricTarget,
    ResourceMetricSource,
};

use crate::scale::Scale;
use crate::workload::{Shape, Workload};

/// How long the load has to stay low before replicas go.
const CALM_SECONDS: i32 = 300;

pub(crate) fn horizontal_pod_autoscaler(workload: &Workload<'_>) -> Option<HorizontalPodAutoscaler> {
    let Scale::Auto { min, max, cpu, memory } = workload.scale else { return None };
    let metrics = [("cpu", cpu), ("memory", memory)];
    Some(HorizontalPodAutoscaler {
        metadata: workload.metadata(),
        spec: Some(HorizontalPodAutoscalerSpec {
            scale_target_ref: target(workload),
            min_replicas: Some(min),
            max_replicas: max,
            metrics: Some(metrics.into_iter().filter_map(|(name, goal)| Some(metric(name, goal?))).collect()),
            behavior: Some(up_fast_down_slow()),
        }),
        ..HorizontalPodAutoscaler::default()
    })
}

fn target(workload: &Workload<'_>) -> CrossVersionObjectReference {
    let (api_version, kind) = match workload.shape {
        Shape::Rollout => (rollouts::API_VERSION, rollouts::KIND),
        Shape::StatefulSet => ("apps/v1", "StatefulSet"),
        _ => ("apps/v1", "Deployment"),
    };
    CrossVersionObjectReference {
        api_version: Some(api_version.into()),
        kind: kind.into(),
        name: workload.name.to_string(),
    }
}

fn metric(name: &str, goal: i32) -> MetricSpec {
    MetricSpec {
        type_: "Resource".into(),
        resource: Some(ResourceMetricSource {
            name: name.to_owned(),
            target: MetricTarget {
                type_: "Utilization".into(),
                average_utilization: Some(goal),
                ..MetricTarget::default()
            },
        }),
        ..MetricSpec::default()
    }
}

/// Doubles within half a minute when load comes, and gives back a quarter a minute when it has been gone for five.
fn up_fast_down_slow() -> HorizontalPodAutoscalerBehavior {
    HorizontalPodAutoscalerBehavior {
        scale_up: Some(HPAScalingRules {
            stabilization_window_seconds: Some(0),
            policies: Some(vec![policy("Percent", 100, 30), policy("Pods", 2, 30)]),
            select_policy: Some("Max".into()),
            ..HPAScalingRules::default()
        }),
        scale_down: Some(HPAScalingRules {
            stabilization_window_seconds: Some(CALM_SECONDS),
            policies: Some(vec![policy("Percent", 25, 60)]),
            ..HPAScalingRules::default()
        }),
    }
}

fn policy(kind: &str, value: i32, period_seconds: i32) -> HPAScalingPolicy {
    HPAScalingPolicy { type_: kind.to_owned(), value, period_seconds }
}
