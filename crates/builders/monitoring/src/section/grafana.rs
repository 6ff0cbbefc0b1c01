//! What draws.

use hagen_core::exposure::TlsSource;
use hagen_core::section::{Distinct, Section, Within};
use hagen_kube::{Cidr, Host, Line, Quantity, Reference, SecretRef, StorageClassName, Url};

use super::{Resources, check};

/// Grafana.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::grafana)]
pub struct Grafana {
    /// Whether there is one.
    #[section(default = true)]
    pub enabled: bool,
    /// How many. Absent: three with a database, one without.
    pub replicas: Option<Within<1, 9>>,
    /// Where its users, sessions and the dashboards made by hand are: a database of the cluster's first environment
    /// (`production`, or the first by name). Absent: the only database there is. Without any, Grafana keeps its state on
    /// a volume and cannot have a second replica.
    #[section(example = "postgres/main")]
    pub database: Option<Reference>,
    /// How people reach it. Absent: by `kubectl port-forward` only.
    pub expose: Option<GrafanaExpose>,
    /// Who may log in beside the user `admin`.
    pub oauth: Option<OAuth>,
    /// The size of the volume, when there is no database.
    #[section(default = Quantity::known("2Gi"))]
    pub storage: Quantity,
    /// The StorageClass of the volume. Absent: the one that `storage` has for ordinary volumes, or else that of the
    /// cluster.
    pub storage_class: Option<StorageClassName>,
    /// What each replica gets. Absent: 200m and 512Mi.
    pub resources: Option<Resources>,
}

/// How people reach Grafana. Always by TLS.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct GrafanaExpose {
    /// The name.
    #[section(example = "grafana.example.com")]
    pub host: Host,
    /// The issuer of the certificate, or a secret that has one. Absent: the only issuer there is.
    #[section(example = "letsencrypt")]
    pub tls: Option<TlsSource>,
}

/// Logging in by an identity provider that speaks OAuth 2 or OpenID Connect.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::oauth)]
pub struct OAuth {
    /// What the button says.
    #[section(default = Line::known("Single sign-on"))]
    pub name: Line,
    /// Where the browser is sent.
    #[section(example = "https://id.example.com/oauth2/authorize")]
    pub auth_url: Url,
    /// Where the code is exchanged.
    #[section(example = "https://id.example.com/oauth2/token")]
    pub token_url: Url,
    /// Where the user is described.
    #[section(example = "https://id.example.com/oauth2/userinfo")]
    pub api_url: Url,
    /// Grafana's name at the provider.
    #[section(example = "grafana")]
    pub client_id: Line,
    /// Grafana's secret at the provider.
    #[section(example = "grafana-oauth/client-secret")]
    pub client_secret: SecretRef,
    /// What is asked for.
    #[section(default = ["openid", "profile", "email"].map(Line::known).to_vec().into())]
    pub scopes: Distinct<Line>,
    /// Which role a user gets, in JMESPath over what the provider says. Whoever gets none cannot log in.
    #[section(example = "contains(groups[*], 'platform') && 'Admin' || 'Viewer'")]
    pub role: Option<String>,
    /// The private networks that the provider is in. Absent: it is on the internet, behind HTTPS.
    pub networks: Distinct<Cidr>,
}
