//! Custom resource definitions to the kinds of an index.

use serde_json::Value;

use super::index::{Index, Kind};
use super::node::{Attribute, NodeId};
use super::structural::{self, Part};

/// Adds the kinds that a definition serves; `source` tells where it is from. What is no definition brings nothing.
pub fn define(definition: &Value, source: &str, index: &mut Index) {
    if definition["kind"] != "CustomResourceDefinition" {
        return;
    }
    let spec = &definition["spec"];
    for version in
        spec["versions"].as_array().into_iter().flatten().filter(|version| version["served"] == true)
    {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let roots = roots(&version["schema"]["openAPIV3Schema"], index);
        index.kinds.push(Kind {
            name: text(&spec["names"]["kind"]),
            api_version: format!("{}/{}", text(&spec["group"]), text(&version["name"])),
            namespaced: spec["scope"] == "Namespaced",
            built_in: false,
            source: source.to_owned(),
            roots,
        });
    }
}

/// The node of the object in each minor: they differ in `metadata`, which is the API server's.
fn roots(schema: &Value, index: &mut Index) -> Vec<Option<NodeId>> {
    let mut root = structural::node(schema, Part::Structure, &mut index.nodes);
    let restriction = &schema["properties"]["metadata"];
    let says_more = restriction.as_object().is_some_and(|metadata| metadata.len() > 1);
    let restriction = says_more.then(|| structural::convert(restriction, Part::Condition, &mut index.nodes));
    let text = structural::convert(&serde_json::json!({"type": "string"}), Part::Structure, &mut index.nodes);
    root.add_property("apiVersion", text, true);
    root.add_property("kind", text, true);
    let object_metas: Vec<NodeId> = index.minors.iter().map(|minor| minor.object_meta).collect();
    let of_minor = |object_meta: NodeId| {
        let mut metadata = index.nodes.get(object_meta).clone();
        metadata.attributes.extend(restriction.map(|node| Attribute::AllOf(vec![node])));
        let metadata = index.nodes.intern(metadata);
        root.add_property("metadata", metadata, true);
        Some(index.nodes.intern(root.clone()))
    };
    object_metas.into_iter().map(of_minor).collect()
}
