//! What cannot be true of one packaged application.

use hagen_core::section::{Checker, Within};

use super::Package;
use crate::codes;
use crate::wiring;

pub(super) fn package(package: &Package, checker: &mut Checker<'_, '_>) {
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
