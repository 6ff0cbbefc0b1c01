//! Argo CD: `argoproj.io/v1alpha1`.

use std::collections::BTreeMap;

use hagen_yaml::Value;
use serde::Serialize;

use crate::CustomResource;

/// What Argo CD delivers together. The same struct is the template of an ApplicationSet.
/// See <https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/>.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationSpec {
    /// The AppProject that bounds what it may do.
    pub project: String,
    /// Where it is delivered to.
    pub destination: Destination,
    /// The one source, when there is but one.
    pub source: Option<Source>,
    /// The sources, when there are several; their objects are taken together.
    pub sources: Option<Vec<Source>>,
    /// How and when it is synced.
    pub sync_policy: SyncPolicy,
    /// Fields that someone in the cluster writes.
    pub ignore_differences: Option<Vec<IgnoreDifference>>,
    /// How many old revisions are kept for a rollback.
    pub revision_history_limit: u32,
}

impl CustomResource for ApplicationSpec {
    const API_VERSION: &'static str = "argoproj.io/v1alpha1";
    const KIND: &'static str = "Application";
}

/// A namespace of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct Destination {
    /// The address of the cluster's API server, as Argo CD knows it.
    pub server: String,
    /// The namespace of objects that do not name one.
    pub namespace: String,
}

/// Where manifests come from: a folder of a Git repository or a chart.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// The Git or Helm repository; an OCI registry without its scheme.
    #[serde(rename = "repoURL")]
    pub repo_url: String,
    /// The branch, tag or commit; for a chart its version.
    pub target_revision: String,
    /// The name of the chart.
    pub chart: Option<String>,
    /// The folder in the Git repository.
    pub path: Option<String>,
    /// The name by which value files of other sources reach into this repository: `$<name>/…`.
    #[serde(rename = "ref")]
    pub reference: Option<&'static str>,
    /// How the chart is rendered.
    pub helm: Option<Helm>,
    /// How the folder is read.
    pub directory: Option<Directory>,
}

/// How a chart is rendered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Helm {
    /// The name of the release.
    pub release_name: String,
    /// The files with its values.
    pub value_files: Vec<String>,
}

/// How a folder of manifests is read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Directory {
    /// Whether the folders in it are read too.
    pub recurse: Option<bool>,
    /// A glob of paths, relative to the folder, that are not manifests. `*` goes over `/` as well.
    pub exclude: Option<String>,
}

/// How and when an Application is synced.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SyncPolicy {
    /// Syncs without being asked.
    pub automated: Automated,
    /// `Key=value` switches.
    pub sync_options: Vec<&'static str>,
    /// What is done when a sync fails.
    pub retry: Retry,
}

/// Syncs without being asked.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Automated {
    /// Deletes what is no longer in Git.
    pub prune: bool,
    /// Undoes what is changed in the cluster.
    pub self_heal: bool,
    /// Whether Git may ask for nothing at all.
    pub allow_empty: bool,
}

/// What is done when a sync fails.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Retry {
    /// How often it is tried again.
    pub limit: u32,
    /// Whether a try takes the newest commit rather than the one that failed.
    pub refresh: bool,
    /// How long is waited in between.
    pub backoff: Backoff,
}

/// How long is waited between tries.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Backoff {
    /// Before the second try, as a Go duration.
    pub duration: &'static str,
    /// What each wait is multiplied by for the next.
    pub factor: u32,
    /// The longest wait, as a Go duration.
    pub max_duration: &'static str,
}

/// Fields that are not compared with Git.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IgnoreDifference {
    /// The API group of the objects.
    pub group: &'static str,
    /// Their kind.
    pub kind: &'static str,
    /// The fields, as jq paths.
    pub jq_path_expressions: Vec<&'static str>,
}

/// What the Applications of a project may do.
/// See <https://argo-cd.readthedocs.io/en/stable/operator-manual/project-specification/>.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AppProjectSpec {
    /// What the project is for.
    pub description: String,
    /// The repositories that manifests may come from.
    pub source_repos: Vec<String>,
    /// The namespaces that may be delivered to.
    pub destinations: Vec<Destination>,
    /// The kinds without a namespace that may be delivered. Absent: none.
    pub cluster_resource_whitelist: Option<Vec<ClusterKind>>,
    /// The kinds in a namespace that may be delivered. Absent: every one.
    pub namespace_resource_whitelist: Option<Vec<GroupKind>>,
}

impl CustomResource for AppProjectSpec {
    const API_VERSION: &'static str = "argoproj.io/v1alpha1";
    const KIND: &'static str = "AppProject";
}

/// A kind without a namespace, or one object of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ClusterKind {
    /// The group; empty for the core group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The name of the object; every one when absent.
    pub name: Option<String>,
}

/// A kind of an API group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct GroupKind {
    /// The group; empty for the core group.
    pub group: String,
    /// The kind.
    pub kind: String,
}

/// Makes Applications of a template.
/// See <https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/>.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationSetSpec {
    /// Whether the template is a Go template.
    pub go_template: bool,
    /// Options of the template engine: `missingkey=error`.
    pub go_template_options: Vec<&'static str>,
    /// Where the parameters of the template come from, one Application for each set of them.
    pub generators: Vec<Value>,
    /// What becomes of the Applications.
    pub sync_policy: SetSyncPolicy,
    /// The Application.
    pub template: Template,
}

impl CustomResource for ApplicationSetSpec {
    const API_VERSION: &'static str = "argoproj.io/v1alpha1";
    const KIND: &'static str = "ApplicationSet";
}

/// What becomes of the Applications of an ApplicationSet.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetSyncPolicy {
    /// `create-only`, `create-update`, `create-delete` or `sync`.
    pub applications_sync: &'static str,
    /// Whether objects in the cluster stay when an Application goes.
    pub preserve_resources_on_deletion: bool,
}

/// The Application that an ApplicationSet makes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Template {
    /// Its metadata.
    pub metadata: TemplateMetadata,
    /// Its spec.
    pub spec: ApplicationSpec,
}

/// The metadata that a [`Template`] can set.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct TemplateMetadata {
    /// The name.
    pub name: String,
    /// The labels.
    pub labels: BTreeMap<String, String>,
    /// The annotations.
    pub annotations: BTreeMap<String, String>,
}
