//! Which kinds of objects a chart makes, for the projects of Argo CD that allow these and no others.

use hagen_core::artifact::{Chart, GitSource};

/// A kind of an API group.
pub type GroupKind = (&'static str, &'static str);

/// What a chart or another source that hagen does not render itself delivers.
#[derive(Debug, PartialEq, Eq)]
pub struct Objects {
    /// The kinds in a namespace.
    pub namespaced: &'static [GroupKind],
    /// The kinds without one.
    pub cluster: &'static [GroupKind],
    /// Namespaces beside that of the release.
    pub elsewhere: &'static [Elsewhere],
}

/// A namespace that a chart delivers to beside that of its release.
#[derive(Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The value that moves it, if there is one.
    pub value: &'static [&'static str],
    /// The namespace unless that value says otherwise.
    pub namespace: &'static str,
}

const CONFIG_MAP: GroupKind = ("", "ConfigMap");
const SECRET: GroupKind = ("", "Secret");
const SERVICE: GroupKind = ("", "Service");
const SERVICE_ACCOUNT: GroupKind = ("", "ServiceAccount");
const DEPLOYMENT: GroupKind = ("apps", "Deployment");
const STATEFUL_SET: GroupKind = ("apps", "StatefulSet");
const JOB: GroupKind = ("batch", "Job");
const AUTOSCALER: GroupKind = ("autoscaling", "HorizontalPodAutoscaler");
const DISRUPTION_BUDGET: GroupKind = ("policy", "PodDisruptionBudget");
const NETWORK_POLICY: GroupKind = ("networking.k8s.io", "NetworkPolicy");
const ROLE: GroupKind = ("rbac.authorization.k8s.io", "Role");
const ROLE_BINDING: GroupKind = ("rbac.authorization.k8s.io", "RoleBinding");
const SERVICE_MONITOR: GroupKind = ("monitoring.coreos.com", "ServiceMonitor");
const POD_MONITOR: GroupKind = ("monitoring.coreos.com", "PodMonitor");
const CERTIFICATE: GroupKind = ("cert-manager.io", "Certificate");
const ISSUER: GroupKind = ("cert-manager.io", "Issuer");

const DEFINITION: GroupKind = ("apiextensions.k8s.io", "CustomResourceDefinition");
const CLUSTER_ROLE: GroupKind = ("rbac.authorization.k8s.io", "ClusterRole");
const CLUSTER_ROLE_BINDING: GroupKind = ("rbac.authorization.k8s.io", "ClusterRoleBinding");
const VALIDATING_WEBHOOK: GroupKind = ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration");
const MUTATING_WEBHOOK: GroupKind = ("admissionregistration.k8s.io", "MutatingWebhookConfiguration");

/// What a chart makes of the values that hagen gives it. `None` for a chart that is not in the table.
pub fn chart_objects(chart: &Chart) -> Option<&'static Objects> {
    CHARTS.iter().find(|(name, _)| *name == chart.name).map(|(_, objects)| objects)
}

/// What a folder of a public Git repository holds. `None` for one that is not in the table.
pub fn source_objects(source: &GitSource) -> Option<&'static Objects> {
    SOURCES.iter().find(|(repository, _)| *repository == source.repo_url).map(|(_, objects)| objects)
}

