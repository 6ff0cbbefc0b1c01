//! The ways by which a receiver is told.

use hagen_kube::{Name, SecretRef};
use hagen_yaml::{Value, value};

use super::{WATCHDOG, file};
use crate::section::{Email, Pagerduty, Receiver, Slack, Telegram, Webhook};

pub(super) fn receiver(name: &Name, said: &Receiver) -> Value {
    let mut receiver = value!({ "name": (name.to_string()) });
    let ways = [
        ("telegram_configs", said.telegram.as_ref().map(telegram)),
        ("slack_configs", said.slack.as_ref().map(slack)),
        ("email_configs", said.email.as_ref().map(email)),
        ("pagerduty_configs", said.pagerduty.as_ref().map(pagerduty)),
        ("webhook_configs", said.webhook.as_ref().map(webhook)),
    ];
    for (key, way) in ways {
        if let (Some(way), Some(map)) = (way, receiver.as_map_mut()) {
            map.insert(key, Value::List(vec![way]));
        }
    }
    receiver
}

/// Who is called while everything works: each call is news, so nothing is ever "resolved".
pub(super) fn watchdog(url: &SecretRef) -> Value {
    value!({
        "name": WATCHDOG,
        "webhook_configs": [{ "url_file": (file(url)), "send_resolved": false }],
    })
}

fn telegram(said: &Telegram) -> Value {
    let mut way = value!({
        "bot_token_file": (file(&said.token)),
        "chat_id": (said.chat.get()),
        "parse_mode": "HTML",
        "message": r#"{{ template "hagen.telegram" . }}"#,
        "send_resolved": true,
    });
    if let Some(topic) = said.topic {
        way.merge(value!({ "message_thread_id": (topic.get()) }));
    }
    way
}

fn slack(said: &Slack) -> Value {
    let mut way = value!({
        "api_url_file": (file(&said.url)),
        "title": r#"{{ template "hagen.subject" . }}"#,
        "text": r#"{{ template "hagen.text" . }}"#,
        "send_resolved": true,
    });
    if let Some(channel) = &said.channel {
        way.merge(value!({ "channel": (channel.clone()) }));
    }
    way
}

fn email(said: &Email) -> Value {
    let port = u16::try_from(said.port.get()).expect("the section holds it to the range of ports");
    let mut way = value!({
        "to": (said.to.iter().map(hagen_kube::Mailbox::as_str).collect::<Vec<_>>().join(", ")),
        "from": (said.from.clone()),
        "smarthost": (said.server.with_port(port)),
        "require_tls": true,
        "headers": { "Subject": r#"{{ template "hagen.subject" . }}"# },
        "text": r#"{{ template "hagen.text" . }}"#,
        "html": "",
        "send_resolved": true,
    });
    if let (Some(username), Some(password)) = (&said.username, &said.password) {
        way.merge(value!({ "auth_username": (username.clone()), "auth_password_file": (file(password)) }));
    }
    way
}

fn pagerduty(said: &Pagerduty) -> Value {
    value!({
        "routing_key_file": (file(&said.key)),
        "description": r#"{{ template "hagen.subject" . }}"#,
        "severity": r#"{{ if eq .CommonLabels.severity "critical" }}critical{{ else }}warning{{ end }}"#,
        "details": { "text": r#"{{ template "hagen.text" . }}"# },
        "send_resolved": true,
    })
}

fn webhook(said: &Webhook) -> Value {
    let mut way = value!({ "url_file": (file(&said.url)), "send_resolved": true });
    if let Some(token) = &said.token {
        way.merge(value!({
            "http_config": { "authorization": { "type": "Bearer", "credentials_file": (file(token)) } },
        }));
    }
    way
}
