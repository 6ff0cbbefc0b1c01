//! What is observed of a platform, as every builder makes it: dashboards, alerts, objectives and runbooks.
//!
//! A builder says what its component shows and when somebody has to come; uids, layout, labels, addresses of runbooks and
//! the forms of Grafana and Prometheus are made here.

pub mod dashboard;
#[cfg(feature = "promql")]
pub mod exposed;
pub mod forge;
pub mod pods;
#[cfg(feature = "promql")]
pub mod promql;
pub mod rules;
pub mod runbook;
pub mod selector;
pub mod slo;
#[cfg(feature = "testing")]
pub mod testing;

pub use dashboard::{Dashboard, Panel, Row, Target};
pub use pods::PodSet;
pub use rules::{Alert, Group, Record, Rule, Severity, minutes};
pub use runbook::Runbook;
pub use selector::Selector;
