//! Who may talk to whom: the servers with each other, consumers with the gateways, the filers with the index.

use hagen_core::chart::labels;
use hagen_core::component::{Edge, Endpoint, Peer, Pods, Port};
use hagen_core::context::Context;
use hagen_core::network::network_policy;
use hagen_kube::{Manifest, Name};

use super::bucket_job::PODS as JOB;
use super::values::METRICS;
use super::{FILER, MASTER, NAME, S3, VOLUME, identity, index, pods};

/// A server's port for gRPC is its own and this.
const GRPC: u16 = 10_000;

pub(super) fn policies(cx: &Context<'_>) -> Vec<Manifest> {
    let servers = Pods { namespace: Name::known(NAME), labels: labels(NAME, NAME) };
    let job = Pods { namespace: Name::known(NAME), labels: labels(NAME, JOB) };
    let between = to(&servers, &[MASTER, VOLUME, FILER, S3]);
    let administered = to(&servers, &[MASTER, FILER]);
    let mut inward =
        vec![between.clone(), Endpoint { peer: Peer::Pods(job.clone()), ..administered.clone() }];
    let prometheus = cx.site.shared.prometheus.clone();
    inward
        .extend(prometheus.map(|pods| Endpoint { peer: Peer::Pods(pods), ports: vec![Port::tcp(METRICS)] }));
    let policy = |name: &str, pods: &Pods, ingress: &[Endpoint], egress: &[Endpoint]| {
        network_policy(&cx.site, &identity(cx, name), &pods.labels, ingress, egress)
    };
    let policies = [
        policy(NAME, &servers, &inward, &[between]),
        policy("seaweedfs-s3", &pods("s3"), &consumers(cx), &[]),
        policy("seaweedfs-filer", &pods("filer"), &[], &[index::endpoint()]),
        policy(JOB, &job, &[], &[administered]),
    ];
    policies.into_iter().flatten().collect()
}

fn to(pods: &Pods, ports: &[u16]) -> Endpoint {
    let ports = ports.iter().flat_map(|&port| [Port::tcp(port), Port::tcp(port + GRPC)]);
    Endpoint { peer: Peer::Pods(pods.clone()), ports: ports.collect() }
}

/// Everybody who uses a bucket of this storage.
fn consumers(cx: &Context<'_>) -> Vec<Endpoint> {
    let gateways = super::endpoint();
    let uses = |edge: &&Edge| edge.to.section == "buckets" && edge.connection.endpoints.contains(&gateways);
    let edges = cx.offers.edges.iter().map(|placed| &*placed.what).filter(uses);
    let pods = edges.flat_map(|edge| &edge.from_pods);
    pods.map(|pods| Endpoint { peer: Peer::Pods(pods.clone()), ports: vec![Port::tcp(S3)] }).collect()
}
