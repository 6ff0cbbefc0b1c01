//! What the store of secrets has to hold before everything runs: what nobody but a person can supply.

use std::collections::{BTreeMap, BTreeSet};

use hagen_core::context::{Placed, Store};
use hagen_core::secret::{self, Secret};
use hagen_kube::Name;
use hagen_secrets::StoreKind;

use crate::link::LinkedCluster;
use crate::platform::Platform;

/// A secret that a person has to put into a store.
#[derive(Debug, Clone, PartialEq)]
pub struct WantedSecret {
    /// The clusters that read it.
    pub clusters: BTreeSet<Name>,
    /// The store.
    pub store: StoreKind,
    /// The namespace that the store is, if it is in the cluster.
    pub namespace: Name,
    /// Its name in the store.
    pub name: String,
    /// Its keys.
    pub keys: BTreeSet<String>,
    /// The components that read it.
    pub readers: BTreeSet<String>,
}

impl Platform {
    /// The secrets that people have to supply, by store and name. A store outside the clusters is never written, so
    /// there passwords are among them too.
    pub fn wanted_secrets(&self) -> Vec<WantedSecret> {
        let mut wanted: BTreeMap<(Option<&Name>, String), WantedSecret> = BTreeMap::new();
        for cluster in &self.clusters {
            for placed in &cluster.offers.secrets {
                self.want(cluster, placed, &mut wanted);
            }
        }
        wanted.into_values().collect()
    }

    fn want<'a>(
        &self,
        cluster: &'a LinkedCluster,
        placed: &Placed<Secret>,
        wanted: &mut BTreeMap<(Option<&'a Name>, String), WantedSecret>,
    ) {
        let store = &cluster.shared.store;
        let scope = placed.environment.as_ref().map_or("platform", Name::as_str);
        let keys = placed.what.keys.iter();
        let kind = &cluster.scopes[0].view.blueprint.secrets.store;
        // Into a store that hagen brings, passwords are generated; into another one, nobody but its owners writes.
        let is_foreign = matches!(store, Store::External { .. }) && !matches!(kind, StoreKind::OpenBao(_));
        let keys = keys.filter(|key| is_foreign || key.is_supplied());
        let stored = keys.filter_map(|key| secret::place(store, scope, &placed.what, key));
        for place in stored {
            // The namespaces of two clusters are two stores; what is outside is one for all.
            let own = matches!(store, Store::Generated).then_some(&cluster.name);
            let secret = wanted.entry((own, place.key.clone())).or_insert_with(|| WantedSecret {
                clusters: BTreeSet::new(),
                store: cluster.scopes[0].view.blueprint.secrets.store.clone(),
                namespace: secret::namespace(&self.name),
                name: place.key,
                keys: BTreeSet::new(),
                readers: BTreeSet::new(),
            });
            secret.clusters.insert(cluster.name.clone());
            secret.keys.insert(place.property);
            secret.readers.insert(placed.component.to_string());
        }
    }
}
