//! The section `secrets`.

use hagen_core::codes::ITSELF;
use hagen_core::section::{Checker, Section};
use hagen_kube::{
    AwsRegion, AwsRole, GcpProject, Host, Line, Name, Quantity, StorageClassName, Text as _, Url, Uuid,
    is_itself,
};

use crate::codes;

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
#[section(check = check_vault)]
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
    #[section(default = Line::known("external-secrets"))]
    pub role: Line,
    /// A namespace of Vault Enterprise or OpenBao.
    pub namespace: Option<Line>,
    /// A ConfigMap in the namespace `external-secrets` whose key `ca.crt` is the authority of the server's
    /// certificate. Absent: a public one.
    pub ca: Option<Name>,
}

/// OpenBao in the cluster.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_openbao)]
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
    pub region: AwsRegion,
    /// The ARN of a role to take on.
    pub role: Option<AwsRole>,
}

/// Google Secret Manager.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct GcpStore {
    /// The project.
    #[section(example = "example-production")]
    pub project: GcpProject,
}

/// Azure Key Vault.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_azure)]
pub struct AzureStore {
    /// The address of the vault.
    #[section(example = "https://example.vault.azure.net")]
    pub vault: Url,
    /// The tenant.
    #[section(example = "00000000-0000-0000-0000-000000000000")]
    pub tenant: String,
}

/// What is asked by HTTP is at an address of the web.
fn check_web(url: &Url, key: &str, example: &str, checker: &mut Checker<'_, '_>) {
    if !url.as_str().starts_with("https://") && !url.as_str().starts_with("http://") {
        let message = format!("`{url}` is no address of the web");
        checker.report(&codes::STORE, key, message).help = Some(format!("for instance `{example}`"));
    }
}

fn check_vault(store: &VaultStore, checker: &mut Checker<'_, '_>) {
    check_web(&store.server, "server", "https://vault.example.internal:8200", checker);
    if is_itself(store.server.host()) {
        let message = format!("`{}` is the pod of External Secrets itself", store.server);
        checker.report(&ITSELF, "server", message).help =
            Some("give the address that the cluster reaches the server by".into());
    }
    let server = store.server.as_str();
    let pages = ["/v1", "/ui"].iter().filter_map(|page| server.find(page).map(|at| (at, at + page.len())));
    let of_page = |&(_, end): &(usize, usize)| server[end..].is_empty() || server[end..].starts_with('/');
    if let Some((at, _)) = pages.filter(of_page).min() {
        let message = format!("`{server}` is a page of the server");
        checker.report(&codes::STORE, "server", message).help = Some(format!("write `{}`", &server[..at]));
    }
    let engine = store.path.trim_matches('/');
    let is_data = store.version == VaultVersion::V2 && engine.ends_with("/data");
    let meant = if is_data { engine.trim_end_matches("/data") } else { engine };
    mount(&store.path, meant, "path", "where the engine is mounted", checker);
    let method = store.mount.trim_matches('/');
    mount(
        &store.mount,
        method.strip_prefix("auth/").unwrap_or(method),
        "mount",
        "where the method is mounted",
        checker,
    );
}

/// Reports a mount that is written otherwise than External Secrets puts it into addresses.
fn mount(written: &str, meant: &str, key: &str, what: &str, checker: &mut Checker<'_, '_>) {
    if written == meant && !written.is_empty() {
        return;
    }
    let message = format!("`{}` is not {what}", written.escape_debug());
    let help = if meant.is_empty() {
        "`vault secrets list` and `vault auth list` show the mounts".to_owned()
    } else {
        format!("write `{meant}`: the rest of the path is the store's own")
    };
    checker.report(&codes::STORE, key, message).help = Some(help);
}

/// Raft, its snapshots and the audit log want room.
const LEAST_STORAGE: u128 = 1 << 30;

fn check_openbao(store: &OpenBaoStore, checker: &mut Checker<'_, '_>) {
    if store.storage.units() < LEAST_STORAGE {
        let message = format!("`{}` is too small a volume", store.storage);
        checker.report(&codes::STORE, "storage", message).help = Some("1Gi at least".into());
    }
}

fn check_azure(store: &AzureStore, checker: &mut Checker<'_, '_>) {
    check_web(&store.vault, "vault", "https://example.vault.azure.net", checker);
    let is_domain = Host::parse(&store.tenant).is_ok() && store.tenant.contains('.');
    if Uuid::parse(&store.tenant).is_err() && !is_domain {
        let message =
            format!("`{}` is neither the id nor the domain of a tenant", store.tenant.escape_debug());
        checker.report(&codes::STORE, "tenant", message).help =
            Some("`az account show --query tenantId` tells it".into());
    }
}
