//! How a program reaches a bucket, wherever that is.

use std::sync::Arc;

use hagen_kube::{EnvName, FileName, Name, SecretRef};

use super::{ACCESS_KEY_ID, Bucket, ENDPOINT, NAME, REGION, S3, SECRET_ACCESS_KEY};
use crate::component::{Edge, Endpoint, Variable, VariableValue};
use crate::secret::{Secret, SecretKey, SecretOrigin};

/// How a program reaches a bucket.
///
/// What only a Secret in the cluster knows is `${NAME}` in the texts, with the variable among [`Access::variables`]:
/// the programs that keep data in buckets expand variables in their configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// The address of the service; `None`: Amazon's, of the region.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// The name of the bucket.
    pub bucket: String,
    /// The variables that the program's container needs: the access key under its customary names, and what else comes
    /// from a Secret.
    pub variables: Vec<Variable>,
    /// The other end of the traffic.
    pub endpoints: Vec<Endpoint>,
    /// The Secrets that the variables refer to, in the namespace of the program.
    pub secrets: Vec<Secret>,
}

impl Access {
    /// The way to a bucket. `uses` are the edges of the component that names it; `name` is what a Secret is called that
    /// has to be made for it. `None` when the link to it is broken, which linking has reported.
    pub fn of(bucket: &Bucket, uses: &[Arc<Edge>], name: &Name) -> Option<Self> {
        match bucket {
            Bucket::S3(s3) => Some(outside(s3, name)),
            Bucket::Component(reference) => {
                uses.iter().find(|edge| edge.to.is(reference)).map(|edge| component(edge))
            }
        }
    }

    /// Whether objects are addressed by paths rather than by host names: everywhere but at Amazon.
    pub fn is_path_style(&self) -> bool {
        self.endpoint.is_some()
    }
}

fn component(edge: &Edge) -> Access {
    let connection = &edge.connection;
    let variables = &connection.variables;
    let find = |name: &str| variables.iter().find(|variable| variable.name.as_str() == name);
    let text = |name: &str| find(name).map(expanded);
    let is_secret = |variable: &&Variable| matches!(variable.value, VariableValue::Secret { .. });
    Access {
        endpoint: text(ENDPOINT),
        region: text(REGION).unwrap_or_else(default_region),
        bucket: text(NAME).unwrap_or_default(),
        variables: variables.iter().filter(is_secret).cloned().collect(),
        endpoints: connection.endpoints.clone(),
        secrets: connection.secret.iter().cloned().collect(),
    }
}

fn expanded(variable: &Variable) -> String {
    match &variable.value {
        VariableValue::Text(text) => text.clone(),
        VariableValue::Secret { .. } => format!("${{{}}}", variable.name),
    }
}

fn outside(s3: &S3, name: &Name) -> Access {
    let secrets = access_key(s3, name);
    let of = |secret: &Secret| -> Vec<Variable> {
        let variable = |key: &SecretKey| Variable {
            name: EnvName::known(key.key.as_str()),
            value: VariableValue::Secret { name: secret.name.clone(), key: key.key.clone() },
        };
        secret.keys.iter().map(variable).collect()
    };
    Access {
        endpoint: s3.endpoint.as_ref().map(ToString::to_string),
        region: s3.region.as_ref().map_or_else(default_region, ToString::to_string),
        bucket: s3.bucket.to_string(),
        variables: secrets.iter().flat_map(of).collect(),
        endpoints: s3.endpoints(),
        secrets,
    }
}

fn default_region() -> String {
    "us-east-1".to_owned()
}

/// The Secrets that hold the access key of an outside bucket under its customary names: one called `name`, and one
/// more when the blueprint names two secrets.
pub fn access_key(s3: &S3, name: &Name) -> Vec<Secret> {
    let mut first = supplied(name.clone(), ACCESS_KEY_ID, &s3.access_key_id);
    if s3.access_key_id.name == s3.secret_access_key.name {
        first.keys.push(supplied_key(SECRET_ACCESS_KEY, &s3.secret_access_key));
        return vec![first];
    }
    vec![first, supplied(name.join("key"), SECRET_ACCESS_KEY, &s3.secret_access_key)]
}

fn supplied(name: Name, key: &str, reference: &SecretRef) -> Secret {
    Secret {
        name,
        source: reference.name.clone(),
        kind: "Opaque",
        keys: vec![supplied_key(key, reference)],
        labels: Vec::new(),
        environment: None,
    }
}

fn supplied_key(key: &str, reference: &SecretRef) -> SecretKey {
    SecretKey { key: FileName::known(key), origin: SecretOrigin::Supplied(reference.key.clone()) }
}
