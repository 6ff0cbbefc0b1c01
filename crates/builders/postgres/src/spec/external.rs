//! A server that hagen does not run.

use std::net::IpAddr;

use hagen_core::Place;
use hagen_core::codes::OTHER_PORT;
use hagen_core::section::{Checker, Distinct, Section, Within};
use hagen_kube::{Cidr, ServerAddress, is_itself};

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
    pub hosts: Vec<ServerAddress>,
    /// The port.
    #[section(default = Within::new(5432))]
    pub port: Within<1, 65535>,
    /// How connections are encrypted.
    #[section(default)]
    pub tls: ExternalTls,
    /// The networks that a DNS name has its addresses in, for the network policies. Absent: the public internet.
    pub networks: Distinct<Cidr>,
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
    let names = external.hosts.iter().filter(|host| host.ip().is_none()).count();
    if external.hosts.is_empty() {
        checker.report(&codes::HOSTS, "hosts", "there is no host");
    } else if names > 1 || (names == 1 && external.hosts.len() > 1) {
        checker.report(&codes::HOSTS, "hosts", "more than one host, and not all are IP addresses").help =
            Some("give one DNS name that leads to the primary, or IP addresses alone".into());
    } else if names == 0 && external.tls == ExternalTls::VerifyFull {
        checker.report(&codes::HOSTS, "tls", "a certificate cannot be verified for an IP address").help =
            Some("give the DNS name that the certificate is for, or `require`".into());
    }
    for (at, host) in external.hosts.iter().enumerate() {
        let place = Place::value(checker.path().key("hosts").index(at));
        if external.hosts[..at].iter().any(|other| other.canonical() == host.canonical()) {
            checker.report_at(&codes::HOSTS, place, format!("`{host}` is there twice"));
        } else if is_itself(host.as_str()) {
            let message = format!("`{host}` is each pod itself, and no server of others");
            checker.report_at(&codes::HOSTS, place, message).help =
                Some("give the address that the cluster reaches the server by".into());
        }
    }
    reached(external, checker);
    other_port(external, checker);
    if external.tls == ExternalTls::Disable {
        checker.report(&codes::PLAIN_CONNECTION, "tls", "passwords and data travel unencrypted");
    }
}

/// Servers that the network policies would not open: they open `networks`, or else what `hosts` tell.
fn reached(external: &External, checker: &mut Checker<'_, '_>) {
    for (at, host) in external.hosts.iter().enumerate() {
        let place = Place::value(checker.path().key("hosts").index(at));
        let is_out = |ip: IpAddr| !external.networks.iter().any(|network| network.contains(ip));
        if let Some(ip) = host.ip().filter(|ip| !external.networks.is_empty() && is_out(*ip)) {
            let message = format!("`{ip}` is in none of `networks`, and nothing else is open");
            checker.report_at(&codes::HOSTS, place, message).help =
                Some("leave `networks` out: the addresses themselves are open then".into());
        } else if external.networks.is_empty() && is_in_cluster(host) {
            let message = format!("`{host}` is within the cluster, where the network policies do not lead");
            checker.report_at(&codes::HOSTS, place, message).help =
                Some("name the network of its pods: `networks: [10.42.0.0/16]`".into());
        }
    }
}

fn is_in_cluster(host: &ServerAddress) -> bool {
    let name = host.as_str();
    name.rsplit('.').next() == Some("svc") || name.ends_with(".cluster.local")
}

/// Ports that are those of other programs for everybody.
fn other_port(external: &External, checker: &mut Checker<'_, '_>) {
    const OTHERS: [(u16, &str); 8] = [
        (22, "SSH"),
        (80, "the web"),
        (443, "the web"),
        (2379, "etcd"),
        (3306, "MySQL"),
        (6379, "Redis"),
        (8008, "Patroni's REST API"),
        (9187, "the PostgreSQL exporter"),
    ];
    if let Some((port, whose)) = OTHERS.iter().find(|(port, _)| *port == external.port()) {
        checker.report(&OTHER_PORT, "port", format!("{port} is the port of {whose}")).help =
            Some("PostgreSQL is on 5432 mostly, PgBouncer on 6432, HAProxy in front of it on 5000".into());
    }
}

impl External {
    /// The IP addresses, if that is what it is reached by.
    pub fn addresses(&self) -> Vec<IpAddr> {
        self.hosts.iter().filter_map(ServerAddress::ip).collect()
    }

    /// The port number.
    pub fn port(&self) -> u16 {
        u16::try_from(self.port.get()).expect("the section holds it to the range of ports")
    }
}
