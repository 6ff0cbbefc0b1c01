//! Which field of which kind names what.

use hagen_core::target::Provided;

/// A kind of objects that others name.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) group: &'static str,
    pub(crate) kind: &'static str,
    pub(super) is_of_cluster: bool,
    /// Whether charts make such objects, which nobody sees here.
    pub(crate) is_of_charts: bool,
    /// What brings such objects along.
    pub(super) provider: Option<Provided>,
}

impl Target {
    /// The kind for the same that is of the cluster, or of a namespace.
    pub(super) fn counterpart(&self) -> Option<&'static Self> {
        let is = |other: &&&'static Self| {
            other.kind.strip_prefix("Cluster") == Some(self.kind)
                || self.kind.strip_prefix("Cluster") == Some(other.kind)
        };
        TARGETS.iter().find(is).copied().filter(|other| other.group == self.group)
    }
}

const fn own(group: &'static str, kind: &'static str) -> Target {
    Target { group, kind, is_of_cluster: false, is_of_charts: false, provider: None }
}

const fn common(group: &'static str, kind: &'static str) -> Target {
    Target { group, kind, is_of_cluster: false, is_of_charts: true, provider: None }
}

const fn global(group: &'static str, kind: &'static str, provider: Provided) -> Target {
    Target { group, kind, is_of_cluster: true, is_of_charts: false, provider: Some(provider) }
}

/// A kind of the cluster that Kubernetes has itself.
const fn across(group: &'static str, kind: &'static str) -> Target {
    Target { group, kind, is_of_cluster: true, is_of_charts: false, provider: None }
}

const ADMISSION: &str = "admissionregistration.k8s.io";
const CERT_MANAGER: &str = "cert-manager.io";
const EXTERNAL: &str = "external-secrets.io";
const CNPG: &str = "postgresql.cnpg.io";
const KAFKA: &str = "kafka.strimzi.io";
const ARGO: &str = "argoproj.io";
const ISTIO: &str = "networking.istio.io";
const MONITORING: &str = "monitoring.coreos.com";

static ISSUER: Target = own(CERT_MANAGER, "Issuer");
static CLUSTER_ISSUER: Target = global(CERT_MANAGER, "ClusterIssuer", Provided::CertManager);
static STORE: Target = own(EXTERNAL, "SecretStore");
static CLUSTER_STORE: Target = global(EXTERNAL, "ClusterSecretStore", Provided::ExternalSecrets);
static DATABASE: Target = own(CNPG, "Cluster");
static OBJECT_STORE: Target = own("barmancloud.cnpg.io", "ObjectStore");
static CATALOG: Target = own(CNPG, "ImageCatalog");
static CLUSTER_CATALOG: Target = global(CNPG, "ClusterImageCatalog", Provided::CloudNativePg);
static BROKERS: Target = own(KAFKA, "Kafka");
static CONNECT: Target = own(KAFKA, "KafkaConnect");
pub(super) static ANALYSIS: Target = own(ARGO, "AnalysisTemplate");
pub(super) static CLUSTER_ANALYSIS: Target = global(ARGO, "ClusterAnalysisTemplate", Provided::ArgoRollouts);
static VIRTUAL_SERVICE: Target = own(ISTIO, "VirtualService");
static DESTINATION_RULE: Target = own(ISTIO, "DestinationRule");
static ISTIO_GATEWAY: Target = own(ISTIO, "Gateway");
static SERVICE: Target = common("", "Service");
static ACCOUNT: Target = common("", "ServiceAccount");
static CONFIG: Target = common("", "ConfigMap");
static CLAIM: Target = common("", "PersistentVolumeClaim");
static ROLE: Target = common("rbac.authorization.k8s.io", "Role");
/// Anybody makes such roles; hagen judges those names alone that are nearly one that it knows.
static CLUSTER_ROLE: Target = across("rbac.authorization.k8s.io", "ClusterRole");
static DEPLOYMENT: Target = common("apps", "Deployment");
static HTTP_ROUTE: Target = own("gateway.networking.k8s.io", "HTTPRoute");
static GATEWAY_CLASS: Target = global("gateway.networking.k8s.io", "GatewayClass", Provided::GatewayApi);
static ADMISSION_POLICY: Target = across(ADMISSION, "ValidatingAdmissionPolicy");
pub(super) static SECRET: Target = common("", "Secret");

