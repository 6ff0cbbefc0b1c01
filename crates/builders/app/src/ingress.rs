//! The Ingress of an application, where the cluster has no Gateway.

use std::collections::BTreeMap;

use hagen_core::component::Tls;
use hagen_core::context::{Entry, EntryEngine};
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule, IngressServiceBackend,
    IngressSpec, IngressTLS, ServiceBackendPort,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::exposure::Exposure;
use crate::workload::Workload;

pub(crate) fn ingress(
    workload: &Workload<'_>,
    exposure: &Exposure<'_>,
    entry: &Entry,
    class: &str,
) -> Ingress {
    let host = exposure.expose.host.to_string();
    Ingress {
        metadata: ObjectMeta {
            annotations: Some(annotations(exposure, entry)).filter(|annotations| !annotations.is_empty()),
            ..workload.metadata()
        },
        spec: Some(IngressSpec {
            ingress_class_name: Some(class.to_owned()),
            tls: Some(vec![IngressTLS {
                hosts: Some(vec![host.clone()]),
                secret_name: Some(exposure.tls.secret_name(&exposure.expose.host).to_string()),
            }]),
            rules: Some(vec![IngressRule { host: Some(host), http: Some(paths(workload, exposure)) }]),
            default_backend: None,
        }),
        ..Ingress::default()
    }
}

fn annotations(exposure: &Exposure<'_>, entry: &Entry) -> BTreeMap<String, String> {
    let mut annotations = BTreeMap::new();
    if let Tls::Issuer(issuer) = &exposure.tls {
        annotations.insert("cert-manager.io/cluster-issuer".to_owned(), issuer.to_string());
    }
    if entry.engine == EntryEngine::Traefik {
        // Otherwise Traefik would answer on port 80 too, without TLS.
        let key = "traefik.ingress.kubernetes.io/router.entrypoints";
        annotations.insert(key.to_owned(), "websecure".to_owned());
    }
    annotations
}

fn paths(workload: &Workload<'_>, exposure: &Exposure<'_>) -> HTTPIngressRuleValue {
    HTTPIngressRuleValue {
        paths: vec![HTTPIngressPath {
            path: Some(exposure.expose.path.to_string()),
            path_type: "Prefix".into(),
            backend: IngressBackend {
                service: Some(IngressServiceBackend {
                    name: workload.name.to_string(),
                    port: Some(ServiceBackendPort { name: Some(exposure.port.name.clone()), number: None }),
                }),
                resource: None,
            },
        }],
    }
}
