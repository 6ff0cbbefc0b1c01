//! `EnvoyFilter`: changes to the configuration of proxies, where nothing else can say it.

use hagen_yaml::Value;
use serde::Serialize;

use super::WorkloadSelector;
use crate::manifest::CustomResource;

/// Changes to the proxies of some pods.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvoyFilter {
    /// The pods.
    pub workload_selector: WorkloadSelector,
    /// The changes, one after the other.
    pub config_patches: Vec<FilterPatch>,
}

/// A change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FilterPatch {
    /// What is changed: `HTTP_FILTER`.
    pub apply_to: &'static str,
    /// Where.
    #[serde(rename = "match")]
    pub matches: FilterMatch,
    /// How.
    pub patch: PatchBody,
}

/// Where a change is made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FilterMatch {
    /// `SIDECAR_INBOUND`: on the way from others to the pod.
    pub context: &'static str,
    /// On which listener.
    pub listener: ListenerMatch,
}

/// A listener, and a filter in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListenerMatch {
    /// The port of the pod.
    pub port_number: u16,
    /// The filter before which something is put, down from the chain of the listener.
    pub filter_chain: Value,
}

/// How something is changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PatchBody {
    /// `INSERT_BEFORE`.
    pub operation: &'static str,
    /// What is put there: a filter in Envoy's own words.
    pub value: Value,
}

impl CustomResource for EnvoyFilter {
    const API_VERSION: &'static str = "networking.istio.io/v1alpha3";
    const KIND: &'static str = "EnvoyFilter";
}
