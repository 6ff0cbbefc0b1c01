//! Compiles one blueprint into a Git repository for Argo CD.
//!
//! | pass | from → to |
//! |---|---|
//! | [`read`] | text → [`Document`] |
//! | [`link`] | [`Document`] → [`Platform`]: overlays, references, secrets, the order of the sync |
//! | [`Platform::render`] | each component → artifacts → checked → files |
//!
//! [`compile`] takes a [`Blueprint`] that a program made the whole way. Nothing here reads a disk, a clock, the
//! network or the environment: the same blueprint gives the same files.

mod application;
mod argocd;
mod blueprint;
mod bootstrap;
pub mod codes;
mod compile;
mod crds;
#[cfg(test)]
mod example;
mod graph;
mod inventory;
mod layout;
mod leaks;
mod link;
mod manifests;
mod measured;
pub mod output;
mod pages;
mod passed;
mod patches;
mod platform;
mod provenance;
mod queries;
mod render;
mod retired;
mod rules;
mod salvage;
mod scraped;
mod secrets;
mod source;
mod stranger;
mod supposed;
mod targets;

pub use application::Application;
pub use argocd::application_name;
pub use blueprint::{ApiVersion, Blueprint, Kind, NetworkPolicies, Policies};
pub use compile::{Compilation, Tree, compile, compile_text};
pub use crds::{DefinitionFile, Examination, add_definitions, examine_definitions};
pub use graph::Vertex;
pub use hagen_app::App;
pub use hagen_check::definitions::DefinedKind;
pub use hagen_core::component::{FileError, Files, NoFiles};
pub use hagen_core::target::{Cluster, Delivery, Environment, Forge, Git};
pub use hagen_core::{Code, Diagnostic, Label, Path, Place, Severity};
pub use hagen_kube::{Image, Name, Text, Url};
pub use hagen_logging::Logging;
pub use hagen_packages::Package;
pub use hagen_postgres::Postgres;
pub use hagen_rules::Date;
pub use hagen_secrets::StoreKind;
pub use inventory::{Inventory, Standing};
pub use layout::{Contents, holds_data};
pub use manifests::Manifests;
pub use passed::check_values;
pub use patches::Patch;
pub use platform::{Linking, Platform, link};
pub use provenance::{Cause, NoProvenance, Provenance, Subject, Without, provenance};
pub use render::Rendered;
pub use secrets::WantedSecret;
pub use source::{Document, LARGEST, Source, Sources, read, read_values};
pub use targets::{CLUSTER_SECTIONS, FIXED_SECTIONS};

/// Every kind of finding, in the order of their codes.
pub fn all_codes() -> Vec<&'static Code> {
    let crates = [
        hagen_core::codes::CODES,
        hagen_core::codes_bucket::CODES,
        hagen_core::codes_target::CODES,
        codes::CODES,
        argocd::CODES,
        hagen_app::codes::CODES,
        hagen_postgres::codes::CODES,
        hagen_caches::codes::CODES,
        hagen_storage::codes::CODES,
        hagen_kafka::codes::CODES,
        hagen_packages::codes::CODES,
        hagen_buckets::codes::CODES,
        hagen_base::codes::CODES,
        hagen_secrets::codes::CODES,
        hagen_certificates::codes::CODES,
        hagen_gateway::codes::CODES,
        hagen_logging::codes::CODES,
        hagen_tracing::codes::CODES,
        hagen_mesh::codes::CODES,
        hagen_monitoring::codes::CODES,
        hagen_machines::codes::CODES,
        hagen_check::codes::CODES,
        hagen_rules::codes::CODES,
        hagen_charts::codes::CODES,
    ];
    let mut codes: Vec<_> = crates.into_iter().flatten().copied().collect();
    codes.sort_by_key(|code| code.id);
    codes
}