/// All kinds that objects are kept of.
pub(super) static TARGETS: [&Target; 25] = [
    &ISSUER,
    &CLUSTER_ISSUER,
    &STORE,
    &CLUSTER_STORE,
    &DATABASE,
    &OBJECT_STORE,
    &CATALOG,
    &CLUSTER_CATALOG,
    &BROKERS,
    &CONNECT,
    &ANALYSIS,
    &CLUSTER_ANALYSIS,
    &VIRTUAL_SERVICE,
    &DESTINATION_RULE,
    &ISTIO_GATEWAY,
    &SERVICE,
    &ACCOUNT,
    &CONFIG,
    &CLAIM,
    &ROLE,
    &CLUSTER_ROLE,
    &DEPLOYMENT,
    &HTTP_ROUTE,
    &GATEWAY_CLASS,
    &ADMISSION_POLICY,
];

/// Objects that are there without anybody's manifest: Kubernetes and the mesh put some into every namespace, and
/// those who run gateways make their own classes.
pub(super) const GIVEN: [(&str, &str); 14] = [
    ("ClusterRole", "cluster-admin"),
    ("ClusterRole", "admin"),
    ("ClusterRole", "edit"),
    ("ClusterRole", "view"),
    ("ServiceAccount", "default"),
    ("ConfigMap", "kube-root-ca.crt"),
    ("ConfigMap", "istio-ca-root-cert"),
    ("Service", "kubernetes"),
    ("GatewayClass", "cilium"),
    ("GatewayClass", "nginx"),
    ("GatewayClass", "traefik"),
    ("GatewayClass", "istio"),
    ("GatewayClass", "istio-remote"),
    ("GatewayClass", "istio-waypoint"),
];

