//! What a blueprint says of a chart that hagen does not know.

mod check;

use hagen_core::exposure::TlsSource;
use hagen_core::section::{Distinct, Free, Map, Section, Within};
use hagen_kube::{Host, LabelValue, Name, Reference, SecretRef};

/// The number of a port.
pub(crate) type PortNumber = Within<1, 65535>;

/// Any Helm chart, as a component among the others: delivered by Argo CD at an exact version, with least privilege, a
/// network policy, the way in, and its secrets.
///
/// hagen knows the values of the charts that `hagen charts` lists, and checks them. Of another chart it knows nothing: what
/// `values` says is taken as it is, and how its pods run (replicas, probes, resources, disruption budgets) is for them to
/// say. They have to meet the Pod Security standard `restricted`, as everything in an environment.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::chart)]
pub struct AnyChart {
    /// The name of the chart in its repository. Absent: the name of this entry.
    #[section(example = "keycloakx")]
    pub chart: Option<String>,
    /// The repository: an address that begins with `https://`, or with `oci://`.
    #[section(example = "https://codecentric.github.io/helm-charts")]
    pub repository: String,
    /// The exact version: what is delivered is what was reviewed.
    #[section(example = "7.1.4")]
    pub version: String,
    /// The values of the chart. No secret can stand here: name it in `secrets`, and the Secret that comes of it here.
    #[section(example = "{ replicas: 3 }")]
    pub values: Free,

    /// What else of the blueprint it uses: the network is open between the two, and the credentials are in a Secret, whose
    /// name a note tells. The names of variables are in the ConfigMap `<name>-uses`, for `envFrom`.
    #[section(example = "[postgres/main]")]
    pub uses: Distinct<Reference>,
    /// Keys of secrets: those of `keycloak/admin` are in the Secret `<name>-keycloak`, under the key `admin`.
    #[section(example = "[keycloak/admin]")]
    pub secrets: Distinct<SecretRef>,
    /// The labels of its pods, which network policies select by. Absent: `app.kubernetes.io/instance`, as nearly all
    /// charts have it.
    #[section(example = "{ app: legacy }")]
    pub pods: Map<String, LabelValue>,
    /// The Service that others reach it by. Absent: it is named like this entry.
    #[section(example = "keycloak-http")]
    pub service: Option<Name>,
    /// The port of the Service, when others reach it.
    #[section(example = "80")]
    pub port: Option<PortNumber>,
    /// The port of the pods behind that. Absent: the same.
    #[section(example = "8080")]
    pub target_port: Option<PortNumber>,
    /// The port of the pods where Prometheus reads metrics. The monitor is for `values` to switch on.
    #[section(example = "9000")]
    pub metrics_port: Option<PortNumber>,
    /// The name under which it is reached from outside the cluster.
    #[section(example = "{ host: login.example.com }")]
    pub expose: Option<ChartExpose>,
    /// Whether it reaches the public internet, on ports 80 and 443.
    #[section(default = false)]
    pub internet: bool,
    /// Whether it talks to the Kubernetes API.
    #[section(default = false)]
    pub kubernetes_api: bool,
    /// Kinds that it delivers beside the usual ones, and that Argo CD's project has to allow: what holds secrets or gives
    /// rights is never allowed by itself. `Secret`, `rbac.authorization.k8s.io/Role`.
    #[section(example = "[Secret, rbac.authorization.k8s.io/Role]")]
    pub kinds: Distinct<String>,
    /// The same of kinds without a namespace.
    #[section(example = "[rbac.authorization.k8s.io/ClusterRole]")]
    pub cluster_kinds: Distinct<String>,
}

/// How a chart's application is reached from outside the cluster: by TLS.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct ChartExpose {
    /// The name.
    #[section(example = "login.example.com")]
    pub host: Host,
    /// The issuer of the certificate, or a secret that has one. Absent: the only issuer there is.
    #[section(example = "letsencrypt")]
    pub tls: Option<TlsSource>,
}
