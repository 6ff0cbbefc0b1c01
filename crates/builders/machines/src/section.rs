//! The section `machines`.

use std::collections::BTreeMap;

use hagen_core::codes::OTHER_PORT;
use hagen_core::section::{Checker, Distinct, Map, Section, Within};
use hagen_core::{Label, Place};
use hagen_kube::{Cidr, Host, Name, SecretRef, ServerAddress};

use crate::codes;

/// The number of a port.
pub type PortNumber = Within<1, 65535>;

/// Machines of one kind outside the cluster, with the exporters that run on each of them.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_group)]
pub struct Group {
    /// The machines: their addresses by the names that alerts call them.
    #[section(example = "{ ptrn-1: 192.168.2.96, ptrn-2: 192.168.2.91, ptrn-3: 192.168.2.98 }")]
    pub hosts: Map<Name, ServerAddress>,
    /// The networks they are in, where `hosts` are names: network policies know no names.
    pub networks: Distinct<Cidr>,
    /// The environment they serve: receivers choose alerts by it. Absent: the platform.
    #[section(example = "production")]
    pub environment: Option<Name>,
    /// What shows their metrics.
    #[section(default)]
    pub exporters: Exporters,
    /// The group whose Patroni HAProxy leads to, where HAProxy is among the exporters. Absent: this one.
    #[section(example = "db")]
    pub balances: Option<Name>,
}

/// What shows the metrics of a machine, by its port: `etcd: 2379`.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Exporters {
    /// The node exporter: the machine itself, its systemd units and its processes.
    #[section(default = Exporter::at(9100))]
    pub node: Exporter,
    /// etcd itself.
    #[section(example = "2379")]
    pub etcd: Option<Exporter>,
    /// Patroni's REST API.
    #[section(example = "8008")]
    pub patroni: Option<Exporter>,
    /// HAProxy's own metrics.
    #[section(example = "8404")]
    pub haproxy: Option<Exporter>,
    /// The PostgreSQL exporter.
    #[section(example = "9187")]
    pub postgres: Option<Exporter>,
}

/// Where metrics are shown, and who may read them.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = PortNumber)]
pub struct Exporter {
    /// The port.
    pub port: PortNumber,
    /// They are shown by HTTPS.
    pub tls: Option<ExporterTls>,
    /// A user with a password reads them.
    pub user: Option<ExporterUser>,
}

/// HTTPS of an exporter.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_tls)]
pub struct ExporterTls {
    /// The certificate of the authority that issued the exporter's. Absent: a public one.
    #[section(example = "machines/ca.crt")]
    pub ca: Option<SecretRef>,
    /// The certificate that Prometheus shows.
    #[section(example = "machines/tls.crt")]
    pub certificate: Option<SecretRef>,
    /// The key of that certificate.
    #[section(example = "machines/tls.key")]
    pub key: Option<SecretRef>,
    /// The name that the exporter's certificate is for. Absent: its address.
    pub server_name: Option<Host>,
}

/// Who reads metrics.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct ExporterUser {
    /// The user.
    #[section(default = "prometheus".to_owned())]
    pub name: String,
    /// The password.
    #[section(example = "machines/password")]
    pub password: SecretRef,
}

impl Exporter {
    fn at(port: i64) -> Self {
        Self::from(PortNumber::new(port))
    }
}

impl From<PortNumber> for Exporter {
    fn from(port: PortNumber) -> Self {
        Self { port, tls: None, user: None }
    }
}

impl Exporters {
    /// The exporters there are, each with the label `job` of its series.
    pub(crate) fn all(&self) -> Vec<(&'static str, &Exporter)> {
        let optional = [
            ("etcd", &self.etcd),
            ("patroni", &self.patroni),
            ("haproxy", &self.haproxy),
            ("postgres-exporter", &self.postgres),
        ];
        let optional = optional.into_iter().filter_map(|(job, exporter)| Some((job, exporter.as_ref()?)));
        // The rules and dashboards of kube-prometheus-stack are about this job.
        [("node-exporter", &self.node)].into_iter().chain(optional).collect()
    }
}

