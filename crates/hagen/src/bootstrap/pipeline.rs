//! `pipelines/`: what builds an application, pushes it, and commits its new image to the blueprint.

use hagen_core::target::Pipeline;

use crate::argocd::Repository;
use crate::output::{File, Plan};

const GITLAB: &str = include_str!("gitlab.yaml");
const GITHUB: &str = include_str!("github.yaml");

/// The pipeline that is asked for.
pub(super) fn file(plan: &Plan<'_>) -> Option<File> {
    let (path, text) = match plan.delivery.pipeline? {
        Pipeline::Gitlab => ("pipelines/gitlab.yaml", GITLAB),
        Pipeline::Github => ("pipelines/github.yaml", GITHUB),
    };
    let repository = Repository::of(plan.delivery)?;
    Some(File { path: path.into(), text: fill(text, &repository) })
}

/// Puts the repository into a pipeline.
fn fill(text: &str, repository: &Repository<'_>) -> String {
    let url = repository.url;
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or(url, |(_, path)| path);
    let project = path.trim_end_matches('/').trim_end_matches(".git");
    text.replace("@url@", url)
        .replace("@repository@", project)
        .replace("@revision@", repository.revision)
        .replace("@pipeline@", &repository.path("pipelines/gitlab.yaml"))
        .replace("@out@", repository.folder())
}
