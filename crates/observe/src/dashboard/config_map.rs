//! The ConfigMap of a dashboard.

use std::collections::BTreeMap;

use hagen_core::context::Context;
use hagen_kube::{Identity, Manifest, Name};
use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use sha2::{Digest, Sha256};

use super::{Dashboard, json};

/// The label by which Grafana's sidecar finds dashboards; its value is `1`.
pub const LABEL: &str = "grafana_dashboard";

/// The annotation that tells the sidecar the folder.
pub const FOLDER_ANNOTATION: &str = "grafana_folder";

/// What Grafana takes as a uid.
const LONGEST_UID: usize = 40;

impl Dashboard {
    /// The ConfigMap, for a component whose objects have this identity. `None` where no Grafana gathers dashboards.
    pub fn config_map(&self, cx: &Context<'_>, identity: &Identity) -> Option<Manifest> {
        if !cx.site.shared.dashboards {
            return None;
        }
        let uid = self.uid(cx);
        let name = Name::known(&cx.id.folder()).join(self.key.unwrap_or("dashboard"));
        let mut labels = identity.labels();
        labels.insert(LABEL.into(), "1".into());
        let metadata = ObjectMeta {
            name: Some(name.to_string()),
            namespace: Some(cx.site.namespace.to_string()),
            labels: Some(labels),
            annotations: Some(BTreeMap::from([(FOLDER_ANNOTATION.into(), self.folder(cx))])),
            ..ObjectMeta::default()
        };
        let text = format!("{:#}\n", json::dashboard(self, &uid));
        let data = Some(BTreeMap::from([(format!("{uid}.json"), text)]));
        Some(Manifest::new(&ConfigMap { metadata, data, ..ConfigMap::default() }))
    }

    /// The dashboard's address in Grafana is `/d/<uid>`; it follows from the names of platform, scope and component.
    pub fn uid(&self, cx: &Context<'_>) -> String {
        let mut uid = format!("{}-{}-{}", cx.site.platform, cx.site.scope(), cx.id.folder());
        uid.extend(self.key.map(|key| format!("-{key}")));
        shortened(uid)
    }

    fn folder(&self, cx: &Context<'_>) -> String {
        let own = || match cx.site.environment {
            Some(environment) => format!("{} {environment}", cx.site.platform),
            None => "Platform".to_owned(),
        };
        self.folder.clone().unwrap_or_else(own)
    }
}

/// A text that is too long keeps its beginning, and something that tells it from others with the same beginning.
fn shortened(uid: String) -> String {
    if uid.len() <= LONGEST_UID {
        return uid;
    }
    let digest = Sha256::digest(uid.as_bytes());
    let tail = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    format!("{}-{tail:08x}", &uid[..LONGEST_UID - 9])
}
