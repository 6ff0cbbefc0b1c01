//! The order of keys in what hagen writes.

/// The rank of a key in its mapping, for the YAML writer: the keys a reader looks for first come first, the long
/// ones (`spec`, `template`, `data`) last, everything else stands alphabetically between.
pub fn rank(key: &str) -> u8 {
    match key {
        "apiVersion" => 0,
        "kind" => 1,
        "metadata" => 2,
        "name" | "alert" | "record" => 3,
        "namespace" => 4,
        "image" | "description" | "expr" => 5,
        "labels" => 6,
        "annotations" => 7,
        "type" => 8,
        "replicas" | "instances" => 9,
        "selector" => 10,
        "template" => 200,
        "spec" => 201,
        "data" | "rules" | "groups" => 202,
        "initContainers" => 203,
        "containers" => 204,
        "volumes" => 205,
        _ => 100,
    }
}
