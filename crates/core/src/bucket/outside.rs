//! A bucket that is there already.

use hagen_kube::{BucketFolder, BucketName, BucketRegion, Cidr, Name, SecretRef, Text as _, Url, is_itself};

use crate::codes::ITSELF;
use crate::codes_bucket as codes;
use crate::component::{Endpoint, Peer, Port};
use crate::section::{Checker, Distinct, Section};

/// A bucket of an S3 service.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check)]
pub struct S3 {
    /// The bucket. It has to exist.
    pub bucket: BucketName,
    /// The folder in it, for what can share a bucket with others. Backups of databases: `<cluster>/<environment>` when
    /// absent.
    pub path: Option<BucketFolder>,
    /// The address of the service. Absent: Amazon's.
    pub endpoint: Option<Url>,
    /// The region.
    pub region: Option<BucketRegion>,
    /// The secret that holds the access key's id.
    #[section(example = "backups/access-key-id")]
    pub access_key_id: SecretRef,
    /// The secret that holds the access key itself.
    #[section(example = "backups/secret-access-key")]
    pub secret_access_key: SecretRef,
    /// The networks that the service has its addresses in, for the network policy. Absent: the public internet, or
    /// the namespace of an endpoint within the cluster.
    pub networks: Distinct<Cidr>,
}

fn check(s3: &S3, checker: &mut Checker<'_, '_>) {
    if s3.access_key_id == s3.secret_access_key {
        let message = "the access key and its id are one key of one secret";
        checker.report(&codes::BUCKET, "secretAccessKey", message).help =
            Some("the id is the shorter one, and public; each has a key of its own".into());
    }
    let Some(endpoint) = &s3.endpoint else { return };
    let bucket = s3.bucket.as_str();
    if !matches!(endpoint.scheme(), "http" | "https") {
        let message = format!("`{endpoint}` is neither `https` nor `http`");
        checker.report(&codes::BUCKET, "endpoint", message);
    } else if is_itself(endpoint.host()) {
        let message = format!("`{endpoint}` is each pod itself, and no object storage");
        checker.report(&ITSELF, "endpoint", message).help =
            Some("give the address that the cluster reaches the service by".into());
    } else if !matches!(endpoint.path(), "" | "/") {
        let path = endpoint.path();
        let address = endpoint.as_str().strip_suffix(path).unwrap_or_default();
        let message = format!("`{endpoint}` has the path `{path}`: programs put the bucket there");
        let help = if path.trim_matches('/') == bucket {
            format!("write `{address}`: the bucket has a key of its own")
        } else {
            format!("write `{address}`, and the folder as `path`")
        };
        checker.report(&codes::BUCKET, "endpoint", message).help = Some(help);
    } else if endpoint.host().split_once('.').is_some_and(|(first, _)| first == bucket) {
        let rest = endpoint.as_str().replacen(&format!("{bucket}."), "", 1);
        let message = format!("`{endpoint}` begins with the bucket");
        checker.report(&codes::BUCKET, "endpoint", message).help =
            Some(format!("write `{rest}`: the bucket has a key of its own"));
    } else if endpoint.scheme() == "http" && s3.namespace().is_none() {
        let message = format!("data travels unencrypted to `{endpoint}`");
        checker.report(&codes::PLAIN_HTTP, "endpoint", message).help = Some("use `https`".into());
    }
}

impl S3 {
    /// The host and port of the service.
    pub fn address(&self) -> (&str, u16) {
        self.endpoint
            .as_ref()
            .map_or(("s3.amazonaws.com", 443), |endpoint| (endpoint.host(), endpoint.port()))
    }

    /// The namespace of a service within the cluster: `seaweedfs-s3.storage.svc` is in `storage`.
    pub fn namespace(&self) -> Option<String> {
        let (host, _) = self.address();
        let mut parts = host.split('.');
        let (_, namespace, svc) = (parts.next()?, parts.next()?, parts.next()?);
        (svc == "svc").then(|| namespace.to_owned())
    }

    /// The other end of the traffic to it.
    pub fn endpoints(&self) -> Vec<Endpoint> {
        let (host, port) = self.address();
        let ports = vec![Port::tcp(port)];
        let networks = |networks: &[Cidr]| -> Vec<Endpoint> {
            let peers = networks.iter().cloned().map(Peer::Network);
            peers.map(|peer| Endpoint { peer, ports: ports.clone() }).collect()
        };
        if !self.networks.is_empty() {
            return networks(&self.networks);
        }
        if let Some(address) = Cidr::of_address(host) {
            return networks(&[address]);
        }
        let namespace = self.namespace().and_then(|namespace| Name::parse(&namespace).ok());
        let peer = namespace.map_or(Peer::Internet, Peer::Namespace);
        vec![Endpoint { peer, ports }]
    }
}
