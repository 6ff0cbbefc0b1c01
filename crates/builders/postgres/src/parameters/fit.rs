//! Settings that are more than an instance has.

use hagen_core::Place;
use hagen_core::section::{Checker, Within};
use hagen_kube::Quantity;

use super::known;
use crate::codes;
use crate::spec::Postgres;

/// What is taken from memory at once, and what is kept on the volume of the log.
const OF_MEMORY: [&str; 4] = ["shared_buffers", "work_mem", "maintenance_work_mem", "autovacuum_work_mem"];
const OF_THE_LOG: [&str; 3] = ["max_wal_size", "wal_keep_size", "max_slot_wal_keep_size"];
/// What each instance needs one of.
const OF_STANDBYS: [&str; 2] = ["max_wal_senders", "max_replication_slots"];
/// A connection takes more: this is what it cannot do without.
const LEAST_OF_A_CONNECTION: i64 = 1 << 20;

pub(super) fn check(spec: &Postgres, checker: &mut Checker<'_, '_>) {
    let memory = spec.resources.as_ref().map(|resources| &resources.memory);
    let volume = spec.wal_storage.as_ref().or(spec.storage.as_ref());
    sizes(spec, &OF_MEMORY, memory, "an instance has", checker);
    sizes(spec, &OF_THE_LOG, volume, "the volume of the log has", checker);
    standbys(spec, checker);
    let connections = spec.max_connections.map(Within::get).unwrap_or_default();
    let Some(memory) = memory else { return };
    if i128::from(connections * LEAST_OF_A_CONNECTION) > i128::try_from(memory.units()).unwrap_or(i128::MAX) {
        let message = format!("{connections} connections do not fit {memory} of memory");
        checker.report(&codes::SIZE, "maxConnections", message).help =
            Some("lower it, and put a `pooler` before the server; or give it more memory".into());
    }
}

fn sizes(
    spec: &Postgres,
    names: &[&str],
    offered: Option<&Quantity>,
    what: &str,
    checker: &mut Checker<'_, '_>,
) {
    let Some(offered) = offered else { return };
    for (name, setting) in spec.parameters.iter().filter(|(name, _)| names.contains(&name.as_str())) {
        let asked = known::bytes(name.as_str(), &setting.0, spec.version.get());
        if asked.is_some_and(|asked| asked >= offered.units()) {
            let place = Place::value(checker.path().key("parameters").key(name.as_str()));
            let message = format!("`{name}` takes {}, and {what} {offered}", setting.0.escape_debug());
            checker.report_at(&codes::SIZE, place, message).help =
                Some("leave it out: it follows from the size of the instance".into());
        }
    }
}

fn standbys(spec: &Postgres, checker: &mut Checker<'_, '_>) {
    let instances = spec.instances.map_or(1, Within::get);
    for (name, setting) in spec.parameters.iter().filter(|(name, _)| OF_STANDBYS.contains(&name.as_str())) {
        if setting.0.parse::<i64>().is_ok_and(|number| number < instances) {
            let place = Place::value(checker.path().key("parameters").key(name.as_str()));
            let message = format!("`{name}` is {}, and there are {instances} instances", setting.0);
            checker.report_at(&codes::SIZE, place, message).help =
                Some("leave it out: each standby needs one, and a backup another".into());
        }
    }
}
