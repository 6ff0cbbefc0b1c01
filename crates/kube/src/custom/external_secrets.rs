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

/// A store for one namespace.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecretStoreSpec {
    /// What is behind it.
    pub provider: Provider,
}

/// A store for several namespaces.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClusterSecretStoreSpec {
    /// Who may use it: any of these.
    pub conditions: Vec<Condition>,
    /// What is behind it.
    pub provider: Provider,
}

/// Some namespaces.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Condition {
    /// Their names.
    pub namespaces: Vec<String>,
}

/// What is behind a store.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Secrets of a namespace.
    Kubernetes(KubernetesProvider),
    /// HashiCorp Vault or OpenBao.
    Vault(VaultProvider),
    /// AWS Secrets Manager.
    Aws(AwsProvider),
    /// Google Secret Manager.
    Gcpsm(GcpProvider),
    /// Azure Key Vault.
    Azurekv(AzureProvider),
}

/// Secrets of a namespace of a cluster.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KubernetesProvider {
    /// The namespace.
    pub remote_namespace: String,
    /// The cluster.
    pub server: KubernetesServer,
    /// Who reads.
    pub auth: KubernetesAuth,
}

/// An API server.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KubernetesServer {
    /// Its address.
    pub url: &'static str,
    /// Its certificate authority.
    pub ca_provider: CaProvider,
}

/// Where a certificate authority is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaProvider {
    /// `ConfigMap` or `Secret`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The name of the object.
    pub name: String,
    /// Its namespace: only in a ClusterSecretStore.
    pub namespace: Option<String>,
    /// The key in it.
    pub key: String,
}

/// Who reads the secrets of a namespace.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KubernetesAuth {
    /// A ServiceAccount of the store's namespace.
    pub service_account: ServiceAccountRef,
}

/// A ServiceAccount that External Secrets takes a token of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServiceAccountRef {
    /// Its name.
    pub name: String,
    /// Its namespace: only in a ClusterSecretStore.
    pub namespace: Option<String>,
}

/// HashiCorp Vault or OpenBao.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VaultProvider {
    /// Its address.
    pub server: String,
    /// Where the key-value engine is mounted.
    pub path: String,
    /// The version of the key-value engine.
    pub version: &'static str,
    /// A namespace of Vault Enterprise.
    pub namespace: Option<String>,
    /// Its certificate authority, unless it is a public one.
    pub ca_provider: Option<CaProvider>,
    /// How External Secrets signs in.
    pub auth: VaultAuth,
}

/// How External Secrets signs in to Vault.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VaultAuth {
    /// With the token of a ServiceAccount.
    pub kubernetes: VaultKubernetesAuth,
}

/// Signing in to Vault with the token of a ServiceAccount.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VaultKubernetesAuth {
    /// Where the auth method is mounted.
    pub mount_path: String,
    /// The role in Vault.
    pub role: String,
    /// The ServiceAccount.
    pub service_account_ref: ServiceAccountRef,
}

/// AWS Secrets Manager, as the pods of External Secrets themselves may use it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AwsProvider {
    /// `SecretsManager`.
    pub service: &'static str,
    /// The region.
    pub region: String,
    /// A role to take on.
    pub role: Option<String>,
}

/// Google Secret Manager, as the pods of External Secrets themselves may use it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GcpProvider {
    /// The project.
    #[serde(rename = "projectID")]
    pub project_id: String,
}

/// Azure Key Vault.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AzureProvider {
    /// The address of the vault.
    pub vault_url: String,
    /// `WorkloadIdentity`.
    pub auth_type: &'static str,
    /// The tenant.
    pub tenant_id: String,
    /// The ServiceAccount that carries the identity.
    pub service_account_ref: ServiceAccountRef,
}

/// Makes passwords.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PasswordSpec {
    /// How many characters.
    pub length: u8,
    /// How many of them are digits.
    pub digits: u8,
    /// How many are neither letter nor digit.
    pub symbols: u8,
    /// Whether a character may come twice: without it a password has no more characters than there are.
    pub allow_repeat: bool,
    /// No capitals.
    pub no_upper: bool,
}

/// Writes a secret into a store.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PushSecretSpec {
    /// How often the store is looked at.
    pub refresh_interval: &'static str,
    /// `IfNotExists`: what is there is never written over.
    pub update_policy: &'static str,
    /// `None`: what was written stays when the object goes.
    pub deletion_policy: &'static str,
    /// The stores.
    pub secret_store_refs: Vec<StoreRef>,
    /// What is written.
    pub selector: PushSelector,
    /// Where it is written to.
    pub data: Vec<PushData>,
}

/// What is written into a store.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PushSelector {
    /// What a generator makes.
    pub generator_ref: GeneratorRef,
}

/// A key, and where it is written to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PushData {
    /// Which one, and where.
    #[serde(rename = "match")]
    pub matching: PushMatch,
}

/// A key of what is written, and its place in the store.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PushMatch {
    /// The key of what is written.
    pub secret_key: &'static str,
    /// Its place in the store.
    pub remote_ref: PushRef,
}

/// A place in a store that is written to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PushRef {
    /// The secret.
    pub remote_key: String,
    /// The key in it.
    pub property: String,
}

impl CustomResource for PushSecretSpec {
    const API_VERSION: &'static str = "external-secrets.io/v1alpha1";
    const KIND: &'static str = "PushSecret";
}

impl CustomResource for SecretStoreSpec {
    const API_VERSION: &'static str = "external-secrets.io/v1";
    const KIND: &'static str = "SecretStore";
}

impl CustomResource for ClusterSecretStoreSpec {
    const API_VERSION: &'static str = "external-secrets.io/v1";
    const KIND: &'static str = "ClusterSecretStore";
}

impl CustomResource for PasswordSpec {
    const API_VERSION: &'static str = "generators.external-secrets.io/v1alpha1";
    const KIND: &'static str = "Password";
}
