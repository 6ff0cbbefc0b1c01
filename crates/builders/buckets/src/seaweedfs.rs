//! `SeaweedFS`: the object storage of a cluster.

use hagen_core::Path;
use hagen_core::artifact::Artifact;
use hagen_core::chart::{UserValues, labels};
use hagen_core::component::{Component, ComponentId, Endpoint, Need, Offer, Peer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_kube::Name;

use crate::spec::ObjectStorage;

/// The name of the chart, of the release, of the namespace and of the component.
const NAME: &str = "seaweedfs";

/// The region that requests are signed for. The server takes any; this one every client knows.
pub(crate) const REGION: &str = "us-east-1";

/// The port of the S3 gateways.
const S3: u16 = 8333;

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
            ..Offer::default()
        }
    }

    fn build(&self, _: &Context<'_>) -> Vec<Artifact> {
        Vec::new()
    }
}
