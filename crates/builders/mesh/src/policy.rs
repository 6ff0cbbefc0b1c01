//! What holds for the whole mesh: certificates, logs and traces, and what is watched.

use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, Need, Offer};
use hagen_core::context::{Context, EntryEngine, Site};
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::custom::istio::{
    AccessLogging, LogFilter, Mtls as MtlsMode, PeerAuthentication, Provider, Telemetry, Tracing,
};
use hagen_kube::{Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::section::{AccessLog, MeshSection, Mtls};
use crate::{NAMESPACE, RULES, alerts, codes, monitors};

/// The name under which Istio knows the log on standard output.
const STANDARD_OUTPUT: &str = "envoy";
/// The name under which istiod's values know who takes traces.
const TRACES: &str = "traces";
/// Answers that say what is wrong, and connections that ended without one.
const FAILED: &str = "response.code >= 400 || response.code == 0";

/// What holds for the whole mesh.
pub(crate) struct Policy {
    pub(crate) section: MeshSection,
}

impl Component for Policy {
    fn id(&self) -> ComponentId {
        ComponentId::platform(RULES)
    }

    fn path(&self) -> Path {
        Path::ROOT.key("mesh")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(NAMESPACE))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        Offer { needs: vec![Need::MeshControl], ..Offer::default() }
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        self.unmeshed_entry(cx).into_iter().collect()
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let mut objects = vec![
            Manifest::custom(&metadata(cx, "default"), &self.certificates()),
            Manifest::custom(&metadata(cx, "default"), &self.telemetry(cx)),
        ];
        objects.extend(monitors::proxies(cx));
        let mut artifacts: Vec<Artifact> = objects.into_iter().map(Artifact::from).collect();
        artifacts.extend(alerts::artifacts(cx, &metadata(cx, RULES)));
        artifacts
    }
}

impl Policy {
    fn certificates(&self) -> PeerAuthentication {
        let mode = if self.section.mtls == Mtls::Strict { "STRICT" } else { "PERMISSIVE" };
        PeerAuthentication { selector: None, mtls: Some(MtlsMode { mode }), port_level_mtls: None }
    }

    fn telemetry(&self, cx: &Context<'_>) -> Telemetry {
        let to_output = |filter| AccessLogging {
            providers: Some(vec![Provider { name: STANDARD_OUTPUT }]),
            disabled: None,
            filter,
        };
        let logging = match self.section.access_log {
            AccessLog::Errors => to_output(Some(LogFilter { expression: FAILED })),
            AccessLog::All => to_output(None),
            AccessLog::Off => AccessLogging { disabled: Some(true), ..AccessLogging::default() },
        };
        let percent = u8::try_from(self.section.sampling.get()).unwrap_or(100);
        let tracing = cx.site.shared.telemetry.as_ref().map(|_| {
            vec![Tracing {
                providers: vec![Provider { name: TRACES }],
                random_sampling_percentage: f64::from(percent),
            }]
        });
        Telemetry { access_logging: Some(vec![logging]), tracing }
    }

    /// Applications take no traffic without a certificate, and an entry outside of the mesh has none.
    fn unmeshed_entry(&self, cx: &Context<'_>) -> Option<Diagnostic> {
        let entry = cx.site.shared.entry.as_ref()?;
        let exposed = cx.offers.hosts.iter().any(|host| host.component.section == "apps");
        if self.section.mtls != Mtls::Strict || entry.engine == EntryEngine::Istio || !exposed {
            return None;
        }
        let message =
            "the entry is not in the mesh, and applications refuse traffic without its certificates";
        let place = Place::value(Path::ROOT.key("gateway").key("engine"));
        Some(
            Diagnostic::new(&codes::UNMESHED_ENTRY, place, message).help(
                "leave `gateway.engine` out for the mesh's own entry, or say `mtls: permissive` in `mesh`",
            ),
        )
    }
}

fn metadata(cx: &Context<'_>, name: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(cx.identity("mesh", Name::known(name)).labels()),
        ..ObjectMeta::default()
    }
}
