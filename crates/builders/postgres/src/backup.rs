//! What backups need whatever takes them: the bucket, its keys, and how often.

use hagen_core::bucket::{self, Access, Bucket, S3};
use hagen_core::component::{Endpoint, Link};
use hagen_core::context::{Context, Site};
use hagen_core::secret::{Secret, SecretKey, SecretOrigin};
use hagen_kube::{Cron, FileName, Name, SecretRef};

use hagen_core::component::Component as _;

use crate::component::Server;

/// The key of the access key's id in the Secret.
pub(crate) const ID_KEY: &str = "ACCESS_KEY_ID";
/// The key of the access key itself in the Secret.
pub(crate) const SECRET_KEY: &str = "SECRET_ACCESS_KEY";

/// Where backups go, whatever kind of bucket that is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Store {
    /// The folder of the bucket that belongs to this environment on this cluster.
    pub(crate) folder: String,
    /// The address of the service. `None`: Amazon's.
    pub(crate) endpoint: Option<String>,
    /// The region.
    pub(crate) region: Option<String>,
    /// Where the access key's id is, and where the access key itself.
    pub(crate) keys: [KeyOf; 2],
    /// The other end of the traffic.
    pub(crate) endpoints: Vec<Endpoint>,
}

/// A key of a Secret that a resource refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyOf {
    pub(crate) secret: Name,
    pub(crate) key: &'static str,
}

/// Where the backups of a server go, when there are any.
pub(crate) fn store(server: &Server, cx: &Context<'_>) -> Option<Store> {
    match &server.spec.backup.as_ref()?.to {
        Bucket::S3(s3) => Some(outside(server, s3, &cx.site)),
        component @ Bucket::Component(_) => inside(server, component, cx),
    }
}

/// The link to the bucket, when it is one of the blueprint.
pub(crate) fn link(server: &Server) -> Option<Link> {
    let path = server.path().key("backup").key("to");
    server.spec.backup.as_ref()?.to.link(path)
}

fn outside(server: &Server, s3: &S3, site: &Site<'_>) -> Store {
    let path = s3.path.as_ref().map_or_else(|| own_folder(site), ToString::to_string);
    Store {
        folder: format!("s3://{}/{path}", s3.bucket),
        endpoint: s3.endpoint.as_ref().map(ToString::to_string),
        region: s3.region.as_ref().map(ToString::to_string),
        keys: keys(server, s3),
        endpoints: s3.endpoints(),
    }
}

/// The bucket makes the Secret in this namespace, for this server.
fn inside(server: &Server, component: &Bucket, cx: &Context<'_>) -> Option<Store> {
    let access = Access::of(component, cx.uses, &server.object_name().join("backup"))?;
    let secret = access.secrets.first()?.name.clone();
    let key = |key| KeyOf { secret: secret.clone(), key };
    Some(Store {
        folder: format!("s3://{}/{}", access.bucket, own_folder(&cx.site)),
        keys: [key(bucket::ACCESS_KEY_ID), key(bucket::SECRET_ACCESS_KEY)],
        endpoint: access.endpoint,
        region: Some(access.region),
        endpoints: access.endpoints,
    })
}

/// So that a bucket can serve several.
fn own_folder(site: &Site<'_>) -> String {
    format!("{}/{}", site.cluster_name, site.scope())
}

/// Where the two halves of the access key of a bucket outside are: in one Secret, or in two when the blueprint names two
/// secrets.
fn keys(server: &Server, s3: &S3) -> [KeyOf; 2] {
    let one = server.object_name().join("backup");
    let apart = s3.access_key_id.name != s3.secret_access_key.name;
    let second = if apart { server.object_name().join("backup-key") } else { one.clone() };
    [KeyOf { secret: one, key: ID_KEY }, KeyOf { secret: second, key: SECRET_KEY }]
}

/// The Secrets that hold the access key of a bucket outside.
pub(crate) fn secrets(server: &Server) -> Vec<Secret> {
    let Some(Bucket::S3(s3)) = server.spec.backup.as_ref().map(|backup| &backup.to) else {
        return Vec::new();
    };
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
