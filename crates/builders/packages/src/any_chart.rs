//! Charts that hagen does not know: the section `charts`.

pub(crate) mod component;
pub(crate) mod spec;
