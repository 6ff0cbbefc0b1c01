//! A component on a site, for the tests of this crate.

use hagen_core::component::{ComponentId, Pods};
use hagen_core::context::{Context, Offers, Shared, Site};
use hagen_core::target::{Cluster, Profile};
use hagen_kube::Name;

pub(crate) struct World {
    pub(crate) shared: Shared,
    id: ComponentId,
    platform: Name,
    cluster_name: Name,
    cluster: Cluster,
    environment: Name,
    namespace: Name,
    offers: Offers,
}

impl World {
    /// The database `main` of `acme`'s production, where all is observed.
    pub(crate) fn observed() -> Self {
        let labels = [("app.kubernetes.io/name".to_owned(), "prometheus".to_owned())].into();
        let prometheus = Pods { namespace: Name::known("monitoring"), labels };
        Self {
            shared: Shared { prometheus: Some(prometheus), dashboards: true, ..Shared::default() },
            id: ComponentId::new("postgres", Name::known("main")),
            platform: Name::known("acme"),
            cluster_name: Name::known("eu"),
            cluster: Cluster::default(),
            environment: Name::known("production"),
            namespace: Name::known("acme-production"),
            offers: Offers::default(),
        }
    }

    pub(crate) fn named(name: &str) -> Self {
        Self { id: ComponentId::new("postgres", Name::known(name)), ..Self::observed() }
    }

    pub(crate) fn context(&self) -> Context<'_> {
        let site = Site {
            platform: &self.platform,
            cluster_name: &self.cluster_name,
            cluster: &self.cluster,
            environment: Some(&self.environment),
            namespace: &self.namespace,
            profile: Profile::default(),
            shared: &self.shared,
        };
        Context { site, id: &self.id, uses: &[], used_by: &[], offers: &self.offers }
    }
}
