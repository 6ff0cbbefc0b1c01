//! What the API server enforces in code and no schema says, as a table over the definitions of the OpenAPI.

use hagen_check::schema::format::Check;

use crate::node::Attribute;

/// What holds for a field beside its schema.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Extra {
    /// It has to be there.
    Required,
    /// It is neither empty text, nor an empty list or mapping.
    NotEmpty,
    /// It passes a check.
    Is(Check),
    /// Each element, or each value of a mapping, passes a check.
    EachIs(Check),
    /// It is one of these.
    OneOf(&'static [&'static str]),
    /// Each element is one of these.
    EachOneOf(&'static [&'static str]),
    /// It is a number between these, both included.
    Range(f64, f64),
    /// It is a number of this or more.
    AtLeast(f64),
}

use Extra::{AtLeast, EachIs, EachOneOf, Is, NotEmpty, OneOf, Range, Required};

const PORT: Extra = Range(1.0, 65535.0);
/// A port where 0 means none.
const OPTIONAL_PORT: Extra = Range(0.0, 65535.0);
/// The mode of a file.
const MODE: Extra = Range(0.0, 511.0);
const COUNT: Extra = AtLeast(0.0);
const POSITIVE: Extra = AtLeast(1.0);

/// Definition, field, what holds for it.
const FIELDS: &[(&str, &str, &[Extra])] = &[
    ("meta.v1.ObjectMeta", "labels", &[Is(Check::Labels)]),
    ("meta.v1.ObjectMeta", "annotations", &[Is(Check::Annotations)]),
    ("meta.v1.ObjectMeta", "namespace", &[Is(Check::DnsLabel)]),
    ("meta.v1.ObjectMeta", "finalizers", &[EachIs(Check::LabelKey)]),
    ("core.v1.PodSpec", "containers", &[NotEmpty]),
    ("core.v1.PodSpec", "activeDeadlineSeconds", &[POSITIVE]),
    ("core.v1.PodSpec", "terminationGracePeriodSeconds", &[COUNT]),
    ("core.v1.PodSpec", "nodeSelector", &[Is(Check::Labels)]),
    ("core.v1.PodSpec", "hostname", &[Is(Check::DnsLabel)]),
    ("core.v1.PodSpec", "subdomain", &[Is(Check::DnsLabel)]),
    ("core.v1.PodSpec", "serviceAccountName", &[Is(Check::DnsName)]),
    ("core.v1.PodSpec", "priorityClassName", &[Is(Check::DnsName)]),
    ("core.v1.PodSpec", "runtimeClassName", &[Is(Check::DnsName)]),
    ("core.v1.PodDNSConfig", "nameservers", &[EachIs(Check::Ip)]),
    ("core.v1.HostAlias", "ip", &[NotEmpty, Is(Check::Ip)]),
    ("core.v1.HostAlias", "hostnames", &[EachIs(Check::DnsName)]),
    ("core.v1.Container", "name", &[NotEmpty, Is(Check::DnsLabel)]),
    ("core.v1.Container", "image", &[Required, NotEmpty, Is(Check::Image)]),
    ("core.v1.Container", "livenessProbe", &[Is(Check::SingleSuccess)]),
    ("core.v1.Container", "startupProbe", &[Is(Check::SingleSuccess)]),
    ("core.v1.Pod", "spec", &[Is(Check::Mounts)]),
    ("core.v1.ContainerPort", "containerPort", &[PORT]),
    ("core.v1.ContainerPort", "hostPort", &[OPTIONAL_PORT]),
    ("core.v1.ContainerPort", "name", &[Is(Check::PortName)]),
    ("core.v1.ContainerPort", "hostIP", &[Is(Check::Ip)]),
    ("core.v1.EnvVar", "name", &[NotEmpty, Is(Check::EnvName)]),
    ("core.v1.ConfigMapKeySelector", "key", &[NotEmpty, Is(Check::ConfigKey)]),
    ("core.v1.SecretKeySelector", "key", &[NotEmpty, Is(Check::ConfigKey)]),
    ("core.v1.VolumeMount", "name", &[NotEmpty]),
    ("core.v1.VolumeMount", "mountPath", &[NotEmpty, Is(Check::MountPath)]),
    ("core.v1.VolumeMount", "subPath", &[Is(Check::InnerPath)]),
    ("core.v1.VolumeMount", "subPathExpr", &[Is(Check::InnerPath)]),
    ("core.v1.Volume", "name", &[NotEmpty, Is(Check::DnsLabel)]),
    ("core.v1.KeyToPath", "key", &[NotEmpty, Is(Check::ConfigKey)]),
    ("core.v1.KeyToPath", "path", &[NotEmpty, Is(Check::InnerPath)]),
    ("core.v1.KeyToPath", "mode", &[MODE]),
    ("core.v1.ConfigMapVolumeSource", "defaultMode", &[MODE]),
    ("core.v1.SecretVolumeSource", "defaultMode", &[MODE]),
    ("core.v1.ProjectedVolumeSource", "defaultMode", &[MODE]),
    ("core.v1.DownwardAPIVolumeSource", "defaultMode", &[MODE]),
    ("core.v1.EmptyDirVolumeSource", "sizeLimit", &[Is(Check::Amount)]),
    ("core.v1.PersistentVolumeClaimVolumeSource", "claimName", &[NotEmpty]),
    ("core.v1.HTTPGetAction", "port", &[Is(Check::PortOrName)]),
    ("core.v1.TCPSocketAction", "port", &[Is(Check::PortOrName)]),
    ("core.v1.GRPCAction", "port", &[PORT]),
    ("core.v1.Probe", "initialDelaySeconds", &[COUNT]),
    ("core.v1.Probe", "timeoutSeconds", &[COUNT]),
    ("core.v1.Probe", "periodSeconds", &[COUNT]),
    ("core.v1.Probe", "successThreshold", &[COUNT]),
    ("core.v1.Probe", "failureThreshold", &[COUNT]),
    ("core.v1.Probe", "terminationGracePeriodSeconds", &[POSITIVE]),
    ("core.v1.ResourceRequirements", "limits", &[Is(Check::Resources)]),
    ("core.v1.ResourceRequirements", "requests", &[Is(Check::Resources)]),
    ("core.v1.VolumeResourceRequirements", "limits", &[Is(Check::Resources)]),
    ("core.v1.VolumeResourceRequirements", "requests", &[Is(Check::Resources)]),
    ("core.v1.Toleration", "key", &[Is(Check::LabelKey)]),
    ("core.v1.NodeSelectorRequirement", "key", &[Is(Check::LabelKey)]),
    ("core.v1.NodeSelector", "nodeSelectorTerms", &[NotEmpty]),
    ("core.v1.PreferredSchedulingTerm", "weight", &[Range(1.0, 100.0)]),
    ("core.v1.WeightedPodAffinityTerm", "weight", &[Range(1.0, 100.0)]),
    ("core.v1.PodAffinityTerm", "topologyKey", &[NotEmpty, Is(Check::LabelKey)]),
    ("core.v1.TopologySpreadConstraint", "maxSkew", &[POSITIVE]),
    ("core.v1.TopologySpreadConstraint", "minDomains", &[POSITIVE]),
    ("core.v1.TopologySpreadConstraint", "topologyKey", &[NotEmpty, Is(Check::LabelKey)]),
    ("core.v1.SecurityContext", "runAsUser", &[COUNT]),
    ("core.v1.SecurityContext", "runAsGroup", &[COUNT]),
    ("core.v1.PodSecurityContext", "runAsUser", &[COUNT]),
    ("core.v1.PodSecurityContext", "runAsGroup", &[COUNT]),
    ("core.v1.PodSecurityContext", "fsGroup", &[COUNT]),
    ("core.v1.ServiceSpec", "selector", &[Is(Check::Labels)]),
    ("core.v1.ServiceSpec", "externalIPs", &[EachIs(Check::Ip)]),
    ("core.v1.ServiceSpec", "loadBalancerSourceRanges", &[EachIs(Check::Cidr)]),
    ("core.v1.ServiceSpec", "healthCheckNodePort", &[OPTIONAL_PORT]),
    ("core.v1.ServiceSpec", "externalName", &[Is(Check::DnsName)]),
    ("core.v1.ServicePort", "name", &[Is(Check::DnsLabel)]),
    ("core.v1.ServicePort", "port", &[PORT]),
    ("core.v1.ServicePort", "nodePort", &[OPTIONAL_PORT]),
    ("core.v1.ServicePort", "targetPort", &[Is(Check::PortOrName)]),
    ("core.v1.ServicePort", "appProtocol", &[Is(Check::LabelKey)]),
    ("core.v1.ClientIPConfig", "timeoutSeconds", &[Range(1.0, 86400.0)]),
    ("core.v1.ConfigMap", "data", &[Is(Check::ConfigData)]),
    ("core.v1.ConfigMap", "binaryData", &[Is(Check::ConfigData)]),
    ("core.v1.Secret", "data", &[Is(Check::ConfigData)]),
    ("core.v1.Secret", "stringData", &[Is(Check::ConfigData)]),
    ("core.v1.LimitRangeItem", "max", &[Is(Check::Resources)]),
    ("core.v1.LimitRangeItem", "min", &[Is(Check::Resources)]),
    ("core.v1.LimitRangeItem", "default", &[Is(Check::Resources)]),
    ("core.v1.LimitRangeItem", "defaultRequest", &[Is(Check::Resources)]),
    ("core.v1.LimitRangeItem", "maxLimitRequestRatio", &[Is(Check::Resources)]),
    ("core.v1.ResourceQuotaSpec", "hard", &[Is(Check::Resources)]),
    ("core.v1.PersistentVolumeSpec", "capacity", &[Required, NotEmpty, Is(Check::Resources)]),
    ("core.v1.PersistentVolumeSpec", "accessModes", &[Required, NotEmpty]),
    ("core.v1.PersistentVolumeClaimSpec", "accessModes", &[Required, NotEmpty]),
    ("core.v1.PersistentVolumeClaimSpec", "resources", &[Required]),
    ("core.v1.PersistentVolumeClaimSpec", "storageClassName", &[Is(Check::DnsName)]),
    ("apps.v1.DeploymentSpec", "replicas", &[COUNT]),
    ("apps.v1.DeploymentSpec", "minReadySeconds", &[COUNT]),
    ("apps.v1.DeploymentSpec", "revisionHistoryLimit", &[COUNT]),
    ("apps.v1.DeploymentSpec", "progressDeadlineSeconds", &[COUNT]),
    ("apps.v1.DeploymentSpec", "template", &[Is(Check::RestartAlways)]),
    ("apps.v1.DeploymentStrategy", "type", &[OneOf(&["Recreate", "RollingUpdate"])]),
    ("apps.v1.RollingUpdateDeployment", "maxSurge", &[Is(Check::CountOrPercent)]),
    ("apps.v1.RollingUpdateDeployment", "maxUnavailable", &[Is(Check::CountOrPercent)]),
    ("apps.v1.ReplicaSetSpec", "replicas", &[COUNT]),
    ("apps.v1.ReplicaSetSpec", "template", &[Is(Check::RestartAlways)]),
    ("apps.v1.StatefulSetSpec", "replicas", &[COUNT]),
    ("apps.v1.StatefulSetSpec", "minReadySeconds", &[COUNT]),
    ("apps.v1.StatefulSetSpec", "revisionHistoryLimit", &[COUNT]),
    ("apps.v1.StatefulSetSpec", "template", &[Is(Check::RestartAlways)]),
    ("apps.v1.StatefulSetUpdateStrategy", "type", &[OneOf(&["OnDelete", "RollingUpdate"])]),
    ("apps.v1.RollingUpdateStatefulSetStrategy", "partition", &[COUNT]),
    ("apps.v1.RollingUpdateStatefulSetStrategy", "maxUnavailable", &[Is(Check::CountOrPercent)]),
    ("apps.v1.DaemonSetSpec", "minReadySeconds", &[COUNT]),
    ("apps.v1.DaemonSetSpec", "revisionHistoryLimit", &[COUNT]),
    ("apps.v1.DaemonSetSpec", "template", &[Is(Check::RestartAlways)]),
    ("apps.v1.DaemonSetUpdateStrategy", "type", &[OneOf(&["OnDelete", "RollingUpdate"])]),
    ("apps.v1.RollingUpdateDaemonSet", "maxSurge", &[Is(Check::CountOrPercent)]),
    ("apps.v1.RollingUpdateDaemonSet", "maxUnavailable", &[Is(Check::CountOrPercent)]),
    ("batch.v1.JobSpec", "parallelism", &[COUNT]),
    ("batch.v1.JobSpec", "completions", &[COUNT]),
    ("batch.v1.JobSpec", "backoffLimit", &[COUNT]),
    ("batch.v1.JobSpec", "activeDeadlineSeconds", &[COUNT]),
    ("batch.v1.JobSpec", "ttlSecondsAfterFinished", &[COUNT]),
    ("batch.v1.JobSpec", "template", &[Is(Check::RestartUntilDone)]),
    ("batch.v1.CronJobSpec", "schedule", &[NotEmpty, Is(Check::Schedule)]),
    ("batch.v1.CronJobSpec", "startingDeadlineSeconds", &[COUNT]),
    ("batch.v1.CronJobSpec", "successfulJobsHistoryLimit", &[COUNT]),
    ("batch.v1.CronJobSpec", "failedJobsHistoryLimit", &[COUNT]),
    ("autoscaling.v2.HorizontalPodAutoscalerSpec", "minReplicas", &[COUNT]),
    ("autoscaling.v2.HorizontalPodAutoscalerSpec", "maxReplicas", &[POSITIVE]),
    ("autoscaling.v2.CrossVersionObjectReference", "kind", &[NotEmpty]),
    ("autoscaling.v2.CrossVersionObjectReference", "name", &[NotEmpty]),
    (
        "autoscaling.v2.MetricSpec",
        "type",
        &[OneOf(&["ContainerResource", "External", "Object", "Pods", "Resource"])],
    ),
    ("autoscaling.v2.MetricTarget", "type", &[OneOf(&["AverageValue", "Utilization", "Value"])]),
    ("autoscaling.v2.MetricTarget", "averageUtilization", &[POSITIVE]),
    ("autoscaling.v2.HPAScalingRules", "selectPolicy", &[OneOf(&["Disabled", "Max", "Min"])]),
    ("autoscaling.v2.HPAScalingRules", "stabilizationWindowSeconds", &[Range(0.0, 3600.0)]),
    ("autoscaling.v2.HPAScalingPolicy", "type", &[OneOf(&["Percent", "Pods"])]),
    ("autoscaling.v2.HPAScalingPolicy", "value", &[POSITIVE]),
    ("autoscaling.v2.HPAScalingPolicy", "periodSeconds", &[Range(1.0, 1800.0)]),
    ("policy.v1.PodDisruptionBudgetSpec", "minAvailable", &[Is(Check::CountOrPercent)]),
    ("policy.v1.PodDisruptionBudgetSpec", "maxUnavailable", &[Is(Check::CountOrPercent)]),
    (
        "policy.v1.PodDisruptionBudgetSpec",
        "unhealthyPodEvictionPolicy",
        &[OneOf(&["AlwaysAllow", "IfHealthyBudget"])],
    ),
    ("networking.v1.NetworkPolicySpec", "policyTypes", &[EachOneOf(&["Egress", "Ingress"])]),
    ("networking.v1.NetworkPolicyPort", "port", &[Is(Check::PortOrName)]),
    ("networking.v1.NetworkPolicyPort", "endPort", &[PORT]),
    ("networking.v1.IPBlock", "cidr", &[NotEmpty, Is(Check::Cidr)]),
    ("networking.v1.IPBlock", "except", &[EachIs(Check::Cidr)]),
    ("networking.v1.IngressRule", "host", &[Is(Check::WildcardName)]),
    ("networking.v1.IngressTLS", "hosts", &[EachIs(Check::WildcardName)]),
    ("networking.v1.IngressTLS", "secretName", &[Is(Check::DnsName)]),
    ("networking.v1.HTTPIngressPath", "path", &[Is(Check::HttpPath)]),
    ("networking.v1.HTTPIngressPath", "pathType", &[OneOf(&["Exact", "ImplementationSpecific", "Prefix"])]),
    ("networking.v1.IngressServiceBackend", "name", &[NotEmpty, Is(Check::DnsLabel)]),
    ("networking.v1.ServiceBackendPort", "number", &[PORT]),
    ("networking.v1.ServiceBackendPort", "name", &[Is(Check::PortName)]),
    ("discovery.v1.Endpoint", "addresses", &[NotEmpty]),
    ("discovery.v1.EndpointPort", "port", &[PORT]),
    ("discovery.v1.EndpointPort", "appProtocol", &[Is(Check::LabelKey)]),
    ("rbac.v1.RoleRef", "apiGroup", &[OneOf(&["rbac.authorization.k8s.io"])]),
    ("rbac.v1.RoleRef", "kind", &[OneOf(&["ClusterRole", "Role"])]),
    ("rbac.v1.RoleRef", "name", &[NotEmpty, Is(Check::PathSegment)]),
    ("rbac.v1.Subject", "kind", &[OneOf(&["Group", "ServiceAccount", "User"])]),
    ("rbac.v1.Subject", "name", &[NotEmpty]),
    ("rbac.v1.PolicyRule", "verbs", &[NotEmpty]),
    ("scheduling.v1.PriorityClass", "value", &[Range(-2_147_483_648.0, 1_000_000_000.0)]),
    ("storage.v1.StorageClass", "provisioner", &[NotEmpty]),
];

