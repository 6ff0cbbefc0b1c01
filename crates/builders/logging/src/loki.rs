//! Loki as a component.

mod caches;
mod config;
mod entry;
mod gateway;
mod network;
mod parts;
mod rules;
mod runtime;
mod values;

use std::collections::BTreeMap;

use hagen_charts::LOKI;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::bucket::{Access, Bucket};
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, Link, Need, Offer, Pods};
use hagen_core::context::{Context, Site};
use hagen_core::secret::external_secret;
use hagen_core::{Diagnostic, Path};
use hagen_kube::{Identity, Manifest, Name};

use crate::section::{Logging, Mode};
use crate::{NAMESPACE, observe, review};

pub(crate) use entry::{MACHINE_PASSWORD, MACHINE_SECRET, MACHINE_USER, tls as machine_tls};
pub(crate) use parts::memory;

/// The name of the release, and the `app.kubernetes.io/name` and `instance` of its pods.
pub(crate) const RELEASE: &str = "loki";
/// The port of the gateway's pods.
pub(crate) const GATEWAY_PORT: u16 = 8080;
/// Where logs are pushed to.
pub(crate) const PUSH_PATH: &str = "/loki/api/v1/push";
/// How many copies there are of what is not in the bucket yet.
const COPIES: i32 = 3;

/// Loki.
pub(crate) struct Loki {
    pub(crate) section: Logging,
    pub(crate) values: UserValues,
}

/// The labels of the pods of one of its components, as the chart sets them.
pub(crate) fn labels(component: &str) -> BTreeMap<String, String> {
    let mut labels = hagen_core::chart::labels(RELEASE, RELEASE);
    labels.insert("app.kubernetes.io/component".into(), component.into());
    labels
}

/// The address of the gateway.
pub(crate) fn gateway_url() -> String {
    format!("http://loki-gateway.{NAMESPACE}.svc.cluster.local")
}

/// How many replicas take in logs.
pub(crate) fn replicas(section: &Logging, site: &Site<'_>) -> i32 {
    let default = || if section.bucket.is_some() && site.replicas() >= COPIES { COPIES } else { 1 };
    section.replicas.map_or_else(default, hagen_core::section::Within::i32)
}

/// How many of them keep each line: all three, or the one there is.
pub(crate) fn copies(section: &Logging, site: &Site<'_>) -> i32 {
    if replicas(section, site) >= COPIES { COPIES } else { 1 }
}

impl Loki {
    pub(crate) fn identity(cx: &Context<'_>, component: &str) -> Identity {
        let instance = if component.is_empty() { RELEASE.into() } else { format!("{RELEASE}-{component}") };
        let component = Some(component.to_owned()).filter(|component| !component.is_empty());
        Identity { component, ..cx.identity(RELEASE, Name::known(&instance)) }
    }

    /// The way to the bucket. `None` where logs are kept on volumes.
    fn access(&self, cx: &Context<'_>) -> Option<Access> {
        Access::of(self.section.bucket.as_ref()?, cx.uses, &bucket_secret())
    }

    fn secrets(&self, cx: &Context<'_>) -> Vec<Manifest> {
        let identity = Self::identity(cx, "");
        let of_bucket = self.access(cx).map(|access| access.secrets).unwrap_or_default();
        of_bucket.iter().flat_map(|secret| external_secret(&cx.site, &identity, secret)).collect()
    }
}

/// The Secret with the access key of an outside bucket.
fn bucket_secret() -> Name {
    Name::known("loki-bucket")
}

impl Component for Loki {
    fn id(&self) -> ComponentId {
        ComponentId::platform(RELEASE)
    }

    fn path(&self) -> Path {
        Path::ROOT.key("logging")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(NAMESPACE))
    }

    fn links(&self) -> Vec<Link> {
        let link = |bucket: &Bucket| bucket.link(self.path().key("bucket"));
        self.section.bucket.as_ref().and_then(link).into_iter().collect()
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        let mut secrets = entry::secret(&self.section).into_iter().collect::<Vec<_>>();
        if let Some(Bucket::S3(s3)) = &self.section.bucket {
            secrets.extend(hagen_core::bucket::access_key(s3, &bucket_secret()));
        }
        let mut needs = entry::needs(&self.section);
        needs.extend(self.section.bucket.is_some().then_some(Need::ExternalSecrets));
        Offer {
            needs,
            pods: vec![Pods { namespace: site.namespace.clone(), labels: network::servers() }],
            hosts: entry::hosts(&self.section, site, &self.path()),
            secrets,
            ..Offer::default()
        }
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        review::review(&self.section, cx)
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let access = self.access(cx);
        let release =
            HelmRelease::new(&LOKI, RELEASE, values::values(self, cx, access.as_ref()), &self.values);
        let mut manifests = self.secrets(cx);
        manifests.extend(network::policies(self, cx, access.as_ref()));
        manifests.extend(rules::config_maps(self, cx));
        manifests.extend(entry::objects(self, cx));
        let made = manifests.into_iter().map(Artifact::from);
        [release.into()].into_iter().chain(made).chain(observe::artifacts(self, cx)).collect()
    }
}

/// Whether a process of a mode is the one that takes in logs.
fn writer(mode: Mode) -> &'static str {
    match mode {
        Mode::Monolithic => "single-binary",
        Mode::SimpleScalable => "write",
        Mode::Distributed => "ingester",
    }
}
