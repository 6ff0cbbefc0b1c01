//! What has to hold between the keys of a cluster.

use hagen_core::section::{Checker, Within};

use super::Kafka;
use crate::codes;

/// In mebibytes: below it a broker does not start.
const LEAST_MEMORY: u64 = 512;

pub(super) fn kafka(kafka: &Kafka, checker: &mut Checker<'_, '_>) {
    storage(kafka, checker);
    if kafka.brokers.is_some_and(|brokers| brokers.get() == 2) {
        checker.report(&codes::BROKERS, "brokers", "two brokers: one failure leaves a single copy").help =
            Some("three keep two copies while one is away".into());
    }
    if let Some(resources) = &kafka.resources {
        let why = "half of it is Java's heap, and the broker does not start in less than 256Mi of that";
        checker.at_least(&["resources", "memory"], &resources.memory, LEAST_MEMORY, why);
    }
    if let Some(resources) = &kafka.resources
        && (u128::from(LEAST_MEMORY) << 20..1 << 30).contains(&resources.memory.units())
    {
        let message = format!("`{}` of memory is too little for a broker", resources.memory);
        checker.report(&codes::MEMORY, "resources", message).help = Some("1Gi at least, better 4Gi".into());
    }
    let Some(brokers) = kafka.brokers.map(Within::get) else { return };
    for (name, topic) in &kafka.topics {
        if let Some(copies) = topic.copies.map(Within::get).filter(|copies| *copies > brokers) {
            let message = format!("`{name}` cannot have {copies} copies on {brokers} brokers");
            checker.report(&codes::TOPIC, "topics", message);
        }
    }
}

fn storage(kafka: &Kafka, checker: &mut Checker<'_, '_>) {
    let Some(storage) = &kafka.storage else {
        checker.report(&codes::STORAGE, "storage", "the key `storage` is missing").help =
            Some("say how large the volume of each broker is: `storage: 20Gi`".into());
        return;
    };
    if storage.units() < 1 << 30 {
        checker.report(&codes::STORAGE, "storage", format!("`{storage}` is too small a volume")).help =
            Some("1Gi at least".into());
    }
}
