//! The builder of PostgreSQL databases: run by CloudNativePG, by Zalando's operator, or by somebody outside.

mod alerts;
mod backup;
mod cloudnative_pg;
pub mod codes;
mod component;
mod disruption;
mod external;
mod fit;
mod images;
mod operators;
mod parameters;
mod placement;
mod resources;
mod review;
mod runbooks;
pub mod spec;
mod statements;
mod tenant;
mod zalando;

use hagen_core::component::Component;
use hagen_core::section::Map;
use hagen_kube::Name;

pub use component::Server;
use disruption::disruption_budget;
pub use operators::operator;
use resources::requests;
pub use spec::Postgres;

/// The components of the section `postgres`.
pub fn components(section: &Map<Name, Postgres>) -> Vec<Box<dyn Component>> {
    section
        .iter()
        .map(|(name, spec)| Box::new(Server::new(name.clone(), spec.clone())) as Box<dyn Component>)
        .collect()
}
