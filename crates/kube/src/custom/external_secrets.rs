//! External Secrets Operator: `external-secrets.io` and its generators.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::CustomResource;

/// Fetches keys of a store into a Secret.
/// See <https://external-secrets.io/latest/api/externalsecret/>.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalSecretSpec {
    /// How often the store is read again, as a Go duration.
    pub refresh_interval: &'static str,
    /// `CreatedOnce`, `Periodic` or `OnChange`; `Periodic` when absent.
    pub refresh_policy: Option<&'static str>,
    /// The store that `data` is read from.
    pub secret_store_ref: Option<StoreRef>,
    /// The Secret.
    pub target: Target,
    /// Keys that are read one by one.
    pub data: Option<Vec<Data>>,
    /// Whole sets of keys.
    pub data_from: Option<Vec<DataFrom>>,
}

/// Names a store.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoreRef {
    /// `SecretStore` or `ClusterSecretStore`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
}

/// The Secret that an ExternalSecret makes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Its name.
    pub name: String,
    /// `Owner`: it goes when the ExternalSecret goes. `Orphan`: it stays.
    pub creation_policy: &'static str,
    /// `Retain`: it stays as it is when the store has the keys no more.
    pub deletion_policy: &'static str,
    /// Never changes what is in it, not even in a Secret that was there before.
    pub immutable: Option<bool>,
    /// What it looks like. Without a template the operator copies the labels and annotations of the ExternalSecret,
    /// Argo CD's tracking annotation among them.
    pub template: Template,
}

/// What the Secret of an ExternalSecret looks like.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// `v2`: Go templates.
    pub engine_version: &'static str,
    /// `Merge` keeps the fetched keys beside those of `data`; `Replace` drops them if there is any `data`.
    pub merge_policy: &'static str,
    /// The type of the Secret.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its labels.
    pub metadata: TemplateMetadata,
    /// Keys as Go templates.
    pub data: Option<BTreeMap<String, String>>,
}

/// Labels of the Secret of an ExternalSecret.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TemplateMetadata {
    /// The labels.
    pub labels: BTreeMap<String, String>,
}

/// A key of an ExternalSecret's Secret.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Data {
    /// The key in the Secret.
    pub secret_key: String,
    /// Where it is in the store.
    pub remote_ref: RemoteRef,
}

/// A place in a store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RemoteRef {
    /// The name or path of the secret in the store.
    pub key: String,
    /// The key in it.
    pub property: String,
}

/// A set of keys of an ExternalSecret.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataFrom {
    /// What they come from.
    pub source_ref: SourceRef,
}

/// What a set of keys comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceRef {
    /// A generator in the same namespace.
    pub generator_ref: GeneratorRef,
}

/// Names a generator in the same namespace.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GeneratorRef {
    /// `generators.external-secrets.io/v1alpha1`.
    pub api_version: &'static str,
    /// `Password`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
}

impl CustomResource for ExternalSecretSpec {
    const API_VERSION: &'static str = "external-secrets.io/v1";
    const KIND: &'static str = "ExternalSecret";
}
