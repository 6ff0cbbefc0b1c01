//! The issuers of the blueprint.

mod authority;
mod solver;

use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, ExposedHost, Need, Offer, Tls};
use hagen_core::context::{Context, Site};
use hagen_core::secret::{Secret, external_secret};
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::custom::cert_manager::{self, ClusterIssuer, SecretName, SelfSigned};
use hagen_kube::{Host, Manifest, Name};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::section::{Acme, Issuer};
use crate::{Certificates, OPERATOR, codes};

/// The issuers, with what they need to know.
pub(crate) struct Issuers {
    pub(crate) section: Certificates,
}

impl Component for Issuers {
    fn id(&self) -> ComponentId {
        ComponentId::platform("issuers")
    }

    fn path(&self) -> Path {
        Path::ROOT.key("certificates")
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known(OPERATOR))
    }

    fn offer(&self, _: &Site<'_>) -> Offer {
        let secrets: Vec<_> = self.secrets().collect();
        let mut needs = vec![Need::CertManagerResources];
        if !secrets.is_empty() {
            needs.push(Need::ExternalSecrets);
        }
        Offer { needs, secrets, ..Offer::default() }
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        let hosts = cx.offers.hosts.iter().map(|host| &host.what);
        let by_acme = hosts.filter_map(|exposed| {
            let Tls::Issuer(name) = &exposed.tls else { return None };
            let Some(Issuer::Acme(acme)) = self.section.get(name) else { return None };
            Some((name, acme, exposed))
        });
        by_acme.filter_map(|(name, acme, exposed)| self.unprovable(name, acme, exposed)).collect()
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let mut objects: Vec<Manifest> = Vec::new();
        for (name, issuer) in &self.section {
            objects.extend(match issuer {
                Issuer::Acme(acme) => vec![acme_issuer(cx, name, acme)],
                Issuer::Ca(ca) => authority::objects(cx, name, ca),
                Issuer::SelfSigned => {
                    vec![cluster_issuer(cx, name, &ClusterIssuer::SelfSigned(SelfSigned {}))]
                }
            });
        }
        for secret in self.secrets() {
            let identity = cx.identity(OPERATOR, secret.name.clone());
            objects.extend(external_secret(&cx.site, &identity, &secret));
        }
        if self.acme().any(Acme::uses_http01) {
            objects.extend(solver::policy(cx));
        }
        objects.into_iter().map(Artifact::from).collect()
    }
}

impl Issuers {
    fn acme(&self) -> impl Iterator<Item = &Acme> {
        self.section.values().filter_map(|issuer| match issuer {
            Issuer::Acme(acme) => Some(acme),
            _ => None,
        })
    }

    /// Why the authority will never give out the certificate of a host, if it will not.
    fn unprovable(&self, name: &Name, acme: &Acme, exposed: &ExposedHost) -> Option<Diagnostic> {
        let host = &exposed.host;
        let place = Place::value(exposed.path.clone());
        let issuer = Place::key(self.path().key(name.as_str()));
        if acme.is_public() && !is_public(host) {
            let message = format!("`{name}` cannot prove `{host}`: it is no name of the public DNS");
            return Some(
                Diagnostic::new(&codes::NOT_PUBLIC, place, message)
                    .also(issuer, "a public authority")
                    .help("take a name below a domain of your own, or an authority of your own: `internal: { ca: {} }`"),
            );
        }
        (host.as_str().starts_with("*.") && acme.uses_http01()).then(|| {
            let message = format!("`{name}` cannot prove `{host}`: authorities prove wildcards by DNS only");
            Diagnostic::new(&codes::WILDCARD, place, message)
                .also(issuer, "it proves names by `http01`")
                .help("give the issuer a `dns01`, or expose the names one by one")
        })
    }

    fn secrets(&self) -> impl Iterator<Item = Secret> {
        self.section.iter().filter_map(|(name, issuer)| match issuer {
            Issuer::Acme(acme) => solver::secret(name, acme.dns01.as_ref()?),
            _ => None,
        })
    }
}

/// Whether a name may be one of the public DNS: it has a domain, which is none of those that are for private use
/// (RFC 6761, RFC 6762 and RFC 8375, and the customary ones).
fn is_public(host: &Host) -> bool {
    const PRIVATE: [&str; 11] = [
        "local",
        "localhost",
        "localdomain",
        "internal",
        "intranet",
        "private",
        "lan",
        "home",
        "corp",
        "test",
        "invalid",
    ];
    let name = host.as_str().trim_start_matches("*.");
    let Some((_, top)) = name.rsplit_once('.') else { return false };
    !PRIVATE.contains(&top) && !name.ends_with(".home.arpa")
}

fn acme_issuer(cx: &Context<'_>, name: &Name, acme: &Acme) -> Manifest {
    let spec = cert_manager::Acme {
        server: acme.server.to_string(),
        email: acme.email.clone(),
        private_key_secret_ref: SecretName { name: name.join("account") },
        solvers: solver::solvers(cx, name, acme),
    };
    cluster_issuer(cx, name, &ClusterIssuer::Acme(spec))
}

fn cluster_issuer(cx: &Context<'_>, name: &Name, spec: &ClusterIssuer) -> Manifest {
    Manifest::custom(&metadata(cx, name, None), spec)
}

fn metadata(cx: &Context<'_>, name: &Name, namespace: Option<&Name>) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_string()),
        namespace: namespace.map(Name::to_string),
        labels: Some(cx.identity(OPERATOR, name.clone()).labels()),
        ..ObjectMeta::default()
    }
}
