//! Tempo as a component.
//!
//! Its chart runs all parts in one process. Three such processes become one system by gossip: each trace is kept by all
//! three until it is in the bucket, and one may be away. What Tempo 3 has instead wants a Kafka to write through.

mod config;
mod objects;
mod review;
mod values;

use hagen_charts::TEMPO;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::bucket::{Access, Bucket};
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, Link, Need, Offer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_core::section::Within;
use hagen_core::{Diagnostic, Path};
use hagen_kube::Name;

use crate::section::Tracing;
use crate::{NAMESPACE, alerts};

/// The name of the release and of its Service.
pub(crate) const RELEASE: &str = "tempo";
/// The port of the API.
pub(crate) const HTTP: Port = Port::tcp(3200);
const GRPC: Port = Port::tcp(9095);
const GOSSIP: [Port; 2] = [Port::tcp(7946), Port::udp(7946)];
/// How many copies there are of what is not in the bucket yet.
const COPIES: i32 = 3;

/// Tempo.
pub(crate) struct Tempo {
    pub(crate) section: Tracing,
    pub(crate) values: UserValues,
}

pub(crate) fn pods() -> Pods {
    crate::pods(RELEASE, RELEASE)
}

/// The name that stands for all replicas, ready or not.
pub(crate) fn headless_host() -> String {
    format!("tempo-headless.{NAMESPACE}.svc.cluster.local")
}

fn replicas(section: &Tracing, site: &Site<'_>) -> i32 {
    let default = || if section.bucket.is_some() && site.replicas() >= COPIES { COPIES } else { 1 };
    section.replicas.map_or_else(default, Within::i32)
}

fn bucket_secret() -> Name {
    Name::known("tempo-bucket")
}

impl Tempo {
    fn access(&self, cx: &Context<'_>) -> Option<Access> {
        Access::of(self.section.bucket.as_ref()?, cx.uses, &bucket_secret())
    }
}

impl Component for Tempo {
    fn id(&self) -> ComponentId {
        ComponentId::platform(RELEASE)
    }

    fn path(&self) -> Path {
        Path::ROOT.key("tracing")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(NAMESPACE))
    }

    fn links(&self) -> Vec<Link> {
        let link = |bucket: &Bucket| bucket.link(self.path().key("bucket"));
        self.section.bucket.as_ref().and_then(link).into_iter().collect()
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        let mut secrets = Vec::new();
        if let Some(Bucket::S3(s3)) = &self.section.bucket {
            secrets = hagen_core::bucket::access_key(s3, &bucket_secret());
        }
        let needs = self.section.bucket.iter().map(|_| Need::ExternalSecrets).collect();
        Offer { needs, pods: vec![pods()], secrets, ..Offer::default() }
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        review::review(&self.section, cx)
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let access = self.access(cx);
        let values = values::values(self, cx, access.as_ref());
        let release = HelmRelease::new(&TEMPO, RELEASE, values, &self.values);
        let objects = objects::objects(self, cx, access.as_ref());
        let made = objects.into_iter().map(Artifact::from);
        [release.into()].into_iter().chain(made).chain(alerts::artifacts(cx)).collect()
    }
}
