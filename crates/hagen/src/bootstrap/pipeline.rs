//! `pipelines/`: what builds an application, pushes it, and commits its new image to the blueprint.

use hagen_core::target::Pipeline;

use crate::argocd::Repository;
use crate::output::{File, Plan};

const GITLAB: &str = include_str!("gitlab.yaml");
const GITLAB_CHECK: &str = include_str!("gitlab-check.yaml");
const GITHUB: &str = include_str!("github.yaml");
const GITHUB_CHECK: &str = include_str!("github-check.yaml");

/// The pipelines that are asked for: that of an application, and that of the blueprint itself.
pub(super) fn files(plan: &Plan<'_>) -> Vec<File> {
    let (Some(pipeline), Some(repository)) = (plan.delivery.pipeline, Repository::of(plan.delivery)) else {
        return Vec::new();
    };
    let files = match pipeline {
        Pipeline::Gitlab => [(PATH_OF_GITLAB, GITLAB), (PATH_OF_GITLAB_CHECK, GITLAB_CHECK)],
        Pipeline::Github => {
            [("pipelines/github.yaml", GITHUB), ("pipelines/github-check.yaml", GITHUB_CHECK)]
        }
    };
    files.map(|(path, text)| File { path: path.into(), text: fill(text, &repository) }).into()
}

const PATH_OF_GITLAB: &str = "pipelines/gitlab.yaml";
const PATH_OF_GITLAB_CHECK: &str = "pipelines/gitlab-check.yaml";

/// Puts the repository into a pipeline.
fn fill(text: &str, repository: &Repository<'_>) -> String {
    let url = repository.url;
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or(url, |(_, path)| path);
    let project = path.trim_end_matches('/').trim_end_matches(".git");
    text.replace("@url@", url)
        .replace("@repository@", project)
        .replace("@revision@", repository.revision)
        .replace("@pipeline@", &repository.path(PATH_OF_GITLAB))
        .replace("@check@", &repository.path(PATH_OF_GITLAB_CHECK))
        .replace("@argocd@", &format!("quay.io/argoproj/argocd:{}", hagen_charts::ARGO_CD.app_version))
        .replace("@out@", repository.folder())
}
