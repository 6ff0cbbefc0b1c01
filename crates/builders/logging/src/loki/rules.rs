//! Alerts on what logs say: a ConfigMap for each tenant, which the ruler reads as files.

use std::collections::BTreeMap;

use hagen_core::context::Context;
use hagen_kube::{Manifest, Name};
use hagen_yaml::{Map, Style, Value, value};
use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::Loki;
use crate::section::{AlertName, LogAlert, Logging};
use crate::tenancy::{SINGLE, tenant};

/// Where the ruler looks for a folder of each tenant.
const FOLDER: &str = "/etc/loki/rules";

/// The alerts of a tenant.
type ByTenant<'a> = BTreeMap<String, Vec<(&'a AlertName, &'a LogAlert)>>;

/// The ruler. Without rules it has nothing to do.
pub(super) fn config(loki: &Loki, cx: &Context<'_>) -> Value {
    let mut config = value!({
        "storage": { "type": "local", "local": { "directory": FOLDER } },
        "rule_path": "/var/loki/rules",
        "ring": { "kvstore": { "store": "memberlist" } },
        "enable_sharding": true,
        // What it found stays found when another replica goes on.
        "wal": { "dir": "/var/loki/ruler-wal" },
    });
    if !loki.section.rules.is_empty()
        && let Some(alertmanager) = &cx.site.shared.alertmanager
    {
        config.merge(value!({
            "alertmanager_url": (alertmanager.url.clone()),
            "enable_alertmanager_v2": true,
        }));
    }
    config
}

fn by_tenant<'a>(section: &'a Logging, cx: &Context<'_>) -> ByTenant<'a> {
    let mut tenants = ByTenant::new();
    for (name, alert) in &section.rules {
        let tenant = tenant_of(section, cx, alert);
        tenants.entry(tenant).or_default().push((name, alert));
    }
    tenants
}

fn tenant_of(section: &Logging, cx: &Context<'_>, alert: &LogAlert) -> String {
    if section.tenants.is_none() {
        return SINGLE.to_owned();
    }
    let named = alert.tenant.as_ref().or_else(|| cx.offers.first_environment());
    named.and_then(|name| tenant(section, &cx.offers.environments, name)).unwrap_or_else(|| SINGLE.to_owned())
}

fn object_name(tenant: &str) -> String {
    Name::known("loki-rules").join(tenant).to_string()
}

/// The volumes of the ConfigMaps. What they hold comes to the ruler within minutes, without a restart.
pub(super) fn volumes(loki: &Loki, cx: &Context<'_>) -> Value {
    let volume = |tenant: &String| {
        let name = object_name(tenant);
        value!({ "name": (name.clone()), "configMap": { "name": name } })
    };
    Value::List(by_tenant(&loki.section, cx).keys().map(volume).collect())
}

pub(super) fn mounts(loki: &Loki, cx: &Context<'_>) -> Value {
    let mount = |tenant: &String| value!({ "name": (object_name(tenant)), "mountPath": (format!("{FOLDER}/{tenant}")), "readOnly": true });
    Value::List(by_tenant(&loki.section, cx).keys().map(mount).collect())
}

pub(super) fn config_maps(loki: &Loki, cx: &Context<'_>) -> Vec<Manifest> {
    let labels = Loki::identity(cx, "").labels();
    let object = |(tenant, alerts): (String, Vec<_>)| {
        Manifest::new(&ConfigMap {
            metadata: ObjectMeta {
                name: Some(object_name(&tenant)),
                namespace: Some(cx.site.namespace.to_string()),
                labels: Some(labels.clone()),
                ..ObjectMeta::default()
            },
            data: Some(BTreeMap::from([("rules.yaml".to_owned(), file(cx, &alerts))])),
            ..ConfigMap::default()
        })
    };
    by_tenant(&loki.section, cx).into_iter().map(object).collect()
}

fn file(cx: &Context<'_>, alerts: &[(&AlertName, &LogAlert)]) -> String {
    let rules: Vec<Value> = alerts.iter().map(|(name, alert)| rule(cx, name, alert)).collect();
    hagen_yaml::write(&value!({ "groups": [{ "name": "logs", "rules": rules }] }), &Style::insertion())
}

fn rule(cx: &Context<'_>, name: &AlertName, alert: &LogAlert) -> Value {
    let mut annotations = Map::new();
    annotations.push("summary", alert.summary.clone().unwrap_or_else(|| name.as_str().to_owned()));
    if let Some(description) = &alert.description {
        annotations.push("description", description.clone());
    }
    if let Some(url) = &alert.runbook_url {
        annotations.push("runbook_url", url.to_string());
    }
    value!({
        "alert": (name.as_str().to_owned()),
        "expr": (alert.expr.trim().to_owned()),
        "for": (alert.hold.go()),
        // The same labels as alerts on metrics have, so that routes and silences fit both.
        "labels": {
            "severity": (alert.severity.word()),
            "cluster": (cx.site.cluster_name.to_string()),
            "source": "logs",
        },
        "annotations": annotations,
    })
}
