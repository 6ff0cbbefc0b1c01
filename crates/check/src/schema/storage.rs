//! What the API server checks of claims, configuration and secrets.

use hagen_yaml::Value;

use super::checker::Checker;
use super::finding::Problem;
use super::path::Path;
use super::semantics::{amount, elements, map, text};

/// The type of a Secret and the keys that it has to have.
const SECRET_TYPES: [(&str, &[&str]); 4] = [
    ("kubernetes.io/tls", &["tls.crt", "tls.key"]),
    ("kubernetes.io/dockerconfigjson", &[".dockerconfigjson"]),
    ("kubernetes.io/dockercfg", &[".dockercfg"]),
    ("kubernetes.io/ssh-auth", &["ssh-privatekey"]),
];

impl Checker<'_> {
    /// A claim says how much it wants, and shares only what can be shared.
    pub(super) fn claim(&mut self, spec: &Value, path: &Path<'_>) {
        if let Some(resources) = spec.get("resources").filter(|resources| resources.as_map().is_some()) {
            let path = path.key("resources");
            let path = path.key("requests");
            match resources.at(&["requests", "storage"]) {
                None => self.missing("storage", &path),
                Some(size) if amount(size).is_some_and(|size| size <= 0.0) => {
                    self.report(&path.key("storage"), || {
                        let message = "it is out of range: it has to be more than 0".to_owned();
                        (Problem::OutOfRange { least: Some(0.0), most: None }, message)
                    });
                }
                Some(_) => {}
            }
        }
        let modes = elements(spec, "accessModes");
        if modes.len() > 1 && modes.iter().any(|mode| mode.as_str() == Some("ReadWriteOncePod")) {
            self.contradiction(&path.key("accessModes"), || {
                "`ReadWriteOncePod` excludes all other modes".to_owned()
            });
        }
    }

    /// A key is either text or bytes.
    pub(super) fn config_map(&mut self, config: &Value, path: &Path<'_>) {
        let (Some(data), Some(binary)) = (map(config, "data"), map(config, "binaryData")) else { return };
        let path = path.key("data");
        for (key, _) in data {
            if binary.contains_key(key) {
                self.contradiction(&path.key(key), || format!("`{key}` is in `binaryData` too"));
            }
        }
    }

    /// A Secret has the keys of its type.
    pub(super) fn secret(&mut self, secret: &Value, path: &Path<'_>) {
        let Some(kind) = text(secret, "type") else { return };
        let has = |key: &str| ["data", "stringData"].iter().any(|field| secret.at(&[field, key]).is_some());
        let keys = SECRET_TYPES.iter().find(|(known, _)| *known == kind).map_or(&[][..], |(_, keys)| keys);
        for key in keys.iter().filter(|key| !has(key)) {
            self.missing(key, &path.key("data"));
        }
        if kind == "kubernetes.io/basic-auth" && !has("username") && !has("password") {
            self.missing("username", &path.key("data"));
        }
    }
}
