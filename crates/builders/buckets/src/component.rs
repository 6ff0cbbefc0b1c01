//! A bucket as a component.

use hagen_core::artifact::Artifact;
use hagen_core::bucket::{ACCESS_KEY_ID, ENDPOINT, NAME, REGION, SECRET_ACCESS_KEY, access_key};
use hagen_core::component::{
    Component, ComponentId, Connection, Consumer, Need, Offer, Variable, VariableValue,
};
use hagen_core::context::{Context, Site};
use hagen_core::object_storage::WantedBucket;
use hagen_core::secret::{Secret, SecretKey, SecretOrigin, external_secret};
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::{BucketRegion, EnvName, FileName, Name, Text as _};

use crate::spec::{Bucket, Engine};
use crate::{codes, seaweedfs};

/// The longest name that a bucket can have.
const LONGEST_NAME: usize = 63;

/// A bucket of the section `buckets`.
#[derive(Debug, Clone)]
pub struct BucketComponent {
    name: Name,
    spec: Bucket,
}

impl BucketComponent {
    /// The bucket `name`.
    pub fn new(name: Name, spec: Bucket) -> Self {
        Self { name, spec }
    }

    /// What its name on the server would be, were names as long as one likes.
    fn full_name(&self, site: &Site<'_>) -> String {
        format!("{}-{}-{}", site.platform, site.scope(), self.name)
    }

    fn object_name(&self) -> Name {
        Name::known("buckets").join(self.name.as_str())
    }

    fn is_own(&self) -> bool {
        self.spec.engine == Engine::Seaweedfs
    }

    fn secret(&self, consumer: &ComponentId, site: &Site<'_>) -> Secret {
        match &self.spec.engine {
            Engine::Seaweedfs => {
                let name = self.object_name().join(&consumer_key(consumer));
                let key_id = SecretOrigin::Known(identity_name(&self.full_name(site), consumer));
                secret(name.clone(), name, [key_id, SecretOrigin::Generated { length: 40 }])
            }
            // The check refuses keys in two secrets.
            Engine::External(s3) => access_key(s3, &self.object_name()).remove(0),
        }
    }
}

/// A consumer's word in names of objects: `shop`, `platform-loki`.
fn consumer_key(consumer: &ComponentId) -> String {
    if consumer.section == "apps" {
        consumer.name.to_string()
    } else {
        format!("{}-{}", consumer.section, consumer.name)
    }
}

/// The name of a consumer's identity on the server, which is the id of its access key too: no secret, and plain to read
/// in the server's log.
pub(crate) fn identity_name(bucket: &str, consumer: &ComponentId) -> String {
    format!("{bucket}.{}", consumer_key(consumer))
}

fn secret(name: Name, source: Name, [id, key]: [SecretOrigin; 2]) -> Secret {
    let key_of = |key: &str, origin| SecretKey { key: FileName::known(key), origin };
    Secret {
        name,
        source,
        kind: "Opaque",
        keys: vec![key_of(ACCESS_KEY_ID, id), key_of(SECRET_ACCESS_KEY, key)],
        labels: Vec::new(),
        environment: None,
    }
}

impl Component for BucketComponent {
    fn id(&self) -> ComponentId {
        ComponentId::new("buckets", self.name.clone())
    }

    fn path(&self) -> Path {
        Path::of(["buckets", self.name.as_str()])
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        let mut needs = vec![Need::ExternalSecrets];
        let mut buckets = Vec::new();
        if let (true, Ok(name)) = (self.is_own(), Name::parse(&self.full_name(site))) {
            needs.push(Need::ObjectStorage);
            buckets.push(WantedBucket {
                name,
                quota: self.spec.quota.clone(),
                expire_after_days: self.spec.expire_after.map(|age| age.as_seconds().div_ceil(86_400)),
                versioned: self.spec.versioned,
            });
        }
        Offer { needs, buckets, ..Offer::default() }
    }

    fn connect(&self, consumer: &Consumer<'_>, site: &Site<'_>) -> Option<Connection> {
        let secret = self.secret(consumer.id, site);
        let (endpoint, region, bucket, endpoints) = match &self.spec.engine {
            Engine::Seaweedfs => {
                let (endpoint, endpoints) = (Some(seaweedfs::url()), vec![seaweedfs::endpoint()]);
                (endpoint, seaweedfs::REGION.to_owned(), self.full_name(site), endpoints)
            }
            Engine::External(s3) => {
                let endpoint = s3.endpoint.as_ref().map(ToString::to_string);
                let region = s3.region.as_ref().map_or(seaweedfs::REGION, BucketRegion::as_str).to_owned();
                (endpoint, region, s3.bucket.to_string(), s3.endpoints())
            }
        };
        let mut variables = Vec::new();
        variables.extend(endpoint.map(|url| text(ENDPOINT, url)));
        variables.extend([text(REGION, region), text(NAME, bucket)]);
        variables.extend([ACCESS_KEY_ID, SECRET_ACCESS_KEY].map(|key| Variable {
            name: EnvName::known(key),
            value: VariableValue::Secret { name: secret.name.clone(), key: FileName::known(key) },
        }));
        Some(Connection { variables, endpoints, secret: Some(secret) })
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let name = self.full_name(&cx.site);
        if self.is_own() && name.len() > LONGEST_NAME {
            let message = format!("`{name}` is longer than {LONGEST_NAME} characters");
            found
                .push(Diagnostic::new(&codes::BUCKET_NAME, Place::key(self.path()), message).help(
                    "the name on the server is made of blueprint, environment and bucket: shorten one",
                ));
        }
        // What only one environment uses, such as the platform's own, is there in the others too.
        if !cx.offers.edges.iter().any(|edge| edge.component == self.id()) && cx.used_by.is_empty() {
            let message = format!("nobody uses `{}`: it has no key", self.id());
            found.push(
                Diagnostic::new(&codes::IDLE, Place::key(self.path()), message)
                    .help(format!("write `uses: [{}]` where it is used", self.id())),
            );
        }
        found
    }

    /// The keys of those in this namespace; others make their own copies.
    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let identity = cx.identity("bucket", self.object_name());
        let here = cx.used_by.iter().filter(|edge| edge.from_namespace == *cx.site.namespace);
        let mut secrets: Vec<_> = here.filter_map(|edge| edge.connection.secret.clone()).collect();
        secrets.sort_unstable();
        secrets.dedup();
        let manifests = secrets.iter().flat_map(|secret| external_secret(&cx.site, &identity, secret));
        manifests.map(Artifact::from).collect()
    }
}

fn text(name: &str, value: String) -> Variable {
    Variable { name: EnvName::known(name), value: VariableValue::Text(value) }
}
