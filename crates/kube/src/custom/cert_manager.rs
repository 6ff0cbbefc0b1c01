//! `cert-manager.io/v1`: certificates and who issues them.
//!
//! <https://cert-manager.io/docs/reference/api-docs/>

use serde::Serialize;

use super::gateway::ParentRef;
use crate::CustomResource;
use crate::text::{Host, Name};

/// A certificate that is issued, renewed in time and kept in a Secret.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
    /// The Secret: `tls.crt`, `tls.key` and, where there is one, `ca.crt`.
    pub secret_name: Name,
    /// The name of the subject: for an authority, which has no DNS name.
    pub common_name: Option<String>,
    /// The names that it holds for.
    pub dns_names: Option<Vec<Host>>,
    /// The addresses that it holds for.
    pub ip_addresses: Option<Vec<&'static str>>,
    /// Whether it may issue others.
    #[serde(rename = "isCA")]
    pub is_ca: Option<bool>,
    /// How long it is valid. Absent: what the issuer gives, 90 days for most.
    pub duration: Option<&'static str>,
    /// How long before its end it is renewed. Absent: a third of its time.
    pub renew_before: Option<&'static str>,
    /// Its key.
    pub private_key: PrivateKey,
    /// What it may be used for. Absent: digital signature and key encipherment.
    pub usages: Option<Vec<&'static str>>,
    /// Who issues it.
    pub issuer_ref: IssuerRef,
    /// How many requests are kept as its history.
    pub revision_history_limit: Option<i32>,
}

impl Certificate {
    /// An ordinary one, issued by an issuer for all namespaces into a Secret.
    pub fn new(secret_name: Name, issuer: Name) -> Self {
        Self {
            secret_name,
            common_name: None,
            dns_names: None,
            ip_addresses: None,
            is_ca: None,
            duration: None,
            renew_before: None,
            private_key: PrivateKey::default(),
            usages: None,
            issuer_ref: IssuerRef::cluster(issuer),
            revision_history_limit: Some(3),
        }
    }
}

/// The key of a certificate.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrivateKey {
    /// `ECDSA`, `RSA` or `Ed25519`.
    pub algorithm: &'static str,
    /// Its bits.
    pub size: u16,
    /// Whether each renewal makes a new one: `Always` or `Never`.
    pub rotation_policy: &'static str,
}

impl Default for PrivateKey {
    fn default() -> Self {
        Self { algorithm: "ECDSA", size: 256, rotation_policy: "Always" }
    }
}

/// Names an issuer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IssuerRef {
    /// `cert-manager.io`.
    pub group: &'static str,
    /// `ClusterIssuer` or `Issuer`.
    pub kind: &'static str,
    /// Its name.
    pub name: Name,
}

impl IssuerRef {
    /// An issuer for all namespaces.
    pub fn cluster(name: Name) -> Self {
        Self { group: "cert-manager.io", kind: "ClusterIssuer", name }
    }

    /// An issuer of the certificate's own namespace.
    pub fn own(name: Name) -> Self {
        Self { group: "cert-manager.io", kind: "Issuer", name }
    }
}

/// Who issues certificates, in every namespace.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ClusterIssuer {
    /// An authority that speaks ACME, such as Let's Encrypt.
    Acme(Acme),
    /// An authority whose key is in a Secret of cert-manager's namespace.
    Ca(Ca),
    /// Nobody: every certificate signs itself.
    SelfSigned(SelfSigned),
}

/// Who issues certificates in one namespace.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Issuer(pub ClusterIssuer);

/// An authority that speaks ACME.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Acme {
    /// Its directory.
    pub server: String,
    /// Whom it writes to.
    pub email: String,
    /// The Secret with the account's key; cert-manager makes it.
    pub private_key_secret_ref: SecretName,
    /// How names are proved.
    pub solvers: Vec<Solver>,
}

/// An authority in a Secret.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ca {
    /// The Secret.
    pub secret_name: Name,
}

/// Certificates that sign themselves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SelfSigned {}

/// Names a Secret.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecretName {
    /// Its name.
    pub name: Name,
}

/// Names a key of a Secret in cert-manager's namespace.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecretKeyName {
    /// The Secret.
    pub name: Name,
    /// The key.
    pub key: &'static str,
}

/// How a name is proved to be one's own.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Solver {
    /// By a record in its DNS zone.
    Dns01(Dns01),
    /// By an answer on port 80.
    Http01(Http01),
}

/// A DNS provider.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Dns01 {
    /// Cloudflare.
    #[serde(rename_all = "camelCase")]
    Cloudflare {
        /// The token.
        api_token_secret_ref: SecretKeyName,
    },
    /// Amazon Route 53.
    #[serde(rename_all = "camelCase")]
    Route53 {
        /// The region.
        region: String,
        /// The zone. Absent: the one that the name is in.
        #[serde(rename = "hostedZoneID")]
        hosted_zone_id: Option<String>,
        /// A role to take on.
        role: Option<String>,
    },
    /// Google Cloud DNS.
    #[serde(rename = "cloudDNS")]
    CloudDns {
        /// The project.
        project: String,
    },
    /// Azure DNS.
    #[serde(rename = "azureDNS", rename_all = "camelCase")]
    AzureDns {
        /// The subscription.
        #[serde(rename = "subscriptionID")]
        subscription_id: String,
        /// The resource group.
        resource_group_name: String,
        /// The zone. Absent: the one that the name is in.
        hosted_zone_name: Option<String>,
        /// The identity.
        managed_identity: ManagedIdentity,
    },
    /// DigitalOcean.
    #[serde(rename_all = "camelCase")]
    Digitalocean {
        /// The token.
        token_secret_ref: SecretKeyName,
    },
    /// A server that takes dynamic updates (RFC 2136).
    #[serde(rename_all = "camelCase")]
    Rfc2136 {
        /// Its address and port.
        nameserver: String,
        /// The name of the key.
        tsig_key_name: String,
        /// The algorithm of the key.
        tsig_algorithm: &'static str,
        /// The key.
        tsig_secret_secret_ref: SecretKeyName,
    },
}

/// An identity of Azure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ManagedIdentity {
    /// The client that it is.
    #[serde(rename = "clientID")]
    pub client_id: String,
}

/// How an answer on port 80 is routed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Http01 {
    /// By an HTTPRoute.
    #[serde(rename = "gatewayHTTPRoute", rename_all = "camelCase")]
    GatewayHttpRoute {
        /// The listeners for plain HTTP.
        parent_refs: Vec<ParentRef>,
    },
    /// By an Ingress.
    #[serde(rename_all = "camelCase")]
    Ingress {
        /// The class.
        ingress_class_name: String,
    },
}

impl CustomResource for Certificate {
    const API_VERSION: &'static str = "cert-manager.io/v1";
    const KIND: &'static str = "Certificate";
}

impl CustomResource for Issuer {
    const API_VERSION: &'static str = "cert-manager.io/v1";
    const KIND: &'static str = "Issuer";
}

impl CustomResource for ClusterIssuer {
    const API_VERSION: &'static str = "cert-manager.io/v1";
    const KIND: &'static str = "ClusterIssuer";
}
