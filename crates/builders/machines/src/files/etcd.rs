//! etcd 3.6: a unit, and the settings of each member. Flags that 3.6 no longer has are not among them: it has no API v2.

use std::fmt::Write as _;

use hagen_kube::{Name, ServerAddress};

use crate::component::Machines;
use crate::section::Exporter;

const PEER: u16 = 2380;
const CLIENT: u16 = 2379;

pub(super) fn files(machines: &Machines, exporter: &Exporter) -> Vec<(String, String)> {
    let member = |(name, address): (&Name, &ServerAddress)| {
        (format!("etcd/{name}.env"), settings(machines, exporter, name, address))
    };
    let mut files: Vec<_> = machines.group.hosts.iter().map(member).collect();
    files.push(("etcd.service".to_owned(), UNIT.to_owned()));
    files
}

fn settings(machines: &Machines, exporter: &Exporter, name: &Name, address: &ServerAddress) -> String {
    let scheme = if exporter.tls.is_some() { "https" } else { "http" };
    // Sockets are bound to addresses, never to names.
    let bound = |port| match address.ip() {
        Some(_) => address.with_port(port),
        None => format!("0.0.0.0:{port}"),
    };
    let local = match address.ip() {
        Some(_) => format!(",{scheme}://127.0.0.1:{CLIENT}"),
        None => String::new(),
    };
    let member =
        |(name, host): (&Name, &ServerAddress)| format!("{name}={scheme}://{}", host.with_port(PEER));
    let members: Vec<String> = machines.group.hosts.iter().map(member).collect();
    let mut text = format!(
        "ETCD_NAME={name}
ETCD_DATA_DIR=/var/lib/etcd
ETCD_LISTEN_PEER_URLS={scheme}://{bound_peer}
ETCD_LISTEN_CLIENT_URLS={scheme}://{bound_client}{local}
ETCD_INITIAL_ADVERTISE_PEER_URLS={scheme}://{peer}
ETCD_ADVERTISE_CLIENT_URLS={scheme}://{client}
ETCD_INITIAL_CLUSTER={members}
ETCD_INITIAL_CLUSTER_TOKEN={group}
ETCD_INITIAL_CLUSTER_STATE=new
ETCD_AUTO_COMPACTION_MODE=periodic
ETCD_AUTO_COMPACTION_RETENTION=1h
ETCD_STRICT_RECONFIG_CHECK=true
",
        bound_peer = bound(PEER),
        bound_client = bound(CLIENT),
        peer = address.with_port(PEER),
        client = address.with_port(CLIENT),
        members = members.join(","),
        group = machines.name
    );
    if exporter.number() != CLIENT {
        let _ = writeln!(text, "ETCD_LISTEN_METRICS_URLS=http://{}", bound(exporter.number()));
    }
    if exporter.tls.is_some() {
        text.push_str(TLS);
    }
    text
}

const TLS: &str = "ETCD_CERT_FILE=/etc/etcd/tls.crt
ETCD_KEY_FILE=/etc/etcd/tls.key
ETCD_TRUSTED_CA_FILE=/etc/etcd/ca.crt
ETCD_CLIENT_CERT_AUTH=true
ETCD_PEER_CERT_FILE=/etc/etcd/tls.crt
ETCD_PEER_KEY_FILE=/etc/etcd/tls.key
ETCD_PEER_TRUSTED_CA_FILE=/etc/etcd/ca.crt
ETCD_PEER_CLIENT_CERT_AUTH=true
";

const UNIT: &str = "[Unit]
Description=etcd
Documentation=https://etcd.io/docs/v3.6/
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
User=etcd
Group=etcd
EnvironmentFile=/etc/etcd/etcd.env
ExecStart=/usr/local/bin/etcd
Restart=on-failure
RestartSec=5
LimitNOFILE=65536
IOSchedulingClass=best-effort
IOSchedulingPriority=0
NoNewPrivileges=true
ProtectSystem=full
ProtectHome=true
PrivateTmp=true

[Install]
WantedBy=multi-user.target
";