static CHARTS: &[(&str, Objects)] = &[
    (
        "argo-cd",
        Objects {
            namespaced: &[
                CONFIG_MAP,
                SECRET,
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                STATEFUL_SET,
                JOB,
                AUTOSCALER,
                DISRUPTION_BUDGET,
                NETWORK_POLICY,
                ROLE,
                ROLE_BINDING,
                SERVICE_MONITOR,
            ],
            cluster: &[DEFINITION, CLUSTER_ROLE, CLUSTER_ROLE_BINDING],
            elsewhere: &[],
        },
    ),
    (
        "argo-rollouts",
        Objects {
            namespaced: &[
                CONFIG_MAP,
                SECRET,
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                DISRUPTION_BUDGET,
                SERVICE_MONITOR,
            ],
            cluster: &[DEFINITION, CLUSTER_ROLE, CLUSTER_ROLE_BINDING],
            elsewhere: &[],
        },
    ),
    (
        "base",
        Objects {
            namespaced: &[SERVICE_ACCOUNT],
            cluster: &[DEFINITION, VALIDATING_WEBHOOK],
            elsewhere: &[],
        },
    ),
    (
        "cert-manager",
        Objects {
            namespaced: &[
                CONFIG_MAP,
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                JOB,
                DISRUPTION_BUDGET,
                ROLE,
                ROLE_BINDING,
                SERVICE_MONITOR,
            ],
            cluster: &[DEFINITION, CLUSTER_ROLE, CLUSTER_ROLE_BINDING, VALIDATING_WEBHOOK, MUTATING_WEBHOOK],
            elsewhere: &[Elsewhere {
                value: &["global", "leaderElection", "namespace"],
                namespace: "kube-system",
            }],
        },
    ),
    (
        "cloudnative-pg",
        Objects {
            namespaced: &[CONFIG_MAP, SERVICE, SERVICE_ACCOUNT, DEPLOYMENT, POD_MONITOR],
            cluster: &[DEFINITION, CLUSTER_ROLE, CLUSTER_ROLE_BINDING, VALIDATING_WEBHOOK, MUTATING_WEBHOOK],
            elsewhere: &[],
        },
    ),
    (
        "cni",
        Objects {
            namespaced: &[
                CONFIG_MAP,
                SERVICE_ACCOUNT,
                ("apps", "DaemonSet"),
                NETWORK_POLICY,
                ("", "ResourceQuota"),
            ],
            cluster: &[CLUSTER_ROLE, CLUSTER_ROLE_BINDING],
            elsewhere: &[],
        },
    ),
    (
        "external-secrets",
        Objects {
            namespaced: &[
                SECRET,
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                DISRUPTION_BUDGET,
                ROLE,
                ROLE_BINDING,
                SERVICE_MONITOR,
            ],
            cluster: &[DEFINITION, CLUSTER_ROLE, CLUSTER_ROLE_BINDING, VALIDATING_WEBHOOK],
            elsewhere: &[],
        },
    ),
    (
        "grafana",
        Objects {
            namespaced: &[
                CONFIG_MAP,
                SECRET,
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                DISRUPTION_BUDGET,
                AUTOSCALER,
                ("", "PersistentVolumeClaim"),
                SERVICE_MONITOR,
            ],
            cluster: &[],
            elsewhere: &[],
        },
    ),
    (
        "kube-prometheus-stack",
        Objects {
            namespaced: &[
                CONFIG_MAP,
                SECRET,
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                ("apps", "DaemonSet"),
                DISRUPTION_BUDGET,
                SERVICE_MONITOR,
                ("monitoring.coreos.com", "Alertmanager"),
                ("monitoring.coreos.com", "Prometheus"),
                ("monitoring.coreos.com", "PrometheusRule"),
                CERTIFICATE,
                ISSUER,
            ],
            cluster: &[CLUSTER_ROLE, CLUSTER_ROLE_BINDING, VALIDATING_WEBHOOK, MUTATING_WEBHOOK],
            // The Services before what Kubernetes itself runs there.
            elsewhere: &[Elsewhere { value: &[], namespace: "kube-system" }],
        },
    ),
    (
        "gateway",
        Objects {
            namespaced: &[
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                AUTOSCALER,
                DISRUPTION_BUDGET,
                NETWORK_POLICY,
                ROLE,
                ROLE_BINDING,
            ],
            cluster: &[],
            elsewhere: &[],
        },
    ),
    (
        "istiod",
        Objects {
            namespaced: &[
                CONFIG_MAP,
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                AUTOSCALER,
                DISRUPTION_BUDGET,
                NETWORK_POLICY,
                ROLE,
                ROLE_BINDING,
            ],
            cluster: &[CLUSTER_ROLE, CLUSTER_ROLE_BINDING, VALIDATING_WEBHOOK, MUTATING_WEBHOOK],
            elsewhere: &[],
        },
    ),
    (
        "longhorn",
        Objects {
            namespaced: &[
                CONFIG_MAP,
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                ("apps", "DaemonSet"),
                JOB,
                ROLE,
                ROLE_BINDING,
                NETWORK_POLICY,
                SERVICE_MONITOR,
            ],
            cluster: &[
                DEFINITION,
                CLUSTER_ROLE,
                CLUSTER_ROLE_BINDING,
                ("scheduling.k8s.io", "PriorityClass"),
            ],
            elsewhere: &[],
        },
    ),
    (
        "k8s-monitoring",
        Objects {
            namespaced: &[
                CONFIG_MAP,
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                DISRUPTION_BUDGET,
                ROLE,
                ROLE_BINDING,
                SERVICE_MONITOR,
                ("collectors.grafana.com", "Alloy"),
            ],
            cluster: &[DEFINITION],
            elsewhere: &[],
        },
    ),
    (
        "loki",
        Objects {
            namespaced: &[
                CONFIG_MAP,
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                STATEFUL_SET,
                DISRUPTION_BUDGET,
                SERVICE_MONITOR,
            ],
            cluster: &[],
            elsewhere: &[],
        },
    ),
    (
        "nextcloud",
        Objects {
            namespaced: &[CONFIG_MAP, SERVICE, DEPLOYMENT, AUTOSCALER, ("batch", "CronJob"), SERVICE_MONITOR],
            cluster: &[],
            elsewhere: &[],
        },
    ),
    (
        "metrics-server",
        Objects {
            namespaced: &[
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                DISRUPTION_BUDGET,
                ROLE_BINDING,
                SERVICE_MONITOR,
                CERTIFICATE,
                ISSUER,
            ],
            cluster: &[("apiregistration.k8s.io", "APIService"), CLUSTER_ROLE, CLUSTER_ROLE_BINDING],
            elsewhere: &[Elsewhere { value: &[], namespace: "kube-system" }],
        },
    ),
    (
        "openbao",
        Objects {
            namespaced: &[
                CONFIG_MAP,
                SERVICE,
                SERVICE_ACCOUNT,
                STATEFUL_SET,
                DISRUPTION_BUDGET,
                ROLE,
                ROLE_BINDING,
                SERVICE_MONITOR,
            ],
            cluster: &[CLUSTER_ROLE_BINDING],
            elsewhere: &[],
        },
    ),
    (
        "opentelemetry-collector",
        Objects {
            namespaced: &[CONFIG_MAP, SERVICE, SERVICE_ACCOUNT, DEPLOYMENT, DISRUPTION_BUDGET, POD_MONITOR],
            cluster: &[],
            elsewhere: &[],
        },
    ),
    (
        "plugin-barman-cloud",
        Objects {
            namespaced: &[
                CONFIG_MAP,
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                ROLE,
                ROLE_BINDING,
                CERTIFICATE,
                ISSUER,
            ],
            cluster: &[DEFINITION, CLUSTER_ROLE, CLUSTER_ROLE_BINDING],
            elsewhere: &[],
        },
    ),
    (
        "postgres-operator",
        Objects {
            namespaced: &[SERVICE, SERVICE_ACCOUNT, DEPLOYMENT, ("acid.zalan.do", "OperatorConfiguration")],
            cluster: &[
                DEFINITION,
                CLUSTER_ROLE,
                CLUSTER_ROLE_BINDING,
                ("scheduling.k8s.io", "PriorityClass"),
            ],
            elsewhere: &[],
        },
    ),
    (
        "prometheus-blackbox-exporter",
        Objects {
            namespaced: &[
                CONFIG_MAP,
                SECRET,
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                DISRUPTION_BUDGET,
                SERVICE_MONITOR,
            ],
            cluster: &[],
            elsewhere: &[],
        },
    ),
    (
        "seaweedfs",
        Objects {
            namespaced: &[CONFIG_MAP, SERVICE, SERVICE_ACCOUNT, DEPLOYMENT, STATEFUL_SET, SERVICE_MONITOR],
            cluster: &[],
            elsewhere: &[],
        },
    ),
    (
        "strimzi-kafka-operator",
        Objects {
            namespaced: &[CONFIG_MAP, SERVICE_ACCOUNT, DEPLOYMENT, DISRUPTION_BUDGET, ROLE_BINDING],
            cluster: &[DEFINITION, CLUSTER_ROLE, CLUSTER_ROLE_BINDING],
            elsewhere: &[],
        },
    ),
    (
        "tempo",
        Objects {
            namespaced: &[CONFIG_MAP, SERVICE, SERVICE_ACCOUNT, STATEFUL_SET, SERVICE_MONITOR],
            cluster: &[],
            elsewhere: &[],
        },
    ),
    (
        "traefik",
        Objects {
            namespaced: &[
                SERVICE,
                SERVICE_ACCOUNT,
                DEPLOYMENT,
                DISRUPTION_BUDGET,
                AUTOSCALER,
                SERVICE_MONITOR,
            ],
            cluster: &[
                DEFINITION,
                CLUSTER_ROLE,
                CLUSTER_ROLE_BINDING,
                ("networking.k8s.io", "IngressClass"),
                ("gateway.networking.k8s.io", "GatewayClass"),
            ],
            elsewhere: &[],
        },
    ),
    (
        "ztunnel",
        Objects {
            namespaced: &[SERVICE_ACCOUNT, ("apps", "DaemonSet"), NETWORK_POLICY, ("", "ResourceQuota")],
            cluster: &[CLUSTER_ROLE, CLUSTER_ROLE_BINDING],
            elsewhere: &[],
        },
    ),
];

static SOURCES: &[(&str, Objects)] = &[
    (
        "https://github.com/kubernetes-sigs/gateway-api",
        Objects {
            namespaced: &[],
            cluster: &[
                DEFINITION,
                ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
                ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
            ],
            elsewhere: &[],
        },
    ),
    (
        "https://github.com/prometheus-operator/prometheus-operator",
        Objects { namespaced: &[], cluster: &[DEFINITION], elsewhere: &[] },
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chart_is_in_the_table() {
        for chart in crate::CHARTS {
            assert!(chart_objects(chart).is_some(), "which kinds does {} make?", chart.name);
        }
        assert!(source_objects(&crate::GATEWAY_API).is_some());
        assert!(source_objects(&crate::PROMETHEUS_OPERATOR_CRDS).is_some());
    }

    #[test]
    fn no_kind_has_two_scopes() {
        for (name, objects) in CHARTS.iter().chain(SOURCES) {
            let both = objects.namespaced.iter().find(|kind| objects.cluster.contains(kind));
            assert_eq!(both, None, "{name}");
        }
    }
}
