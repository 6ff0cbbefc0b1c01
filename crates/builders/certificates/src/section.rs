//! The entries of the section `certificates`.

use hagen_core::Place;
use hagen_core::section::{Checker, Section};
use hagen_kube::{AwsRegion, AwsRole, GcpProject, Mailbox, SecretRef, Text as _, Url, Uuid};

use crate::codes;

/// Who issues certificates.
#[derive(Debug, Clone, PartialEq, Section)]
pub enum Issuer {
    /// An authority that speaks ACME, such as Let's Encrypt.
    Acme(Acme),
    /// An authority of the platform's own, for names that nobody outside has to trust.
    Ca(Ca),
    /// Nobody: every certificate signs itself. For development.
    #[section(rename = "selfSigned")]
    SelfSigned,
}

/// An authority that speaks ACME.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_acme)]
pub struct Acme {
    /// Whom the authority writes to when something is wrong with a certificate.
    #[section(example = "ops@example.com")]
    pub email: String,
    /// Its directory.
    #[section(default = Url::known("https://acme-v02.api.letsencrypt.org/directory"))]
    pub server: Url,
    /// Proves names by a record in their DNS zone: for names that the internet does not reach, and for wildcards.
    pub dns01: Option<Dns01>,
    /// Proves names by an answer on port 80. Absent: yes, unless `dns01` is there.
    pub http01: Option<bool>,
}

impl Acme {
    /// Whether names are proved by an answer on port 80.
    pub fn uses_http01(&self) -> bool {
        self.http01.unwrap_or(self.dns01.is_none())
    }

    /// Whether the authority is a public one, which proves names of the public DNS alone.
    pub fn is_public(&self) -> bool {
        const PUBLIC: [&str; 5] = ["letsencrypt.org", "zerossl.com", "pki.goog", "buypass.com", "ssl.com"];
        let host = self.server.host();
        PUBLIC.iter().any(|name| host == *name || host.ends_with(&format!(".{name}")))
    }
}

fn check_acme(acme: &Acme, checker: &mut Checker<'_, '_>) {
    let parts = acme.email.split_once('@');
    let is_plain = Mailbox::parse(&acme.email).is_ok() && !acme.email.contains([',', '<']);
    if !is_plain || !parts.is_some_and(|(_, host)| host.contains('.')) {
        let message =
            format!("`{}` is not an address that the authority could write to", acme.email.escape_debug());
        checker.report(&codes::NO_ADDRESS, "email", message).help =
            Some("for instance `email: ops@example.com`".into());
    }
    directory(acme, checker);
    match (&acme.dns01, acme.http01) {
        (Some(_), Some(true)) => {
            checker
                .report(&codes::PROOF, "http01", "names are proved in one way: by `dns01` or by `http01`")
                .help = Some("make a second issuer for the other way".into());
        }
        (None, Some(false)) => {
            checker.report(&codes::PROOF, "http01", "without `dns01` nothing is left to prove a name");
        }
        _ => {}
    }
}

/// Authorities speak HTTPS alone, and Let's Encrypt has its directory below a path.
fn directory(acme: &Acme, checker: &mut Checker<'_, '_>) {
    let server = acme.server.as_str();
    let (message, help) = if !matches!(acme.server.scheme(), "https" | "http") {
        (
            format!("`{server}` is no address of an ACME directory"),
            "for instance `https://acme-v02.api.letsencrypt.org/directory`",
        )
    } else if acme.server.scheme() == "http" && acme.is_public() {
        (format!("`{server}` is not asked in plain text"), "write `https://`")
    } else if acme.server.host().ends_with("api.letsencrypt.org") && acme.server.path() != "/directory" {
        (format!("`{server}` is not where Let's Encrypt has its directory"), "it ends with `/directory`")
    } else {
        return;
    };
    checker.report(&codes::DIRECTORY, "server", message).help = Some(help.into());
}

fn check_route53(route53: &Route53, checker: &mut Checker<'_, '_>) {
    let Some(zone) = &route53.zone else { return };
    let is_id =
        zone.len() >= 8 && zone.starts_with('Z') && zone.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_id {
        let message = format!("`{}` is not the id of a hosted zone", zone.escape_debug());
        checker.report(&codes::PROVIDER, "zone", message).help =
            Some("ids begin with `Z`; leave it out, and the zone of the name is found".into());
    }
}