/// Definition, the least and the most of these fields that an object has.
const CHOICES: &[(&str, u8, u8, &[&str])] = &[
    ("core.v1.Probe", 1, 1, &["exec", "grpc", "httpGet", "tcpSocket"]),
    ("core.v1.LifecycleHandler", 1, 1, &["exec", "httpGet", "sleep", "tcpSocket"]),
    ("core.v1.EnvVar", 0, 1, &["value", "valueFrom"]),
    (
        "core.v1.EnvVarSource",
        1,
        1,
        &["configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"],
    ),
    ("core.v1.EnvFromSource", 1, 1, &["configMapRef", "secretRef"]),
    ("core.v1.VolumeMount", 0, 1, &["subPath", "subPathExpr"]),
    ("policy.v1.PodDisruptionBudgetSpec", 0, 1, &["maxUnavailable", "minAvailable"]),
    ("networking.v1.NetworkPolicyPeer", 0, 1, &["ipBlock", "namespaceSelector"]),
    ("networking.v1.NetworkPolicyPeer", 0, 1, &["ipBlock", "podSelector"]),
    ("networking.v1.NetworkPolicyPeer", 1, 2, &["ipBlock", "namespaceSelector", "podSelector"]),
    ("networking.v1.IngressBackend", 1, 1, &["resource", "service"]),
    ("networking.v1.ServiceBackendPort", 1, 1, &["name", "number"]),
    ("networking.v1.IngressSpec", 1, 2, &["defaultBackend", "rules"]),
    (
        "core.v1.Volume",
        0,
        1,
        &[
            "awsElasticBlockStore",
            "azureDisk",
            "azureFile",
            "cephfs",
            "cinder",
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "fc",
            "flexVolume",
            "flocker",
            "gcePersistentDisk",
            "gitRepo",
            "glusterfs",
            "hostPath",
            "image",
            "iscsi",
            "nfs",
            "persistentVolumeClaim",
            "photonPersistentDisk",
            "portworxVolume",
            "projected",
            "quobyte",
            "rbd",
            "scaleIO",
            "secret",
            "storageos",
            "vsphereVolume",
        ],
    ),
];

