//! The files of one component.

use hagen_core::artifact::{Artifact, Content, HelmRelease, PlainFile};
use hagen_core::target::{Delivery, Granularity};
use hagen_kube::{Manifest, rank};
use hagen_yaml::{Style, write};

use super::contents::Contents;
use super::protection::{holds_data, protect};
use super::stems::stems;
use crate::output::{Built, File, Placement};

/// More than this is not taken by the store of a cluster.
const LARGEST_OBJECT: usize = 1_500_000;

/// Lays out one component: its files, and what is to be remembered of it.
pub(crate) fn component_files(delivery: &Delivery, built: &Built) -> (Vec<File>, Contents) {
    let folder = super::folder(&built.placement);
    let header = header(&built.placement);
    let releases: Vec<&HelmRelease> = built.artifacts.iter().filter_map(release).collect();
    let manifests: Vec<&Manifest> = built.artifacts.iter().filter_map(Artifact::manifest).collect();
    let values: Vec<String> = releases.iter().map(|release| values_stem(release, releases.len())).collect();
    let stems = stems(&manifests, &built.placement.id.folder(), &values);
    let wave = object_wave(delivery, built);

    let value_files: Vec<String> = values.iter().map(|stem| format!("{stem}.yaml")).collect();
    let mut contents = Contents::of(built, &value_files);
    let mut files = Vec::with_capacity(built.artifacts.len());
    for (release, name) in releases.iter().zip(&value_files) {
        let path = [folder.as_str(), "/", name].concat();
        files.push(File { path, text: values_text(release, &header) });
    }
    for (manifest, stem) in manifests.iter().zip(stems) {
        let text = object_text(manifest, wave, &header);
        if text.len() > LARGEST_OBJECT {
            contents.oversized = Some(format!("{} {}", manifest.kind(), manifest.name()).into());
        }
        contents.bytes += text.len();
        files.push(File { path: [folder.as_str(), "/", &stem, ".yaml"].concat(), text });
    }
    (files, contents)
}

/// The files of one component that nothing in the cluster reads, each with its path. Several components may have the same, such as the
/// runbook of an alert that each of them has.
pub(crate) fn plain_files(built: &Built) -> impl Iterator<Item = (String, &Content)> {
    let cluster = built.placement.cluster.as_str();
    let files = built.artifacts.iter().filter_map(plain);
    files.map(move |PlainFile { path, text }| ([cluster, "/", path].concat(), text))
}

fn plain(artifact: &Artifact) -> Option<&PlainFile> {
    if let Artifact::File(file) = artifact { Some(file) } else { None }
}

fn release(artifact: &Artifact) -> Option<&HelmRelease> {
    if let Artifact::Release(release) = artifact { Some(release) } else { None }
}

fn values_stem(release: &HelmRelease, releases: usize) -> String {
    if releases == 1 { "values".into() } else { format!("values-{}", release.name) }
}

/// Where the reader of a file finds what to change instead.
fn header(placement: &Placement) -> String {
    let id = &placement.id;
    match id.section {
        "platform" => "Made by hagen for the platform; edit the blueprint instead.".into(),
        section => format!("Made by hagen from {section}.{}; edit the blueprint instead.", id.name),
    }
}

fn values_text(release: &HelmRelease, header: &str) -> String {
    let chart = release.chart;
    let header = format!(
        "{header}\nValues of the release {}: chart {} {} from {}.",
        release.name, chart.name, chart.version, chart.repo_url
    );
    write(&release.values, &Style::ranked(rank).with_header(&header))
}

fn object_text(manifest: &Manifest, wave: Option<i32>, header: &str) -> String {
    let style = Style::ranked(rank).with_header(header);
    let is_protected = holds_data(manifest);
    if wave.is_none() && !is_protected {
        return write(manifest.value(), &style);
    }
    let mut manifest = manifest.clone();
    if let Some(wave) = wave {
        manifest.annotate("argocd.argoproj.io/sync-wave", wave.to_string());
    }
    if is_protected {
        protect(&mut manifest);
    }
    write(manifest.value(), &style)
}

/// Components that share an Application wait for each other by the waves of their objects. A chart's objects carry
/// none, so a component with a chart has an Application of its own, and its wave.
fn object_wave(delivery: &Delivery, built: &Built) -> Option<i32> {
    let shares = delivery.argocd.granularity == Granularity::Environment
        && built.placement.environment.is_some()
        && !built.placement.is_namespace()
        && built.artifacts.iter().all(|artifact| artifact.manifest().is_some());
    shares.then_some(built.placement.wave)
}

#[cfg(test)]
mod tests {
    use hagen_core::artifact::PlainFile;
    use hagen_yaml::value;

    use crate::example::{Example, built, component, object, release};

    #[test]
    fn an_object_says_where_it_comes_from() {
        assert_eq!(
            Example::shop().text("eu/production/postgres-main/cluster.yaml"),
            "# Made by hagen from postgres.main; edit the blueprint instead.\n\
             apiVersion: postgresql.cnpg.io/v1\n\
             kind: Cluster\n\
             metadata:\n  \
               name: main\n  \
               namespace: shop-production\n  \
               annotations:\n    \
                 argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm\n"
        );
    }

    #[test]
    fn values_say_whose_they_are() {
        let chart = &hagen_charts::METRICS_SERVER;
        assert_eq!(
            Example::shop().text("eu/platform/metrics-server/values.yaml"),
            format!(
                "# Made by hagen for the platform; edit the blueprint instead.\n\
                 # Values of the release metrics-server: chart metrics-server {} from {}.\n\
                 replicas: 2\n",
                chart.version, chart.repo_url
            )
        );
    }

    #[test]
    fn a_file_for_people_stands_beside_the_scopes_as_it_is() {
        let mut example = Example::empty();
        let file =
            PlainFile { path: "runbooks/drain.md".into(), text: "Drain one node.\n".to_owned().into() };
        let artifacts = vec![file.into(), object("v1", "Service", Some("shop-production"), "web")];
        example.components = vec![built(&component("apps", "web", 1), artifacts)];
        assert_eq!(example.text("eu/runbooks/drain.md"), "Drain one node.\n");
        let application = example.text("argocd/applications/eu-production-web.yaml");
        assert!(application.contains("path: out/eu/production/web\n"), "{application}");
    }

    #[test]
    fn several_releases_have_several_values() {
        let mut example = Example::empty();
        let chart = |name| release(&hagen_charts::TRAEFIK, name, value!({"replicas": 2}));
        let odd = object("example.com/v1", "Values", Some("shop-production"), "inner");
        let artifacts = vec![chart("inner"), chart("outer"), odd];
        example.components = vec![built(&component("apps", "edge", 1), artifacts)];
        let folder = "eu/production/edge/";
        let paths: Vec<String> =
            example.paths().iter().filter_map(|path| path.strip_prefix(folder)).map(str::to_owned).collect();
        assert_eq!(paths, ["values-inner.yaml", "values-outer.yaml", "values.yaml"]);
        let application = example.text("argocd/applications/eu-production-edge.yaml");
        assert!(application.contains("exclude: \"{values-inner.yaml,values-outer.yaml}\""), "{application}");
    }
}
