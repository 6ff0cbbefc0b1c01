//! The settings of Kafka: which there are, and what each takes. Kafka keeps a closed list of those of a topic, and Strimzi those of a broker that
//! are its own. <https://kafka.apache.org/43/configuration/topic-configs/>

use hagen_yaml::Value;

/// What a setting takes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Takes {
    /// A whole number from here on, of 32 bits.
    Int(i64),
    /// The same of 64 bits.
    Long(i64),
    /// A share of one.
    Share,
    /// `true` or `false`.
    Truth,
    /// One of these.
    One(&'static [&'static str]),
    /// Some of these, separated by commas.
    Some(&'static [&'static str]),
    /// Any text.
    Text,
}

use Takes::{Int, Long, One, Share, Some as Several, Text, Truth};

const COMPRESSION: Takes = One(&["producer", "uncompressed", "gzip", "snappy", "lz4", "zstd"]);
const CLEANUP: Takes = Several(&["delete", "compact"]);
const TIMESTAMP: Takes = One(&["CreateTime", "LogAppendTime"]);
/// The smallest file of records.
const SEGMENT: Takes = Int(1 << 20);

/// The settings of a topic, all there are, each with what brokers call the same.
const TOPIC: [(&str, Takes, &str); 37] = [
    ("cleanup.policy", CLEANUP, "log.cleanup.policy"),
    ("compression.gzip.level", Int(-1), "compression.gzip.level"),
    ("compression.lz4.level", Int(1), "compression.lz4.level"),
    ("compression.type", COMPRESSION, "compression.type"),
    ("compression.zstd.level", Int(-131_072), "compression.zstd.level"),
    ("delete.retention.ms", Long(0), "log.cleaner.delete.retention.ms"),
    ("errors.deadletterqueue.group.enable", Truth, ""),
    ("file.delete.delay.ms", Long(0), "log.segment.delete.delay.ms"),
    ("flush.messages", Long(1), "log.flush.interval.messages"),
    ("flush.ms", Long(0), "log.flush.interval.ms"),
    ("follower.replication.throttled.replicas", Text, ""),
    ("index.interval.bytes", Int(0), "log.index.interval.bytes"),
    ("leader.replication.throttled.replicas", Text, ""),
    ("local.retention.bytes", Long(-2), "log.local.retention.bytes"),
    ("local.retention.ms", Long(-2), "log.local.retention.ms"),
    ("max.compaction.lag.ms", Long(1), "log.cleaner.max.compaction.lag.ms"),
    ("max.message.bytes", Int(0), "message.max.bytes"),
    ("message.downconversion.enable", Truth, "log.message.downconversion.enable"),
    ("message.timestamp.after.max.ms", Long(0), "log.message.timestamp.after.max.ms"),
    ("message.timestamp.before.max.ms", Long(0), "log.message.timestamp.before.max.ms"),
    ("message.timestamp.type", TIMESTAMP, "log.message.timestamp.type"),
    ("min.cleanable.dirty.ratio", Share, "log.cleaner.min.cleanable.ratio"),
    ("min.compaction.lag.ms", Long(0), "log.cleaner.min.compaction.lag.ms"),
    ("min.insync.replicas", Int(1), "min.insync.replicas"),
    ("preallocate", Truth, "log.preallocate"),
    ("remote.copy.lag.bytes", Long(-1), ""),
    ("remote.copy.lag.ms", Long(-1), ""),
    ("remote.log.copy.disable", Truth, ""),
    ("remote.log.delete.on.disable", Truth, ""),
    ("remote.storage.enable", Truth, ""),
    ("retention.bytes", Long(i64::MIN), "log.retention.bytes"),
    ("retention.ms", Long(-1), "log.retention.ms"),
    ("segment.bytes", SEGMENT, "log.segment.bytes"),
    ("segment.index.bytes", Int(4), "log.index.size.max.bytes"),
    ("segment.jitter.ms", Long(0), "log.roll.jitter.ms"),
    ("segment.ms", Long(1), "log.roll.ms"),
    ("unclean.leader.election.enable", Truth, "unclean.leader.election.enable"),
];

