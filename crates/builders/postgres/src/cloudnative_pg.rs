//! Servers that CloudNativePG runs.
//!
//! <https://cloudnative-pg.io/documentation/current/>

mod alerts;
mod cluster;
mod dashboard;
mod database;
mod monitors;
mod network;
mod object_store;
mod pooler;
mod resource;
mod scheduled_backup;
mod statements;

use std::collections::BTreeMap;

use hagen_core::artifact::Artifact;
use hagen_core::component::{Connection, Endpoint, Peer, Pods, Port};
use hagen_core::context::{Context, Site};
use hagen_core::secret::external_secret;
use hagen_kube::{Manifest, Name};

use crate::backup;
use crate::component::{PORT, Server, variables};
use crate::tenant::{self, Tenant};

pub(crate) use network::consumers;

/// The name of the backup plugin.
const BARMAN_CLOUD: &str = "barman-cloud.cloudnative-pg.io";

/// Everything of a server: secrets, cluster, databases, pooler, backups, network, monitoring.
pub(crate) fn build(server: &Server, cx: &Context<'_>) -> Vec<Artifact> {
    let tenants = tenant::tenants(&server.spec, cx.used_by);
    let mut manifests = secrets(server, &tenants, cx);
    manifests.push(cluster::cluster(server, &tenants, cx));
    manifests.extend(tenants.iter().map(|tenant| database::database(server, tenant, cx)));
    manifests.extend(pooler::pooler(server, &tenants, cx));
    manifests.extend(object_store::object_store(server, cx));
    manifests.extend(scheduled_backup::scheduled_backup(server, cx));
    manifests.extend(network::policies(server, cx));
    manifests.into_iter().map(Artifact::from).chain(monitors::monitoring(server, cx)).collect()
}

fn secrets(server: &Server, tenants: &[Tenant], cx: &Context<'_>) -> Vec<Manifest> {
    let name = server.object_name();
    let of_tenants = tenants.iter().map(|tenant| tenant.secret(&name));
    let identity = cx.identity("postgresql", name.clone());
    let all = of_tenants.chain(backup::secrets(server));
    all.flat_map(|secret| external_secret(&cx.site, &identity, &secret)).collect()
}

/// The pods of the instances.
pub(crate) fn pods(server: &Server, site: &Site<'_>) -> Pods {
    Pods { namespace: site.namespace.clone(), labels: instance_labels(&server.object_name()) }
}

/// What a consumer gets: the pooler if there is one, else the primary.
pub(crate) fn connect(server: &Server, tenant: &Tenant, site: &Site<'_>) -> Connection {
    let name = server.object_name();
    let (service, labels) = match &server.spec.pooler {
        Some(_) => (pooler_name(&name), pooler_labels(&name)),
        None => (name.join("rw"), instance_labels(&name)),
    };
    let secret = tenant.secret(&name);
    let host = site.service_host(service.as_str());
    Connection {
        variables: variables(&host, PORT, tenant, &secret.name, "require"),
        endpoints: vec![Endpoint {
            peer: Peer::Pods(Pods { namespace: site.namespace.clone(), labels }),
            ports: vec![Port::tcp(PORT)],
        }],
        secret: Some(secret),
    }
}

fn pooler_name(name: &Name) -> Name {
    name.join("pooler")
}

/// Selects everything that the operator runs for a cluster: instances, poolers, and the Jobs that make instances.
fn cluster_labels(name: &Name) -> BTreeMap<String, String> {
    BTreeMap::from([("cnpg.io/cluster".into(), name.to_string())])
}

fn instance_labels(name: &Name) -> BTreeMap<String, String> {
    let mut labels = cluster_labels(name);
    labels.insert("cnpg.io/podRole".into(), "instance".into());
    labels
}

fn pooler_labels(name: &Name) -> BTreeMap<String, String> {
    BTreeMap::from([("cnpg.io/poolerName".into(), pooler_name(name).to_string())])
}
