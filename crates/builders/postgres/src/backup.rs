//! What backups need whatever takes them: the bucket, its keys, and how often.

use hagen_core::bucket::S3;
use hagen_core::context::Site;
use hagen_core::secret::{Secret, SecretKey, SecretOrigin};
use hagen_kube::{Cron, FileName, Name, SecretRef};

use crate::component::Server;
use crate::spec::Destination;

/// The key of the access key's id in the Secret.
pub(crate) const ID_KEY: &str = "ACCESS_KEY_ID";
/// The key of the access key itself in the Secret.
pub(crate) const SECRET_KEY: &str = "SECRET_ACCESS_KEY";

/// The bucket, when there are backups.
pub(crate) fn s3(server: &Server) -> Option<&S3> {
    let Destination::S3(s3) = &server.spec.backup.as_ref()?.to;
    Some(s3)
}

/// A key of a Secret that a resource refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyOf {
    pub(crate) secret: Name,
    pub(crate) key: &'static str,
}

/// Where the two halves of the access key are: in one Secret, or in two when the blueprint names two secrets.
pub(crate) fn keys(server: &Server, s3: &S3) -> [KeyOf; 2] {
    let one = server.object_name().join("backup");
    let apart = s3.access_key_id.name != s3.secret_access_key.name;
    let second = if apart { server.object_name().join("backup-key") } else { one.clone() };
    [KeyOf { secret: one, key: ID_KEY }, KeyOf { secret: second, key: SECRET_KEY }]
}

/// The Secrets that hold the access key.
pub(crate) fn secrets(server: &Server) -> Vec<Secret> {
    let Some(s3) = s3(server) else { return Vec::new() };
    let [id, key] = keys(server, s3);
    let mut first = supplied(&id, &s3.access_key_id);
    if id.secret == key.secret {
        first.keys.extend(supplied(&key, &s3.secret_access_key).keys);
        return vec![first];
    }
    vec![first, supplied(&key, &s3.secret_access_key)]
}

fn supplied(key: &KeyOf, reference: &SecretRef) -> Secret {
    Secret {
        name: key.secret.clone(),
        source: reference.name.clone(),
        kind: "Opaque",
        keys: vec![SecretKey {
            key: FileName::known(key.key),
            origin: SecretOrigin::Supplied(reference.key.clone()),
        }],
        labels: Vec::new(),
        environment: None,
    }
}

/// The folder of the bucket that belongs to this environment on this cluster.
pub(crate) fn folder(s3: &S3, site: &Site<'_>) -> String {
    let path = s3.path.clone().unwrap_or_else(|| format!("{}/{}", site.cluster_name, site.scope()));
    format!("s3://{}/{path}", s3.bucket)
}

/// The longest time between two runs of a schedule, in hours, rounded up to what its coarsest field allows.
pub(crate) fn longest_gap_hours(schedule: &Cron) -> u64 {
    let fields: Vec<&str> = schedule.as_str().split_ascii_whitespace().collect();
    let is_any = |at: usize| fields.get(at).is_none_or(|field| *field == "*");
    match (is_any(1), is_any(2), is_any(3), is_any(4)) {
        (_, _, false, _) => 366 * 24,
        (_, false, _, _) => 31 * 24,
        (_, _, _, false) => 7 * 24,
        (false, ..) => 24,
        _ => 1,
    }
}
