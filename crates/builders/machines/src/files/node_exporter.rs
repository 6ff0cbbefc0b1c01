//! The node exporter: a systemd unit, and who may read.

use std::fmt::Write as _;

use crate::section::Exporter;

pub(super) fn files(exporter: &Exporter) -> Vec<(String, String)> {
    let is_guarded = exporter.tls.is_some() || exporter.user.is_some();
    let mut files = vec![("node_exporter.service".to_owned(), unit(exporter, is_guarded))];
    files.extend(is_guarded.then(|| ("node_exporter-web.yml".to_owned(), web(exporter))));
    files
}

fn unit(exporter: &Exporter, is_guarded: bool) -> String {
    let guard = if is_guarded { " \\\n  --web.config.file=/etc/node_exporter/web.yml" } else { "" };
    format!(
        "[Unit]
Description=Node exporter
Documentation=https://github.com/prometheus/node_exporter
After=network-online.target
Wants=network-online.target

[Service]
User=node_exporter
Group=node_exporter
ExecStart=/usr/local/bin/node_exporter \\
  --web.listen-address=:{port} \\
  --collector.systemd \\
  --collector.processes \\
  --collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run|var/lib/docker/.+)($$|/){guard}
Restart=on-failure
RestartSec=5
NoNewPrivileges=true
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=true
CapabilityBoundingSet=
RestrictSUIDSGID=true
LockPersonality=true

[Install]
WantedBy=multi-user.target
",
        port = exporter.number()
    )
}

/// <https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md>
fn web(exporter: &Exporter) -> String {
    let mut text = String::new();
    if let Some(tls) = &exporter.tls {
        text.push_str(
            "tls_server_config:\n  cert_file: /etc/node_exporter/tls.crt\n  key_file: /etc/node_exporter/tls.key\n  min_version: TLS12\n",
        );
        if tls.certificate.is_some() {
            text.push_str("  # Prometheus shows a certificate of this authority.\n  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: /etc/node_exporter/ca.crt\n");
        }
    }
    if let Some(user) = &exporter.user {
        text.push_str(
            "basic_auth_users:\n  # The bcrypt hash of the password: htpasswd -nBC 10 \"\" | tr -d ':\\n'\n",
        );
        let _ = writeln!(text, "  {}: BCRYPT_HASH", user.name);
    }
    text
}
