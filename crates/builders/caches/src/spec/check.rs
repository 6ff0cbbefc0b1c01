//! What cannot be true of one cache.

use hagen_core::section::{Checker, Within};

use super::Cache;
use crate::codes;

/// What a server needs for itself, whatever it holds.
const LEAST_MEMORY: u128 = 16 << 20;

pub(super) fn cache(cache: &Cache, checker: &mut Checker<'_, '_>) {
    if let Some(instances) = cache.instances.map(Within::get)
        && instances % 2 == 0
    {
        let message =
            format!("{instances} servers cannot decide who is the primary when half of them is away");
        checker.report(&codes::INSTANCES, "instances", message).help =
            Some(format!("write `instances: {}`", instances + 1));
    }
    if cache.memory.units() < LEAST_MEMORY {
        checker
            .report(&codes::MEMORY, "memory", format!("`{}` holds nothing to speak of", cache.memory))
            .help = Some("write `memory: 16Mi` or more".into());
    }
    if let Some(size) = cache.persistence.as_ref().and_then(|persistence| persistence.size.as_ref())
        && size.units() < cache.memory.units() * 2
    {
        let message = format!("a volume of {size} is full before {} of data are written anew", cache.memory);
        checker.report(&codes::MEMORY, "persistence", message).help =
            Some("make it four times `memory`, or leave `size` out".into());
    }
}
