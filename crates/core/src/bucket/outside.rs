//! A bucket that is there already.

use hagen_kube::{Cidr, Name, SecretRef, Text as _, Url};

use crate::codes_bucket as codes;
use crate::component::{Endpoint, Peer, Port};
use crate::section::{Checker, Section};

/// A bucket of an S3 service.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check)]
pub struct S3 {
    /// The bucket. It has to exist.
    #[section(example = "shop-backups")]
    pub bucket: String,
    /// The folder in it, for what can share a bucket with others. Backups of databases: `<cluster>/<environment>` when
    /// absent.
    pub path: Option<String>,
    /// The address of the service. Absent: Amazon's.
    pub endpoint: Option<Url>,
    /// The region.
    pub region: Option<String>,
    /// The secret that holds the access key's id.
    #[section(example = "backups/access-key-id")]
    pub access_key_id: SecretRef,
    /// The secret that holds the access key itself.
    #[section(example = "backups/secret-access-key")]
    pub secret_access_key: SecretRef,
    /// The networks that the service has its addresses in, for the network policy. Absent: the public internet, or
    /// the namespace of an endpoint within the cluster.
    pub networks: Vec<Cidr>,
}

fn check(s3: &S3, checker: &mut Checker<'_, '_>) {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    let is_ended = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !(3..=63).contains(&s3.bucket.len())
        || !s3.bucket.chars().all(fits)
        || !s3.bucket.starts_with(is_ended)
        || !s3.bucket.ends_with(is_ended)
        || s3.bucket.contains("..")
        || s3.bucket.parse::<std::net::Ipv4Addr>().is_ok()
    {
        let message = format!("`{}` is not a name of a bucket", s3.bucket.escape_debug());
        checker.report(&codes::BUCKET, "bucket", message).help =
            Some("its bare name: 3 to 63 lower-case letters, digits, `-` and `.`".into());
    }
    let path = s3.path.as_deref().unwrap_or("backups");
    if path.starts_with('/') || path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        let message = format!("`{}` is not a folder of a bucket", path.escape_debug());
        checker.report(&codes::BUCKET, "path", message).help =
            Some("folder names with `/` between them".into());
    }
    if let Some(region) =
        s3.region.as_deref().filter(|region| region.is_empty() || !region.chars().all(is_of_region))
    {
        let message = format!("`{}` is no region", region.escape_debug());
        checker.report(&codes::BUCKET, "region", message).help = Some("for instance `eu-central-1`".into());
    }
    if s3.access_key_id == s3.secret_access_key {
        let message = "the access key and its id are one key of one secret";
        checker.report(&codes::BUCKET, "secretAccessKey", message).help =
            Some("the id is the shorter one, and public; each has a key of its own".into());
    }
    let Some(endpoint) = &s3.endpoint else { return };
    if !["http://", "https://"].iter().any(|scheme| endpoint.as_str().starts_with(scheme)) {
        let message = format!("`{endpoint}` is neither `https` nor `http`");
        checker.report(&codes::BUCKET, "endpoint", message);
    } else if let Some((address, path)) = with_path(endpoint) {
        let message = format!("`{endpoint}` has the path `{path}`: programs put the bucket there");
        let help = if path.trim_matches('/') == s3.bucket {
            format!("write `{address}`: the bucket has a key of its own")
        } else {
            format!("write `{address}`, and the folder as `path`")
        };
        checker.report(&codes::BUCKET, "endpoint", message).help = Some(help);
    } else if endpoint.host().split('.').next() == Some(s3.bucket.as_str()) && endpoint.host().contains('.') {
        let rest = endpoint.as_str().replacen(&format!("{}.", s3.bucket), "", 1);
        let message = format!("`{endpoint}` begins with the bucket");
        checker.report(&codes::BUCKET, "endpoint", message).help =
            Some(format!("write `{rest}`: the bucket has a key of its own"));
    } else if endpoint.as_str().starts_with("http://") && s3.namespace().is_none() {
        let message = format!("data travels unencrypted to `{endpoint}`");
        checker.report(&codes::PLAIN_HTTP, "endpoint", message).help = Some("use `https`".into());
    }
}

/// Services of other makers name regions more freely than Amazon.
fn is_of_region(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.')
}

/// The address without its path, and the path, where there is more than the root.
fn with_path(endpoint: &Url) -> Option<(&str, &str)> {
    let text = endpoint.as_str();
    let host = text.find("://")? + 3;
    let (address, path) = text.split_at(host + text[host..].find(['/', '?', '#'])?);
    (path != "/").then_some((address, path))
}

impl S3 {
    /// The host and port of the service.
    pub fn authority(&self) -> (String, u16) {
        let Some(endpoint) = &self.endpoint else { return ("s3.amazonaws.com".into(), 443) };
        let (scheme, rest) = endpoint.as_str().split_once("://").unwrap_or(("https", endpoint.as_str()));
        let authority = rest.split('/').next().unwrap_or(rest);
        let default = if scheme == "http" { 80 } else { 443 };
        match authority.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
                (host.trim_matches(['[', ']']).to_owned(), port.parse().unwrap_or(default))
            }
            _ => (authority.trim_matches(['[', ']']).to_owned(), default),
        }
    }

    /// The namespace of a service within the cluster: `seaweedfs-s3.storage.svc` is in `storage`.
    pub fn namespace(&self) -> Option<String> {
        let (host, _) = self.authority();
        let mut parts = host.split('.');
        let (_, namespace, svc) = (parts.next()?, parts.next()?, parts.next()?);
        (svc == "svc").then(|| namespace.to_owned())
    }

    /// The other end of the traffic to it.
    pub fn endpoints(&self) -> Vec<Endpoint> {
        let (host, port) = self.authority();
        let ports = vec![Port::tcp(port)];
        let networks = |networks: &[Cidr]| -> Vec<Endpoint> {
            let peers = networks.iter().cloned().map(Peer::Network);
            peers.map(|peer| Endpoint { peer, ports: ports.clone() }).collect()
        };
        if !self.networks.is_empty() {
            return networks(&self.networks);
        }
        if let Some(address) = Cidr::of_address(&host) {
            return networks(&[address]);
        }
        let namespace = self.namespace().and_then(|namespace| Name::parse(&namespace).ok());
        let peer = namespace.map_or(Peer::Internet, Peer::Namespace);
        vec![Endpoint { peer, ports }]
    }
}