fn check_rfc2136(server: &Rfc2136, checker: &mut Checker<'_, '_>) {
    let address = server.nameserver.as_str();
    let is_v6 = |text: &str| text.parse::<std::net::Ipv6Addr>().is_ok();
    let (host, port) = match address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, port)) if is_v6(host) => ("", port.strip_prefix(':')),
        _ => address.rsplit_once(':').map_or((address, None), |(host, port)| (host, Some(port))),
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    if !host.chars().all(fits) || address.is_empty() || port.is_some_and(|port| port.parse::<u16>().is_err())
    {
        let message = format!("`{}` is not a host and a port", address.escape_debug());
        checker.report(&codes::PROVIDER, "nameserver", message).help =
            Some("for instance `192.0.2.53:53`, or `[2001:db8::53]:53`".into());
    }
}

/// X.509 has no room for more.
const LONGEST_NAME: usize = 64;

fn check_ca(ca: &Ca, checker: &mut Checker<'_, '_>) {
    let Some(name) = &ca.common_name else { return };
    let message = match name.chars().count() {
        0 => "the authority has no name".to_owned(),
        length if name.len() > LONGEST_NAME => {
            format!("the name has {length} characters, and {LONGEST_NAME} at most fit a certificate")
        }
        _ => return,
    };
    let place = Place::value(checker.path().key("commonName"));
    checker.report_at(&codes::NAME, place, message).help =
        Some("for instance `commonName: Example platform`, or leave it out".into());
}

/// A DNS provider.
#[derive(Debug, Clone, PartialEq, Section)]
pub enum Dns01 {
    /// Cloudflare, with a token that may edit the zone.
    Cloudflare(SecretRef),
    /// Amazon Route 53, with the identity of cert-manager's pods (Pod Identity or IRSA).
    #[section(rename = "route53")]
    Route53(Route53),
    /// Google Cloud DNS, with the identity of cert-manager's pods (Workload Identity).
    #[section(rename = "cloudDNS")]
    CloudDns(CloudDns),
    /// Azure DNS, with a workload identity.
    #[section(rename = "azureDNS")]
    AzureDns(AzureDns),
    /// DigitalOcean, with a token.
    Digitalocean(SecretRef),
    /// A server that takes dynamic updates (RFC 2136), such as BIND or PowerDNS.
    #[section(rename = "rfc2136")]
    Rfc2136(Rfc2136),
}

/// Amazon Route 53.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_route53)]
pub struct Route53 {
    /// The region of the API.
    #[section(example = "eu-central-1")]
    pub region: AwsRegion,
    /// The id of the hosted zone. Absent: the one that the name is in.
    #[section(example = "Z0123456789ABCDEFGHIJ")]
    pub zone: Option<String>,
    /// The ARN of a role to take on.
    pub role: Option<AwsRole>,
}

/// Google Cloud DNS.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct CloudDns {
    /// The project.
    #[section(example = "example-dns")]
    pub project: GcpProject,
}

/// Azure DNS.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct AzureDns {
    /// The subscription.
    #[section(example = "00000000-0000-0000-0000-000000000000")]
    pub subscription: Uuid,
    /// The resource group of the zone.
    #[section(example = "dns")]
    pub resource_group: String,
    /// The client id of the identity.
    #[section(example = "00000000-0000-0000-0000-000000000000")]
    pub identity: Uuid,
    /// The zone. Absent: the one that the name is in.
    pub zone: Option<String>,
}

/// A server that takes dynamic updates.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_rfc2136)]
pub struct Rfc2136 {
    /// Its address, with a port unless it is 53.
    #[section(example = "192.0.2.53:53")]
    pub nameserver: String,
    /// The name of the TSIG key.
    #[section(example = "cert-manager")]
    pub key_name: String,
    /// The TSIG key.
    #[section(example = "dns/tsig-key")]
    pub key: SecretRef,
    /// The algorithm of the key.
    #[section(default)]
    pub algorithm: TsigAlgorithm,
}

/// The algorithm of a TSIG key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum TsigAlgorithm {
    /// HMAC with SHA-256.
    #[default]
    #[section(rename = "HMACSHA256")]
    Sha256,
    /// HMAC with SHA-512.
    #[section(rename = "HMACSHA512")]
    Sha512,
}

/// An authority of the platform's own. Its key is made in the cluster and kept there; `tls.crt` of the Secret
/// `<name>-ca` in the namespace `cert-manager` is what clients have to trust.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_ca)]
pub struct Ca {
    /// What its certificate calls it. Absent: the names of the blueprint and of this entry.
    pub common_name: Option<String>,
}
