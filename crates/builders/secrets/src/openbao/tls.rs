//! The certificates of the servers: an authority of their own, that nothing else trusts or uses.

use hagen_core::context::Context;
use hagen_kube::custom::cert_manager::{
    Ca, Certificate, ClusterIssuer, Issuer, IssuerRef, PrivateKey, SelfSigned,
};
use hagen_kube::{Host, Manifest, Name};

use super::{RELEASE, TLS_SECRET, own};

const ROOT: &str = "openbao-root";
const AUTHORITY: &str = "openbao-ca";

pub(super) fn objects(cx: &Context<'_>) -> Vec<Manifest> {
    let name = |text| Name::known(text);
    let mut authority = own(cx, AUTHORITY, &authority_certificate());
    authority.annotate("argocd.argoproj.io/sync-options", "Prune=confirm,Delete=confirm");
    vec![
        own(cx, ROOT, &Issuer(ClusterIssuer::SelfSigned(SelfSigned {}))),
        authority,
        own(cx, AUTHORITY, &Issuer(ClusterIssuer::Ca(Ca { secret_name: name(AUTHORITY) }))),
        own(cx, TLS_SECRET, &server_certificate(cx)),
    ]
}

/// Ten years, and the key stays at every renewal: the servers would not trust each other while it changes.
fn authority_certificate() -> Certificate {
    Certificate {
        common_name: Some(AUTHORITY.into()),
        is_ca: Some(true),
        duration: Some("87600h"),
        renew_before: Some("8760h"),
        private_key: PrivateKey { rotation_policy: "Never", ..PrivateKey::default() },
        usages: Some(vec!["digital signature", "cert sign", "crl sign"]),
        issuer_ref: IssuerRef::own(Name::known(ROOT)),
        ..Certificate::new(Name::known(AUTHORITY), Name::known(ROOT))
    }
}

/// For the Services, for the servers by their own names, and for whoever works in a pod.
fn server_certificate(cx: &Context<'_>) -> Certificate {
    let of_service = |service: &str| {
        let short = format!("{service}.{RELEASE}.svc");
        [cx.site.service_host(service), short]
    };
    let mut names: Vec<String> = [RELEASE, "openbao-active"].into_iter().flat_map(of_service).collect();
    names.extend(["*.openbao-internal".to_owned(), "localhost".to_owned()]);
    Certificate {
        dns_names: Some(names.iter().map(|name| Host::known(name)).collect()),
        ip_addresses: Some(vec!["127.0.0.1"]),
        usages: Some(vec!["digital signature", "server auth", "client auth"]),
        issuer_ref: IssuerRef::own(Name::known(AUTHORITY)),
        ..Certificate::new(Name::known(TLS_SECRET), Name::known(AUTHORITY))
    }
}
