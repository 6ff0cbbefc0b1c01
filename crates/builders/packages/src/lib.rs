//! The builder of packaged applications: somebody else's Helm chart with the wiring of an application of one's own.
//!
//! What all of them have (volumes, route, budget, network policies, secrets) is made here; what a chart calls it is its
//! wiring, one module a chart. A second chart is a word in [`spec::PackagedChart`], a module like `nextcloud`, and its
//! line in `wiring::of`.

mod any_chart;
pub mod codes;
mod component;
mod links;
mod network;
mod nextcloud;
mod objects;
mod review;
pub mod spec;
mod wiring;

use hagen_core::component::Component;
use hagen_kube::Name;

pub use any_chart::spec::{AnyChart, ChartExpose};
pub use spec::Package;

/// The components of the entries of `apps` that are packaged.
pub fn components<'a>(section: impl IntoIterator<Item = (&'a Name, &'a Package)>) -> Vec<Box<dyn Component>> {
    let component = |(name, package): (&Name, &Package)| {
        Box::new(component::Release::new(name.clone(), package.clone())) as Box<dyn Component>
    };
    section.into_iter().map(component).collect()
}

/// The components of the section `charts`.
pub fn charts<'a>(section: impl IntoIterator<Item = (&'a Name, &'a AnyChart)>) -> Vec<Box<dyn Component>> {
    let component = |(name, chart): (&Name, &AnyChart)| {
        Box::new(any_chart::component::AnyRelease::new(name.clone(), chart.clone())) as Box<dyn Component>
    };
    section.into_iter().map(component).collect()
}
