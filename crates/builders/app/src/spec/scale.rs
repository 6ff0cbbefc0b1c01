//! How many replicas, and how large.

use hagen_core::section::{Checker, Section, Within};
use hagen_core::target::Cores;
use hagen_kube::Quantity;

use crate::codes;

/// A number of replicas.
pub type ReplicaCount = Within<1, 1000>;

/// A utilisation in percent of what is requested.
pub type Utilisation = Within<1, 100>;

/// A fixed number of replicas, or the bounds of an autoscaler.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(shorthand = ReplicaCount, check = check_replicas)]
pub struct Replicas {
    /// How many there are at least.
    #[section(example = "3", also = "minReplicas minimum replicas")]
    pub min: ReplicaCount,
    /// How many there are at most. Absent: always as many as `min`.
    #[section(example = "10", also = "maxReplicas maximum")]
    pub max: Option<ReplicaCount>,
    /// The mean use of CPU, in percent of the request, that the autoscaler aims at. Absent: 70, unless `memory` is
    /// said.
    #[section(example = "70", also = "targetCPUUtilizationPercentage cpuUtilization target")]
    pub cpu: Option<Utilisation>,
    /// The mean use of memory, in percent of the request, that the autoscaler aims at. Use it only for programs that
    /// give memory back: one that does not is never scaled down again.
    #[section(example = "80", also = "targetMemoryUtilizationPercentage")]
    pub memory: Option<Utilisation>,
}

impl From<ReplicaCount> for Replicas {
    fn from(min: ReplicaCount) -> Self {
        Self { min, max: None, cpu: None, memory: None }
    }
}

fn check_replicas(replicas: &Replicas, checker: &mut Checker<'_, '_>) {
    let min = replicas.min.get();
    match replicas.max.map(ReplicaCount::get) {
        None => {
            let goals = [("cpu", replicas.cpu), ("memory", replicas.memory)];
            for (key, _) in goals.iter().filter(|(_, goal)| goal.is_some()) {
                let message = "only an autoscaler has a goal, and it needs `max`";
                checker.report(&codes::REPLICAS, key, message);
            }
        }
        Some(max) if max <= min => {
            let message = format!("`max` ({max}) leaves no room above `min` ({min})");
            checker.report(&codes::REPLICAS, "max", message).help =
                Some(format!("write `replicas: {min}` for a fixed number"));
        }
        Some(_) if min < 2 => {
            let message = "an autoscaler that goes down to one replica stops the application with its node";
            checker.report(&codes::REPLICAS, "min", message).help = Some("write `min: 2` or more".into());
        }
        Some(_) => {}
    }
}

/// The runtime refuses to make a container with less, or dies in it.
const LEAST_MEMORY: u128 = 6 << 20;

/// In mebibytes: the kubelet rotates logs of 10Mi.
const LEAST_DISK: u64 = 10;

/// What one replica needs.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_resources)]
pub struct Resources {
    /// The CPU it is sure to get. The autoscaler's utilisation is a part of it.
    #[section(default = Cores(Quantity::known("100m")), also = "cpuRequest requests")]
    pub cpu: Cores,
    /// The CPU it is held to. Absent: four times `cpu`, and at least one core.
    #[section(example = "2", also = "cpuLimits limits")]
    pub cpu_limit: Option<Cores>,
    /// The memory it gets, and is held to: what it gets beyond a request is taken from it when others need theirs.
    #[section(default = Quantity::known("256Mi"), also = "mem ram memoryLimit memoryRequest")]
    pub memory: Quantity,
    /// The disk of the node it gets, for its logs and what it writes. Absent: 128Mi and the sizes of its ephemeral
    /// volumes.
    #[section(example = "1Gi", also = "disk")]
    pub ephemeral_storage: Option<Quantity>,
}

fn check_resources(resources: &Resources, checker: &mut Checker<'_, '_>) {
    if let Some(limit) = &resources.cpu_limit
        && limit.0.milli() < resources.cpu.0.milli()
    {
        let message = format!("`cpuLimit` ({}) is less than `cpu` ({})", limit.0, resources.cpu.0);
        checker.report(&codes::RESOURCES, "cpuLimit", message);
    }
    let memory = resources.memory.units();
    if memory > 0 && memory < LEAST_MEMORY {
        let message = format!("no container starts in `{}` of memory", resources.memory);
        checker.report(&codes::RESOURCES, "memory", message).help =
            Some("the runtime itself needs 6Mi before the program begins".into());
    }
    if let Some(disk) = &resources.ephemeral_storage {
        let why = "the logs alone take 10Mi before the first is put away, and whoever takes more is evicted";
        checker.at_least(&["ephemeralStorage"], disk, LEAST_DISK, why);
    }
    for (key, amount) in [("cpu", &resources.cpu.0), ("memory", &resources.memory)] {
        if amount.milli() == 0 {
            checker.report(&codes::RESOURCES, key, format!("`{key}` is nothing"));
        }
    }
}
