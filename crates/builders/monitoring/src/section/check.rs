//! What two keys together tell.

use hagen_core::Place;
use hagen_core::codes::{ITSELF, OTHER_PORT};
use hagen_core::section::Checker;
use hagen_kube::{Url, is_itself};

use super::role;
use super::{
    Alertmanager, ControlPlane, Email, Grafana, OAuth, Probes, Prometheus, Receiver, Telegram, Thanos,
};
use crate::codes;

/// Below this the head of the database and its log leave no room for blocks.
const LEAST_STORAGE: u128 = 4 << 30;

/// In mebibytes: an empty cluster has some 30,000 series, of about 4Ki each with what asks for them.
const LEAST_PROMETHEUS: u64 = 256;
/// In mebibytes: below it Grafana is killed while it starts.
const LEAST_GRAFANA: u64 = 128;
/// In mebibytes: a file system of its own, and a small database in it.
const LEAST_VOLUME: u64 = 64;

pub(super) fn prometheus(prometheus: &Prometheus, checker: &mut Checker<'_, '_>) {
    if prometheus.storage.units() < LEAST_STORAGE {
        let message = format!("`{}` does not hold a Prometheus' log and head", prometheus.storage);
        checker.report(&codes::STORAGE, "storage", message).help = Some("give it 4Gi or more".into());
    }
    if let Some(resources) = &prometheus.resources {
        let why = "the series of Kubernetes alone do not fit, and it is killed whenever it starts";
        checker.at_least(&["resources", "memory"], &resources.memory, LEAST_PROMETHEUS, why);
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
    if !probes.enabled && !probes.paths.is_empty() {
        checker
            .report(&codes::NOT_PROBED, "paths", "nobody asks these paths, as `enabled` is `false`")
            .help = Some("leave one of the two out".into());
    }
    if !(10..=300).contains(&probes.interval.as_seconds()) {
        let message = format!("asked every `{}`, Prometheus has no answer or no rest", probes.interval);
        checker.report(&codes::TIME, "interval", message).help = Some("from `10s` to `5m`".into());
    }
}

pub(super) fn control_plane(said: &ControlPlane, checker: &mut Checker<'_, '_>) {
    for (at, address) in said.etcd.iter().enumerate().filter(|(_, address)| is_itself(address.as_str())) {
        let place = Place::value(checker.path().key("etcd").index(at));
        let message = format!("`{address}` is Prometheus' own pod, and no server of the control plane");
        checker.report_at(&ITSELF, place, message).help =
            Some("give the address that the cluster reaches the server by".into());
    }
}

pub(super) fn alertmanager(alertmanager: &Alertmanager, checker: &mut Checker<'_, '_>) {
    let why = "silences, and what was sent already, do not fit";
    checker.at_least(&["storage"], &alertmanager.storage, LEAST_VOLUME, why);
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
    let help = "name some, or leave the key out for all but `info`";
    checker.not_empty("severities", receiver.severities.is_empty(), help);
    checker.not_empty(
        "environments",
        receiver.environments.is_empty(),
        "name some, or leave the key out for all",
    );
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
    if let Some(resources) = &grafana.resources {
        let why = "Grafana is killed while it starts";
        checker.at_least(&["resources", "memory"], &resources.memory, LEAST_GRAFANA, why);
    }
    checker.at_least(&["storage"], &grafana.storage, LEAST_VOLUME, "Grafana's database does not fit");
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
    } else if let Some((message, help)) = oauth.role.as_deref().and_then(role::unknown) {
        checker.report(&codes::LOGIN, "role", message).help = Some(help);
    }
}

/// Ports on which everybody else than a mail server that takes mail listens.
const NOT_SMTP: [(i64, &str); 7] = [
    (22, "SSH"),
    (80, "the web"),
    (110, "POP3"),
    (143, "IMAP"),
    (443, "the web"),
    (993, "IMAP"),
    (995, "POP3"),
];

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
    if let Some((port, whose)) = NOT_SMTP.iter().find(|(port, _)| *port == email.port.get()) {
        checker
            .report(&OTHER_PORT, "port", format!("{port} is the port of {whose}, and mail is sent by SMTP"))
            .help = Some("587 mostly, or 465 or 25".into());
    }
    if is_itself(email.server.as_str()) {
        let message = format!("`{}` is Alertmanager's own pod, and no mail server", email.server);
        checker.report(&ITSELF, "server", message).help = Some("name the server that takes the mail".into());
    }
}
