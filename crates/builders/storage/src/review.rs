//! What only the cluster can tell of storage.

use hagen_core::context::Context;
use hagen_core::{Diagnostic, Path, Place};

use crate::codes;
use crate::longhorn::LonghornComponent;

pub(crate) fn review(longhorn: &LonghornComponent, cx: &Context<'_>) -> Vec<Diagnostic> {
    [few_nodes(longhorn, cx), no_backup(longhorn, cx), shared(cx)].into_iter().flatten().collect()
}

fn path() -> Path {
    Path::of(["storage", "longhorn"])
}

fn few_nodes(longhorn: &LonghornComponent, cx: &Context<'_>) -> Option<Diagnostic> {
    let (copies, nodes) = (i64::from(longhorn.replicas(&cx.site)), cx.site.cluster.nodes.schedulable());
    if copies > nodes {
        let message =
            format!("{copies} copies of each volume do not fit {nodes} nodes: volumes are never whole");
        let place = Place::value(path().key("replicas"));
        return Some(
            Diagnostic::new(&codes::REPLICAS, place, message).help(format!("write `replicas: {nodes}`")),
        );
    }
    (copies < 2).then(|| {
        let message = "every volume has one copy, and is away or lost with its node";
        Diagnostic::new(&codes::REPLICAS, Place::key(path()), message)
    })
}

fn no_backup(longhorn: &LonghornComponent, cx: &Context<'_>) -> Option<Diagnostic> {
    (longhorn.section.backup.is_none() && !cx.site.is_dev()).then(|| {
        let message = "volumes are copied between nodes, and nowhere else";
        Diagnostic::new(&codes::NO_BACKUP, Place::key(path()), message)
            .help("write `backup: { to: { s3: { … } } }` with a bucket outside the cluster")
    })
}

/// The note about shared volumes, where somebody could use them.
fn shared(cx: &Context<'_>) -> Option<Diagnostic> {
    let class = cx.site.storage_class(hagen_core::context::VolumePurpose::Shared)?;
    (class.as_str() == crate::classes::SHARED).then(|| {
        let message = "a volume with `shared: true` is served by one pod of Longhorn, by NFS: while that pod moves, about \
                       half a minute, every write to it waits";
        Diagnostic::new(&codes::SHARED, Place::key(path()), message)
            .help("keep files in `buckets` where the application can")
    })
}
