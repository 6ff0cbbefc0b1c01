//! Where people read on the web what is committed to a Git repository.

use hagen_core::target::{Delivery, Forge, Git, Pipeline};
use hagen_kube::Name;

/// The web address of the folder with a cluster's runbooks, when the delivery tells it.
pub fn runbooks(delivery: &Delivery, cluster: &Name) -> Option<String> {
    let git = delivery.git.as_ref()?;
    let forge = git.forge.or_else(|| known(git)).or_else(|| delivery.pipeline.map(forge_of))?;
    let repository = web_address(git)?;
    let output = git.path.split('/').filter(|part| !part.is_empty() && *part != ".");
    let path = output.chain([cluster.as_str(), "runbooks"]).collect::<Vec<_>>().join("/");
    Some(format!("{repository}/{}/{path}", file_prefix(forge, &git.revision)))
}

/// What the host's name tells.
fn known(git: &Git) -> Option<Forge> {
    let host = git.repo_url.host().to_lowercase();
    let words = [
        ("github", Forge::Github),
        ("gitlab", Forge::Gitlab),
        ("gitea", Forge::Gitea),
        ("forgejo", Forge::Gitea),
        ("codeberg.org", Forge::Gitea),
        ("bitbucket.org", Forge::Bitbucket),
    ];
    words.iter().find(|(word, _)| host.contains(word)).map(|(_, forge)| *forge)
}

fn forge_of(pipeline: Pipeline) -> Forge {
    match pipeline {
        Pipeline::Gitlab => Forge::Gitlab,
        Pipeline::Github => Forge::Github,
    }
}

/// The page of the repository. A port is kept only where it is the web server's: that of `ssh` says nothing.
fn web_address(git: &Git) -> Option<String> {
    let url = git.repo_url.as_str();
    let (scheme, rest) = match url.split_once("://") {
        Some(("ssh", rest)) => ("https", rest.split_once('@').map_or(rest, |(_, rest)| rest)),
        Some((scheme @ ("https" | "http"), rest)) => (scheme, rest),
        Some(_) => return None,
        None => ("https", url.split_once('@')?.1),
    };
    let (authority, path) = if url.contains("://") { rest.split_once('/')? } else { rest.split_once(':')? };
    let authority = if url.starts_with("http") { authority } else { git.repo_url.host() };
    let path = path.trim_end_matches('/').trim_end_matches(".git").trim_matches('/');
    (!path.is_empty()).then(|| format!("{scheme}://{authority}/{path}"))
}

/// What stands between the repository and the path of a file.
fn file_prefix(forge: Forge, revision: &str) -> String {
    match forge {
        Forge::Github => format!("blob/{revision}"),
        Forge::Gitlab => format!("-/blob/{revision}"),
        Forge::Gitea => format!("src/branch/{revision}"),
        Forge::Bitbucket => format!("src/{revision}"),
    }
}

#[cfg(test)]
mod tests {
    use hagen_core::target::{Delivery, Forge, Git, Pipeline};
    use hagen_kube::{Name, Url};

    use super::runbooks;

    fn of(url: &str, path: &str, forge: Option<Forge>, pipeline: Option<Pipeline>) -> Option<String> {
        let git = Git { repo_url: Url::known(url), revision: "live".into(), path: path.into(), forge };
        runbooks(&Delivery { git: Some(git), pipeline, ..Delivery::default() }, &Name::known("eu"))
    }

    #[test]
    fn the_hosts_name_tells() {
        for (url, address) in [
            (
                "https://github.com/acme/deploy.git",
                "https://github.com/acme/deploy/blob/live/out/eu/runbooks",
            ),
            ("git@github.com:acme/deploy.git", "https://github.com/acme/deploy/blob/live/out/eu/runbooks"),
            (
                "ssh://git@gitlab.acme.dev:2222/platform/sub/deploy.git",
                "https://gitlab.acme.dev/platform/sub/deploy/-/blob/live/out/eu/runbooks",
            ),
            (
                "http://gitea.lan:3000/acme/deploy",
                "http://gitea.lan:3000/acme/deploy/src/branch/live/out/eu/runbooks",
            ),
            ("https://codeberg.org/a/b.git/", "https://codeberg.org/a/b/src/branch/live/out/eu/runbooks"),
            ("https://bitbucket.org/a/b.git", "https://bitbucket.org/a/b/src/live/out/eu/runbooks"),
        ] {
            assert_eq!(of(url, "out", None, None).as_deref(), Some(address));
        }
    }

    #[test]
    fn the_blueprint_tells() {
        let url = "https://git.example.com/platform/deploy.git";
        assert_eq!(of(url, "out", None, None), None);
        let gitlab = of(url, ".", Some(Forge::Gitlab), Some(Pipeline::Github)).unwrap();
        assert_eq!(gitlab, "https://git.example.com/platform/deploy/-/blob/live/eu/runbooks");
        let github = of(url, "/deep//out/", None, Some(Pipeline::Github)).unwrap();
        assert_eq!(github, "https://git.example.com/platform/deploy/blob/live/deep/out/eu/runbooks");
    }

    #[test]
    fn no_address_can_be_known() {
        for url in ["oci://github.com/acme/deploy", "https://github.com/", "ssh://git@github.com"] {
            assert_eq!(of(url, "out", None, None), None, "{url}");
        }
        assert_eq!(runbooks(&Delivery::default(), &Name::known("eu")), None);
    }
}
