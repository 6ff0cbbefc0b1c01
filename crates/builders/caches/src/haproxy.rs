//! The configuration of the entry: HAProxy, which leads every connection to the primary.
//!
//! A server gets connections when it says itself that it is the primary, and two sentinels say so too. One that was cut
//! off and does not know that another took over has the first, but not the second. Servers that are asked this way need
//! no password: they have a user who may see the role and nothing else.

use std::fmt::Write as _;

use crate::component::{PORT, SENTINEL};

/// Where the entry tells of itself: `/alive`, `/ready` and `/metrics`.
pub(crate) const STATUS: u16 = 8404;

/// How many connections one pod holds: two sockets and two buffers each.
const CONNECTIONS: u32 = 2000;

/// The configuration for servers of these names. Sentinels are beside the servers.
pub(crate) fn configuration(hosts: &[String]) -> String {
    let majority = hosts.len() / 2 + 1;
    let primary = |at: usize| format!("{{ nbsrv(server-{at}) ge 1 }} {{ nbsrv(agreed-{at}) ge {majority} }}");
    let each = |line: &dyn Fn(usize) -> String| (0..hosts.len()).map(line).collect::<String>();
    let lead = each(&|at| format!("    use_backend server-{at} if {}\n", primary(at)));
    let ready =
        each(&|at| format!("    http-request return status 200 if {{ path /ready }} {}\n", primary(at)));
    let servers = each(&|at| server(at, hosts));
    format!(
        "{}
frontend cache
    bind :::{PORT} v4v6
{lead}    default_backend nobody

backend nobody

frontend status
    mode http
    timeout client 10s
    bind :::{STATUS} v4v6
    monitor-uri /alive
    http-request use-service prometheus-exporter if {{ path /metrics }}
{ready}    http-request return status 503
{servers}",
        global()
    )
}

fn global() -> String {
    format!(
        "global
    log stdout format raw local0 info
    maxconn {CONNECTIONS}
    nbthread 2
    hard-stop-after 30s

resolvers cluster
    parse-resolv-conf
    accepted_payload_size 8192
    resolve_retries 3
    timeout resolve 1s
    timeout retry 1s
    hold valid 2s
    hold nx 2s

defaults
    mode tcp
    timeout connect 2s
    timeout client 1h
    timeout server 1h
    timeout check 1s
    option clitcpka
    option srvtcpka
    default-server check inter 1s fall 2 rise 1 on-marked-down shutdown-sessions resolvers cluster init-addr none
"
    )
}

/// The server of a number, and what the sentinels say of it.
fn server(at: usize, hosts: &[String]) -> String {
    let host = &hosts[at];
    let mut text = format!(
        "
backend server-{at}
    log global
    option tcp-check
    tcp-check connect
    tcp-check send \"AUTH probe probe\\r\\nROLE\\r\\nQUIT\\r\\n\"
    tcp-check expect rstring ^\\+OK\\r\\n\\*3\\r\\n\\$6\\r\\nmaster
    server server-{at} {host}:{PORT}

backend agreed-{at}
    option tcp-check
    tcp-check connect
    tcp-check send \"AUTH probe probe\\r\\nSENTINEL get-master-addr-by-name cache\\r\\n\"
    tcp-check expect string {host}
"
    );
    for (at, host) in hosts.iter().enumerate() {
        writeln!(text, "    server sentinel-{at} {host}:{SENTINEL}").expect("a string takes all");
    }
    text
}
