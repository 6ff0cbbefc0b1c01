//! Who reads what: each namespace exactly the secrets that its components use.

use std::collections::{BTreeMap, BTreeSet};

use hagen_core::context::{Context, Placed};
use hagen_core::gateway::supplied_certificates;
use hagen_core::secret::{STORE, Secret, places, reader};
use hagen_kube::{Manifest, Name};
use k8s_openapi::api::rbac::v1::{PolicyRule, Role, RoleBinding, RoleRef, Subject};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// A namespace that reads secrets.
pub(crate) struct Reader<'a> {
    /// The namespace.
    pub(crate) namespace: Name,
    /// The names of the secrets in the store.
    names: BTreeSet<String>,
    cx: &'a Context<'a>,
}

/// Every secret that somebody reads: what components say, and the certificates that the Gateways take of people.
pub(crate) fn wanted(cx: &Context<'_>) -> Vec<Placed<Secret>> {
    let certificates = supplied_certificates(cx.site.shared.entry.as_ref(), cx.offers);
    cx.offers.secrets.iter().cloned().chain(certificates).collect()
}

/// The namespaces that read secrets of the store, in the order of their names.
pub(crate) fn readers<'a>(cx: &'a Context<'a>) -> Vec<Reader<'a>> {
    let mut names: BTreeMap<Name, BTreeSet<String>> = BTreeMap::new();
    for placed in wanted(cx) {
        let scope = placed.environment.as_ref().map_or("platform", Name::as_str);
        let kept = placed.what.keys.iter();
        let places = kept.flat_map(|key| places(&cx.site.shared.store, scope, &placed.what, key));
        let mut places = places.map(|place| place.key).peekable();
        if places.peek().is_some() {
            names.entry(placed.namespace.clone()).or_default().extend(places);
        }
    }
    names.into_iter().map(|(namespace, names)| Reader { namespace, names, cx }).collect()
}

/// What lets the namespaces read: a role for each beside the secrets, and the store there. An environment's namespace is
/// made before there is an operator that knows what a store is, so the store does not come with it.
pub(crate) fn objects(cx: &Context<'_>, readers: &[Reader<'_>]) -> Vec<Manifest> {
    let labels = cx.identity("secrets", Name::known("secrets")).labels();
    let stores = readers.iter().flat_map(|reading| reader(&cx.site, &reading.namespace, &labels));
    stores.chain(readers.iter().flat_map(|reading| [reading.role(), reading.binding()])).collect()
}

impl Reader<'_> {
    /// To get, and only by name. Listing would show everything.
    fn role(&self) -> Manifest {
        Manifest::new(&Role {
            metadata: self.metadata(),
            rules: Some(vec![PolicyRule {
                api_groups: Some(vec![String::new()]),
                resources: Some(vec!["secrets".into()]),
                resource_names: Some(self.names.iter().cloned().collect()),
                verbs: vec!["get".into()],
                ..PolicyRule::default()
            }]),
        })
    }

    fn binding(&self) -> Manifest {
        Manifest::new(&RoleBinding {
            metadata: self.metadata(),
            role_ref: RoleRef {
                api_group: "rbac.authorization.k8s.io".into(),
                kind: "Role".into(),
                name: self.namespace.to_string(),
            },
            subjects: Some(vec![Subject {
                kind: "ServiceAccount".into(),
                name: STORE.into(),
                namespace: Some(self.namespace.to_string()),
                ..Subject::default()
            }]),
        })
    }

    fn metadata(&self) -> ObjectMeta {
        let labels = self.cx.identity("secrets", Name::known("secrets")).labels();
        ObjectMeta {
            name: Some(self.namespace.to_string()),
            namespace: Some(self.cx.site.namespace.to_string()),
            labels: Some(labels),
            ..ObjectMeta::default()
        }
    }
}
