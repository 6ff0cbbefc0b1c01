//! When somebody has to come because of volumes.

use hagen_core::artifact::Artifact;
use hagen_core::context::Context;
use hagen_observe::{Alert, Group, Runbook, Severity, minutes, rules};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

pub(crate) fn artifacts(cx: &Context<'_>, metadata: &ObjectMeta) -> Vec<Artifact> {
    let alerts = [faulted(), degraded(), node_away(), disk_full(), backup_failed()];
    rules::artifacts(cx, metadata, &[Group::new("longhorn", alerts)])
}

const VOLUME: &str = "{{ $labels.pvc_namespace }}/{{ $labels.pvc }}";

fn faulted() -> Alert {
    Alert {
        name: "LonghornVolumeFaulted",
        severity: Severity::Critical,
        expr: "longhorn_volume_robustness{state=\"faulted\"} == 1".into(),
        hold: minutes(2),
        summary: format!("the volume of {VOLUME} has no copy left"),
        description: format!("No copy of the volume `{{{{ $labels.volume }}}}` of {VOLUME} can be used."),
        runbook: Runbook {
            meaning: "Whatever uses the volume has stopped. With three copies that takes three lost disks; a volume for a \
                      database has one copy, and the database has others.",
            look: "`kubectl -n longhorn-system get replicas.longhorn.io -l longhornvolume=VOLUME`: on which nodes were the \
                   copies, and are these nodes ready?",
            mend: "Bring back a node that has a copy: Longhorn salvages the newest by itself. For a database, delete the \
                   instance's claim and pod, and let it copy its data from the others. Otherwise restore the latest backup: \
                   it is listed under the volume's name.",
        },
        ..Alert::default()
    }
}

fn degraded() -> Alert {
    Alert {
        name: "LonghornVolumeDegraded",
        expr: "longhorn_volume_robustness{state=\"degraded\"} == 1".into(),
        hold: minutes(60),
        summary: format!("a copy of the volume of {VOLUME} is missing"),
        description: format!(
            "The volume `{{{{ $labels.volume }}}}` of {VOLUME} has had fewer copies than it should for an hour."
        ),
        runbook: Runbook {
            meaning: "Nobody notices yet. A missing copy is made anew by itself; for an hour that did not succeed.",
            look: "`kubectl -n longhorn-system describe volumes.longhorn.io VOLUME`: `Scheduled` tells whether a node with \
                   enough space was found.",
            mend: "Make space: grow or add disks, or delete volumes that nobody claims (`kubectl get pv | grep Released`).",
        },
        ..Alert::default()
    }
}

fn node_away() -> Alert {
    Alert {
        name: "LonghornNodeAway",
        expr: "longhorn_node_status{condition=\"ready\"} == 0".into(),
        hold: minutes(10),
        summary: "{{ $labels.node }} gives no storage".into(),
        description: "Longhorn cannot use the node {{ $labels.node }}: {{ $labels.condition_reason }}."
            .into(),
        runbook: Runbook {
            meaning: "Copies on this node are missing, and no pod on it can mount a volume.",
            look: "Is the node ready? If it is: `kubectl -n longhorn-system get pods -o wide` on it, and whether `iscsid` \
                   runs there.",
            mend: "Mend the node. On a new one, install `open-iscsi` and an NFS client.",
        },
        ..Alert::default()
    }
}

fn disk_full() -> Alert {
    Alert {
        name: "LonghornDiskNearlyFull",
        expr: "(longhorn_disk_usage_bytes / longhorn_disk_capacity_bytes) > 0.8".into(),
        hold: minutes(15),
        summary: "a disk of {{ $labels.node }} is {{ $value | humanizePercentage }} full".into(),
        description: "Below 15 % of free space, Longhorn puts no more copies on the disk {{ $labels.disk }} of {{ $labels.node \
                      }}; volumes on a full disk fail."
            .into(),
        runbook: Runbook {
            meaning: "Volumes grow into the space that they were promised. A disk that is full takes every volume on it \
                      along.",
            look: "The dashboard shows the largest volumes, and how much of each is snapshots.",
            mend: "Delete volumes that nobody claims, keep fewer snapshots (`storage.longhorn.snapshots.keep`), or add a \
                   disk or a node; copies then move by themselves.",
        },
        ..Alert::default()
    }
}

fn backup_failed() -> Alert {
    Alert {
        name: "LonghornBackupFailed",
        expr: "longhorn_backup_state == 4".into(),
        summary: "a backup of the volume {{ $labels.volume }} failed".into(),
        description: "The backup {{ $labels.backup }} of {{ $labels.volume }} ended with an error.".into(),
        runbook: Runbook {
            meaning: "The latest state of the volume is not outside the cluster. Earlier backups are still there.",
            look: "`kubectl -n longhorn-system get backuptargets.longhorn.io default -o yaml` tells whether the bucket can be \
                   reached; `kubectl -n longhorn-system get backups.longhorn.io` names the error.",
            mend: "Usually the access key or the network is at fault: the Secret `longhorn-backup`, and the policy of the \
                   bucket. The next run makes a new backup.",
        },
        ..Alert::default()
    }
}
