//! What two keys together tell.

use hagen_core::Place;
use hagen_core::codes::REPEATED;
use hagen_core::section::Checker;
use hagen_kube::Url;

use super::{
    Alertmanager, ControlPlane, Email, Grafana, OAuth, Probes, Prometheus, Receiver, Telegram, Thanos,
};
use crate::codes;

/// Below this the head of the database and its log leave no room for blocks.
const LEAST_STORAGE: u128 = 4 << 30;

pub(super) fn prometheus(prometheus: &Prometheus, checker: &mut Checker<'_, '_>) {
    if prometheus.storage.units() < LEAST_STORAGE {
        let message = format!("`{}` does not hold a Prometheus' log and head", prometheus.storage);
        checker.report(&codes::STORAGE, "storage", message).help = Some("give it 4Gi or more".into());
    }
    times(prometheus, checker);
}

fn times(prometheus: &Prometheus, checker: &mut Checker<'_, '_>) {
    let interval = prometheus.interval.as_seconds();
    if !(1..=120).contains(&interval) {
        let message = format!("asked every `{}`, the rates of five minutes see nothing", prometheus.interval);
        let message = if interval == 0 { "more often than once a second".to_owned() } else { message };
        checker.report(&codes::TIME, "interval", message).help = Some("from `5s` to `2m`".into());
    }
    if prometheus.retention.as_seconds() < 2 * 60 * 60 {
        let message = format!("`{}` is shorter than the two hours that a block is of", prometheus.retention);
        checker.report(&codes::TIME, "retention", message).help = Some("`2h` or more, better `15d`".into());
    }
}

pub(super) fn probes(probes: &Probes, checker: &mut Checker<'_, '_>) {
    if !(10..=300).contains(&probes.interval.as_seconds()) {
        let message = format!("asked every `{}`, Prometheus has no answer or no rest", probes.interval);
        checker.report(&codes::TIME, "interval", message).help = Some("from `10s` to `5m`".into());
    }
}

pub(super) fn control_plane(said: &ControlPlane, checker: &mut Checker<'_, '_>) {
    checker.distinct("etcd", &said.etcd);
    for (at, component) in said.components.iter().enumerate() {
        if said.components[..at].contains(component) {
            let place = Place::value(checker.path().key("components").index(at));
            checker.report_at(&REPEATED, place, "the component is listed twice").help =
                Some("take it out".into());
        }
    }
}

pub(super) fn alertmanager(alertmanager: &Alertmanager, checker: &mut Checker<'_, '_>) {
    let repeat = alertmanager.repeat.as_seconds();
    if !(5 * 60..=5 * 24 * 60 * 60).contains(&repeat) {
        let message = if repeat < 5 * 60 {
            format!("every `{}` is more often than alerts are gathered", alertmanager.repeat)
        } else {
            format!("after `{}` it is forgotten what was told", alertmanager.repeat)
        };
        checker.report(&codes::TIME, "repeat", message).help = Some("from `5m` to `5d`".into());
    }
}

pub(super) fn telegram(telegram: &Telegram, checker: &mut Checker<'_, '_>) {
    if telegram.chat.get() == 0 {
        checker.report(&codes::CHANNEL, "chat", "there is no chat 0").help =
            Some("the number that the bot's `getUpdates` shows; groups have negative ones".into());
    }
}

pub(super) fn receiver(receiver: &Receiver, checker: &mut Checker<'_, '_>) {
    let has_a_way = receiver.telegram.is_some()
        || receiver.slack.is_some()
        || receiver.email.is_some()
        || receiver.pagerduty.is_some()
        || receiver.webhook.is_some();
    if !has_a_way {
        checker.report(&codes::CHANNEL, "severities", "the receiver has no way to be told").help =
            Some("give it `telegram`, `slack`, `email`, `pagerduty` or `webhook`".into());
    }
}

/// What Thanos reads is a secret; a bucket has the same form.
pub(super) fn thanos(thanos: &Thanos, checker: &mut Checker<'_, '_>) {
    if thanos.object_store.name.as_str() == "buckets" {
        let message = "this names a secret, and not a bucket";
        checker.report(&codes::CHANNEL, "objectStore", message).help =
            Some("name the secret with Thanos' configuration of the bucket: `thanos/objstore.yml`".into());
    }
}

/// Grafana and the browser ask by HTTP, and the provider leads back to where Grafana is exposed.
pub(super) fn grafana(grafana: &Grafana, checker: &mut Checker<'_, '_>) {
    if grafana.oauth.is_some() && grafana.expose.is_none() && grafana.enabled {
        let message = "the provider has no address to lead back to";
        checker.report(&codes::LOGIN, "oauth", message).help =
            Some("say where Grafana is reached: `expose: { host: grafana.example.com }`".into());
    }
    if grafana.expose.is_some() && !grafana.enabled {
        let message = "there is no Grafana to expose";
        checker.report(&codes::LOGIN, "expose", message).help =
            Some("leave `enabled: false` out, or this".into());
    }
}

pub(super) fn oauth(oauth: &OAuth, checker: &mut Checker<'_, '_>) {
    let urls: [(&str, &Url); 3] =
        [("authUrl", &oauth.auth_url), ("tokenUrl", &oauth.token_url), ("apiUrl", &oauth.api_url)];
    for (key, url) in urls {
        if !url.as_str().starts_with("https://") && !url.as_str().starts_with("http://") {
            let message = format!("`{url}` is no address of the web");
            checker.report(&codes::LOGIN, key, message).help = Some("it begins with `https://`".into());
        }
    }
    if let Some(fault) = oauth.role.as_deref().and_then(hagen_kube::template::jmespath::fault) {
        checker.report(&codes::LOGIN, "role", format!("nobody gets a role: {fault}")).help =
            Some("for instance `contains(groups[*], 'admins') && 'Admin' || 'Viewer'`".into());
    }
}

pub(super) fn email(email: &Email, checker: &mut Checker<'_, '_>) {
    if email.to.is_empty() {
        checker.report(&codes::CHANNEL, "to", "nobody gets this mail").help =
            Some("for instance `to: [ops@example.com]`".into());
    }
    if email.username.is_some() != email.password.is_some() {
        let message = "logging in takes a `username` and a `password`";
        let key = if email.username.is_some() { "username" } else { "password" };
        checker.report(&codes::CHANNEL, key, message).help =
            Some("write both, or neither for a server that asks nobody".into());
    }
    for address in email.to.iter().chain([&email.from]) {
        if !address.contains('@') || address.contains(char::is_control) {
            let key = if email.to.contains(address) { "to" } else { "from" };
            checker
                .report(&codes::CHANNEL, key, format!("`{}` is no mail address", address.escape_debug()))
                .help = Some("for instance `ops@example.com`".into());
        }
    }
}
