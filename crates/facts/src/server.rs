//! What the API server enforces in code and no schema says, as a table over the definitions of the OpenAPI.

use hagen_check::schema::format::Check;

use crate::fields::FIELDS;
use hagen_check::facts::Attribute;

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
    ("apiextensions.v1.CustomResourceDefinition", Check::Definition),
    ("autoscaling.v2.MetricTarget", Check::MetricTarget),
    ("batch.v1.JobSpec", Check::Job),
    ("core.v1.ConfigMap", Check::ConfigMap),
    ("core.v1.NodeSelectorRequirement", Check::NodeRequirement),
    ("core.v1.PersistentVolumeClaimSpec", Check::Claim),
    ("core.v1.SeccompProfile", Check::Profile),
    ("core.v1.AppArmorProfile", Check::Profile),
    ("core.v1.Secret", Check::Secret),
    ("core.v1.SecurityContext", Check::SecurityContext),
    ("core.v1.Toleration", Check::Toleration),
    ("core.v1.TopologySpreadConstraint", Check::Spread),
    ("discovery.v1.EndpointSlice", Check::EndpointSlice),
    ("networking.v1.HTTPIngressPath", Check::IngressPath),
    ("networking.v1.IPBlock", Check::IpBlock),
    ("networking.v1.NetworkPolicyPort", Check::PolicyPort),
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
