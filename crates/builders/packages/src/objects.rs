//! The objects beside a release: claims, budget, and the way in.

use hagen_core::context::{Context, EntryApi, EntryEngine, Site, VolumePurpose};
use hagen_core::exposure::WayIn;
use hagen_kube::custom::gateway::BackendRef;
use hagen_kube::custom::traefik::{Cookie, Sticky, TraefikService, Weighted, WeightedService};
use hagen_kube::{HttpPath, Manifest, Name};
use k8s_openapi::api::core::v1::{
    PersistentVolumeClaim, PersistentVolumeClaimSpec, VolumeResourceRequirements,
};
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::component::Release;
use crate::spec::Volume;

pub(crate) fn metadata(release: &Release, cx: &Context<'_>) -> ObjectMeta {
    ObjectMeta {
        name: Some(release.name().to_string()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(release.identity(&cx.site).labels()),
        ..ObjectMeta::default()
    }
}

pub(crate) fn objects(release: &Release, cx: &Context<'_>) -> Vec<Manifest> {
    let claims = release.package.volumes.iter().map(|(name, volume)| claim(release, cx, name, volume));
    claims.chain(budget(release, cx)).chain(way_in(release, cx)).collect()
}

/// The claims are no part of the release, so that deleting it leaves the data.
fn claim(release: &Release, cx: &Context<'_>, name: &Name, volume: &Volume) -> Manifest {
    let (purpose, mode) = if volume.shared {
        (VolumePurpose::Shared, "ReadWriteMany")
    } else {
        (VolumePurpose::Ordinary, "ReadWriteOnce")
    };
    let class = volume.storage_class.as_ref().or_else(|| cx.site.storage_class(purpose));
    Manifest::new(&PersistentVolumeClaim {
        metadata: ObjectMeta { name: Some(release.claim_name(name).to_string()), ..metadata(release, cx) },
        spec: Some(PersistentVolumeClaimSpec {
            access_modes: Some(vec![mode.into()]),
            storage_class_name: class.map(ToString::to_string),
            resources: Some(VolumeResourceRequirements {
                requests: Some([("storage".to_owned(), (&volume.size).into())].into()),
                limits: None,
            }),
            ..PersistentVolumeClaimSpec::default()
        }),
        ..PersistentVolumeClaim::default()
    })
}

/// Charts of applications rarely have one.
fn budget(release: &Release, cx: &Context<'_>) -> Option<Manifest> {
    let several = release.replicas(&cx.site) > 1 && cx.site.cluster.nodes.schedulable() > 1;
    several.then(|| {
        Manifest::new(&PodDisruptionBudget {
            metadata: metadata(release, cx),
            spec: Some(PodDisruptionBudgetSpec {
                selector: Some(LabelSelector {
                    match_labels: Some(release.wiring().serving_pods(release.name())),
                    ..LabelSelector::default()
                }),
                max_unavailable: Some(IntOrString::Int(1)),
                unhealthy_pod_eviction_policy: Some("AlwaysAllow".into()),
                ..PodDisruptionBudgetSpec::default()
            }),
            ..PodDisruptionBudget::default()
        })
    })
}

/// How sessions stick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sticks {
    /// By a `TraefikService` that the route leads to.
    TraefikService,
    /// By annotations of the Service.
    Annotations,
    /// Not, though it is wanted: hagen does not know how this entry does it for a chart's Service.
    Unknown,
}

/// `None` when sessions need not stick.
pub(crate) fn sticks(release: &Release, site: &Site<'_>) -> Option<Sticks> {
    let wanted = release.package.expose.as_ref()?.sticky;
    let entry = site.shared.entry.as_ref()?;
    wanted.then_some(match (entry.engine, &entry.api) {
        (EntryEngine::Traefik, EntryApi::Gateway { .. }) => Sticks::TraefikService,
        (EntryEngine::Traefik, EntryApi::Ingress { .. }) => Sticks::Annotations,
        (EntryEngine::Istio | EntryEngine::Other, _) => Sticks::Unknown,
    })
}

/// The name of the cookie by which sessions stick.
pub(crate) fn cookie_name(release: &Release) -> String {
    format!("{}-replica", release.name())
}

fn way_in(release: &Release, cx: &Context<'_>) -> Vec<Manifest> {
    let Some((expose, Ok(tls))) = release.package.expose.as_ref().zip(release.tls(&cx.site)) else {
        return Vec::new();
    };
    let (port, _) = release.wiring().ports();
    let name = release.name().to_string();
    let way = WayIn {
        host: &expose.host,
        path: &HttpPath::known("/"),
        tls: &tls,
        service: &name,
        port: (port, "http"),
    };
    let metadata = metadata(release, cx);
    if sticks(release, &cx.site) != Some(Sticks::TraefikService) {
        return way.route(cx, metadata).into_iter().collect();
    }
    let cookie = Cookie { name: cookie_name(release), secure: true, http_only: true, same_site: "lax" };
    let service = WeightedService {
        name: name.clone(),
        port,
        sticky: Some(Sticky { cookie }),
        ..WeightedService::default()
    };
    let spec = TraefikService { weighted: Weighted { services: vec![service], sticky: None } };
    let sticky = Manifest::custom(&metadata, &spec);
    let backend = BackendRef {
        group: Some("traefik.io"),
        kind: Some("TraefikService"),
        name: name.clone(),
        port: None,
        weight: None,
    };
    way.route_to(cx, metadata, backend).into_iter().chain([sticky]).collect()
}
