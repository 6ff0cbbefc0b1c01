//! A first shape of the section, so that the compiler can be linked; its builder replaces this file.
#![allow(missing_docs)]
use hagen_core::component::Component;
use hagen_core::section::{Map, Section};
use hagen_kube::*;
pub mod codes {
    pub static CODES: &[&hagen_core::Code] = &[];
}
/// x
#[derive(Debug, Clone, PartialEq, Section)]
pub struct App {
    pub image: Option<Image>,
}
/// x
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Postgres {
    pub image: Option<Image>,
}
/// x
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Secrets {
    pub image: Option<Image>,
}
/// x
#[derive(Debug, Clone, PartialEq, Section)]
pub struct GatewaySection {
    pub image: Option<Image>,
}
pub type Certificates = Map<Name, Secrets>;
pub fn components<T>(
    _: &T,
    _: &hagen_core::target::Cluster,
    _: hagen_core::chart::UserValues,
) -> Vec<Box<dyn Component>> {
    vec![]
}
pub fn of_environment() -> Vec<Box<dyn Component>> {
    vec![]
}
pub fn entry(_: &GatewaySection) -> hagen_core::context::Entry {
    hagen_core::context::Entry {
        api: hagen_core::context::EntryApi::Gateway { namespace: Name::known("traefik") },
        pods: hagen_core::component::Pods {
            namespace: Name::known("traefik"),
            labels: [("app.kubernetes.io/name".to_owned(), "traefik".to_owned())].into(),
        },
        engine: hagen_core::context::EntryEngine::Traefik,
    }
}
pub fn ids() -> Vec<hagen_core::component::ComponentId> {
    vec![]
}
