//! The entry, and the mesh.

use super::{Budgeted, CONTROLLER, DEPLOYMENT, NAME, PER_NODE, Workload};
use crate::pods::Keeps;

pub(super) const ISTIO_CNI: &[Workload] = &[Workload { name: "istio-cni-node", ..PER_NODE }];

pub(super) const ZTUNNEL: &[Workload] = &[Workload { name: "ztunnel", ..PER_NODE }];

pub(super) const ISTIOD: &[Workload] = &[Workload {
    replicas_at: &["replicaCount"],
    labels: &[("app", "istiod")],
    budget: Budgeted::At(&["pdb"], Some(Keeps::Available(1))),
    strategy_at: &[],
    ..CONTROLLER
}];

pub(super) const ISTIO_GATEWAY: &[Workload] =
    &[Workload { replicas_at: &["replicaCount"], labels: &[(NAME, "*")], ..DEPLOYMENT }];

pub(super) const TRAEFIK: &[Workload] = &[Workload {
    replicas_at: &["deployment", "replicas"],
    labels: &[(NAME, "traefik")],
    strategy_at: &["updateStrategy"],
    ..DEPLOYMENT
}];
