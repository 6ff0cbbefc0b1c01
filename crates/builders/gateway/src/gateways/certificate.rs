//! The certificates of the exposed hosts: issued, or copied from what people supply.

use std::collections::BTreeMap;

use hagen_core::component::Tls;
use hagen_core::context::{Context, Site};
use hagen_core::gateway::{certificate_secret, supplied_certificates};
use hagen_core::secret::external_secret;
use hagen_kube::Manifest;
use hagen_kube::custom::cert_manager::Certificate;

use super::metadata;

pub(super) fn objects(cx: &Context<'_>) -> Vec<Manifest> {
    [issued(cx), supplied(cx)].concat()
}

/// One for each host: a host that comes or goes is no reason to issue the others anew.
fn issued(cx: &Context<'_>) -> Vec<Manifest> {
    let mut certificates = BTreeMap::new();
    for placed in &cx.offers.hosts {
        let Tls::Issuer(issuer) = &placed.what.tls else { continue };
        let secret = certificate_secret(placed.environment.as_ref(), &placed.what);
        let spec = Certificate {
            dns_names: Some(vec![placed.what.host.clone()]),
            usages: Some(vec!["digital signature", "server auth"]),
            ..Certificate::new(secret.clone(), issuer.clone())
        };
        certificates.entry(secret.clone()).or_insert_with(|| Manifest::custom(&metadata(cx, &secret), &spec));
    }
    certificates.into_values().collect()
}

fn supplied(cx: &Context<'_>) -> Vec<Manifest> {
    let certificates = supplied_certificates(cx.site.shared.entry.as_ref(), cx.offers);
    let copies = certificates.iter().flat_map(|placed| {
        let site = Site { environment: placed.environment.as_ref(), ..cx.site };
        external_secret(&site, &cx.identity("gateway", placed.what.name.clone()), &placed.what)
    });
    copies.collect()
}
