//! What must not go by accident: objects that hold data, and what they stand on.

use hagen_kube::Manifest;
use hagen_yaml::Value;

const SYNC_OPTIONS: &str = "argocd.argoproj.io/sync-options";

/// Whether the loss of an object is the loss of data.
pub fn holds_data(manifest: &Manifest) -> bool {
    match (manifest.group(), manifest.kind()) {
        ("", "Namespace" | "PersistentVolumeClaim" | "PersistentVolume")
        | ("apiextensions.k8s.io", "CustomResourceDefinition")
        | ("postgresql.cnpg.io", "Cluster")
        | ("acid.zalan.do", "postgresql")
        | ("kafka.strimzi.io", "Kafka" | "KafkaNodePool" | "KafkaTopic")
        | ("longhorn.io", "Volume") => true,
        ("apps", "StatefulSet") => manifest.value().at(&["spec", "volumeClaimTemplates"]).is_some(),
        ("external-secrets.io", "ExternalSecret") => is_generated(manifest.value()),
        _ => false,
    }
}

/// Has Argo CD ask a person before it deletes an object, unless the object says how it wants to be deleted.
pub(super) fn protect(manifest: &mut Manifest) {
    let options = manifest.value().at(&["metadata", "annotations", SYNC_OPTIONS]).and_then(Value::as_str);
    let options = options.unwrap_or_default();
    let missing = [("Prune=", "Prune=confirm"), ("Delete=", "Delete=confirm")];
    let missing = missing.iter().filter(|(key, _)| !options.contains(key)).map(|(_, option)| *option);
    let all: Vec<&str> =
        Some(options).filter(|options| !options.is_empty()).into_iter().chain(missing).collect();
    let all = all.join(",");
    manifest.annotate(SYNC_OPTIONS, all);
}

/// Whether a secret is made by a generator: its Secret is the only copy, and databases know no other password.
fn is_generated(secret: &Value) -> bool {
    let from = secret.at(&["spec", "dataFrom"]).and_then(Value::as_list).unwrap_or_default();
    from.iter().any(|source| source.at(&["sourceRef", "generatorRef"]).is_some())
}

#[cfg(test)]
mod tests {
    use hagen_yaml::value;

    use super::*;

    fn protected(object: Value) -> Option<String> {
        let mut manifest = Manifest::from_value(object).unwrap();
        protect(&mut manifest);
        let options = manifest.value().at(&["metadata", "annotations", SYNC_OPTIONS])?;
        options.as_str().map(str::to_owned)
    }

    #[test]
    fn an_object_keeps_its_own_options() {
        let plain = value!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}});
        assert_eq!(protected(plain).as_deref(), Some("Prune=confirm,Delete=confirm"));
        let own = value!({"apiVersion": "v1", "kind": "Namespace", "metadata": {
            "name": "shop", "annotations": {"argocd.argoproj.io/sync-options": "Replace=true,Prune=false"}}});
        assert_eq!(protected(own).as_deref(), Some("Replace=true,Prune=false,Delete=confirm"));
    }

    #[test]
    fn only_a_generated_secret_holds_data() {
        let secret = |spec: Value| {
            let object = value!({"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret",
                "metadata": {"name": "db"}, "spec": spec});
            holds_data(&Manifest::from_value(object).unwrap())
        };
        assert!(secret(value!({"dataFrom": [{"sourceRef": {"generatorRef": {"kind": "Password"}}}]})));
        assert!(!secret(value!({"dataFrom": [{"extract": {"key": "db"}}]})));
        assert!(!secret(value!({"data": []})));
    }

    #[test]
    fn a_stateful_set_without_volumes_holds_nothing() {
        let set = |spec: Value| {
            let object = value!({"apiVersion": "apps/v1", "kind": "StatefulSet",
                "metadata": {"name": "db"}, "spec": spec});
            holds_data(&Manifest::from_value(object).unwrap())
        };
        assert!(set(value!({"volumeClaimTemplates": [{"metadata": {"name": "data"}}]})));
        assert!(!set(value!({"replicas": 3})));
    }
}
