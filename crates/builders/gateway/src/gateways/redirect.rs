//! From plain HTTP to HTTPS.

use hagen_core::context::Context;
use hagen_core::gateway::HTTP_LISTENER;
use hagen_kube::custom::gateway::{HttpRoute, HttpRouteFilter, HttpRouteRule, ParentRef, RequestRedirect};
use hagen_kube::{Manifest, Name};

use super::metadata;

/// Sends every plain request to HTTPS, for good. The answer to an authority is a more exact path, and so comes first.
pub(super) fn route(cx: &Context<'_>, gateway: &Name) -> Manifest {
    let to_https = HttpRouteFilter {
        kind: "RequestRedirect",
        request_redirect: Some(RequestRedirect { scheme: Some("https"), status_code: Some(301) }),
    };
    let spec = HttpRoute {
        parent_refs: vec![ParentRef {
            name: gateway.clone(),
            namespace: None,
            section_name: Some(Name::known(HTTP_LISTENER)),
        }],
        hostnames: Vec::new(),
        rules: vec![HttpRouteRule { filters: Some(vec![to_https]), ..HttpRouteRule::default() }],
    };
    Manifest::custom(&metadata(cx, &gateway.join("to-https")), &spec)
}
