//! What is promised of an application, in the terms of what is measured.

use hagen_core::section::Percent;
use hagen_observe::slo::{Objective, Owner};

use crate::requests::requests;
use crate::workload::Workload;

/// Over what the rates of the recorded series are taken.
const WINDOW: &str = "5m";

/// Whose the objectives are.
pub(crate) fn owner(workload: &Workload<'_>) -> Owner {
    Owner { namespace: workload.site().namespace.to_string(), name: workload.name.to_string() }
}

/// The objectives. None when nothing is promised, or nothing measures it.
pub(crate) fn objectives(workload: &Workload<'_>) -> Vec<Objective> {
    let Some((slo, requests)) = workload.app.slo.as_ref().zip(requests(workload)) else {
        return Vec::new();
    };
    let availability = slo.availability.map(|Percent(percent)| Objective {
        name: "availability".into(),
        percent,
        bad: requests.failed(WINDOW),
        all: requests.all(WINDOW),
    });
    let latency = slo.latency.said().into_iter().map(|(name, percent, time)| Objective {
        name: format!("latency-{name}"),
        percent,
        bad: requests.slower(time, WINDOW),
        all: requests.timed(WINDOW),
    });
    availability.into_iter().chain(latency).collect()
}
