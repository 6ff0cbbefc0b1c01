//! `bootstrap/install.sh`: Argo CD by Helm, then `argocd/root.yaml`, waiting for everything to be healthy.

use std::fmt::Write as _;

use super::HEADER;
use crate::argocd::{self, OWN_CLUSTER, Repository};
use crate::layout::{Contents, Release, folder};
use crate::output::{File, Placement, Plan};

/// What the script does; what it does it with is written in front.
const SCRIPT: &str = include_str!("install.sh");

/// The script. None without a repository: Argo CD would have nothing to deliver.
pub(super) fn file(plan: &Plan<'_>, contents: &[Contents]) -> Option<File> {
    let repository = Repository::of(plan.delivery)?;
    let mut text = format!("#!/bin/sh\n# {HEADER}\n");
    for (name, value) in variables(plan, contents, &repository) {
        let _ = writeln!(text, "{name}={}", quoted(&value));
    }
    text.push('\n');
    text.push_str(SCRIPT);
    Some(File { path: "bootstrap/install.sh".into(), text })
}

fn variables(
    plan: &Plan<'_>,
    contents: &[Contents],
    repository: &Repository<'_>,
) -> Vec<(&'static str, String)> {
    let own = plan.clusters.iter().find(|(_, cluster)| cluster.server.as_str() == OWN_CLUSTER);
    let release = own.and_then(|(name, _)| argo_cd(plan, contents, name));
    let of = |value: fn(&Release) -> String| release.map(|(_, release)| value(release)).unwrap_or_default();
    let path =
        |(placement, release): (&Placement, &Release)| format!("{}/{}", folder(placement), release.values);
    vec![
        ("platform", plan.platform.to_string()),
        ("namespace", plan.delivery.argocd.namespace.to_string()),
        ("release", of(|release| release.name.to_string())),
        ("chart", of(chart)),
        ("version", of(|release| release.chart.version.into())),
        ("chart_repository", of(|release| release.chart.repo_url.into())),
        ("values", release.map(path).unwrap_or_default()),
        (
            "application",
            release.map(|(placement, _)| argocd::application(placement).to_string()).unwrap_or_default(),
        ),
        ("applications", (argocd::units(plan, contents).len() + 1).to_string()),
        ("git_repository", repository.url.to_owned()),
        ("other_clusters", other_clusters(plan)),
    ]
}

/// The release of Argo CD on the cluster that it runs in, unless it is there already.
fn argo_cd<'a>(
    plan: &'a Plan<'_>,
    contents: &'a [Contents],
    cluster: &hagen_kube::Name,
) -> Option<(&'a Placement, &'a Release)> {
    let here = plan.placements.iter().zip(contents).filter(|(placement, _)| placement.cluster == *cluster);
    here.flat_map(|(placement, contents)| contents.releases.iter().map(move |release| (placement, release)))
        .filter(|(_, release)| release.chart.name == hagen_charts::ARGO_CD.name)
        .min_by_key(|(placement, _)| folder(placement))
}

/// A repository without a scheme is an OCI registry, and the chart's name a part of its address.
fn chart(release: &Release) -> String {
    let chart = release.chart;
    if chart.repo_url.contains("://") {
        chart.name.into()
    } else {
        format!("oci://{}/{}", chart.repo_url, chart.name)
    }
}

/// A line for each cluster that Argo CD has to be told of.
fn other_clusters(plan: &Plan<'_>) -> String {
    let others = plan.clusters.iter().filter(|(_, cluster)| cluster.server.as_str() != OWN_CLUSTER);
    let mut lines: Vec<String> = others.map(|(name, cluster)| format!("{name} {}", cluster.server)).collect();
    lines.sort_unstable();
    lines.join("\n")
}

/// A word of the shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_quoted() {
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's $HOME"), r"'it'\''s $HOME'");
    }
}