/// Settings of brokers that people change, beside those that topics have too. There are more.
const BROKER: [(&str, Takes); 45] = [
    ("auto.create.topics.enable", Truth),
    ("auto.leader.rebalance.enable", Truth),
    ("background.threads", Int(1)),
    ("connections.max.idle.ms", Long(i64::MIN)),
    ("default.replication.factor", Int(1)),
    ("delete.topic.enable", Truth),
    ("fetch.max.bytes", Int(1024)),
    ("group.initial.rebalance.delay.ms", Int(i64::MIN)),
    ("group.max.session.timeout.ms", Int(i64::MIN)),
    ("group.max.size", Int(1)),
    ("group.min.session.timeout.ms", Int(i64::MIN)),
    ("leader.imbalance.check.interval.seconds", Long(i64::MIN)),
    ("log.cleaner.backoff.ms", Long(0)),
    ("log.cleaner.dedupe.buffer.size", Long(i64::MIN)),
    ("log.cleaner.threads", Int(0)),
    ("log.retention.check.interval.ms", Long(1)),
    ("log.retention.hours", Int(i64::MIN)),
    ("log.retention.minutes", Int(i64::MIN)),
    ("log.roll.hours", Int(1)),
    ("max.connections", Int(0)),
    ("max.connections.per.ip", Int(0)),
    ("num.io.threads", Int(1)),
    ("num.network.threads", Int(1)),
    ("num.partitions", Int(1)),
    ("num.recovery.threads.per.data.dir", Int(1)),
    ("num.replica.fetchers", Int(i64::MIN)),
    ("offsets.retention.minutes", Int(1)),
    ("offsets.topic.num.partitions", Int(1)),
    ("offsets.topic.replication.factor", Int(1)),
    ("queued.max.requests", Int(1)),
    ("replica.fetch.max.bytes", Int(0)),
    ("replica.fetch.wait.max.ms", Int(i64::MIN)),
    ("replica.lag.time.max.ms", Long(i64::MIN)),
    ("replica.selector.class", Text),
    ("replica.socket.timeout.ms", Int(i64::MIN)),
    ("request.timeout.ms", Int(i64::MIN)),
    ("share.coordinator.state.topic.min.isr", Int(1)),
    ("share.coordinator.state.topic.replication.factor", Int(1)),
    ("socket.receive.buffer.bytes", Int(i64::MIN)),
    ("socket.request.max.bytes", Int(1)),
    ("socket.send.buffer.bytes", Int(i64::MIN)),
    ("transaction.state.log.min.isr", Int(1)),
    ("transaction.state.log.num.partitions", Int(1)),
    ("transaction.state.log.replication.factor", Int(1)),
    ("transactional.id.expiration.ms", Int(1)),
];

/// How settings of brokers begin that Strimzi makes itself, and would pass over without a word.
const OF_OPERATOR: [&str; 21] = [
    "listeners",
    "advertised.",
    "broker.",
    "listener.",
    "host.name",
    "port",
    "inter.broker.listener.name",
    "sasl.",
    "ssl.",
    "security.",
    "password.",
    "log.dir",
    "authorizer.",
    "super.user",
    "cruise.control.metrics.topic",
    "cruise.control.metrics.reporter.bootstrap.servers",
    "node.id",
    "process.roles",
    "controller.",
    "metadata.log.dir",
    "client.quota.callback.static.",
];

/// Those among them that it leaves to people.
const LEFT: [&str; 8] = [
    "sasl.server.max.receive.size",
    "ssl.cipher.suites",
    "ssl.protocol",
    "ssl.enabled.protocols",
    "ssl.secure.random.implementation",
    "cruise.control.metrics.topic.",
    "controller.quorum.election.",
    "controller.quorum.fetch.timeout.ms",
];

/// Settings that Kafka 4 no longer has.
const REMOVED: [&str; 8] = [
    "control.plane.listener.name",
    "inter.broker.protocol.version",
    "log.message.format.version",
    "log.message.timestamp.difference.max.ms",
    "message.format.version",
    "message.timestamp.difference.max.ms",
    "offsets.commit.required.acks",
    "zookeeper.",
];

/// What is wrong with a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whether it is its name, not its value.
    pub is_name: bool,
    /// What is wrong, to stand behind the setting.
    pub message: String,
    /// The setting that is of the same meaning here.
    pub meant: Option<&'static str>,
}

/// The names of the settings of a topic.
pub fn topic_settings() -> impl Iterator<Item = &'static str> {
    TOPIC.iter().map(|(name, ..)| *name)
}

/// The names of the settings of brokers that are known; there are more.
pub fn broker_settings() -> impl Iterator<Item = &'static str> {
    let own = BROKER.iter().map(|(name, _)| *name);
    own.chain(TOPIC.iter().map(|(.., broker)| *broker).filter(|name| !name.is_empty()))
}

/// What is wrong with a setting of a topic, if anything is.
pub fn topic_fault(name: &str, value: &Value) -> Option<Fault> {
    if let Some((_, takes, _)) = TOPIC.iter().find(|(known, ..)| *known == name) {
        return fault_of_value(*takes, value);
    }
    let same = TOPIC.iter().find(|(.., broker)| *broker == name).map(|(topic, ..)| *topic);
    let message = match same {
        Some(_) => "is a setting of brokers",
        None if is_removed(name) => "is gone since Kafka 4",
        None => "is no setting of a topic",
    };
    Some(Fault { is_name: true, message: message.into(), meant: same })
}

