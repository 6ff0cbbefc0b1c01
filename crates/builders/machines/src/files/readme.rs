//! What a person does on the machines.

use std::fmt::Write as _;

use hagen_core::context::Context;

use super::{haproxy, version};
use crate::component::Machines;

pub(super) fn readme(machines: &Machines, cx: &Context<'_>) -> String {
    let exporters = &machines.group.exporters;
    let mut text = format!("# Machines `{}`\n\n", machines.name);
    for (name, address) in &machines.group.hosts {
        let _ = writeln!(text, "* `{name}`: {address}");
    }
    text.push_str("\nThe cluster scrapes these ports of each machine, so its nodes have to reach them:\n\n");
    for (job, exporter) in exporters.all() {
        let _ = writeln!(text, "* {}: {job}", exporter.number());
    }
    text.push_str(&node_exporter(machines));
    if exporters.etcd.is_some() {
        text.push_str(&etcd(exporters.etcd.as_ref().is_some_and(|etcd| etcd.tls.is_some())));
    }
    if exporters.patroni.is_some() {
        text.push_str(PATRONI);
    }
    if exporters.haproxy.is_some() && machines.balanced().is_some() {
        text.push_str(&haproxy_steps());
    }
    if let Some(exporter) = &exporters.postgres {
        text.push_str(&postgres_exporter(exporter.number()));
    }
    if let Some(entry) = &cx.site.shared.log_entry {
        text.push_str(&alloy(entry.password.to_string().as_str()));
    }
    text
}

fn node_exporter(machines: &Machines) -> String {
    let exporter = &machines.group.exporters.node;
    let mut text = format!(
        "\n## Node exporter, on every machine\n
```sh
curl -fsSLO https://github.com/prometheus/node_exporter/releases/download/v{v}/node_exporter-{v}.linux-amd64.tar.gz
curl -fsSL https://github.com/prometheus/node_exporter/releases/download/v{v}/sha256sums.txt | sha256sum --check --ignore-missing
tar -xzf node_exporter-{v}.linux-amd64.tar.gz
sudo install node_exporter-{v}.linux-amd64/node_exporter /usr/local/bin/
sudo useradd --system --no-create-home --shell /usr/sbin/nologin node_exporter
sudo install -m 644 node_exporter.service /etc/systemd/system/
",
        v = version("node_exporter")
    );
    if exporter.tls.is_some() || exporter.user.is_some() {
        text.push_str(
            "sudo install -D -m 640 -g node_exporter node_exporter-web.yml /etc/node_exporter/web.yml\n",
        );
    }
    if exporter.tls.is_some() {
        text.push_str("sudo install -m 640 -g node_exporter tls.crt tls.key ca.crt /etc/node_exporter/\n");
    }
    text.push_str("sudo systemctl daemon-reload\nsudo systemctl enable --now node_exporter\n```\n");
    if exporter.user.is_some() {
        text.push_str(
            "\nPut the bcrypt hash of the password where `BCRYPT_HASH` stands in `node_exporter-web.yml`.\n",
        );
    }
    text
}

fn etcd(has_tls: bool) -> String {
    let certificates =
        if has_tls { "sudo install -m 640 -g etcd tls.crt tls.key ca.crt /etc/etcd/\n" } else { "" };
    let warning = if has_tls {
        ""
    } else {
        "\nThese members talk without encryption, and whoever reaches port 2379 owns the cluster: close it to everybody but the \
         members and Prometheus, or give the exporter `tls`.\n"
    };
    format!(
        "\n## etcd, on every machine\n
```sh
curl -fsSLO https://github.com/etcd-io/etcd/releases/download/v{v}/etcd-v{v}-linux-amd64.tar.gz
tar -xzf etcd-v{v}-linux-amd64.tar.gz
sudo install etcd-v{v}-linux-amd64/etcd etcd-v{v}-linux-amd64/etcdctl etcd-v{v}-linux-amd64/etcdutl /usr/local/bin/
sudo useradd --system --no-create-home --shell /usr/sbin/nologin etcd
sudo install -d -m 700 -o etcd -g etcd /var/lib/etcd
sudo install -D -m 644 etcd/$(hostname -s).env /etc/etcd/etcd.env
{certificates}sudo install -m 644 etcd.service /etc/systemd/system/
sudo systemctl daemon-reload
sudo systemctl enable --now etcd
```

Start all members within a minute of each other: the first waits for the second. A member that is replaced later starts with \
`ETCD_INITIAL_CLUSTER_STATE=existing`.
{warning}",
        v = version("etcd")
    )
}

const PATRONI: &str = "\n## Patroni\n
Patroni shows its metrics at `/metrics` of its REST API. In `patroni.yml` the API has to listen beyond the machine itself \
(`restapi: { listen: 0.0.0.0:8008, connect_address: <address>:8008 }`), and etcd is named by its third API: \
`etcd3: { hosts: [...] }`.\n";

fn haproxy_steps() -> String {
    format!(
        "\n## HAProxy\n
```sh
sudo apt-get install --yes haproxy
haproxy -c -f haproxy.cfg
sudo install -m 644 haproxy.cfg /etc/haproxy/haproxy.cfg
sudo systemctl reload-or-restart haproxy
```

Clients find the primary on port {}, the standbys on port {}. One HAProxy is a single point of failure: run two or more, with a \
virtual address before them (keepalived) or all of them in the clients' list of hosts.\n",
        haproxy::PRIMARY,
        haproxy::REPLICAS
    )
}

fn postgres_exporter(port: u16) -> String {
    format!(
        "\n## PostgreSQL exporter\n
Version {}, as a user of PostgreSQL with the role `pg_monitor`: `create role postgres_exporter login in role pg_monitor;`. It listens \
on port {port}: `--web.listen-address=:{port}`.\n",
        version("postgres_exporter")
    )
}

fn alloy(password: &str) -> String {
    format!(
        "\n## Logs\n
Alloy {} sends the journal to the cluster. Its packages are at <https://apt.grafana.com> and <https://rpm.grafana.com>.

```sh
sudo install -m 640 -g alloy config.alloy /etc/alloy/config.alloy
sudo install -m 640 -g alloy /dev/stdin /etc/alloy/password   # the content of the secret `{password}`
sudo usermod --append --groups systemd-journal,adm alloy
sudo systemctl enable --now alloy
```\n",
        version("alloy")
    )
}
