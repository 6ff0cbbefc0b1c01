//! The values of Nextcloud's chart.

use hagen_core::bucket::{ACCESS_KEY_ID, ENDPOINT, NAME, REGION, SECRET_ACCESS_KEY};
use hagen_core::chart::topology_spread;
use hagen_core::context::Context;
use hagen_core::workload::{priority, shutdown};
use hagen_kube::{Quantity, Text as _, Url};
use hagen_yaml::{Map, Value, to_value, value};

use super::{Nextcloud, admin};
use crate::component::Release;
use crate::links::{Used, used};
use crate::objects::{Sticks, cookie_name, sticks};
use crate::wiring::Wiring as _;

/// The user of the image that serves, `www-data`.
const USER: i64 = 33;
/// A file that the image writes at its start; its folder belongs to somebody else.
const SESSION_FILE: &str = "redis-session.ini";
/// The private networks, in which the pods of the entry and of Prometheus are. Only these reach the pods.
const PRIVATE: [&str; 5] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"];

pub(super) fn values(release: &Release, cx: &Context<'_>) -> Value {
    let replicas = release.replicas(&cx.site);
    let pods = Nextcloud.serving_pods(release.name());
    let volume = release.package.volumes.keys().next().map(|name| release.claim_name(name).to_string());
    let mut values = value!({
        "fullnameOverride": (release.name().to_string()),
        "replicaCount": (i64::from(replicas)),
        "phpClientHttpsFix": { "enabled": true, "protocol": "https" },
        "nextcloud": (nextcloud(release, cx)),
        "internalDatabase": { "enabled": false },
        "persistence": { "enabled": (volume.is_some()), "accessMode": "ReadWriteMany" },
        "cronjob": (cron_job(release)),
        "resources": (resources(release, 4)),
        "priorityClassName": (priority::STANDARD),
        "tolerations": (to_value(&shutdown::leave_lost_nodes())),
        "topologySpreadConstraints": (topology_spread(&cx.site, &pods, replicas)),
        // Endpoints are taken back while the pod still serves.
        "lifecycle": { "preStopCommand": ["sleep", "10"] },
        // Every probe asks the same page, which asks the database: one that fails over is no reason to restart all.
        "startupProbe": { "enabled": true, "initialDelaySeconds": 10, "periodSeconds": 10, "failureThreshold": 180 },
        "readinessProbe": { "enabled": true, "initialDelaySeconds": 0, "periodSeconds": 5, "failureThreshold": 3 },
        "livenessProbe": { "enabled": true, "initialDelaySeconds": 0, "periodSeconds": 30, "failureThreshold": 10 },
        "prometheus": { "serviceMonitor": { "enabled": (cx.site.shared.prometheus.is_some()) } },
    });
    if let Some(claim) = volume {
        values.merge(value!({ "persistence": { "existingClaim": claim } }));
    }
    if sticks(release, &cx.site) == Some(Sticks::Annotations) {
        values.merge(value!({ "service": { "annotations": (sticky_annotations(release)) } }));
    }
    let wired = [
        used(cx.uses, "postgres").map(database),
        used(cx.uses, "caches").map(cache),
        used(cx.uses, "buckets").map(bucket),
    ];
    for part in wired.into_iter().flatten() {
        values.merge(part);
    }
    values
}

fn nextcloud(release: &Release, cx: &Context<'_>) -> Value {
    let host = release.package.expose.as_ref().map(|expose| expose.host.to_string()).unwrap_or_default();
    let session = format!("/usr/local/etc/php/conf.d/{SESSION_FILE}");
    value!({
        "host": (host.clone()),
        "trustedDomains": [host],
        "existingSecret": {
            "enabled": true,
            "secretName": (admin(release.name()).to_string()),
            "usernameKey": "username",
            "passwordKey": "password",
        },
        "strategy": { "type": "RollingUpdate", "rollingUpdate": { "maxSurge": 1, "maxUnavailable": 0 } },
        "podSecurityContext": {
            "runAsNonRoot": true,
            "runAsUser": USER,
            "runAsGroup": USER,
            "fsGroup": USER,
            // The volume is large: its owner is set once.
            "fsGroupChangePolicy": "OnRootMismatch",
            "seccompProfile": { "type": "RuntimeDefault" },
            // Apache listens on port 80 without being root.
            "sysctls": [{ "name": "net.ipv4.ip_unprivileged_port_start", "value": "0" }],
        },
        "securityContext": (confined()),
        "openmetrics": { "allowedClients": (PRIVATE.map(str::to_owned).to_vec()) },
        "configs": { "hagen.config.php": CONFIG },
        "extraEnv": (environment(release, cx)),
        "extraInitContainers": [{
            "name": "session-file",
            "image": (image()),
            "command": ["touch", (format!("/session/{SESSION_FILE}"))],
            "resources": {
                "requests": { "cpu": "10m", "memory": "32Mi" },
                "limits": { "cpu": "100m", "memory": "32Mi" },
            },
            "securityContext": (confined()),
            "volumeMounts": [{ "name": "session", "mountPath": "/session" }],
        }],
        "extraVolumes": [{ "name": "session", "emptyDir": { "sizeLimit": "1Mi" } }],
        "extraVolumeMounts": [{ "name": "session", "mountPath": session, "subPath": SESSION_FILE }],
    })
}

