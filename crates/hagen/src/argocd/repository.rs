//! The repository that the output is committed to.

use hagen_core::target::Delivery;
use hagen_kube::custom::argocd::Source;

/// Where Argo CD finds the output.
pub(crate) struct Repository<'a> {
    /// The address.
    pub(crate) url: &'a str,
    /// The branch, tag or commit.
    pub(crate) revision: &'a str,
    /// The folder of the output; empty at the top of the repository.
    folder: String,
}

impl<'a> Repository<'a> {
    /// The repository of a delivery, if it names one.
    pub(crate) fn of(delivery: &'a Delivery) -> Option<Self> {
        let git = delivery.git.as_ref()?;
        let parts = git.path.split('/').filter(|part| !part.is_empty() && *part != ".");
        let folder = parts.collect::<Vec<_>>().join("/");
        Some(Self { url: git.repo_url.as_str(), revision: &git.revision, folder })
    }

    /// The path in the repository of a path below the output folder.
    pub(crate) fn path(&self, below: &str) -> String {
        if self.folder.is_empty() { below.to_owned() } else { format!("{}/{below}", self.folder) }
    }

    /// The folder of the output, from the top of the repository.
    pub(crate) fn folder(&self) -> &str {
        if self.folder.is_empty() { "." } else { &self.folder }
    }

    /// A folder below the output folder, as a source of manifests.
    pub(super) fn source(&self, below: &str) -> Source {
        Source { path: Some(self.path(below)), ..self.whole() }
    }

    /// The repository, without a folder to read.
    pub(super) fn whole(&self) -> Source {
        Source {
            repo_url: self.url.to_owned(),
            target_revision: self.revision.to_owned(),
            ..Source::default()
        }
    }
}

/// Why a path cannot be a folder of a repository, if it cannot.
pub(super) fn path_fault(path: &str) -> Option<&'static str> {
    if path.starts_with('/') {
        Some("is absolute")
    } else if path.split('/').any(|part| part == "..") {
        Some("leaves the repository")
    } else if path.contains(|c| !is_plain(c)) {
        Some("holds a character that Argo CD or a shell does not take for itself")
    } else {
        None
    }
}

/// Why a text cannot be a branch, tag or commit, if it cannot.
pub(super) fn revision_fault(revision: &str) -> Option<&'static str> {
    if revision.is_empty() {
        Some("is empty")
    } else if revision.starts_with('-') || revision.contains("..") || revision.contains(|c| !is_plain(c)) {
        Some("is no branch, tag or commit")
    } else {
        None
    }
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+')
}
