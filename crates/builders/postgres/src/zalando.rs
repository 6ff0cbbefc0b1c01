//! Servers that Zalando's postgres-operator runs: Patroni inside Kubernetes, in Spilo's image.
//!
//! <https://github.com/zalando/postgres-operator/tree/master/docs>

mod alerts;
mod backup;
mod cluster;
mod dashboard;
mod exporter;
mod monitoring;
mod network;
mod resource;

use std::collections::BTreeMap;

use hagen_core::artifact::Artifact;
use hagen_core::component::{Connection, Endpoint, Peer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_core::secret::external_secret;
use hagen_kube::{Manifest, Name};

use self::monitoring::Series;
use crate::component::{PORT, Server, variables};
use crate::tenant::{self, Tenant};

/// Patroni's REST interface: the operator asks it, the members ask each other, and it has the metrics.
pub(crate) const PATRONI: u16 = 8008;

/// How the operator names the Secrets that it makes: names that fit a label, unlike its own
/// `{username}.{cluster}.credentials.postgresql.acid.zalan.do`. It writes `-` for `_` in the user's name.
pub(crate) const SECRET_NAME_TEMPLATE: &str = "{cluster}-{username}";

/// Secrets for the bucket, the cluster, network, monitoring. Users, databases and their Secrets are the operator's.
pub(crate) fn build(server: &Server, cx: &Context<'_>) -> Vec<Artifact> {
    let tenants = tenant::tenants(&server.spec, cx.used_by);
    let identity = cx.identity("postgresql", server.object_name());
    let secrets = crate::backup::secrets(server);
    let mut manifests: Vec<Manifest> =
        secrets.iter().flat_map(|secret| external_secret(&cx.site, &identity, secret)).collect();
    manifests.push(cluster::cluster(server, &tenants, cx));
    manifests.extend(network::policies(server, cx));
    manifests.into_iter().map(Artifact::from).chain(monitoring::monitoring(server, cx)).collect()
}

/// The pods of the instances.
pub(crate) fn pods(server: &Server, site: &Site<'_>) -> Pods {
    Pods { namespace: site.namespace.clone(), labels: instance_labels(&server.object_name()) }
}

/// What a consumer gets. The password is in the Secret that the operator makes, in this namespace alone.
pub(crate) fn connect(server: &Server, tenant: &Tenant, site: &Site<'_>) -> Connection {
    let name = server.object_name();
    let (service, labels) = match &server.spec.pooler {
        Some(_) => (pooler_name(&name), pooler_labels(&name)),
        None => (name.clone(), instance_labels(&name)),
    };
    let secret = name.join(&tenant.role.replace('_', "-"));
    Connection {
        variables: variables(&site.service_host(service.as_str()), PORT, tenant, &secret, "require"),
        endpoints: vec![Endpoint {
            peer: Peer::Pods(Pods { namespace: site.namespace.clone(), labels }),
            ports: vec![Port::tcp(PORT)],
        }],
        secret: None,
    }
}

/// Selects the instances of every cluster in a namespace.
pub(crate) fn any_instance() -> BTreeMap<String, String> {
    BTreeMap::from([("application".into(), "spilo".into())])
}

fn instance_labels(name: &Name) -> BTreeMap<String, String> {
    let mut labels = any_instance();
    labels.insert("cluster-name".into(), name.to_string());
    labels
}

fn pooler_name(name: &Name) -> Name {
    name.join("pooler")
}

fn pooler_labels(name: &Name) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("application".into(), "db-connection-pooler".into()),
        ("cluster-name".into(), name.to_string()),
        ("connection-pooler".into(), pooler_name(name).to_string()),
    ])
}
