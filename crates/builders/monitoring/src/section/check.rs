//! What two keys together tell.

use hagen_core::section::Checker;

use super::{Email, Prometheus, Receiver};
use crate::codes;

/// Below this the head of the database and its log leave no room for blocks.
const LEAST_STORAGE: u128 = 4 << 30;

pub(super) fn prometheus(prometheus: &Prometheus, checker: &mut Checker<'_, '_>) {
    if prometheus.storage.units() < LEAST_STORAGE {
        let message = format!("`{}` does not hold a Prometheus' log and head", prometheus.storage);
        checker.report(&codes::STORAGE, "storage", message).help = Some("give it 4Gi or more".into());
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
