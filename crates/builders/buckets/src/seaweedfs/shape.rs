//! How many of everything there are, and where copies go.

use hagen_core::context::Site;
use hagen_core::section::Within;
use hagen_kube::Minor;

use crate::spec::ObjectStorage;

/// The first Kubernetes that tells a pod the zone of its node, as a label of the pod.
const ZONE_LABELS: Minor = Minor::new(35);

/// The numbers of an object storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// Masters: an odd number, so that a majority is left.
    pub(super) masters: i32,
    /// Volume servers.
    pub(super) servers: i32,
    /// How many servers have a copy of each object.
    pub(super) copies: i32,
    /// Filers, and S3 gateways in front of them.
    pub(super) gateways: i32,
    /// Whether copies go to different zones, rather than to different servers only.
    pub(super) zonal: bool,
}

impl Shape {
    pub(super) fn of(section: &ObjectStorage, site: &Site<'_>) -> Self {
        let nodes = &site.cluster.nodes;
        let usual = site.replicas();
        let zones = i32::try_from(nodes.zones.len()).unwrap_or(i32::MAX);
        let servers =
            section.servers.map_or_else(|| if usual < 3 { usual } else { zones.max(3) }, Within::i32);
        let copies = section.copies.map_or_else(|| servers.min(2), Within::i32);
        Self {
            masters: if usual < 3 { 1 } else { 3 },
            servers,
            copies,
            gateways: usual.min(2),
            zonal: nodes.is_zonal() && copies <= zones && site.cluster.kubernetes >= ZONE_LABELS,
        }
    }

    /// Where the other copies go, in the server's own notation: so many in other data centres, in other racks, on other
    /// servers. A zone is a rack.
    pub(super) fn placement(&self) -> String {
        let others = self.copies - 1;
        if self.zonal { format!("0{others}0") } else { format!("00{others}") }
    }
}
