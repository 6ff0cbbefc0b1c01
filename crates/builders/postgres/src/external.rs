//! Servers that hagen does not run: consumers get their variables, and the network is opened.
//!
//! IP addresses get a Service without selector and an EndpointSlice, so that consumers see one stable name and an
//! address that changes is changed in one place. A DNS name is handed on as it is: behind an `ExternalName` Service
//! the certificate would be for another name than the client asked for, and network policies could not see it anyway.

use std::net::IpAddr;

use hagen_core::artifact::Artifact;
use hagen_core::component::{Connection, Endpoint, Peer, Port, Variable, VariableValue};
use hagen_core::context::{Context, Site};
use hagen_core::secret::{Secret, SecretKey, SecretOrigin, external_secret};
use hagen_kube::{Cidr, EnvName, FileName, Manifest, Name};
use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::api::discovery::v1::{self as discovery, EndpointConditions, EndpointPort, EndpointSlice};

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::component::{PORT, Server, variables};
use crate::spec::{External, ExternalTls};
use crate::tenant::{self, Tenant};

/// The name of the port.
const PORT_NAME: &str = "postgresql";

pub(crate) fn build(server: &Server, external: &External, cx: &Context<'_>) -> Vec<Artifact> {
    let name = server.object_name();
    let identity = cx.identity("postgresql", name.clone());
    let tenants = tenant::tenants(&server.spec, cx.used_by);
    let mut manifests: Vec<_> = tenants
        .iter()
        .flat_map(|tenant| external_secret(&cx.site, &identity, &secret(&name, tenant)))
        .collect();
    let addresses = external.addresses();
    if !addresses.is_empty() {
        manifests.push(service(server, external, cx));
        manifests.extend(endpoint_slices(server, external, &addresses, cx));
    }
    manifests.into_iter().map(Artifact::from).collect()
}

pub(crate) fn connect(server: &Server, external: &External, tenant: &Tenant, site: &Site<'_>) -> Connection {
    let name = server.object_name();
    let secret = secret(&name, tenant);
    let (host, port) = if external.addresses().is_empty() {
        (external.hosts.first().map(ToString::to_string).unwrap_or_default(), external.port())
    } else {
        (site.service_host(name.as_str()), PORT)
    };
    let sslmode = match external.tls {
        ExternalTls::Require => "require",
        ExternalTls::VerifyFull => "verify-full",
        ExternalTls::Disable => "disable",
    };
    let mut variables = variables(&host, port, tenant, &secret.name, sslmode);
    if external.tls == ExternalTls::VerifyFull {
        // The authorities that the consumer's image trusts (libpq 16 and later).
        variables.push(Variable {
            name: EnvName::known("PGSSLROOTCERT"),
            value: VariableValue::Text("system".into()),
        });
    }
    Connection { variables, endpoints: endpoints(external), secret: Some(secret) }
}

/// Its password: only a person knows it.
fn secret(server: &Name, tenant: &Tenant) -> Secret {
    let secret = tenant.secret(server);
    let password = FileName::known("password");
    let keys = secret.keys.into_iter().map(|key| match key.origin {
        SecretOrigin::Generated { .. } => {
            SecretKey { origin: SecretOrigin::Supplied(password.clone()), ..key }
        }
        _ => key,
    });
    Secret { keys: keys.collect(), labels: Vec::new(), ..secret }
}

fn endpoints(external: &External) -> Vec<Endpoint> {
    let ports = vec![Port::tcp(external.port())];
    let networks: Vec<_> = if external.networks.is_empty() {
        external.hosts.iter().filter_map(|host| Cidr::of_address(host.as_str())).collect()
    } else {
        external.networks.to_vec()
    };
    if networks.is_empty() {
        return vec![Endpoint { peer: Peer::Internet, ports }];
    }
    let peers = networks.into_iter().map(Peer::Network);
    peers.map(|peer| Endpoint { peer, ports: ports.clone() }).collect()
}

fn service(server: &Server, external: &External, cx: &Context<'_>) -> Manifest {
    // A Service of IPv4 alone has no use for a slice of IPv6.
    let has_six = external.addresses().iter().any(IpAddr::is_ipv6);
    Manifest::new(&Service {
        metadata: server.metadata(cx, &server.object_name()),
        spec: Some(ServiceSpec {
            ip_family_policy: has_six.then(|| "PreferDualStack".to_owned()),
            ports: Some(vec![ServicePort {
                name: Some(PORT_NAME.into()),
                port: i32::from(PORT),
                target_port: Some(IntOrString::Int(i32::from(external.port()))),
                ..ServicePort::default()
            }]),
            ..ServiceSpec::default()
        }),
        ..Service::default()
    })
}

/// One for each version of IP: a slice holds addresses of one alone.
fn endpoint_slices(
    server: &Server,
    external: &External,
    addresses: &[IpAddr],
    cx: &Context<'_>,
) -> Vec<Manifest> {
    let (four, six): (Vec<IpAddr>, Vec<IpAddr>) = addresses.iter().partition(|address| address.is_ipv4());
    let versions = [("ipv4", "IPv4", four), ("ipv6", "IPv6", six)];
    let used = versions.iter().filter(|(_, _, addresses)| !addresses.is_empty());
    used.map(|(suffix, kind, addresses)| endpoint_slice(server, external, (suffix, kind, addresses), cx))
        .collect()
}

fn endpoint_slice(
    server: &Server,
    external: &External,
    (suffix, kind, addresses): (&str, &str, &[IpAddr]),
    cx: &Context<'_>,
) -> Manifest {
    let service = server.object_name();
    let mut metadata = server.metadata(cx, &service.join(suffix));
    let labels = metadata.labels.get_or_insert_default();
    labels.insert("kubernetes.io/service-name".into(), service.to_string());
    labels.insert("endpointslice.kubernetes.io/managed-by".into(), hagen_kube::MANAGED_BY.into());
    let ready = EndpointConditions { ready: Some(true), ..EndpointConditions::default() };
    Manifest::new(&EndpointSlice {
        metadata,
        address_type: kind.into(),
        endpoints: addresses
            .iter()
            .map(|address| discovery::Endpoint {
                addresses: vec![address.to_string()],
                conditions: Some(ready.clone()),
                ..discovery::Endpoint::default()
            })
            .collect(),
        ports: Some(vec![EndpointPort {
            name: Some(PORT_NAME.into()),
            port: Some(i32::from(external.port())),
            protocol: Some("TCP".into()),
            ..EndpointPort::default()
        }]),
    })
}
