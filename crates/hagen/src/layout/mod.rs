//! A first shape of the layout, so that the compiler can be linked.
#![allow(missing_docs)]
use crate::output::*;
#[derive(Debug, Clone, Default)]
pub struct Contents;
impl Contents {
    pub fn objects(&self) -> Vec<String> {
        Vec::new()
    }
}
pub(crate) fn component_files(_: &hagen_core::target::Delivery, _: &Built) -> (Vec<File>, Contents) {
    (Vec::new(), Contents)
}
pub(crate) fn platform_files(_: &Plan<'_>, _: &[Contents]) -> Vec<File> {
    Vec::new()
}
