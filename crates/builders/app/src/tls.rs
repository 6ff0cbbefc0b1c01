//! TLS between the entry and an application, and of users who have to show who they are.

use hagen_core::context::{EntryApi, EntryEngine};
use hagen_kube::custom::cert_manager::Certificate;
use hagen_kube::custom::monitoring::{SecretKey, TlsConfig, TlsSource};
use hagen_kube::custom::traefik::{
    ClientAuth, IngressRoute, OptionRef, RootCa, Route, RouteService, RouteTls, ServersTransport, TlsOption,
};
use hagen_kube::{Host, Manifest, Name};
use k8s_openapi::api::core::v1::{SecretVolumeSource, Volume, VolumeMount};

use crate::exposure::Exposure;
use crate::route::{Via, via};
use crate::spec::Serve;
use crate::workload::Workload;

/// The volume with the certificate.
pub(crate) const VOLUME: &str = "tls";

const LEAST_VERSION: &str = "VersionTLS12";

/// The certificates: the application's own, the one that the entry and Prometheus show to it, and one of those that
/// users show, for the authority that comes with it.
pub(crate) fn certificates(workload: &Workload<'_>) -> Vec<Manifest> {
    let mut all = Vec::new();
    if let Some(serve) = &workload.app.serve {
        all.push(server(workload, serve));
        if serve.mutual {
            all.push(client(workload, client_name(workload), &serve.tls));
        }
    }
    if let Some(issuer) = workload.app.expose.as_ref().and_then(|expose| expose.clients.as_ref()) {
        all.push(client(workload, users_name(workload), issuer));
    }
    let object = |certificate: Certificate| {
        let metadata = workload.metadata_of(&certificate.secret_name);
        Manifest::custom(&metadata, &certificate)
    };
    all.into_iter().map(object).collect()
}

/// For each of its Services, under the names that clients may use. It is the application's identity when it calls others
/// too.
fn server(workload: &Workload<'_>, serve: &Serve) -> Certificate {
    let site = workload.site();
    let mut services = vec![workload.name.clone()];
    if workload.app.rollout.is_some() {
        services.push(workload.other_version());
    }
    let names = services.iter().flat_map(|service| {
        let long = site.service_host(service.as_str());
        let short = format!("{service}.{}.svc", site.namespace);
        [Host::known(service.as_str()), Host::known(&short), Host::known(&long)]
    });
    Certificate {
        dns_names: Some(names.collect()),
        usages: Some(vec!["digital signature", "server auth", "client auth"]),
        ..Certificate::new(server_name(workload), serve.tls.clone())
    }
}

fn client(workload: &Workload<'_>, name: Name, issuer: &Name) -> Certificate {
    Certificate {
        common_name: Some(format!("{name}.{}", workload.site().namespace).chars().take(64).collect()),
        usages: Some(vec!["digital signature", "client auth"]),
        ..Certificate::new(name, issuer.clone())
    }
}

fn server_name(workload: &Workload<'_>) -> Name {
    workload.name.join("tls")
}

fn client_name(workload: &Workload<'_>) -> Name {
    workload.name.join("entry-tls")
}

fn users_name(workload: &Workload<'_>) -> Name {
    workload.name.join("users-tls")
}

/// The certificate in the pod. A folder, not single files: those would never change.
pub(crate) fn volume(workload: &Workload<'_>) -> Option<(Volume, VolumeMount)> {
    let serve = workload.app.serve.as_ref()?;
    let source = SecretVolumeSource {
        secret_name: Some(server_name(workload).to_string()),
        default_mode: Some(0o440),
        ..SecretVolumeSource::default()
    };
    let volume = Volume { name: VOLUME.into(), secret: Some(source), ..Volume::default() };
    let mount = VolumeMount {
        name: VOLUME.into(),
        mount_path: serve.mount.to_string(),
        read_only: Some(true),
        ..VolumeMount::default()
    };
    Some((volume, mount))
}

/// Whether the entry is a Traefik that reads its own kinds.
pub(crate) fn has_traefik(workload: &Workload<'_>) -> bool {
    let entry = workload.site().shared.entry.as_ref();
    entry.is_some_and(|entry| {
        entry.engine == EntryEngine::Traefik && matches!(entry.api, EntryApi::Gateway { .. })
    })
}

/// How Traefik reaches the pods: it trusts their authority alone, and shows its own certificate.
pub(crate) fn servers_transport(workload: &Workload<'_>) -> Option<Manifest> {
    let serve = workload.app.serve.as_ref().filter(|_| has_traefik(workload))?;
    let shown = serve.mutual.then(|| client_name(workload));
    let spec = ServersTransport {
        server_name: workload.site().service_host(workload.name.as_str()),
        // Beside every certificate stands that of its authority.
        root_cas: vec![RootCa { secret: shown.clone().unwrap_or_else(|| server_name(workload)) }],
        certificates_secrets: shown.map(|secret| vec![secret]),
        min_version: LEAST_VERSION,
    };
    Some(Manifest::custom(&workload.metadata(), &spec))
}

/// A route of Traefik's own kind for users who have to show a certificate: the Gateway API asks a whole Gateway's clients
/// for one or none, and Traefik reads not even that.
pub(crate) fn verified_route(workload: &Workload<'_>, exposure: &Exposure<'_>) -> Vec<Manifest> {
    let metadata = workload.metadata();
    let options = TlsOption {
        min_version: LEAST_VERSION,
        sni_strict: true,
        client_auth: ClientAuth {
            client_auth_type: "RequireAndVerifyClientCert",
            secret_names: vec![users_name(workload)],
        },
    };
    let (kind, port) = match via(workload, exposure) {
        Via::TraefikService => ("TraefikService", None),
        Via::Service => ("Service", Some(exposure.port.port.number)),
    };
    let route = IngressRoute {
        entry_points: vec!["websecure"],
        routes: vec![Route {
            matching: rule(exposure),
            services: vec![RouteService { kind, name: workload.name.to_string(), port }],
        }],
        tls: RouteTls { options: OptionRef { name: workload.name.clone() } },
    };
    vec![Manifest::custom(&metadata, &options), Manifest::custom(&metadata, &route)]
}

/// The host, and the path by whole elements as routes elsewhere take it: Traefik's own prefix is one of letters.
fn rule(exposure: &Exposure<'_>) -> String {
    let host = format!("Host(`{}`)", exposure.expose.host);
    match exposure.expose.path.as_str().trim_end_matches('/') {
        "" => host,
        path => format!("{host} && (Path(`{path}`) || PathPrefix(`{path}/`))"),
    }
}

/// How Prometheus reads metrics from the port that serves TLS.
pub(crate) fn scrape(workload: &Workload<'_>) -> Option<TlsConfig> {
    let serve = workload.app.serve.as_ref()?;
    let metrics = workload.app.metrics_port()?;
    if workload.app.main_port().as_ref() != Some(&metrics) {
        return None;
    }
    let secret = if serve.mutual { client_name(workload) } else { server_name(workload) };
    let key = |key: &'static str| SecretKey { name: secret.clone(), key };
    Some(TlsConfig {
        ca: TlsSource { secret: key("ca.crt") },
        cert: serve.mutual.then(|| TlsSource { secret: key("tls.crt") }),
        key_secret: serve.mutual.then(|| key("tls.key")),
        server_name: workload.site().service_host(workload.name.as_str()),
    })
}
