//! An authority of the platform's own: a certificate that signs itself, and the issuer that signs with it.

use hagen_core::context::Context;
use hagen_kube::custom::cert_manager::{Ca, Certificate, ClusterIssuer, PrivateKey, SelfSigned};
use hagen_kube::{Manifest, Name};

use super::{cluster_issuer, metadata};
use crate::section;

pub(super) fn objects(cx: &Context<'_>, name: &Name, ca: &section::Ca) -> Vec<Manifest> {
    let (root, secret) = (name.join("root"), name.join("ca"));
    let common_name = ca.common_name.clone().unwrap_or_else(|| format!("{} {name}", cx.site.platform));
    vec![
        cluster_issuer(cx, &root, &ClusterIssuer::SelfSigned(SelfSigned {})),
        certificate(cx, &secret, root, common_name),
        cluster_issuer(cx, name, &ClusterIssuer::Ca(Ca { secret_name: secret })),
    ]
}

/// Ten years, and the key stays at every renewal: a new key would have to be trusted anew by everyone.
fn certificate(cx: &Context<'_>, secret: &Name, root: Name, common_name: String) -> Manifest {
    let spec = Certificate {
        common_name: Some(common_name),
        is_ca: Some(true),
        duration: Some("87600h"),
        renew_before: Some("8760h"),
        private_key: PrivateKey { rotation_policy: "Never", ..PrivateKey::default() },
        usages: Some(vec!["digital signature", "cert sign", "crl sign"]),
        ..Certificate::new(secret.clone(), root)
    };
    let mut manifest = Manifest::custom(&metadata(cx, secret, Some(cx.site.namespace)), &spec);
    manifest.annotate("argocd.argoproj.io/sync-options", "Prune=confirm,Delete=confirm");
    manifest
}
