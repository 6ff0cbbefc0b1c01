//! Backups by WAL-G, which Spilo runs: the log continuously, base backups by its own cron.

use hagen_core::context::Context;
use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, SecretKeySelector};

use crate::backup::{self, KeyOf};
use crate::component::Server;

/// <https://github.com/zalando/spilo/blob/master/ENVIRONMENT.rst>
pub(super) fn environment(server: &Server, cx: &Context<'_>) -> Option<Vec<EnvVar>> {
    let backup = server.spec.backup.as_ref()?;
    let store = backup::store(server, cx)?;
    let [id, key] = &store.keys;
    let days = backup.keep.as_seconds().div_ceil(86_400);
    // Spilo keeps a number of base backups, not a span of time.
    let kept = (days * 24).div_ceil(backup::longest_gap_hours(&backup.schedule)).max(1) + 1;
    let folder = format!("{}/{}", store.folder, server.object_name());
    let mut variables = vec![
        secret("AWS_ACCESS_KEY_ID", id),
        secret("AWS_SECRET_ACCESS_KEY", key),
        text("BACKUP_NUM_TO_RETAIN", kept.to_string()),
        text("BACKUP_SCHEDULE", backup.schedule.to_string()),
        text("USE_WALG_BACKUP", "true"),
        text("USE_WALG_RESTORE", "true"),
        text("WALG_S3_PREFIX", folder),
    ];
    if let Some(region) = &store.region {
        variables.push(text("AWS_REGION", region));
    }
    if let Some(endpoint) = &store.endpoint {
        variables.push(text("AWS_ENDPOINT", endpoint.clone()));
        variables.push(text("AWS_S3_FORCE_PATH_STYLE", "true"));
        // Services other than Amazon's seldom encrypt by themselves, and refuse when asked to.
        variables.push(text("WALG_DISABLE_S3_SSE", "true"));
    }
    Some(variables)
}

fn text(name: &str, value: impl Into<String>) -> EnvVar {
    EnvVar { name: name.into(), value: Some(value.into()), ..EnvVar::default() }
}

fn secret(name: &str, of: &KeyOf) -> EnvVar {
    let selector = SecretKeySelector { name: of.secret.to_string(), key: of.key.to_owned(), optional: None };
    let source = EnvVarSource { secret_key_ref: Some(selector), ..EnvVarSource::default() };
    EnvVar { name: name.into(), value_from: Some(source), ..EnvVar::default() }
}
