//! The way in for machines outside the cluster: they may push, with a password, and nothing else.

use hagen_core::Path;
use hagen_core::component::{Endpoint, ExposedHost, Need, Peer, Port, Tls};
use hagen_core::context::{Context, Site};
use hagen_core::exposure::{NoIssuer, WayIn, certificate};
use hagen_core::secret::{Part, Secret, SecretKey, SecretOrigin, external_secret};
use hagen_kube::{FileName, HttpPath, Manifest, Name};
use hagen_yaml::{Value, value};
use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::{Loki, PUSH_PATH, labels};
use crate::section::{Logging, MachineEntry, Mode};
use crate::{NAMESPACE, tenancy};

/// The user that machines name.
pub(crate) const MACHINE_USER: &str = "machines";
/// The Secret with the password, and its name in the store.
pub(crate) const MACHINE_SECRET: &str = "loki-machines";
/// The key of the password.
pub(crate) const MACHINE_PASSWORD: &str = "password";
/// The key of the file that nginx reads.
const FILE: &str = "htpasswd";
/// Where nginx finds it.
const FOLDER: &str = "/etc/nginx-machines";
/// The port of the gateway's pods that machines come to.
const PORT: u16 = 8081;
/// The name of the Service, and of the route to it.
const SERVICE: &str = "loki-machines";

/// The password, which is made once, and the file with it.
pub(super) fn secret(section: &Logging) -> Option<Secret> {
    let key = |key: &str, origin| SecretKey { key: FileName::known(key), origin };
    let password = Part::BarePassword {
        scope: "platform".into(),
        source: Name::known(MACHINE_SECRET),
        key: FileName::known(MACHINE_PASSWORD),
    };
    let line = vec![Part::Text(format!("{MACHINE_USER}:{{PLAIN}}")), password, Part::Text("\n".into())];
    section.machines.as_ref().map(|_| Secret {
        name: Name::known(MACHINE_SECRET),
        source: Name::known(MACHINE_SECRET),
        kind: "Opaque",
        keys: vec![
            key(MACHINE_PASSWORD, SecretOrigin::Generated { length: 40 }),
            key(FILE, SecretOrigin::Composed(line)),
        ],
        labels: Vec::new(),
        environment: None,
    })
}

pub(super) fn external_secrets(loki: &Loki, cx: &Context<'_>) -> Vec<Manifest> {
    let secret = secret(&loki.section);
    secret.iter().flat_map(|secret| external_secret(&cx.site, &identity(cx), secret)).collect()
}

fn identity(cx: &Context<'_>) -> hagen_kube::Identity {
    Loki::identity(cx, "machines")
}

/// Where the certificate comes from.
pub(crate) fn tls(entry: &MachineEntry, site: &Site<'_>) -> Result<Tls, NoIssuer> {
    certificate(entry.tls.as_ref(), &site.shared.issuers)
}

pub(super) fn needs(section: &Logging) -> Vec<Need> {
    section.machines.iter().flat_map(|_| [Need::Gateway, Need::ExternalSecrets]).collect()
}

pub(super) fn hosts(section: &Logging, site: &Site<'_>, path: &Path) -> Vec<ExposedHost> {
    let host = |entry: &MachineEntry| {
        Some(ExposedHost {
            host: entry.host.clone(),
            below: HttpPath::known(PUSH_PATH),
            tls: tls(entry, site).ok()?,
            namespace: site.namespace.clone(),
            path: path.key("machines").key("host"),
        })
    };
    section.machines.as_ref().and_then(host).into_iter().collect()
}

/// Another server in the gateway's nginx, on a port of its own.
pub(super) fn gateway(loki: &Loki) -> Value {
    value!({
        "nginxConfig": { "httpSnippet": (server(&loki.section)) },
        "extraVolumes": [{
            "name": "machines",
            "secret": {
                "secretName": MACHINE_SECRET,
                "items": [{ "key": FILE, "path": FILE }],
            },
        }],
        "extraVolumeMounts": [{ "name": "machines", "mountPath": FOLDER, "readOnly": true }],
    })
}

/// nginx reads the file for each request, so that a new password needs no restart. Who pushes cannot choose the tenant.
fn server(section: &Logging) -> String {
    let tenant = section.tenants.is_some().then_some(tenancy::MACHINES);
    let tenant = tenant.map(|tenant| format!("    proxy_set_header X-Scope-OrgID {tenant};\n"));
    let service = match section.mode {
        Mode::Monolithic => "loki",
        Mode::SimpleScalable => "loki-write",
        Mode::Distributed => "loki-distributor",
    };
    [
        "server {\n".to_owned(),
        format!("  listen {PORT};\n"),
        "  client_max_body_size 8M;\n".to_owned(),
        format!("  location = {PUSH_PATH} {{\n"),
        "    auth_basic \"logs\";\n".to_owned(),
        format!("    auth_basic_user_file {FOLDER}/{FILE};\n"),
        "    proxy_set_header Authorization \"\";\n".to_owned(),
        tenant.unwrap_or_default(),
        format!("    set $loki \"http://{service}.{NAMESPACE}.svc.cluster.local:3100\";\n"),
        "    proxy_pass $loki$request_uri;\n".to_owned(),
        "  }\n".to_owned(),
        "  location / {\n    return 404;\n  }\n".to_owned(),
        "}\n".to_owned(),
    ]
    .concat()
}

/// The edge from the entry for traffic from outside.
pub(super) fn ingress(loki: &Loki, cx: &Context<'_>) -> Option<Endpoint> {
    let entry = cx.site.shared.entry.as_ref().filter(|_| loki.section.machines.is_some())?;
    Some(Endpoint { peer: Peer::Pods(entry.pods.clone()), ports: vec![Port::tcp(PORT)] })
}

/// The Service in front of that port, and the route to it.
pub(super) fn objects(loki: &Loki, cx: &Context<'_>) -> Vec<Manifest> {
    let Some(entry) = &loki.section.machines else { return Vec::new() };
    let metadata = ObjectMeta {
        name: Some(SERVICE.into()),
        namespace: Some(cx.site.namespace.to_string()),
        labels: Some(identity(cx).labels()),
        ..ObjectMeta::default()
    };
    let mut objects = external_secrets(loki, cx);
    objects.push(service(metadata.clone()));
    if let Ok(tls) = tls(entry, &cx.site) {
        let path = HttpPath::known(PUSH_PATH);
        let way = WayIn { host: &entry.host, path: &path, tls: &tls, service: SERVICE, port: (80, "http") };
        objects.extend(way.route(cx, metadata));
    }
    objects
}

fn service(metadata: ObjectMeta) -> Manifest {
    Manifest::new(&Service {
        metadata,
        spec: Some(ServiceSpec {
            selector: Some(labels("gateway")),
            ports: Some(vec![ServicePort {
                name: Some("http".into()),
                port: 80,
                target_port: Some(IntOrString::Int(i32::from(PORT))),
                ..ServicePort::default()
            }]),
            ..ServiceSpec::default()
        }),
        ..Service::default()
    })
}
