//! What a namespace needs to read from the default store.

use std::collections::BTreeMap;

use hagen_kube::custom::external_secrets::{
    CaProvider, KubernetesAuth, KubernetesProvider, KubernetesServer, Provider, SecretStoreSpec,
    ServiceAccountRef,
};
use hagen_kube::{Manifest, Name};
use k8s_openapi::api::core::v1::ServiceAccount;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::STORE;
use crate::context::{Site, Store};

/// The SecretStore of a namespace and the ServiceAccount it reads with. None where the store is outside the cluster.
pub fn reader(site: &Site<'_>, namespace: &Name, labels: &BTreeMap<String, String>) -> Vec<Manifest> {
    if site.shared.store != Store::Generated {
        return Vec::new();
    }
    let metadata = ObjectMeta {
        name: Some(STORE.into()),
        namespace: Some(namespace.to_string()),
        labels: Some(labels.clone()),
        ..ObjectMeta::default()
    };
    let account = ServiceAccount {
        metadata: metadata.clone(),
        automount_service_account_token: Some(false),
        ..ServiceAccount::default()
    };
    let provider = KubernetesProvider {
        remote_namespace: super::namespace(site.platform).to_string(),
        server: KubernetesServer { url: "https://kubernetes.default.svc", ca_provider: cluster_ca() },
        auth: KubernetesAuth { service_account: ServiceAccountRef { name: STORE.into(), namespace: None } },
    };
    let store = SecretStoreSpec { provider: Provider::Kubernetes(provider) };
    vec![Manifest::new(&account), Manifest::custom(&metadata, &store)]
}

/// Kubernetes puts its own authority into every namespace.
fn cluster_ca() -> CaProvider {
    CaProvider { kind: "ConfigMap", name: "kube-root-ca.crt".into(), namespace: None, key: "ca.crt".into() }
}
