//! The `ScheduledBackup`: base backups by the plugin, from a standby where there is one.

use hagen_core::context::Context;
use hagen_kube::Manifest;
use hagen_kube::custom::cloudnative_pg::{Plugin, Reference};

use super::BARMAN_CLOUD;
use super::resource::ScheduledBackup;
use crate::component::Server;

pub(super) fn scheduled_backup(server: &Server, cx: &Context<'_>) -> Option<Manifest> {
    let backup = server.spec.backup.as_ref()?;
    let name = server.object_name();
    let spec = ScheduledBackup {
        // The operator's schedules begin with the second.
        schedule: backup.schedule.with_seconds(),
        cluster: Reference { name: name.clone() },
        method: "plugin",
        plugin_configuration: Plugin { name: BARMAN_CLOUD, is_wal_archiver: None, parameters: None },
        target: "prefer-standby",
        // The archived log is worth nothing before the first base backup.
        immediate: true,
        backup_owner_reference: "self",
    };
    Some(Manifest::custom(&server.metadata(cx, &name), &spec))
}
