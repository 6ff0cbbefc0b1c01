//! A part of the platform: the files of some clusters and environments, while all others stay as they are.

use std::collections::BTreeSet;

use hagen::Platform;
use hagen::output::Placement;
use hagen_core::section::nearest;

use crate::codes;
use crate::report::Finding;

/// What stands between the cluster and the environments of the platform's own components.
const PLATFORM: &str = "platform";
/// Folders of the output that are no clusters.
const SHARED: [&str; 3] = ["argocd", "bootstrap", "pipelines"];

/// The part on the command line.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Part {
    /// Only this environment, and of everything else nothing; `platform` is what all environments of a cluster share.
    #[arg(long = "env", value_name = "ENVIRONMENT", value_delimiter = ',')]
    environments: Vec<String>,
    /// Only this cluster.
    #[arg(long = "cluster", value_name = "CLUSTER", value_delimiter = ',')]
    clusters: Vec<String>,
}

impl Part {
    /// Whether nothing is left out.
    pub(crate) fn is_everything(&self) -> bool {
        self.clusters.is_empty() && self.environments.is_empty()
    }
}

/// Which files belong to the part.
#[derive(Debug)]
pub(crate) struct Selection {
    clusters: Vec<String>,
    environments: Vec<String>,
    platform: String,
    /// All clusters and their scopes.
    known: BTreeSet<(String, String)>,
}

impl Selection {
    /// The part of the platform; complaints when it has none of that name.
    pub(crate) fn of(args: &Part, platform: &Platform) -> Result<Self, Vec<Finding>> {
        let plan = platform.plan();
        let same = |one: &Placement, other: &Placement| {
            one.cluster == other.cluster && one.environment == other.environment
        };
        let scopes = plan.placements.chunk_by(same).map(|placements| {
            let scope = placements[0].environment.as_ref().map_or(PLATFORM, |name| name.as_str());
            (placements[0].cluster.to_string(), scope.to_owned())
        });
        let selection = Self {
            clusters: args.clusters.clone(),
            environments: args.environments.clone(),
            platform: plan.platform.to_string(),
            known: scopes.collect(),
        };
        let unknown = selection.unknown();
        if unknown.is_empty() { Ok(selection) } else { Err(unknown) }
    }

    /// Whether it is all there is.
    pub(crate) fn is_everything(&self) -> bool {
        self.clusters.is_empty() && self.environments.is_empty()
    }

    /// Whether a file of the output belongs to the part. What is neither a cluster's nor an environment's always does.
    pub(crate) fn has(&self, path: &str) -> bool {
        if self.is_everything() {
            return true;
        }
        match path.split('/').collect::<Vec<_>>()[..] {
            ["argocd", "applications" | "projects", file] => self.has_application(file),
            [first, scope, _, ..] if !SHARED.contains(&first) => self.includes(first, scope),
            _ => true,
        }
    }

    fn includes(&self, cluster: &str, scope: &str) -> bool {
        let chosen = |list: &[String], name: &str| list.is_empty() || list.iter().any(|it| it == name);
        chosen(&self.clusters, cluster) && chosen(&self.environments, scope)
    }

    /// Applications are called `<cluster>-<scope>` and perhaps `-<component>`, sets of an environment
    /// `<platform>-<environment>`. One of a cluster that is no more belongs to no part.
    fn has_application(&self, file: &str) -> bool {
        let stem = file.strip_suffix(".yaml").unwrap_or(file);
        let is_of =
            |name: &str| stem.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        let owners = self.known.iter().filter(|(cluster, scope)| is_of(&format!("{cluster}-{scope}")));
        if let Some((cluster, scope)) = owners.max_by_key(|(cluster, scope)| cluster.len() + scope.len()) {
            return self.includes(cluster, scope);
        }
        let environment = stem.strip_prefix(&*self.platform).and_then(|rest| rest.strip_prefix('-'));
        environment.is_some_and(|name| name == "root" || self.environments.iter().any(|it| it == name))
    }

    fn unknown(&self) -> Vec<Finding> {
        let clusters: BTreeSet<&str> = self.known.iter().map(|(cluster, _)| cluster.as_str()).collect();
        let scopes: BTreeSet<&str> = self.known.iter().map(|(_, scope)| scope.as_str()).collect();
        let of_clusters = unknown("cluster", &self.clusters, &clusters);
        of_clusters.chain(unknown("environment", &self.environments, &scopes)).collect()
    }
}

fn unknown<'a>(
    what: &'a str,
    asked: &'a [String],
    known: &'a BTreeSet<&str>,
) -> impl Iterator<Item = Finding> + 'a {
    asked.iter().filter(|name| !known.contains(name.as_str())).map(move |name| {
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "there are {}",
                known.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
            ),
        };
        Finding::new(&codes::NO_SUCH_TARGET, format!("there is no {what} `{}`", name.escape_debug()))
            .help(help)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(clusters: &[&str], environments: &[&str]) -> Selection {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let known = [
            ("eu", "platform"),
            ("eu", "staging"),
            ("eu", "staging-2"),
            ("us", "staging"),
            ("us", "production"),
        ];
        Selection {
            clusters: owned(clusters),
            environments: owned(environments),
            platform: "shop".to_owned(),
            known: known.map(|(cluster, scope)| (cluster.to_owned(), scope.to_owned())).into(),
        }
    }

    #[test]
    fn an_environment_is_its_folders_and_applications() {
        let staging = selection(&[], &["staging"]);
        for (path, is_part) in [
            ("eu/staging/web/deployment.yaml", true),
            ("us/staging/web/deployment.yaml", true),
            ("us/production/web/deployment.yaml", false),
            ("eu/platform/cert-manager/values.yaml", false),
            ("eu/staging-2/web/deployment.yaml", false),
            ("argocd/applications/eu-staging-web.yaml", true),
            ("argocd/applications/eu-staging.yaml", true),
            ("argocd/applications/eu-staging-2-web.yaml", false),
            ("argocd/applications/shop-staging.yaml", true),
            ("argocd/applications/shop-production.yaml", false),
            ("argocd/projects/eu-staging.yaml", true),
            ("argocd/projects/us-production.yaml", false),
            ("argocd/projects/shop-root.yaml", true),
            ("argocd/root.yaml", true),
            ("bootstrap/k3s/server.yaml", true),
            ("gone/staging/web/deployment.yaml", true),
            ("gone/production/web/deployment.yaml", false),
            ("argocd/applications/gone-production-web.yaml", false),
        ] {
            assert_eq!(staging.has(path), is_part, "{path}");
        }
    }

    #[test]
    fn a_cluster_is_everything_on_it() {
        let eu = selection(&["eu"], &[]);
        assert!(eu.has("eu/platform/cert-manager/values.yaml") && eu.has("eu/staging/web/a.yaml"));
        assert!(!eu.has("us/staging/web/a.yaml") && !eu.has("argocd/applications/us-staging-web.yaml"));
        let both = selection(&["eu"], &["staging", "platform"]);
        assert!(both.has("eu/platform/a/b.yaml") && !both.has("eu/staging-2/a/b.yaml"));
    }

    #[test]
    fn what_is_not_there_gets_a_guess() {
        let findings = selection(&["ue"], &["stagin"]).unknown();
        let said: Vec<_> = findings.iter().map(|finding| finding.diagnostic.message.as_str()).collect();
        assert_eq!(said, ["there is no cluster `ue`", "there is no environment `stagin`"]);
        assert_eq!(findings[1].diagnostic.help.as_deref(), Some("did you mean `staging`?"));
    }
}