/// What is wrong with a setting of brokers, if anything is. Not all settings are known.
pub fn broker_fault(name: &str, value: &Value) -> Option<Fault> {
    let name_fault = |message: &str, meant| Some(Fault { is_name: true, message: message.into(), meant });
    if is_removed(name) {
        return name_fault("is gone since Kafka 4", None);
    }
    let begins = |known: &[&str]| known.iter().any(|known| name.starts_with(known));
    if begins(&OF_OPERATOR) && !begins(&LEFT) {
        return name_fault("is set by the operator alone, which passes over this", None);
    }
    if let Some((_, takes)) = BROKER.iter().find(|(known, _)| *known == name) {
        return fault_of_value(*takes, value);
    }
    if let Some((_, takes, _)) = TOPIC.iter().find(|(.., broker)| *broker == name) {
        return fault_of_value(*takes, value);
    }
    let (.., broker) = TOPIC.iter().find(|(topic, ..)| *topic == name)?;
    name_fault("is a setting of topics", Some(*broker).filter(|broker| !broker.is_empty()))
}

fn is_removed(name: &str) -> bool {
    REMOVED.iter().any(|removed| name == *removed || (removed.ends_with('.') && name.starts_with(removed)))
}

fn fault_of_value(takes: Takes, value: &Value) -> Option<Fault> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::List(_) | Value::Map(_) => return None,
    };
    let listed = |words: &[&str]| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let whole = |least: i64, most: i64| match text.parse::<i64>() {
        Ok(number) if number < least => Some(format!("takes {least} or more")),
        Ok(number) if number > most => Some(format!("takes {most} at most")),
        Ok(_) => None,
        Err(_) => Some("takes a whole number".to_owned()),
    };
    let message = match takes {
        Int(least) => whole(least, i32::MAX.into()),
        Long(least) => whole(least, i64::MAX),
        Share => match text.parse::<f64>() {
            Ok(share) if (0.0..=1.0).contains(&share) => None,
            _ => Some("takes a share between 0 and 1".to_owned()),
        },
        Truth => (!matches!(&*text.to_ascii_lowercase(), "true" | "false"))
            .then(|| "takes `true` or `false`".to_owned()),
        One(words) => (!words.contains(&&*text)).then(|| format!("takes one of {}", listed(words))),
        Several(words) => {
            let is_known = |word: &str| words.contains(&word.trim());
            (!text.is_empty() && !text.split(',').all(is_known))
                .then(|| format!("takes {}, or several with commas between them", listed(words)))
        }
        Text => None,
    };
    message.map(|message| Fault { is_name: false, message, meant: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(name: &str, value: impl Into<Value>) -> Option<String> {
        topic_fault(name, &value.into()).map(|fault| format!("{} {:?}", fault.message, fault.meant))
    }

    #[test]
    fn settings_of_a_topic_are_a_closed_list() {
        assert_eq!(topic("retention.ms", 86_400_000), None);
        assert_eq!(topic("retention.ms", "-1"), None);
        assert_eq!(topic("cleanup.policy", "compact, delete"), None);
        assert_eq!(topic("retention.msec", 1), Some("is no setting of a topic None".into()));
        assert_eq!(
            topic("log.retention.ms", 1),
            Some("is a setting of brokers Some(\"retention.ms\")".into())
        );
        assert_eq!(topic("message.format.version", "3.0"), Some("is gone since Kafka 4 None".into()));
    }

    #[test]
    fn values_are_of_their_kind() {
        assert_eq!(topic("segment.bytes", 1000), Some("takes 1048576 or more None".into()));
        assert_eq!(topic("max.message.bytes", 1i64 << 40), Some("takes 2147483647 at most None".into()));
        assert_eq!(topic("max.message.bytes", "lots"), Some("takes a whole number None".into()));
        assert_eq!(topic("preallocate", "maybe"), Some("takes `true` or `false` None".into()));
        assert_eq!(
            topic("min.cleanable.dirty.ratio", 1.5),
            Some("takes a share between 0 and 1 None".into())
        );
        assert!(topic("compression.type", "brotli").is_some());
        assert!(topic("cleanup.policy", "compacted").is_some());
    }

    #[test]
    fn brokers_keep_what_is_the_operators() {
        let broker = |name: &str, value: Value| broker_fault(name, &value).map(|fault| fault.is_name);
        assert_eq!(broker("message.max.bytes", 2_097_152.into()), None);
        assert_eq!(broker("some.plugin.setting", "x".into()), None);
        assert_eq!(broker("ssl.cipher.suites", "x".into()), None);
        assert_eq!(broker("listeners", "x".into()), Some(true));
        assert_eq!(broker("zookeeper.connect", "x".into()), Some(true));
        assert_eq!(broker("retention.ms", 1.into()), Some(true));
        assert_eq!(broker("num.io.threads", "many".into()), Some(false));
    }
}
