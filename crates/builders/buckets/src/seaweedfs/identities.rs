//! Who may do what in which bucket: one identity for each consumer, with its own key and its own bucket.
//!
//! The gateways read a file. It is composed in the cluster, by External Secrets, of the keys that consumers have too.

use std::fmt::Write as _;

use hagen_core::component::{Edge, VariableValue};
use hagen_core::context::Context;
use hagen_core::secret::{Part, Secret, SecretKey, SecretOrigin};
use hagen_core::{bucket, context::Placed};
use hagen_kube::{FileName, Name, digest};
use std::sync::Arc;

/// The key that the chart looks for.
const CONFIG_KEY: &str = "seaweedfs_s3_config";

/// Without any identity the gateways would let everybody do everything.
const NOBODY: &str = "seaweedfs-nobody";

/// What a consumer may do in its bucket. `Admin` would let it delete the bucket.
const ACTIONS: [&str; 4] = ["Read", "Write", "List", "Tagging"];

/// The identity of a consumer.
struct Identity<'a> {
    scope: &'a str,
    secret: &'a Secret,
    access_key: &'a str,
    bucket: &'a str,
}

/// The Secret with the gateways' file. Its name tells which identities are in it: gateways read it when they start, so
/// that other identities take other gateways, and these wait until the new file is there.
pub(super) fn secret(cx: &Context<'_>) -> Secret {
    let parts = parts(&identities(cx));
    let mut whole = String::new();
    for part in &parts {
        match part {
            Part::Text(text) => whole.push_str(text),
            Part::Password { scope, source, key } | Part::BarePassword { scope, source, key } => {
                let _ = write!(whole, "{scope} {source} {key}");
            }
        }
    }
    Secret {
        name: Name::known("seaweedfs-identities").join(&digest(&whole)),
        source: Name::known("seaweedfs-identities"),
        kind: "Opaque",
        keys: vec![SecretKey { key: FileName::known(CONFIG_KEY), origin: SecretOrigin::Composed(parts) }],
        labels: Vec::new(),
        environment: None,
    }
}

/// The identity that is always there, may do nothing, and whose key nobody has.
pub(super) fn nobody() -> Secret {
    let key = |key: &str, origin| SecretKey { key: FileName::known(key), origin };
    Secret {
        name: Name::known(NOBODY),
        source: Name::known(NOBODY),
        kind: "Opaque",
        keys: vec![
            key(bucket::ACCESS_KEY_ID, SecretOrigin::Known(NOBODY.into())),
            key(bucket::SECRET_ACCESS_KEY, SecretOrigin::Generated { length: 40 }),
        ],
        labels: Vec::new(),
        environment: None,
    }
}

/// The consumers of the cluster's own buckets, each once, in the order of their names.
fn identities<'a>(cx: &Context<'a>) -> Vec<Identity<'a>> {
    let mut identities: Vec<_> = cx.offers.edges.iter().filter_map(identity).collect();
    identities.sort_by_key(|identity| identity.access_key);
    identities.dedup_by_key(|identity| identity.access_key);
    identities
}

fn identity(placed: &Placed<Arc<Edge>>) -> Option<Identity<'_>> {
    let edge = &placed.what;
    let secret = edge.connection.secret.as_ref().filter(|_| edge.to.section == "buckets")?;
    let is_own = |key: &SecretKey| matches!(key.origin, SecretOrigin::Generated { .. });
    let access_key = secret.keys.iter().find_map(|key| match &key.origin {
        SecretOrigin::Known(id) if key.key.as_str() == bucket::ACCESS_KEY_ID => Some(id.as_str()),
        _ => None,
    })?;
    let bucket = edge.connection.variables.iter().find_map(|variable| match &variable.value {
        VariableValue::Text(text) if variable.name.as_str() == bucket::NAME => Some(text.as_str()),
        _ => None,
    })?;
    let scope = placed.environment.as_ref().map_or("platform", Name::as_str);
    secret.keys.iter().any(is_own).then_some(Identity { scope, secret, access_key, bucket })
}

/// Names of identities and buckets are made of checked names: nothing in them means anything to JSON.
fn parts(identities: &[Identity<'_>]) -> Vec<Part> {
    let nobody = nobody();
    let mut parts = vec![Part::Text("{\n  \"identities\": [".into())];
    let powerless = Identity { scope: "platform", secret: &nobody, access_key: NOBODY, bucket: "" };
    for (at, identity) in std::iter::once(&powerless).chain(identities).enumerate() {
        parts.push(Part::Text(beginning(at, identity)));
        parts.push(Part::Password {
            scope: identity.scope.to_owned(),
            source: identity.secret.source.clone(),
            key: FileName::known(bucket::SECRET_ACCESS_KEY),
        });
        parts.push(Part::Text(end(identity)));
    }
    parts.push(Part::Text("\n  ]\n}\n".into()));
    parts
}

/// All who use a bucket own together what is in it.
fn beginning(at: usize, identity: &Identity<'_>) -> String {
    let comma = if at == 0 { "" } else { "," };
    let Identity { access_key, bucket, .. } = identity;
    let account = if bucket.is_empty() { access_key } else { bucket };
    format!(
        "{comma}\n    {{ \"name\": \"{access_key}\",\n      \
           \"account\": {{ \"id\": \"{account}\", \"displayName\": \"{account}\" }},\n      \
           \"credentials\": [{{ \"accessKey\": \"{access_key}\", \"secretKey\": "
    )
}

fn end(identity: &Identity<'_>) -> String {
    let actions = if identity.bucket.is_empty() { &[][..] } else { &ACTIONS[..] };
    let actions: Vec<_> = actions.iter().map(|action| format!("\"{action}:{}\"", identity.bucket)).collect();
    format!(" }}],\n      \"actions\": [{}] }}", actions.join(", "))
}
