//! `SeaweedFS`: the object storage of a cluster.
//!
//! Masters know which server has which volume of objects, volume servers keep them, filers know the objects' names and
//! places, by an index in a PostgreSQL of their own, and gateways speak S3.
//! <https://github.com/seaweedfs/seaweedfs/wiki>

mod bucket_job;
mod disruption;
mod identities;
mod index;
mod network;
mod observed;
mod shape;
mod values;

use hagen_charts::SEAWEEDFS;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::chart::{UserValues, labels};
use hagen_core::component::{Component, ComponentId, Endpoint, Need, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_core::secret::{Secret, SecretKey, SecretOrigin, external_secret};
use hagen_core::{Diagnostic, Path, Place, Severity};
use hagen_kube::{FileName, Identity, Manifest, Name, Quantity};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::codes;
use crate::spec::ObjectStorage;
use shape::Shape;

/// The name of the chart, of the release, of the namespace and of the component.
const NAME: &str = "seaweedfs";

/// The Secret with the key that masters sign permissions to write with.
const SIGNING: &str = "seaweedfs-signing";

/// Its only key.
const SIGNING_KEY: &str = "key";

/// The region that requests are signed for. The server takes any; this one every client knows.
pub(crate) const REGION: &str = "us-east-1";

/// The port of the S3 gateways.
const S3: u16 = 8333;

/// The port of the masters; that for gRPC is 10000 above it, as with all servers.
const MASTER: u16 = 9333;

/// The port of the filers.
const FILER: u16 = 8888;

/// The port of the volume servers.
const VOLUME: u16 = 8080;

/// The address of the S3 gateways.
pub(crate) fn url() -> String {
    format!("http://{NAME}-s3.{NAME}.svc.cluster.local:{S3}")
}

/// The S3 gateways as the other end of a consumer's traffic.
pub(crate) fn endpoint() -> Endpoint {
    Endpoint { peer: Peer::Pods(pods("s3")), ports: vec![Port::tcp(S3)] }
}

/// The pods of a part of it.
fn pods(component: &str) -> Pods {
    let mut labels = labels(NAME, NAME);
    labels.insert("app.kubernetes.io/component".into(), component.into());
    Pods { namespace: Name::known(NAME), labels }
}

/// `SeaweedFS` as a part of the platform.
pub(crate) struct Seaweedfs {
    pub(crate) section: ObjectStorage,
    pub(crate) values: UserValues,
}

impl Component for Seaweedfs {
    fn id(&self) -> ComponentId {
        ComponentId::platform(NAME)
    }

    fn path(&self) -> Path {
        Path::ROOT.key("objectStorage")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(NAME))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer {
            needs: vec![Need::CloudNativePg, Need::ExternalSecrets],
            pods: vec![pods("s3")],
            secrets: vec![signing_secret(), identities::nobody()],
            ..Offer::default()
        }
    }

    fn gathered_secrets(&self, cx: &Context<'_>) -> Vec<Secret> {
        vec![identities::secret(cx)]
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        let shape = Shape::of(&self.section, &cx.site);
        let at = |key: &str, code, message: &str| {
            Diagnostic::new(code, Place::value(self.path().key(key)), message.to_owned())
        };
        let mut found = Vec::new();
        if shape.copies > shape.servers {
            found.push(at(
                "copies",
                &codes::FEW_SERVERS,
                "fewer servers than copies: nothing could be written",
            ));
        }
        if shape.copies == 1 && self.section.copies.is_none() && !cx.site.is_dev() {
            let message = "one server: the loss of its volume is the loss of every object";
            let diagnostic = at("servers", &codes::ONE_COPY, message);
            found.push(diagnostic.help("a cluster of three nodes keeps two copies of each object"));
        }
        if shape.copies > 1 && shape.copies == shape.servers && self.section.servers.is_some() {
            let message = format!(
                "each object is on all {} servers: while one is away, none is written",
                shape.servers
            );
            let diagnostic = at("servers", &codes::FEW_SERVERS, &message);
            let diagnostic = diagnostic.help(format!("{} servers leave one to write to", shape.servers + 1));
            found.push(Diagnostic { severity: Severity::Warning, ..diagnostic });
        }
        found.extend(self.quotas(&shape, cx));
        found
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let shape = Shape::of(&self.section, &cx.site);
        let identities = identities::secret(cx);
        let values = values::values(&self.section, &shape, &identities.name, cx);
        let release = HelmRelease::new(&SEAWEEDFS, NAME, values, &self.values);
        let secrets = [signing_secret(), identities::nobody(), identities];
        let mut manifests: Vec<Manifest> = secrets
            .iter()
            .flat_map(|secret| external_secret(&cx.site, &identity(cx, NAME), secret))
            .collect();
        manifests.extend(index::objects(&self.section, cx));
        manifests.extend(bucket_job::objects(cx));
        manifests.extend(disruption::budgets(&shape, cx));
        manifests.extend(network::policies(cx));
        let observed = observed::artifacts(cx);
        [release.into()]
            .into_iter()
            .chain(manifests.into_iter().map(Artifact::from))
            .chain(observed)
            .collect()
    }
}

impl Seaweedfs {
    /// Quotas that the volumes cannot hold, each by itself: several together may promise more than there is.
    fn quotas(&self, shape: &Shape, cx: &Context<'_>) -> Vec<Diagnostic> {
        let servers = u128::try_from(shape.servers).unwrap_or(0);
        let copies = u128::try_from(shape.copies).unwrap_or(1).max(1);
        let room = self.section.storage.units() * servers / copies;
        let wanted =
            || cx.offers.buckets.iter().filter_map(|placed| Some((placed, placed.what.quota.as_ref()?)));
        let shown = bytes(room);
        let too_large = wanted().filter(|(_, quota)| quota.units() > room).map(|(placed, quota)| {
            let path = Path::of(["buckets", placed.component.name.as_str(), "quota"]);
            let message = format!("the bucket may hold {quota}, and there is room for {shown}");
            Diagnostic::new(&codes::QUOTA, Place::value(path), message)
                .help("more `storage` or `servers` in `objectStorage`, or a smaller `quota`")
        });
        let mut found: Vec<Diagnostic> = too_large.collect();
        let sum: u128 = wanted().map(|(_, quota)| quota.units()).sum();
        if found.is_empty() && sum > room {
            let message =
                format!("the buckets may hold {} together, and there is room for {shown}", bytes(sum));
            let place = Place::value(self.path().key("storage"));
            let diagnostic = Diagnostic::new(&codes::QUOTA, place, message)
                .help("when all fill up, none takes any more: more `storage` or `servers`");
            found.push(Diagnostic { severity: Severity::Warning, ..diagnostic });
        }
        found
    }
}

fn bytes(amount: u128) -> Quantity {
    Quantity::bytes(u64::try_from(amount).unwrap_or(u64::MAX))
}

/// Volume servers write what a master has permitted, and nothing else.
fn signing_secret() -> Secret {
    Secret {
        name: Name::known(SIGNING),
        source: Name::known(SIGNING),
        kind: "Opaque",
        keys: vec![SecretKey {
            key: FileName::known(SIGNING_KEY),
            origin: SecretOrigin::Generated { length: 40 },
        }],
        labels: Vec::new(),
        environment: None,
    }
}

/// The labels of hagen's own objects around the chart.
fn identity(cx: &Context<'_>, name: &str) -> Identity {
    cx.identity(NAME, Name::known(name))
}

fn metadata(cx: &Context<'_>, name: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(identity(cx, name).labels()),
        ..ObjectMeta::default()
    }
}
