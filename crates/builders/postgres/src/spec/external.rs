//! A server that hagen does not run.

use std::net::Ipv4Addr;

use hagen_core::Place;
use hagen_core::section::{Checker, Section, Within};
use hagen_kube::{Cidr, Host};

use crate::codes;

/// A server that is there already.
///
/// Databases and roles have to exist: hagen gives the consumers their variables and opens the network to it.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_external)]
pub struct External {
    /// Where the primary is reached: one DNS name, or IP addresses that all lead to the primary, such as those of the
    /// HAProxy machines in front of Patroni. Addresses get a Service, so that consumers see one name.
    #[section(example = "[10.0.5.11, 10.0.5.12]")]
    pub hosts: Vec<Host>,
    /// The port.
    #[section(default = Within::new(5432))]
    pub port: Within<1, 65535>,
    /// How connections are encrypted.
    #[section(default)]
    pub tls: ExternalTls,
    /// The networks that a DNS name has its addresses in, for the network policies. Absent: the public internet.
    pub networks: Vec<Cidr>,
}

/// How connections to an external server are encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum ExternalTls {
    /// Encrypted, the server's certificate is not verified: for certificates of a private authority.
    #[default]
    Require,
    /// Encrypted, and the certificate has to be for the DNS name and of an authority that the consumer's image trusts.
    VerifyFull,
    /// Not encrypted.
    Disable,
}

fn check_external(external: &External, checker: &mut Checker<'_, '_>) {
    let names = external.hosts.iter().filter(|host| !host.is_ip()).count();
    if external.hosts.is_empty() {
        checker.report(&codes::HOSTS, "hosts", "there is no host");
    } else if names > 1 || (names == 1 && external.hosts.len() > 1) {
        checker.report(&codes::HOSTS, "hosts", "more than one host, and not all are IP addresses").help =
            Some("give one DNS name that leads to the primary, or IP addresses alone".into());
    } else if external.hosts.iter().any(|host| host.as_str().starts_with("*.")) {
        checker.report(&codes::HOSTS, "hosts", "a wildcard is not the name of a server");
    } else if names == 0 && external.tls == ExternalTls::VerifyFull {
        checker.report(&codes::HOSTS, "tls", "a certificate cannot be verified for an IP address").help =
            Some("give the DNS name that the certificate is for, or `require`".into());
    }
    for (at, host) in external.hosts.iter().enumerate() {
        let place = Place::value(checker.path().key("hosts").index(at));
        if external.hosts[..at].contains(host) {
            checker.report_at(&codes::HOSTS, place, format!("`{host}` is there twice"));
        } else if is_own(host) {
            let message = format!("`{host}` is each pod itself, and no server of others");
            checker.report_at(&codes::HOSTS, place, message).help =
                Some("give the address that the cluster reaches the server by".into());
        }
    }
    if external.tls == ExternalTls::Disable {
        checker.report(&codes::PLAIN_CONNECTION, "tls", "passwords and data travel unencrypted");
    }
}

/// Whether a host leads back to whoever asks. Kubernetes takes no such address for a Service either.
fn is_own(host: &Host) -> bool {
    let name = host.as_str();
    let address = name.parse::<Ipv4Addr>();
    name == "localhost"
        || address.is_ok_and(|it| it.is_loopback() || it.is_unspecified() || it.is_link_local())
}

impl External {
    /// The IP addresses (IPv4: a host is written without `:`), if that is what it is reached by.
    pub fn addresses(&self) -> Vec<Ipv4Addr> {
        self.hosts.iter().filter_map(|host| host.as_str().parse().ok()).collect()
    }

    /// The port number.
    pub fn port(&self) -> u16 {
        u16::try_from(self.port.get()).expect("the section holds it to the range of ports")
    }
}
