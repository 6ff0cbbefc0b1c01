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
    } else if path.split('/').any(|part| part == ".git") {
        Some("is Git's own")
    } else if path.split('/').any(|part| part == "..") {
        Some("leaves the repository")
    } else if path.contains(|c| !is_plain(c)) {
        Some("holds a character that Argo CD or a shell does not take for itself")
    } else {
        None
    }
}

/// Why an address is that of no Git repository, and what to write.
pub(super) fn url_fault(url: &str) -> Option<(&'static str, &'static str)> {
    let (scheme, rest) = url.split_once("://")?;
    if matches!(scheme, "oci" | "s3") {
        return Some(("is no Git repository", "write the address that `git clone` takes"));
    }
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    path.trim_matches('/')
        .is_empty()
        .then_some(("names a server, and no repository on it", "write the address that `git clone` takes"))
}

/// The repository that a page of it on the web belongs to, for an address that was copied from a browser.
pub(super) fn page_of(url: &str) -> Option<&str> {
    const PAGES: [&str; 6] = ["/-/tree/", "/-/blob/", "/tree/", "/blob/", "/src/branch/", "/src/commit/"];
    let at = PAGES.iter().filter_map(|page| url.find(page)).min()?;
    Some(&url[..at])
}

/// Why a text cannot be a branch, tag or commit, if it cannot.
pub(super) fn revision_fault(revision: &str) -> Option<&'static str> {
    if revision.is_empty() {
        Some("is empty")
    } else if revision.ends_with(['/', '.']) || revision.rsplit('.').next() == Some("lock") {
        Some("ends as no branch does")
    } else if revision.starts_with(['-', '/'])
        || revision.contains("//")
        || revision.contains("..")
        || revision.contains(|c| !is_plain(c))
    {
        Some("is no branch, tag or commit")
    } else {
        None
    }
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+')
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn a_page_of_a_repository_is_not_the_repository() {
        for (url, repository) in [
            ("https://github.com/a/b/tree/main/out", Some("https://github.com/a/b")),
            ("https://gitlab.com/a/b/-/tree/main", Some("https://gitlab.com/a/b")),
            ("https://git.example.com/a/tree.git", None),
            ("ssh://git@git.example.com/a/b.git", None),
        ] {
            assert_eq!(page_of(url), repository, "{url}");
        }
    }
}
