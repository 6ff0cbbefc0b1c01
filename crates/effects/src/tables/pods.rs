//! What pods are made of. The places are those of a pod template.

use crate::effect::Effect;
use crate::table::{ALLOWS, POD_CAPACITY, Rule, Verdict, each, rule};

/// Pods may do it, and are replaced for it.
const MAY: Verdict =
    Verdict::PodsAnd(&Verdict::Rank(&["false", "true"], Effect::FewerPermissions, Effect::MorePermissions));
/// The same of what they may not.
const MAY_NOT: Verdict =
    Verdict::PodsAnd(&Verdict::Rank(&["false", "true"], Effect::MorePermissions, Effect::FewerPermissions));
/// Without a word, they have a token.
const TOKEN: Verdict = Verdict::PodsAnd(&Verdict::Rank(
    &["false", "", "true"],
    Effect::FewerPermissions,
    Effect::MorePermissions,
));
/// What is on the list is forbidden.
const FORBIDS: Verdict = Verdict::Items(Effect::FewerPermissions, Effect::MorePermissions);
/// Pods are in the network of their node.
const OPEN: Verdict = Verdict::Rank(&["false", "true"], Effect::ClosesNetwork, Effect::OpensNetwork);

/// Whatever changes here, pods are replaced for it.
pub(crate) const POD: &[Rule] = &[
    rule("spec containers|initContainers * image", "image", Verdict::Pods),
    each("spec containers|initContainers * env * value", "env", 2, Verdict::Pods),
    each("spec containers|initContainers * env * valueFrom * *", "env", 2, Verdict::Pods),
    each("spec containers|initContainers * env *", "env", 2, Verdict::Pods),
    rule("spec containers|initContainers * env", "env", Verdict::Pods),
    each("spec containers|initContainers * envFrom *", "env from", 2, Verdict::Pods),
    rule("spec containers|initContainers * resources limits memory", "memory limit", POD_CAPACITY),
    rule("spec containers|initContainers * resources limits cpu", "CPU limit", POD_CAPACITY),
    rule("spec containers|initContainers * resources requests memory", "memory request", POD_CAPACITY),
    rule("spec containers|initContainers * resources requests cpu", "CPU request", POD_CAPACITY),
    each("spec containers|initContainers * resources limits *", "limit", 2, Verdict::Pods),
    each("spec containers|initContainers * resources requests *", "request", 2, Verdict::Pods),
    each("spec containers|initContainers * ports * **", "port", 2, Verdict::Pods),
    each("spec containers|initContainers * volumeMounts * **", "mount", 2, Verdict::Pods),
    rule("spec containers|initContainers * command **", "command", Verdict::Pods),
    rule("spec containers|initContainers * args **", "arguments", Verdict::Pods),
    each("spec containers *", "container", 1, Verdict::Pods),
    each("spec initContainers *", "init container", 1, Verdict::Pods),
    each("spec volumes * **", "volume", 1, Verdict::Pods),
    rule("spec serviceAccountName", "service account", Verdict::Pods),
    rule("spec priorityClassName", "priority class", Verdict::Pods),
    rule("spec terminationGracePeriodSeconds", "time to stop", Verdict::Pods),
    rule("spec nodeSelector **", "node selector", Verdict::Pods),
    rule("spec tolerations **", "tolerations", Verdict::Pods),
    rule("spec affinity **", "affinity", Verdict::Pods),
    rule("spec topologySpreadConstraints **", "spread over nodes and zones", Verdict::Pods),
    rule("spec hostNetwork", "network of the node", Verdict::PodsAnd(&OPEN)),
    rule("spec hostPID|hostIPC", "processes of the node", MAY),
    rule("spec automountServiceAccountToken", "token of the service account", TOKEN),
    rule("spec containers|initContainers * securityContext privileged", "privileged", MAY),
    rule(
        "spec containers|initContainers * securityContext allowPrivilegeEscalation",
        "privilege escalation",
        MAY,
    ),
    rule("spec containers|initContainers * securityContext runAsNonRoot", "never as root", MAY_NOT),
    rule(
        "spec containers|initContainers * securityContext readOnlyRootFilesystem",
        "read-only files",
        MAY_NOT,
    ),
    rule("spec securityContext runAsNonRoot", "never as root", MAY_NOT),
    each(
        "spec containers|initContainers * securityContext capabilities add *",
        "capability",
        2,
        Verdict::PodsAnd(&ALLOWS),
    ),
    each(
        "spec containers|initContainers * securityContext capabilities drop *",
        "dropped capability",
        2,
        Verdict::PodsAnd(&FORBIDS),
    ),
    rule("metadata annotations checksum/config", "configuration", Verdict::Aside),
    rule("metadata labels app.kubernetes.io/version", "version label", Verdict::Aside),
    each("metadata labels *", "pod label", 1, Verdict::Pods),
    each("metadata annotations *", "pod annotation", 1, Verdict::Pods),
];
