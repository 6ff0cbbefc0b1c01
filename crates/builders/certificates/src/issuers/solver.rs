//! How an ACME issuer proves that a name is the platform's own.

use hagen_core::context::{Context, EntryApi, Site};
use hagen_core::gateway::{HTTP_LISTENER, gateways};
use hagen_core::network::acme_solver_policy;
use hagen_core::secret::{Secret, SecretKey, SecretOrigin};
use hagen_kube::custom::cert_manager::{Dns01, Http01, ManagedIdentity, SecretKeyName, Solver};
use hagen_kube::custom::gateway::ParentRef;
use hagen_kube::{FileName, Manifest, Name, SecretRef};

use crate::section::{self, Acme, TsigAlgorithm};

/// The key of a DNS provider's Secret in cert-manager's namespace.
const KEY: &str = "token";

/// The solvers of an issuer: the first one that fits a name is taken, so there is one.
pub(super) fn solvers(cx: &Context<'_>, issuer: &Name, acme: &Acme) -> Vec<Solver> {
    if let Some(dns01) = &acme.dns01 {
        return vec![Solver::Dns01(provider(issuer, dns01))];
    }
    http01(cx).map(Solver::Http01).into_iter().collect()
}

fn http01(cx: &Context<'_>) -> Option<Http01> {
    match &cx.site.shared.entry.as_ref()?.api {
        EntryApi::Gateway { namespace } => {
            let parent_refs = parents(cx, namespace);
            (!parent_refs.is_empty()).then_some(Http01::GatewayHttpRoute { parent_refs })
        }
        EntryApi::Ingress { class } => Some(Http01::Ingress { ingress_class_name: class.clone() }),
    }
}

/// The listener for plain HTTP of every Gateway: whichever serves the host answers.
fn parents(cx: &Context<'_>, namespace: &Name) -> Vec<ParentRef> {
    let environments = cx.offers.environments.iter().map(|(name, _)| Some(name));
    let all = environments.chain([None]).flat_map(|environment| gateways(cx.offers, environment));
    let parent = |name| ParentRef {
        name,
        namespace: Some(namespace.clone()),
        section_name: Some(Name::known(HTTP_LISTENER)),
    };
    all.map(|(name, _)| parent(name)).collect()
}

/// What cert-manager needs to sign in at the DNS provider. None where its pods themselves are trusted.
pub(super) fn secret(issuer: &Name, dns01: &section::Dns01) -> Option<Secret> {
    let reference = reference(dns01)?;
    Some(Secret {
        name: secret_name(issuer),
        source: reference.name.clone(),
        kind: "Opaque",
        keys: vec![SecretKey {
            key: FileName::known(KEY),
            origin: SecretOrigin::Supplied(reference.key.clone()),
        }],
        labels: Vec::new(),
        environment: None,
    })
}

fn reference(dns01: &section::Dns01) -> Option<&SecretRef> {
    match dns01 {
        section::Dns01::Cloudflare(token) | section::Dns01::Digitalocean(token) => Some(token),
        section::Dns01::Rfc2136(server) => Some(&server.key),
        section::Dns01::Route53(_) | section::Dns01::CloudDns(_) | section::Dns01::AzureDns(_) => None,
    }
}

fn secret_name(issuer: &Name) -> Name {
    issuer.join("dns01")
}

fn provider(issuer: &Name, dns01: &section::Dns01) -> Dns01 {
    let key = SecretKeyName { name: secret_name(issuer), key: KEY };
    match dns01.clone() {
        section::Dns01::Cloudflare(_) => Dns01::Cloudflare { api_token_secret_ref: key },
        section::Dns01::Digitalocean(_) => Dns01::Digitalocean { token_secret_ref: key },
        section::Dns01::Route53(it) => Dns01::Route53 {
            region: it.region.into(),
            hosted_zone_id: it.zone,
            role: it.role.map(Into::into),
        },
        section::Dns01::CloudDns(it) => Dns01::CloudDns { project: it.project.into() },
        section::Dns01::AzureDns(it) => Dns01::AzureDns {
            subscription_id: it.subscription.into(),
            resource_group_name: it.resource_group,
            hosted_zone_name: it.zone,
            managed_identity: ManagedIdentity { client_id: it.identity.into() },
        },
        section::Dns01::Rfc2136(it) => Dns01::Rfc2136 {
            nameserver: it.nameserver,
            tsig_key_name: it.key_name,
            tsig_algorithm: match it.algorithm {
                TsigAlgorithm::Sha256 => "HMACSHA256",
                TsigAlgorithm::Sha512 => "HMACSHA512",
            },
            tsig_secret_secret_ref: key,
        },
    }
}

/// For the solver's pods beside the Gateways; those beside an Ingress are let through with their namespace.
pub(super) fn policy(cx: &Context<'_>) -> Option<Manifest> {
    let EntryApi::Gateway { namespace } = &cx.site.shared.entry.as_ref()?.api else { return None };
    let identity = cx.identity(crate::OPERATOR, Name::known("acme-http01-solver"));
    acme_solver_policy(&Site { namespace, ..cx.site }, &identity)
}
