//! What is in the store, and who may read it.

use hagen_core::Path;
use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, Need, Offer};
use hagen_core::context::{Context, Site, Store};
use hagen_core::secret;
use hagen_core::{Diagnostic, Place};
use hagen_kube::custom::external_secrets::{
    AwsProvider, AzureProvider, CaProvider, ClusterSecretStoreSpec, Condition, GcpProvider, Provider,
    ServiceAccountRef, VaultAuth, VaultKubernetesAuth, VaultProvider,
};
use hagen_kube::{Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::readers::{Reader, readers};
use crate::section::{Secrets, StoreKind, VaultStore, VaultVersion};
use crate::{OPERATOR, codes, openbao, passwords, readers};

/// What the section means for everybody who reads secrets.
pub fn store(section: &Secrets, platform: &Name) -> Store {
    let (name, separator) = match &section.store {
        StoreKind::Generated => return Store::Generated,
        StoreKind::Vault(_) => ("vault", "/"),
        StoreKind::OpenBao(_) => ("openbao", "/"),
        StoreKind::Aws(_) => ("aws", "/"),
        StoreKind::Gcp(_) => ("gcp", "--"),
        StoreKind::Azure(_) => ("azure", "--"),
    };
    let prefix = section.prefix.as_ref().unwrap_or(platform).to_string();
    Store::External { name: platform.join(name), prefix, separator }
}

/// The content of the default store, or the way to another one.
pub(crate) struct StorePart {
    pub(crate) section: Secrets,
    pub(crate) platform: Name,
}

impl Component for StorePart {
    fn id(&self) -> ComponentId {
        ComponentId::platform("secrets")
    }

    fn path(&self) -> Path {
        Path::ROOT.key("secrets")
    }

    fn namespace(&self) -> Option<Name> {
        match self.section.store {
            StoreKind::Generated => Some(secret::namespace(&self.platform)),
            _ => Some(Name::known(OPERATOR)),
        }
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer { needs: vec![Need::ExternalSecrets], ..Offer::default() }
    }

    fn review(&self, _: &Context<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if let StoreKind::Vault(vault) = &self.section.store
            && vault.server.as_str().starts_with("http://")
        {
            let path = Path::ROOT.key("secrets").key("store").key("vault").key("server");
            let message = "secrets would cross the network in plain text";
            found.push(
                Diagnostic::new(&codes::PLAIN_STORE, Place::value(path), message)
                    .help("give the address with `https://`"),
            );
        }
        if matches!(self.section.store, StoreKind::OpenBao(_)) {
            let path = Path::ROOT.key("secrets").key("store");
            let message = "OpenBao is sealed, and every secret waits, until people have opened it";
            found.push(
                Diagnostic::new(&codes::SEALED_STORE, Place::value(path), message)
                    .help("`runbooks/openbao.md` of the cluster says how"),
            );
        }
        if self.section.store == StoreKind::Generated && self.section.prefix.is_some() {
            let path = Path::ROOT.key("secrets").key("prefix");
            let message = "a prefix has no meaning in the default store";
            found.push(Diagnostic::new(&codes::IDLE_PREFIX, Place::value(path), message));
        }
        found
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let readers = readers(cx);
        let objects = match provider(&self.section.store) {
            None => [passwords::objects(cx), readers::objects(cx, &readers)].concat(),
            Some(provider) => {
                let is_written = matches!(self.section.store, StoreKind::OpenBao(_));
                let written = if is_written { passwords::pushed(cx) } else { Vec::new() };
                // Passwords are written into the store from here.
                let writer = (!written.is_empty()).then_some(cx.site.namespace);
                let store = cluster_store(cx, provider, &readers, writer);
                store.into_iter().chain(written).collect()
            }
        };
        objects.into_iter().map(Artifact::from).collect()
    }
}

/// The store for the namespaces that read secrets, and for no other. Without conditions it would be everybody's.
fn cluster_store(
    cx: &Context<'_>,
    provider: Provider,
    readers: &[Reader<'_>],
    writer: Option<&Name>,
) -> Option<Manifest> {
    let Store::External { name, .. } = &cx.site.shared.store else { return None };
    let mut namespaces: Vec<_> = readers.iter().map(|reader| reader.namespace.to_string()).collect();
    if namespaces.is_empty() {
        return None;
    }
    namespaces.extend(writer.map(Name::to_string));
    namespaces.sort_unstable();
    namespaces.dedup();
    let metadata = ObjectMeta {
        name: Some(name.to_string()),
        labels: Some(cx.identity("secrets", name.clone()).labels()),
        ..ObjectMeta::default()
    };
    Some(Manifest::custom(
        &metadata,
        &ClusterSecretStoreSpec { conditions: vec![Condition { namespaces }], provider },
    ))
}

fn provider(store: &StoreKind) -> Option<Provider> {
    Some(match store {
        StoreKind::Generated => return None,
        StoreKind::Vault(vault) => Provider::Vault(vault_provider(vault)),
        StoreKind::OpenBao(_) => Provider::Vault(openbao_provider()),
        StoreKind::Aws(aws) => Provider::Aws(AwsProvider {
            service: "SecretsManager",
            region: aws.region.to_string(),
            role: aws.role.as_ref().map(ToString::to_string),
        }),
        StoreKind::Gcp(gcp) => Provider::Gcpsm(GcpProvider { project_id: gcp.project.to_string() }),
        StoreKind::Azure(azure) => Provider::Azurekv(AzureProvider {
            vault_url: azure.vault.to_string(),
            auth_type: "WorkloadIdentity",
            tenant_id: azure.tenant.clone(),
            service_account_ref: operator_account(),
        }),
    })
}

fn vault_provider(vault: &VaultStore) -> VaultProvider {
    let ca = vault.ca.as_ref().map(|name| CaProvider {
        kind: "ConfigMap",
        name: name.to_string(),
        namespace: Some(OPERATOR.into()),
        key: "ca.crt".into(),
    });
    VaultProvider {
        server: vault.server.to_string(),
        path: vault.path.clone(),
        version: match vault.version {
            VaultVersion::V1 => "v1",
            VaultVersion::V2 => "v2",
        },
        namespace: vault.namespace.as_ref().map(ToString::to_string),
        ca_provider: ca,
        auth: VaultAuth {
            kubernetes: VaultKubernetesAuth {
                mount_path: vault.mount.clone(),
                role: vault.role.to_string(),
                service_account_ref: operator_account(),
            },
        },
    }
}

fn openbao_provider() -> VaultProvider {
    VaultProvider {
        server: openbao::address(),
        path: openbao::ENGINE.into(),
        version: "v2",
        namespace: None,
        ca_provider: Some(CaProvider {
            kind: "Secret",
            name: openbao::TLS_SECRET.into(),
            namespace: Some(openbao::RELEASE.into()),
            key: "ca.crt".into(),
        }),
        auth: VaultAuth {
            kubernetes: VaultKubernetesAuth {
                mount_path: openbao::AUTH.into(),
                role: openbao::ROLE.into(),
                service_account_ref: operator_account(),
            },
        },
    }
}

fn operator_account() -> ServiceAccountRef {
    ServiceAccountRef { name: OPERATOR.into(), namespace: Some(OPERATOR.into()) }
}