/// Which kind a field names.
pub(super) enum Who {
    /// Always the same.
    One(&'static Target),
    /// What `kind` beside it says, and the first of these where it says nothing.
    Kind(&'static [&'static Target]),
    /// The first when a flag beside it is set, else the second.
    Flag(&'static str, &'static Target, &'static Target),
}

/// A field that names an object.
pub(super) struct Field {
    pub(super) group: &'static str,
    /// The kinds that have it, separated by spaces.
    pub(super) kinds: &'static str,
    /// The way to the mapping with the name, or to the name itself.
    pub(super) at: &'static str,
    /// The key in that mapping; empty where the way leads to the name.
    pub(super) name: &'static str,
    pub(super) who: Who,
}

const fn field(
    (group, kinds): (&'static str, &'static str),
    at: &'static str,
    name: &'static str,
    who: Who,
) -> Field {
    Field { group, kinds, at, name, who }
}

/// A field that names a Secret, and mostly a key in it.
const fn secret(of: (&'static str, &'static str), at: &'static str) -> Field {
    field(of, at, "name", Who::One(&SECRET))
}

const CERTIFICATE: (&str, &str) = (CERT_MANAGER, "Certificate");
const EXTERNAL_SECRET: (&str, &str) = (EXTERNAL, "ExternalSecret");
const OF_DATABASE: (&str, &str) = (CNPG, "Pooler Database DatabaseRole Backup Publication Subscription");
const POSTGRES: (&str, &str) = (CNPG, "Cluster");
const BACKUPS: (&str, &str) = ("barmancloud.cnpg.io", "ObjectStore");
const OF_KAFKA: (&str, &str) = (KAFKA, "KafkaTopic KafkaUser KafkaNodePool KafkaRebalance");
const ROLLOUT: (&str, &str) = (ARGO, "Rollout");
const BINDING: (&str, &str) = ("rbac.authorization.k8s.io", "RoleBinding ClusterRoleBinding");
const ALERTS: (&str, &str) = (MONITORING, "AlertmanagerConfig");
const SERVICES: (&str, &str) = (MONITORING, "ServiceMonitor");
const PODS: (&str, &str) = (MONITORING, "PodMonitor");
const SCRAPES: (&str, &str) = (MONITORING, "ScrapeConfig Probe");
const INGRESS: (&str, &str) = ("networking.k8s.io", "Ingress");
const WAY_IN: (&str, &str) = ("gateway.networking.k8s.io", "Gateway");
const ISSUERS: (&str, &str) = (CERT_MANAGER, "Issuer");
const WEBHOOKS: (&str, &str) = (ADMISSION, "ValidatingWebhookConfiguration MutatingWebhookConfiguration");
/// What every pod may name, by the way from its specification.
const OF_POD: (&str, &str) = ("", "");

pub(super) static OF_PODS: &[Field] = &[
    field(OF_POD, "", "serviceAccountName", Who::One(&ACCOUNT)),
    field(OF_POD, "volumes[].configMap", "name", Who::One(&CONFIG)),
    field(OF_POD, "volumes[].projected.sources[].configMap", "name", Who::One(&CONFIG)),
    field(OF_POD, "volumes[].persistentVolumeClaim", "claimName", Who::One(&CLAIM)),
    field(OF_POD, "initContainers[].envFrom[].configMapRef", "name", Who::One(&CONFIG)),
    field(OF_POD, "initContainers[].env[].valueFrom.configMapKeyRef", "name", Who::One(&CONFIG)),
    field(OF_POD, "containers[].envFrom[].configMapRef", "name", Who::One(&CONFIG)),
    field(OF_POD, "containers[].env[].valueFrom.configMapKeyRef", "name", Who::One(&CONFIG)),
];

const TEMPLATES: Who = Who::Flag("clusterScope", &CLUSTER_ANALYSIS, &ANALYSIS);

pub(super) static REFERENCES: &[Field] = &[
    field(CERTIFICATE, "spec.issuerRef", "name", Who::Kind(&[&ISSUER, &CLUSTER_ISSUER])),
    field(EXTERNAL_SECRET, "spec.secretStoreRef", "name", Who::Kind(&[&STORE, &CLUSTER_STORE])),
    field(
        EXTERNAL_SECRET,
        "spec.dataFrom[].sourceRef.storeRef",
        "name",
        Who::Kind(&[&STORE, &CLUSTER_STORE]),
    ),
    field(EXTERNAL_SECRET, "spec.data[].sourceRef.storeRef", "name", Who::Kind(&[&STORE, &CLUSTER_STORE])),
    field((EXTERNAL, "PushSecret"), "spec.secretStoreRefs[]", "name", Who::Kind(&[&STORE, &CLUSTER_STORE])),
    field(OF_DATABASE, "spec.cluster", "name", Who::One(&DATABASE)),
    field(POSTGRES, "spec.plugins[].parameters", "barmanObjectName", Who::One(&OBJECT_STORE)),
    field(POSTGRES, "spec.externalClusters[].plugin.parameters", "barmanObjectName", Who::One(&OBJECT_STORE)),
    field(POSTGRES, "spec.imageCatalogRef", "name", Who::Kind(&[&CATALOG, &CLUSTER_CATALOG])),
    secret(POSTGRES, "spec.bootstrap.initdb.secret"),
    secret(POSTGRES, "spec.superuserSecret"),
    secret(POSTGRES, "spec.managed.roles[].passwordSecret"),
    secret(POSTGRES, "spec.externalClusters[].password"),
    secret(BACKUPS, "spec.configuration.s3Credentials.accessKeyId"),
    secret(BACKUPS, "spec.configuration.s3Credentials.secretAccessKey"),
    field(OF_KAFKA, super::LABELS, "strimzi.io/cluster", Who::One(&BROKERS)),
    field((KAFKA, "KafkaConnector"), super::LABELS, "strimzi.io/cluster", Who::One(&CONNECT)),
    field(ROLLOUT, "spec.workloadRef", "name", Who::Kind(&[&DEPLOYMENT])),
    field(ROLLOUT, "spec.strategy.canary", "canaryService", Who::One(&SERVICE)),
    field(ROLLOUT, "spec.strategy.canary", "stableService", Who::One(&SERVICE)),
    field(ROLLOUT, "spec.strategy.blueGreen", "activeService", Who::One(&SERVICE)),
    field(ROLLOUT, "spec.strategy.blueGreen", "previewService", Who::One(&SERVICE)),
    field(ROLLOUT, "spec.strategy.canary.analysis.templates[]", "templateName", TEMPLATES),
    field(ROLLOUT, "spec.strategy.canary.steps[].analysis.templates[]", "templateName", TEMPLATES),
    field(ROLLOUT, "spec.strategy.blueGreen.prePromotionAnalysis.templates[]", "templateName", TEMPLATES),
    field(ROLLOUT, "spec.strategy.blueGreen.postPromotionAnalysis.templates[]", "templateName", TEMPLATES),
    field(ROLLOUT, "spec.strategy.canary.steps[].experiment.analyses[]", "templateName", TEMPLATES),
    field(
        ROLLOUT,
        "spec.strategy.canary.trafficRouting.istio.virtualService",
        "name",
        Who::One(&VIRTUAL_SERVICE),
    ),
    field(
        ROLLOUT,
        "spec.strategy.canary.trafficRouting.istio.destinationRule",
        "name",
        Who::One(&DESTINATION_RULE),
    ),
    field((ISTIO, "VirtualService"), "spec.gateways[]", "", Who::One(&ISTIO_GATEWAY)),
    field(
        ("security.istio.io", "AuthorizationPolicy"),
        "spec.rules[].from[].source.principals[]",
        "",
        Who::One(&ACCOUNT),
    ),
    field(
        ROLLOUT,
        "spec.strategy.canary.trafficRouting.plugins.argoproj-labs/gatewayAPI",
        "httpRoute",
        Who::One(&HTTP_ROUTE),
    ),
    field((ARGO, "AnalysisTemplate"), "spec.templates[]", "templateName", TEMPLATES),
    secret((ARGO, "AnalysisTemplate"), "spec.args[].valueFrom.secretKeyRef"),
    field(BINDING, "roleRef", "name", Who::Kind(&[&ROLE, &CLUSTER_ROLE])),
    field(BINDING, "subjects[]", "name", Who::Kind(&[&ACCOUNT])),
    secret(SERVICES, "spec.endpoints[].basicAuth.username"),
    secret(SERVICES, "spec.endpoints[].basicAuth.password"),
    secret(SERVICES, "spec.endpoints[].authorization.credentials"),
    secret(SERVICES, "spec.endpoints[].bearerTokenSecret"),
    secret(SERVICES, "spec.endpoints[].tlsConfig.ca.secret"),
    secret(SERVICES, "spec.endpoints[].tlsConfig.cert.secret"),
    secret(SERVICES, "spec.endpoints[].tlsConfig.keySecret"),
    secret(PODS, "spec.podMetricsEndpoints[].basicAuth.username"),
    secret(PODS, "spec.podMetricsEndpoints[].basicAuth.password"),
    secret(PODS, "spec.podMetricsEndpoints[].authorization.credentials"),
    secret(PODS, "spec.podMetricsEndpoints[].tlsConfig.ca.secret"),
    secret(SCRAPES, "spec.basicAuth.username"),
    secret(SCRAPES, "spec.basicAuth.password"),
    secret(SCRAPES, "spec.authorization.credentials"),
    secret(SCRAPES, "spec.tlsConfig.ca.secret"),
    secret(SCRAPES, "spec.tlsConfig.cert.secret"),
    secret(SCRAPES, "spec.tlsConfig.keySecret"),
    secret(ALERTS, "spec.receivers[].slackConfigs[].apiURL"),
    secret(ALERTS, "spec.receivers[].telegramConfigs[].botToken"),
    secret(ALERTS, "spec.receivers[].pagerdutyConfigs[].routingKey"),
    secret(ALERTS, "spec.receivers[].pagerdutyConfigs[].serviceKey"),
    secret(ALERTS, "spec.receivers[].webhookConfigs[].urlSecret"),
    secret(ALERTS, "spec.receivers[].emailConfigs[].authPassword"),
    secret(ALERTS, "spec.receivers[].opsgenieConfigs[].apiKey"),
    field(WAY_IN, "spec", "gatewayClassName", Who::One(&GATEWAY_CLASS)),
    field(WAY_IN, super::ANNOTATIONS, "cert-manager.io/cluster-issuer", Who::One(&CLUSTER_ISSUER)),
    field(WAY_IN, super::ANNOTATIONS, "cert-manager.io/issuer", Who::One(&ISSUER)),
    secret(WAY_IN, "spec.listeners[].tls.certificateRefs[]"),
    field(INGRESS, super::ANNOTATIONS, "cert-manager.io/cluster-issuer", Who::One(&CLUSTER_ISSUER)),
    field(INGRESS, super::ANNOTATIONS, "cert-manager.io/issuer", Who::One(&ISSUER)),
    field(INGRESS, "spec.tls[]", "secretName", Who::One(&SECRET)),
    field(INGRESS, "spec.defaultBackend.service", "name", Who::One(&SERVICE)),
    field(ISSUERS, "spec.ca", "secretName", Who::One(&SECRET)),
    secret(ISSUERS, "spec.acme.solvers[].dns01.cloudflare.apiTokenSecretRef"),
    secret(ISSUERS, "spec.acme.solvers[].dns01.route53.secretAccessKeySecretRef"),
    secret(("", "ServiceAccount"), "imagePullSecrets[]"),
    field(("", "PersistentVolumeClaim"), "spec.dataSource", "name", Who::Kind(&[&CLAIM])),
    field(
        ("discovery.k8s.io", "EndpointSlice"),
        super::LABELS,
        "kubernetes.io/service-name",
        Who::One(&SERVICE),
    ),
    field(("apps", "StatefulSet"), "spec", "serviceName", Who::One(&SERVICE)),
    field(WEBHOOKS, "webhooks[].clientConfig.service", "name", Who::One(&SERVICE)),
    field(("apiregistration.k8s.io", "APIService"), "spec.service", "name", Who::One(&SERVICE)),
    field((ADMISSION, "ValidatingAdmissionPolicyBinding"), "spec", "policyName", Who::One(&ADMISSION_POLICY)),
];
