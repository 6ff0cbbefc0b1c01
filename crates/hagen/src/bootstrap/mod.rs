//! What brings the platform up and keeps it fed: the script that installs Argo CD, the configuration of k3s,
//! pipelines.

mod install;
mod k3s;
mod pipeline;
#[cfg(test)]
mod tests;

use crate::layout::Contents;
use crate::output::{File, Plan};

/// The files. `contents` stand in the order of the plan's placements.
pub(crate) fn files(plan: &Plan<'_>, contents: &[Contents]) -> Vec<File> {
    let mut files: Vec<File> = install::file(plan, contents).into_iter().collect();
    files.extend(k3s::files(plan, contents));
    files.extend(pipeline::files(plan));
    files
}

const HEADER: &str = "Made by hagen; edit the blueprint instead.";

/// Whether a chart is released on a cluster.
fn releases(plan: &Plan<'_>, contents: &[Contents], cluster: &hagen_kube::Name, chart: &str) -> bool {
    let on_cluster =
        plan.placements.iter().zip(contents).filter(|(placement, _)| placement.cluster == *cluster);
    on_cluster.flat_map(|(_, contents)| &contents.releases).any(|release| release.chart.name == chart)
}
