//! What cannot be true of one packaged application.

use hagen_core::section::{Checker, Within};

use super::Package;
use crate::codes;
use crate::wiring;

/// In mebibytes: one process of PHP that serves a page, and the server around it.
const LEAST_MEMORY: u64 = 128;
/// In mebibytes: the program unpacked, with its configuration.
const LEAST_VOLUME: u64 = 1024;

pub(super) fn package(package: &Package, checker: &mut Checker<'_, '_>) {
    if let Some(resources) = &package.resources {
        let why = "PHP and its server are killed while the first page is made";
        checker.at_least(&["resources", "memory"], &resources.memory, LEAST_MEMORY, why);
    }
    for (name, volume) in &package.volumes {
        let why = "the program itself, which lies there, does not fit";
        checker.at_least(&["volumes", name.as_str(), "size"], &volume.size, LEAST_VOLUME, why);
    }
    let known = wiring::of(package.chart).volumes();
    for name in package.volumes.keys().filter(|name| !known.contains(&name.as_str())) {
        let message = format!("the chart has no use for a volume `{name}`");
        let help =
            format!("it has {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "));
        checker.report(&codes::VOLUME, "volumes", message).help = Some(help);
    }
    let several = package.replicas.map_or(3, Within::get) > 1;
    for (name, volume) in package.volumes.iter().filter(|(_, volume)| several && !volume.shared) {
        let message = format!("only one replica can mount the volume `{name}` of {}", volume.size);
        checker.report(&codes::VOLUME, "volumes", message).help =
            Some("write `shared: true`, or `replicas: 1`".into());
    }
}