impl Exporter {
    pub(crate) fn number(&self) -> u16 {
        u16::try_from(self.port.get()).expect("the section takes no other")
    }
}

fn check_group(group: &Group, checker: &mut Checker<'_, '_>) {
    if group.hosts.is_empty() {
        checker.report(&codes::NO_HOSTS, "hosts", "the group has no machines");
    }
    ports(&group.exporters, checker);
    other_ports(&group.exporters, checker);
    for (name, address) in group.hosts.iter().filter(|(_, address)| is_own(address)) {
        let place = Place::value(checker.path().key("hosts").key(name.as_str()));
        let message = format!("`{address}` is each pod itself, and no machine");
        checker.report_at(&codes::SAME_ADDRESS, place, message).help =
            Some("give the address that the cluster reaches the machine by".into());
    }
    let mut seen: BTreeMap<String, &Name> = BTreeMap::new();
    for (name, address) in &group.hosts {
        let path = |name: &Name| checker.path().key("hosts").key(name.as_str());
        let Some(first) = seen.insert(address.canonical(), name) else { continue };
        let (place, other) = (Place::value(path(name)), Place::value(path(first)));
        let message = format!("`{name}` has the address of `{first}`");
        let found = checker.report_at(&codes::SAME_ADDRESS, place, message);
        found.help = Some(
            "give each machine its own address: the first is watched twice, and the other not at all".into(),
        );
        found.labels.push(Label { place: other, text: "here first".into() });
    }
}

/// Whether an address leads back to whoever asks.
fn is_own(address: &ServerAddress) -> bool {
    address.as_str() == "localhost" || address.ip().is_some_and(|ip| ip.is_loopback() || ip.is_unspecified())
}

/// The key of the exporter with this label `job`.
fn key(job: &'static str) -> &'static str {
    match job {
        "node-exporter" => "node",
        "postgres-exporter" => "postgres",
        job => job,
    }
}

/// Ports on which another program than the exporter listens everywhere.
fn other_ports(exporters: &Exporters, checker: &mut Checker<'_, '_>) {
    const OTHERS: [(u16, &str); 5] = [
        (22, "SSH"),
        (2380, "the members of etcd among each other"),
        (5432, "PostgreSQL"),
        (6432, "PgBouncer"),
        (6443, "the API server"),
    ];
    for (job, exporter) in exporters.all() {
        let Some((port, whose)) = OTHERS.iter().find(|(port, _)| *port == exporter.number()) else {
            continue;
        };
        let place = Place::value(checker.path().key("exporters").key(key(job)));
        let message = format!("{port} is the port of {whose}, which shows no metrics");
        checker.report_at(&OTHER_PORT, place, message).help =
            Some("node 9100, etcd 2379 or 2381, Patroni 8008, HAProxy 8404, postgres_exporter 9187".into());
    }
}

/// One port of a machine is one program's.
fn ports(exporters: &Exporters, checker: &mut Checker<'_, '_>) {
    let all = exporters.all();
    for (at, (job, exporter)) in all.iter().enumerate() {
        let Some((first, _)) = all[..at].iter().find(|(_, other)| other.number() == exporter.number()) else {
            continue;
        };
        let path = |job| checker.path().key("exporters").key(key(job));
        let (place, other) = (Place::value(path(job)), Place::value(path(first)));
        let message =
            format!("`{}` and `{}` cannot both listen on port {}", key(job), key(first), exporter.number());
        let found = checker.report_at(&codes::SAME_ADDRESS, place, message);
        found.help = Some("give each exporter its own port".into());
        found.labels.push(Label { place: other, text: "the other one".into() });
    }
}

fn check_tls(tls: &ExporterTls, checker: &mut Checker<'_, '_>) {
    if tls.certificate.is_some() != tls.key.is_some() {
        let key = if tls.certificate.is_some() { "certificate" } else { "key" };
        checker.report(&codes::TLS, key, "a certificate to show takes a `certificate` and a `key`");
    }
}
