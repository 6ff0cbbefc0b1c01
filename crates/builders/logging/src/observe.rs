//! What is watched of Loki.

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;

use crate::loki::Loki;

pub(crate) fn artifacts(_: &Loki, _: &Context<'_>) -> Vec<Artifact> {
    Vec::new()
}