/// Logs go where every container's go, and heavy work waits for the night.
const CONFIG: &str = "<?php\n$CONFIG = [\n  'log_type' => 'errorlog',\n  'loglevel' => 2,\n  'maintenance_window_start' => 1,\n];\n";

/// The image of the chart's version, as the chart names it.
fn image() -> String {
    format!("docker.io/library/nextcloud:{}-apache", Nextcloud.chart().app_version)
}

fn confined() -> Value {
    value!({
        "allowPrivilegeEscalation": false,
        "capabilities": { "drop": ["ALL"] },
        "privileged": false,
        "runAsNonRoot": true,
    })
}

fn environment(release: &Release, cx: &Context<'_>) -> Value {
    let host = release.package.expose.as_ref().map(|expose| expose.host.to_string()).unwrap_or_default();
    let sslmode = used(cx.uses, "postgres").map(|database| database.text("PGSSLMODE")).unwrap_or_default();
    let mut variables = vec![
        ("OVERWRITEHOST".to_owned(), host.clone()),
        ("OVERWRITECLIURL".to_owned(), format!("https://{host}")),
        ("TRUSTED_PROXIES".to_owned(), PRIVATE.join(" ")),
        ("PGSSLMODE".to_owned(), sslmode),
    ];
    variables.extend(release.package.config.iter().map(|(name, value)| (name.to_string(), value.clone())));
    let entry = |(name, value): (String, String)| value!({ "name": name, "value": value });
    Value::List(variables.into_iter().map(entry).collect())
}

/// Work in the background, outside the pods that serve: one run at a time for all of them.
fn cron_job(release: &Release) -> Value {
    value!({
        "enabled": true,
        "type": "cronjob",
        "cronjob": {
            "schedule": "*/5 * * * *",
            "activeDeadlineSeconds": 3600,
            "backoffLimit": 1,
            "successfulJobsHistoryLimit": 1,
            "failedJobsHistoryLimit": 3,
            "priorityClassName": (priority::BATCH),
            "resources": (resources(release, 2)),
            "securityContext": (confined()),
        },
    })
}

fn resources(release: &Release, burst: u64) -> Value {
    let said = release.package.resources.as_ref();
    let cpu = said.map_or_else(|| Quantity::known("250m"), |resources| resources.cpu.0.clone());
    let memory =
        said.map_or_else(|| Quantity::known("1Gi"), |resources| resources.memory.clone()).to_string();
    let limit = Quantity::millicores(u64::try_from(cpu.milli()).unwrap_or(1000).saturating_mul(burst));
    value!({
        "requests": { "cpu": (cpu.to_string()), "memory": (memory.clone()), "ephemeral-storage": "256Mi" },
        "limits": { "cpu": (limit.to_string()), "memory": memory, "ephemeral-storage": "2Gi" },
    })
}

fn sticky_annotations(release: &Release) -> Value {
    let prefix = "traefik.ingress.kubernetes.io/service.sticky.cookie";
    let mut annotations = Map::new();
    annotations.insert(prefix.to_owned(), "true");
    annotations.insert(format!("{prefix}.name"), cookie_name(release));
    annotations.insert(format!("{prefix}.secure"), "true");
    annotations.insert(format!("{prefix}.httponly"), "true");
    Value::Map(annotations)
}

fn database(used: Used<'_>) -> Value {
    let (secret, key) = used.secret("PGPASSWORD");
    value!({ "externalDatabase": {
        "enabled": true,
        "type": "postgresql",
        "host": (format!("{}:{}", used.text("PGHOST"), used.text("PGPORT"))),
        "database": (used.text("PGDATABASE")),
        "existingSecret": {
            "enabled": true,
            "secretName": secret,
            "usernameKey": "username",
            "passwordKey": key,
        },
    } })
}

fn cache(used: Used<'_>) -> Value {
    let (secret, key) = used.secret("REDIS_PASSWORD");
    value!({ "externalRedis": {
        "enabled": true,
        "host": (used.text("REDIS_HOST")),
        "port": (used.text("REDIS_PORT")),
        "existingSecret": { "enabled": true, "secretName": secret, "passwordKey": key },
    } })
}

/// Files in a bucket. The volume then holds the program and its configuration only.
fn bucket(used: Used<'_>) -> Value {
    let (secret, id) = used.secret(ACCESS_KEY_ID);
    let (_, key) = used.secret(SECRET_ACCESS_KEY);
    let (host, port, tls) = address(&used.text(ENDPOINT), &used.text(REGION));
    value!({ "nextcloud": { "objectStore": { "s3": {
        "enabled": true,
        "host": host,
        "port": port,
        "ssl": tls,
        "region": (used.text(REGION)),
        "bucket": (used.text(NAME)),
        "usePathStyle": true,
        "autoCreate": false,
        "existingSecret": secret,
        "secretKeys": { "accessKey": id, "secretKey": key },
    } } } })
}

/// Host, port and whether it speaks TLS; Amazon's of the region when no address is given.
fn address(endpoint: &str, region: &str) -> (String, String, bool) {
    let amazon = || Url::known(&format!("https://s3.{region}.amazonaws.com"));
    let url = Url::parse(endpoint).unwrap_or_else(|_| amazon());
    let port = url.port().to_string();
    let host = url.authority().strip_suffix(&format!(":{port}")).unwrap_or(url.authority());
    (host.to_owned(), port, url.scheme() == "https")
}
