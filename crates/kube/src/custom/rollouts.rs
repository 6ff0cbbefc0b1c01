//! `argoproj.io/v1alpha1`, the part of Argo Rollouts: new versions that reach a part of the users first.
//!
//! <https://argo-rollouts.readthedocs.io/en/stable/features/specification/>

use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use serde::Serialize;

use crate::manifest::CustomResource;

/// The API group and version.
pub const API_VERSION: &str = "argoproj.io/v1alpha1";

/// The kind of [`Rollout`], for an autoscaler that targets one.
pub const KIND: &str = "Rollout";

/// The label of a pod that tells the version it belongs to, and what the Services of a Rollout select by.
pub const HASH_LABEL: &str = "rollouts-pod-template-hash";

/// The `app.kubernetes.io/component` of an object whose weights Argo Rollouts writes.
pub const VERSIONS: &str = "versions";

/// Runs pods like a Deployment, and replaces them by a strategy of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rollout {
    /// How many pods. Absent: an autoscaler decides.
    pub replicas: Option<i32>,
    /// What selects the pods.
    pub selector: LabelSelector,
    /// How long a pod has to be ready before it counts.
    pub min_ready_seconds: i32,
    /// How many old versions are kept to go back to.
    pub revision_history_limit: i32,
    /// After how long a version whose pods do not become ready has failed.
    pub progress_deadline_seconds: i32,
    /// Whether it is taken back then.
    pub progress_deadline_abort: bool,
    /// Which versions are gone back to at once, without the steps.
    pub rollback_window: Option<RollbackWindow>,
    /// How a new version takes the place of the old one.
    pub strategy: Strategy,
    /// The pods.
    pub template: PodTemplateSpec,
}

/// Which versions are gone back to at once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RollbackWindow {
    /// The last so many.
    pub revisions: i32,
}

/// How a new version takes the place of the old one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Strategy {
    /// Step by step.
    Canary(Canary),
    /// All at once, once the new version stands.
    BlueGreen(BlueGreen),
}

/// Step by step.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Canary {
    /// The Service of the old version.
    pub stable_service: Option<String>,
    /// The Service of the new version.
    pub canary_service: Option<String>,
    /// Who shares out the requests. Absent: they follow the numbers of pods.
    pub traffic_routing: Option<TrafficRouting>,
    /// How many pods there may be beyond those wanted, without traffic routing.
    pub max_surge: Option<i32>,
    /// How many may be missing, without traffic routing.
    pub max_unavailable: Option<i32>,
    /// How long the old pods stay once they get no requests, with traffic routing.
    pub scale_down_delay_seconds: Option<u64>,
    /// The steps.
    pub steps: Vec<Step>,
    /// What is measured all the while.
    pub analysis: Option<Analysis>,
}

/// Who shares out the requests.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TrafficRouting {
    /// Traefik, by the weights of a `TraefikService`.
    #[serde(rename_all = "camelCase")]
    Traefik {
        /// The `TraefikService`.
        weighted_traefik_service_name: String,
    },
    /// Istio, by the weights of `VirtualServices`.
    #[serde(rename_all = "camelCase")]
    Istio {
        /// The `VirtualServices`.
        virtual_services: Vec<VirtualServiceRoutes>,
    },
}

/// Some routes of a `VirtualService`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VirtualServiceRoutes {
    /// The `VirtualService`.
    pub name: String,
    /// The names of the routes.
    pub routes: Vec<String>,
}

/// A step of a canary.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// The new version gets so many percent of the requests.
    SetWeight(i64),
    /// Nothing changes for a while, or until a person says so.
    Pause(Pause),
}

/// A while.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pause {
    /// How long. Absent: until a person says so.
    pub duration: Option<String>,
}

/// All at once.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BlueGreen {
    /// The Service of the version that serves.
    pub active_service: String,
    /// The Service of the version that is to serve next.
    pub preview_service: String,
    /// Whether it serves as soon as it stands, or when a person says so.
    pub auto_promotion_enabled: bool,
    /// How long it stands before it serves.
    pub auto_promotion_seconds: Option<u64>,
    /// How many pods it has before it serves. Absent: all of them.
    pub preview_replica_count: Option<i32>,
    /// How long the old pods stay once they get no requests.
    pub scale_down_delay_seconds: u64,
    /// What is measured once it serves; until it passes, the old pods stay.
    pub post_promotion_analysis: Option<Analysis>,
}

/// What is measured of a new version.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Analysis {
    /// The `AnalysisTemplates`.
    pub templates: Vec<TemplateRef>,
    /// From which step on, counted from zero.
    pub starting_step: Option<usize>,
    /// What they are told.
    pub args: Vec<Argument>,
}

/// An `AnalysisTemplate`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateRef {
    /// Its name.
    pub template_name: String,
}

/// Something that a template is told, or wants to be told.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// Where it comes from; nothing in the template itself.
    pub value_from: Option<ArgumentSource>,
}

/// Where an argument comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArgumentSource {
    /// `Latest`: the hash of the new version's pods.
    pub pod_template_hash_value: &'static str,
}

/// Measurements, and what is good.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnalysisTemplate {
    /// What it has to be told.
    pub args: Vec<Argument>,
    /// The measurements.
    pub metrics: Vec<Metric>,
}

/// A measurement.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Metric {
    /// Its name.
    pub name: String,
    /// How long after the start it is taken for the first time.
    pub initial_delay: String,
    /// How often.
    pub interval: String,
    /// How many times. Absent: until the rollout is done.
    pub count: Option<u32>,
    /// How many may be bad.
    pub failure_limit: u32,
    /// How many may tell nothing, before a person has to decide.
    pub inconclusive_limit: u32,
    /// What is good: an expression over `result`.
    pub success_condition: String,
    /// What is bad. What is neither tells nothing.
    pub failure_condition: Option<String>,
    /// Who is asked.
    pub provider: Provider,
}

/// Who is asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provider {
    /// Prometheus.
    pub prometheus: PrometheusQuery,
}

/// A question to Prometheus.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrometheusQuery {
    /// Its address.
    pub address: String,
    /// The question, in PromQL.
    pub query: String,
}

impl CustomResource for Rollout {
    const API_VERSION: &'static str = API_VERSION;
    const KIND: &'static str = KIND;
}

impl CustomResource for AnalysisTemplate {
    const API_VERSION: &'static str = API_VERSION;
    const KIND: &'static str = "AnalysisTemplate";
}
