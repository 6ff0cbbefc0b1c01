//! Kafka, as Strimzi runs it.

use hagen_yaml::Value;

use crate::effect::Effect;
use crate::table::{ALLOWS, CAPACITY, CHANGES, KEPT, POD_CAPACITY, Pods, Table, Verdict, each, rule};

const ONE_BY_ONE: Pods = (Effect::ReplacesPods, "broker by broker");

pub(crate) const KAFKA: Table = Table {
    pods: |_| ONE_BY_ONE,
    rules: &[
        rule("spec kafka version", "Kafka", Verdict::Pods),
        rule("spec kafka metadataVersion", "version of the metadata", CHANGES),
        rule(
            "spec kafka config log.retention.minutes|log.retention.hours|log.retention.ms",
            "messages are kept",
            KEPT,
        ),
        each("spec kafka config *", "setting", 1, Verdict::Pods),
        each(
            "spec kafka listeners *",
            "listener",
            1,
            Verdict::Items(Effect::OpensNetwork, Effect::ClosesNetwork),
        ),
        rule("spec kafka authorization **", "authorization", Verdict::Pods),
        rule("spec kafka template podDisruptionBudget **", "budget of disruptions", CHANGES),
        rule("spec entityOperator|kafkaExporter|cruiseControl **", "", Verdict::Is(Effect::RestartsPods)),
        rule("spec kafka **", "", Verdict::Pods),
    ],
    ..Table::PLAIN
};

pub(crate) const NODE_POOL: Table = Table {
    pods: |object| match object.at(&["spec", "replicas"]).and_then(Value::as_int) {
        Some(1) => (Effect::Interrupts, "its only broker restarts"),
        _ => ONE_BY_ONE,
    },
    rules: &[
        rule("spec replicas", "brokers", CAPACITY),
        rule("spec resources limits|requests memory", "memory", POD_CAPACITY),
        rule("spec resources limits|requests cpu", "CPU", POD_CAPACITY),
        rule("spec storage ** size", "volume size", CAPACITY),
        rule("spec jvmOptions **", "JVM options", Verdict::Pods),
        rule("spec template **", "", Verdict::Pods),
    ],
    ..Table::PLAIN
};

pub(crate) const TOPIC: Table = Table::of(
    Effect::Changes,
    &[
        // Of partitions there can only be more.
        rule("spec partitions", "partitions", Verdict::Amount(Effect::Refused, Effect::MoreCapacity)),
        rule("spec replicas", "copies", CAPACITY),
        rule("spec config retention.ms", "messages are kept", KEPT),
        rule("spec config retention.bytes", "bytes are kept", KEPT),
        // Of a key, all messages but the last go.
        rule(
            "spec config cleanup.policy",
            "what becomes of old messages",
            Verdict::Rank(&["compact", "delete"], Effect::DeletesData, Effect::DeletesData),
        ),
        each("spec config *", "setting", 1, CHANGES),
    ],
);

pub(crate) const USER: Table = Table::of(
    Effect::Changes,
    &[
        rule("spec authorization acls **", "may", ALLOWS),
        each("spec quotas *", "quota", 1, CAPACITY),
        rule("spec authentication **", "authentication", Verdict::Is(Effect::Interrupts)),
    ],
);
