//! How often the kubelet asks a container how it is, and when it draws conclusions.

use hagen_kube::Duration;
use k8s_openapi::api::core::v1::Probe;

/// How long a container may take to start when nobody says: 30 attempts, 5 seconds apart.
pub const START_TIME: Duration = Duration::seconds(150);

const START_PERIOD: u64 = 5;

/// A readiness probe: 15 seconds of failure take the pod out of its Services, the first success puts it back.
pub fn readiness(check: Probe) -> Probe {
    timed(check, 5, 3)
}

/// A liveness probe: a minute of failure restarts the container. It is slower than readiness, so that a pod stops
/// getting traffic, and may recover, long before it is restarted.
pub fn liveness(check: Probe) -> Probe {
    timed(check, 10, 6)
}

/// A startup probe: liveness and readiness wait until it succeeds, `start_time` at most.
pub fn startup(check: Probe, start_time: Duration) -> Probe {
    let attempts = start_time.as_seconds().div_ceil(START_PERIOD).max(1);
    timed(check, START_PERIOD, attempts)
}

fn timed(check: Probe, period: u64, attempts: u64) -> Probe {
    Probe {
        period_seconds: i32::try_from(period).ok(),
        timeout_seconds: Some(3),
        failure_threshold: Some(i32::try_from(attempts).unwrap_or(i32::MAX)),
        ..check
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_takes_as_long_as_is_said() {
        for (seconds, attempts) in [(150, 30), (1, 1), (11, 3), (600, 120)] {
            let probe = startup(Probe::default(), Duration::seconds(seconds));
            assert_eq!((probe.period_seconds, probe.failure_threshold), (Some(5), Some(attempts)));
        }
    }
}
