//! The release of Longhorn.

mod values;

use std::collections::BTreeMap;

use hagen_charts::LONGHORN;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::bucket::{ACCESS_KEY_ID, Bucket, S3, SECRET_ACCESS_KEY};
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, Endpoint, Need, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_core::network::network_policy;
use hagen_core::secret::{Secret, SecretKey, SecretOrigin, external_secret};
use hagen_core::section::Within;
use hagen_core::{Diagnostic, Path};
use hagen_kube::{FileName, Identity, Manifest, Name, SecretRef};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::recurring_job::recurring_jobs;
use crate::section::Longhorn;
use crate::storage_class::storage_classes;
use crate::{alerts, dashboard, review};

const RELEASE: &str = "longhorn";
const NAMESPACE: &str = "longhorn-system";
/// The Secret with the access key of the bucket for backups.
pub(crate) const BACKUP_SECRET: &str = "longhorn-backup";

const MANAGER: u16 = 9500;
const WEBHOOK: u16 = 9502;
const ISCSI: u16 = 3260;
const NFS: u16 = 2049;

/// Longhorn as a part of the platform.
pub(crate) struct LonghornComponent {
    pub(crate) section: Longhorn,
    pub(crate) values: UserValues,
}

impl LonghornComponent {
    /// How many nodes have a copy of an ordinary volume.
    pub(crate) fn replicas(&self, site: &Site<'_>) -> i32 {
        self.section.replicas.map_or_else(|| site.replicas(), Within::i32)
    }

    fn bucket(&self) -> Option<&S3> {
        match &self.section.backup.as_ref()?.to {
            Bucket::S3(s3) => Some(s3),
            Bucket::Component(_) => None,
        }
    }

    /// The access key, and the address that Longhorn wants beside it.
    fn secret(&self) -> Option<Secret> {
        let s3 = self.bucket()?;
        let supplied = |name: &str, from: &SecretRef| SecretKey {
            key: FileName::known(name),
            origin: SecretOrigin::Supplied(from.key.clone()),
        };
        let endpoint = s3.endpoint.as_ref().map(|endpoint| SecretKey {
            key: FileName::known("AWS_ENDPOINTS"),
            origin: SecretOrigin::Known(endpoint.to_string()),
        });
        let keys =
            [supplied(ACCESS_KEY_ID, &s3.access_key_id), supplied(SECRET_ACCESS_KEY, &s3.secret_access_key)];
        Some(Secret {
            name: Name::known(BACKUP_SECRET),
            source: s3.access_key_id.name.clone(),
            kind: "Opaque",
            keys: keys.into_iter().chain(endpoint).collect(),
            labels: Vec::new(),
            environment: None,
        })
    }

    fn identity(cx: &Context<'_>) -> Identity {
        cx.identity(RELEASE, Name::known(RELEASE))
    }
}

/// Every pod of Longhorn. It makes pods of its own for engines, copies and shares, and nothing else lives with them.
fn pods() -> Pods {
    Pods { namespace: Name::known(NAMESPACE), labels: BTreeMap::new() }
}

impl Component for LonghornComponent {
    fn id(&self) -> ComponentId {
        ComponentId::platform(RELEASE)
    }

    fn path(&self) -> Path {
        Path::of(["storage", "longhorn"])
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(NAMESPACE))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        let secrets: Vec<_> = self.secret().into_iter().collect();
        let needs = if secrets.is_empty() { Vec::new() } else { vec![Need::ExternalSecrets] };
        Offer { needs, pods: vec![pods()], secrets, ..Offer::default() }
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        review::review(self, cx)
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let identity = Self::identity(cx);
        let metadata = ObjectMeta {
            name: Some(RELEASE.into()),
            namespace: Some(cx.site.namespace.to_string()),
            labels: Some(identity.labels()),
            ..ObjectMeta::default()
        };
        let values = values::values(self, cx);
        let release = HelmRelease::new(&LONGHORN, RELEASE, values, &self.values);
        let mut manifests =
            storage_classes(&identity.labels(), self.replicas(&cx.site), self.section.default_class);
        manifests.extend(recurring_jobs(&self.section, cx, &metadata));
        manifests
            .extend(self.secret().iter().flat_map(|secret| external_secret(&cx.site, &identity, secret)));
        manifests.extend(self.network(cx));
        manifests.extend(dashboard::dashboard(cx, &identity));
        let rules = alerts::artifacts(cx, &metadata);
        [release.into()].into_iter().chain(manifests.into_iter().map(Artifact::from)).chain(rules).collect()
    }
}

impl LonghornComponent {
    /// Longhorn's pods among each other; nodes reach the disks that it serves them, and the API server its webhook.
    fn network(&self, cx: &Context<'_>) -> Option<Manifest> {
        let among = Endpoint { peer: Peer::Pods(pods()), ports: Vec::new() };
        let ports = [WEBHOOK, ISCSI, NFS].map(Port::tcp).to_vec();
        // Nodes have addresses that only the cluster knows.
        let nodes = Endpoint { peer: Peer::ApiServer, ports };
        let prometheus = cx
            .site
            .shared
            .prometheus
            .clone()
            .map(|pods| Endpoint { peer: Peer::Pods(pods), ports: vec![Port::tcp(MANAGER)] });
        let ingress: Vec<_> = [among.clone(), nodes].into_iter().chain(prometheus).collect();
        let api = Endpoint { peer: Peer::ApiServer, ports: vec![Port::tcp(443), Port::tcp(6443)] };
        let backup = self.bucket().map(S3::endpoints).unwrap_or_default();
        let egress: Vec<_> = [among, api].into_iter().chain(backup).collect();
        network_policy(&cx.site, &Self::identity(cx), &BTreeMap::new(), &ingress, &egress)
    }
}
