//! HAProxy in front of Patroni: it asks each member's REST API who the primary is, and passes connections on as they are.

use std::fmt::Write as _;

use crate::section::{Exporter, Group};

/// Where clients find the primary, and the standbys.
pub(super) const PRIMARY: u16 = 5000;
pub(super) const REPLICAS: u16 = 5001;

pub(super) fn config(exporter: &Exporter, group: &Group) -> String {
    let mut text = format!(
        "global
    log /dev/log local0
    user haproxy
    group haproxy
    maxconn 2000
    stats socket /run/haproxy/admin.sock mode 660 level admin

defaults
    log global
    mode tcp
    option dontlognull
    retries 2
    timeout connect 4s
    timeout client 30m
    timeout server 30m
    timeout check 5s

frontend metrics
    bind :{port}
    mode http
    no log
    timeout client 10s
    http-request use-service prometheus-exporter if {{ path /metrics }}
    http-request return status 404

",
        port = exporter.number()
    );
    text.push_str(&listen("primary", PRIMARY, "/primary", "", group));
    text.push('\n');
    text.push_str(&listen("replicas", REPLICAS, "/replica?lag=100MB", "    balance leastconn\n", group));
    text
}

/// Connections to a member that is no longer what it was are ended: its clients connect anew and find the right one.
fn listen(name: &str, port: u16, check: &str, balance: &str, group: &Group) -> String {
    let patroni = group.exporters.patroni.as_ref();
    let rest = patroni.map_or(8008, Exporter::number);
    let tls = if patroni.is_some_and(|patroni| patroni.tls.is_some()) {
        " check-ssl verify required ca-file /etc/haproxy/patroni-ca.crt"
    } else {
        ""
    };
    let mut text = format!(
        "listen {name}
    bind :{port}
    option tcplog
{balance}    option httpchk OPTIONS {check}
    http-check expect status 200
    default-server inter 3s fall 3 rise 2 on-marked-down shutdown-sessions
"
    );
    for (machine, address) in &group.hosts {
        let _ = writeln!(
            text,
            "    server {machine} {} maxconn 500 check port {rest}{tls}",
            address.with_port(5432)
        );
    }
    text
}
