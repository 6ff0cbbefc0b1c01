//! The values of the chart.

use std::fmt::Write;

use hagen_charts::OPENBAO;
use hagen_core::chart::{resources, topology_spread_stateful};
use hagen_core::context::{Site, VolumePurpose};
use hagen_core::workload::priority::CRITICAL;
use hagen_core::workload::security;
use hagen_yaml::{Value, to_value, value};

use super::{TLS_SECRET, selector};
use crate::section::OpenBaoStore;

const TLS_FOLDER: &str = "/openbao/tls";

/// Well is whoever answers, sealed or not: a restart opens nothing.
const ALIVE: &str = "/v1/sys/health?standbyok=true&sealedcode=204&uninitcode=204";
const READY: &str = "/v1/sys/health?standbyok=true";

/// Has the server read its certificate again when it was renewed.
const RELOAD: &str = "\
fingerprint() { sha256sum /openbao/tls/tls.crt; }
known=$(fingerprint)
while sleep 60; do
  now=$(fingerprint)
  [ \"$now\" = \"$known\" ] || { kill -HUP \"$(pidof bao)\" && known=$now; }
done
";

pub(super) fn values(site: &Site<'_>, section: &OpenBaoStore) -> Value {
    let scraped = site.shared.prometheus.is_some();
    value!({
        "global": { "tlsDisable": false },
        "injector": { "enabled": false },
        "server": (server(site, section)),
        "serverTelemetry": { "serviceMonitor": { "enabled": scraped, "tlsConfig": (scrape_tls()) } },
    })
}

fn server(site: &Site<'_>, section: &OpenBaoStore) -> Value {
    let replicas = site.replicas();
    let mut values = value!({
        "resources": (resources("250m", "2", "512Mi")),
        "priorityClassName": CRITICAL,
        "topologySpreadConstraints": (topology_spread_stateful(site, &selector(), replicas)),
        "terminationGracePeriodSeconds": 30,
        "logFormat": "json",
        "readinessProbe": { "path": READY },
        "livenessProbe": { "enabled": true, "path": ALIVE, "failureThreshold": 6 },
        // The others start beside the first one, which is not ready before people have opened it.
        "podManagementPolicy": "Parallel",
        // The command in a pod finds the authority of the servers.
        "extraEnvironmentVars": { "BAO_CACERT": (format!("{TLS_FOLDER}/ca.crt")) },
        "shareProcessNamespace": true,
        "extraContainers": [(reloader())],
        "volumes": [
            { "name": "tls", "secret": { "secretName": TLS_SECRET, "defaultMode": 0o440 } },
            { "name": "tmp", "emptyDir": { "sizeLimit": "64Mi" } },
        ],
        "volumeMounts": [
            { "name": "tls", "mountPath": TLS_FOLDER, "readOnly": true },
            { "name": "tmp", "mountPath": "/tmp" },
        ],
        "statefulSet": { "securityContext": { "container": (to_value(&security::container())) } },
        "ha": {
            "enabled": true,
            "replicas": replicas,
            // By a name that the certificate holds for.
            "apiAddr": "https://$(BAO_K8S_POD_NAME).openbao-internal:8200",
            "raft": { "enabled": true, "setNodeId": true, "config": (configuration(replicas)) },
            "disruptionBudget": { "enabled": (replicas > 1) },
        },
        "dataStorage": { "size": (section.storage.to_string()) },
    });
    if replicas > 1 {
        values.merge(value!({ "ha": { "disruptionBudget": { "maxUnavailable": 1 } } }));
    }
    let class = section.storage_class.as_ref().or_else(|| site.storage_class(VolumePurpose::Database));
    if let Some(class) = class {
        values.merge(value!({ "dataStorage": { "storageClass": (class.to_string()) } }));
    }
    values
}

/// A container beside the server, of the same image and user.
fn reloader() -> Value {
    let version = OPENBAO.app_version.trim_start_matches('v');
    value!({
        "name": "reload",
        "image": (format!("quay.io/openbao/openbao:{version}")),
        "command": ["/bin/sh", "-c", RELOAD],
        "resources": {
            "requests": { "cpu": "5m", "memory": "16Mi", "ephemeral-storage": "16Mi" },
            "limits": { "cpu": "50m", "memory": "16Mi", "ephemeral-storage": "64Mi" },
        },
        "securityContext": (to_value(&security::container())),
        "volumeMounts": [{ "name": "tls", "mountPath": TLS_FOLDER, "readOnly": true }],
    })
}

/// The servers join whichever of them leads; everything that is asked of them goes to the log.
fn configuration(replicas: i32) -> String {
    let mut joins = String::new();
    for ordinal in 0..replicas {
        let _ = write!(
            joins,
            "  retry_join {{\n    leader_api_addr = \"https://openbao-{ordinal}.openbao-internal:8200\"\n    \
             leader_ca_cert_file = \"{TLS_FOLDER}/ca.crt\"\n  }}\n"
        );
    }
    format!(
        "ui = false\n\
         listener \"tcp\" {{\n  \
           address = \"[::]:8200\"\n  \
           cluster_address = \"[::]:8201\"\n  \
           tls_cert_file = \"{TLS_FOLDER}/tls.crt\"\n  \
           tls_key_file = \"{TLS_FOLDER}/tls.key\"\n  \
           tls_min_version = \"tls12\"\n  \
           telemetry {{\n    unauthenticated_metrics_access = true\n  }}\n\
         }}\n\
         storage \"raft\" {{\n  path = \"/openbao/data\"\n{joins}}}\n\
         service_registration \"kubernetes\" {{}}\n\
         telemetry {{\n  prometheus_retention_time = \"60s\"\n  disable_hostname = true\n}}\n\
         audit \"file\" \"stdout\" {{\n  description = \"What is asked, to the log of the pod\"\n  \
           options {{\n    file_path = \"stdout\"\n  }}\n}}\n"
    )
}

/// Prometheus trusts the servers by their authority.
fn scrape_tls() -> Value {
    value!({
        "ca": { "secret": { "name": TLS_SECRET, "key": "ca.crt" } },
        "serverName": (format!("{r}-active.{r}.svc", r = super::RELEASE)),
    })
}
