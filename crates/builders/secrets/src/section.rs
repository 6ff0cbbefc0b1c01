//! The section `secrets`.

use hagen_core::section::Section;
use hagen_kube::{Name, Quantity, StorageClassName, Url};

/// Where secrets come from. A blueprint only names them.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Secrets {
    /// The store.
    #[section(default)]
    pub store: StoreKind,
    /// What the paths in a store outside the cluster begin with. Absent: the name of the blueprint.
    pub prefix: Option<Name>,
}

/// A store of secrets.
#[derive(Debug, Clone, PartialEq, Default, Section)]
pub enum StoreKind {
    /// A namespace of the cluster: passwords are generated there once, and people put there what only they know.
    #[default]
    Generated,
    /// HashiCorp Vault or OpenBao, read with a role of its Kubernetes auth method.
    Vault(VaultStore),
    /// OpenBao, which hagen installs in the cluster. Passwords are generated into it once, and people put there what
    /// only they know. It has to be initialised and unsealed by people: `runbooks/openbao.md` says how.
    #[section(rename = "openbao")]
    OpenBao(OpenBaoStore),
    /// AWS Secrets Manager, read with the identity of the pods of External Secrets (Pod Identity or IRSA).
    Aws(AwsStore),
    /// Google Secret Manager, read with the identity of the pods of External Secrets (Workload Identity).
    Gcp(GcpStore),
    /// Azure Key Vault, read with the workload identity of the ServiceAccount of External Secrets.
    Azure(AzureStore),
}

/// HashiCorp Vault or OpenBao.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct VaultStore {
    /// Its address.
    #[section(example = "https://vault.example.internal:8200")]
    pub server: Url,
    /// Where the key-value engine is mounted.
    #[section(default = "secret".to_owned())]
    pub path: String,
    /// The version of the key-value engine.
    #[section(default)]
    pub version: VaultVersion,
    /// Where the Kubernetes auth method is mounted.
    #[section(default = "kubernetes".to_owned())]
    pub mount: String,
    /// The role of the auth method: it binds the ServiceAccount `external-secrets` of the namespace
    /// `external-secrets`, and its policy reads what is below the prefix.
    #[section(default = "external-secrets".to_owned())]
    pub role: String,
    /// A namespace of Vault Enterprise or OpenBao.
    pub namespace: Option<String>,
    /// A ConfigMap in the namespace `external-secrets` whose key `ca.crt` is the authority of the server's
    /// certificate. Absent: a public one.
    pub ca: Option<Name>,
}

/// OpenBao in the cluster.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct OpenBaoStore {
    /// The volume of each server.
    #[section(default = Quantity::known("10Gi"))]
    pub storage: Quantity,
    /// Its StorageClass. Absent: that of the cluster for what replicates itself.
    pub storage_class: Option<StorageClassName>,
}

/// The version of a key-value engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum VaultVersion {
    /// Without versions of secrets.
    V1,
    /// With versions of secrets.
    #[default]
    V2,
}

/// AWS Secrets Manager.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct AwsStore {
    /// The region.
    #[section(example = "eu-central-1")]
    pub region: String,
    /// The ARN of a role to take on.
    pub role: Option<String>,
}

/// Google Secret Manager.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct GcpStore {
    /// The project.
    #[section(example = "example-production")]
    pub project: String,
}

/// Azure Key Vault.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct AzureStore {
    /// The address of the vault.
    #[section(example = "https://example.vault.azure.net")]
    pub vault: Url,
    /// The tenant.
    #[section(example = "00000000-0000-0000-0000-000000000000")]
    pub tenant: String,
}
