//! Somebody who is told of alerts.

use hagen_core::section::{Distinct, Section, Within};
use hagen_kube::{Line, Mailbox, Name, SecretRef, ServerAddress};

use super::check;

/// Somebody who is told of alerts, by one way or several.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::receiver)]
pub struct Receiver {
    /// A chat of Telegram.
    pub telegram: Option<Telegram>,
    /// A channel of Slack, or of what takes Slack's webhooks.
    pub slack: Option<Slack>,
    /// Mail.
    pub email: Option<Email>,
    /// A service of PagerDuty.
    pub pagerduty: Option<Pagerduty>,
    /// Something else that takes Alertmanager's own messages.
    pub webhook: Option<Webhook>,
    /// Only alerts of these severities. Absent: all but `info`.
    #[section(example = "[critical]")]
    pub severities: Distinct<Severity>,
    /// Only alerts of these environments; `platform` is what belongs to none. Absent: all.
    #[section(example = "[production, platform]")]
    pub environments: Distinct<Name>,
}

/// How much an alert matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Section)]
pub enum Severity {
    /// Somebody has to come at once.
    Critical,
    /// Somebody has to look the same day.
    Warning,
    /// Worth knowing beside other alerts.
    Info,
}

/// A chat of Telegram.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::telegram)]
pub struct Telegram {
    /// The number of the chat; groups have negative ones.
    #[section(example = "-1001234567890")]
    pub chat: Within<-9_007_199_254_740_991, 9_007_199_254_740_991>,
    /// The bot's token.
    #[section(example = "telegram/bot-token")]
    pub token: SecretRef,
    /// The topic of a group that has topics.
    pub topic: Option<Within<1, 2_147_483_647>>,
}

/// A channel of Slack.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Slack {
    /// The address of the incoming webhook, which is a secret.
    #[section(example = "slack/webhook-url")]
    pub url: SecretRef,
    /// The channel, where the webhook leaves it open.
    #[section(example = "\"#alerts\"")]
    pub channel: Option<Line>,
}

/// Mail.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::email)]
pub struct Email {
    /// Who gets it.
    #[section(example = "[oncall@example.com]")]
    pub to: Distinct<Mailbox>,
    /// Who it is from.
    #[section(example = "alertmanager@example.com")]
    pub from: Mailbox,
    /// The mail server that takes it. It must offer STARTTLS, or TLS on port 465.
    #[section(example = "smtp.example.com")]
    pub server: ServerAddress,
    /// Its port.
    #[section(default = Within::new(587))]
    pub port: Within<1, 65535>,
    /// The user to log in as.
    pub username: Option<Line>,
    /// The password of that user.
    #[section(example = "mail/password")]
    pub password: Option<SecretRef>,
}

/// A service of PagerDuty.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Pagerduty {
    /// The integration key of the Events API v2.
    #[section(example = "pagerduty/routing-key")]
    pub key: SecretRef,
}

/// Something that takes Alertmanager's own messages.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Webhook {
    /// The address, which often holds a token and so is a secret.
    #[section(example = "incidents/url")]
    pub url: SecretRef,
    /// The bearer token to show.
    #[section(example = "incidents/token")]
    pub token: Option<SecretRef>,
}