/// Definition, the check of the whole object.
const OBJECTS: &[(&str, Check)] = &[
    ("core.v1.PodSpec", Check::PodSpec),
    ("core.v1.ResourceRequirements", Check::ResourceRequirements),
    ("core.v1.ServiceSpec", Check::Service),
    ("apps.v1.DeploymentSpec", Check::Workload),
    ("apps.v1.ReplicaSetSpec", Check::Workload),
    ("apps.v1.StatefulSetSpec", Check::Workload),
    ("apps.v1.DaemonSetSpec", Check::Workload),
    ("autoscaling.v2.HorizontalPodAutoscalerSpec", Check::Autoscaler),
    ("autoscaling.v2.MetricSpec", Check::MetricSpec),
    ("rbac.v1.PolicyRule", Check::PolicyRule),
];

/// What holds for a field of a definition.
pub(crate) fn of_field(definition: &str, field: &str) -> Vec<Extra> {
    let of_it = |entry: &&(&str, &str, &'static [Extra])| entry.0 == definition && entry.1 == field;
    FIELDS.iter().filter(of_it).flat_map(|entry| entry.2).copied().collect()
}

/// What holds for the object of a definition.
pub(crate) fn of_object(definition: &str) -> Vec<Attribute> {
    let choices = CHOICES.iter().filter(|choice| choice.0 == definition).map(|(_, least, most, fields)| {
        let fields = fields.iter().map(ToString::to_string).collect();
        Attribute::Choice { least: *least, most: *most, fields }
    });
    let checks = OBJECTS.iter().filter(|entry| entry.0 == definition);
    choices.chain(checks.map(|(_, check)| Attribute::Check(*check))).collect()
}
