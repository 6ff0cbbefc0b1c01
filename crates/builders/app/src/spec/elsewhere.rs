//! What people write for an application elsewhere, and hagen sees to itself or keeps in another place.

use hagen_core::codes::UNKNOWN_KEY;
use hagen_core::section::Retired;

const BUDGET: &str = "there is a budget that fits `replicas`; a patch of the PodDisruptionBudget changes it";
const SPREAD: &str = "replicas are spread over nodes and zones; a patch of the Deployment changes how";
const CONFINED: &str = "containers run without root, without rights and with a root that is read-only; `runAsUser` and \
                        `writable` say what differs";
const CONTAINERS: &str = "for further containers write a patch of the Deployment, under `patches`";
const METADATA: &str = "write a patch of the object that is to have them, under `patches`";

pub(super) static ELSEWHERE: &[Retired] = &[
    word("pdb", BUDGET),
    word("podDisruptionBudget", BUDGET),
    word("minAvailable", BUDGET),
    word("affinity", SPREAD),
    word("podAntiAffinity", SPREAD),
    word("topologySpreadConstraints", SPREAD),
    word("securityContext", CONFINED),
    word("containerSecurityContext", CONFINED),
    word("capabilities", CONFINED),
    word("readOnlyRootFilesystem", CONFINED),
    word("privileged", CONFINED),
    word("initContainers", CONTAINERS),
    word("extraContainers", CONTAINERS),
    word("sidecars", CONTAINERS),
    word("containers", CONTAINERS),
    word("labels", METADATA),
    word("podLabels", METADATA),
    word("annotations", METADATA),
    word("podAnnotations", METADATA),
    word("namespace", "an environment has one, for all that is in it: `namespace` under `environments`"),
    word("imagePullPolicy", "leave it out: an image is pulled where a node does not have it"),
    word(
        "restartPolicy",
        "leave it out: a service starts again whenever it ends, and a job has `schedule.retries`",
    ),
    word(
        "restart",
        "leave it out: a service starts again whenever it ends, and a job has `schedule.retries`",
    ),
    word("revisionHistoryLimit", "leave it out: Git has every version"),
];

const fn word(word: &'static str, help: &'static str) -> Retired {
    Retired { word, code: &UNKNOWN_KEY, help }
}
