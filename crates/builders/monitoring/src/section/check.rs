//! What two keys together tell.

use hagen_core::section::Checker;

use super::{Alertmanager, ControlPlane, Email, Probes, Prometheus, Receiver, Telegram};
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

pub(super) fn email(email: &Email, checker: &mut Checker<'_, '_>) {
    if email.to.is_empty() {
        checker.report(&codes::CHANNEL, "to", "nobody gets this mail");
    }
    if email.username.is_some() != email.password.is_some() {
        let message = "logging in takes a `username` and a `password`";
        let key = if email.username.is_some() { "username" } else { "password" };
        checker.report(&codes::CHANNEL, key, message);
    }
    for address in email.to.iter().chain([&email.from]) {
        if !address.contains('@') || address.contains(char::is_control) {
            let key = if email.to.contains(address) { "to" } else { "from" };
            checker.report(&codes::CHANNEL, key, format!("`{}` is no mail address", address.escape_debug()));
        }
    }
}
