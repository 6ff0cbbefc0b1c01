//! A Kubernetes object, ready to be checked and written.

use hagen_yaml::{Map, Value, to_value};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

/// The spec of a custom resource: own small structs with exactly the fields that hagen sets.
pub trait CustomResource: Serialize {
    /// Group and version: `monitoring.coreos.com/v1`.
    const API_VERSION: &'static str;
    /// The kind: `ServiceMonitor`.
    const KIND: &'static str;
}

/// A custom resource with its metadata.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Custom<S> {
    /// The standard object metadata.
    pub metadata: ObjectMeta,
    /// What the resource's operator reads.
    pub spec: S,
}

/// One Kubernetes object. What every object has is at hand; the rest is its [`Value`].
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    value: Value,
}

impl Manifest {
    /// Of a built-in kind.
    pub fn new<T: k8s_openapi::Resource + Serialize>(object: &T) -> Self {
        Self { value: to_value(object) }
    }

    /// Of a custom kind.
    pub fn custom<S: CustomResource>(metadata: &ObjectMeta, spec: &S) -> Self {
        Self::untyped(S::API_VERSION, S::KIND, metadata, [("spec", to_value(spec))])
    }

    /// Of a kind that hagen has no struct for: the schema check is then the only guard of its fields.
    pub fn untyped(
        api_version: &'static str,
        kind: &'static str,
        metadata: &ObjectMeta,
        fields: impl IntoIterator<Item = (&'static str, Value)>,
    ) -> Self {
        let mut map = Map::with_capacity(4);
        map.push("apiVersion", api_version);
        map.push("kind", kind);
        map.push("metadata", to_value(metadata));
        for (key, value) in fields {
            map.push(key, value);
        }
        Self { value: Value::Map(map) }
    }

    /// Of a user's own file. `None` without `apiVersion`, `kind` or `metadata.name`.
    pub fn from_value(value: Value) -> Option<Self> {
        value.get("apiVersion")?.as_str()?;
        value.get("kind")?.as_str()?;
        value.at(&["metadata", "name"])?.as_str()?;
        Some(Self { value })
    }

    /// Group and version, `v1` for the core group.
    pub fn api_version(&self) -> &str {
        self.text(&["apiVersion"]).unwrap_or_default()
    }

    /// The API group, empty for the core group.
    pub fn group(&self) -> &str {
        self.api_version().split_once('/').map_or("", |(group, _)| group)
    }

    /// The kind.
    pub fn kind(&self) -> &str {
        self.text(&["kind"]).unwrap_or_default()
    }

    /// The name.
    pub fn name(&self) -> &str {
        self.text(&["metadata", "name"]).unwrap_or_default()
    }

    /// The namespace, if the object has one.
    pub fn namespace(&self) -> Option<&str> {
        self.text(&["metadata", "namespace"])
    }

    /// The object.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The object, to change: for `patches:`.
    pub fn value_mut(&mut self) -> &mut Value {
        &mut self.value
    }

    /// Sets an annotation.
    pub fn annotate(&mut self, key: &'static str, text: impl Into<Value>) {
        let Some(metadata) = self.value.as_map_mut().and_then(|map| map.get_mut("metadata")?.as_map_mut())
        else {
            return;
        };
        if !metadata.contains_key("annotations") {
            metadata.push("annotations", Map::new());
        }
        if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_map_mut) {
            annotations.insert(key, text);
        }
    }

    fn text(&self, path: &[&str]) -> Option<&str> {
        self.value.at(path)?.as_str()
    }
}
