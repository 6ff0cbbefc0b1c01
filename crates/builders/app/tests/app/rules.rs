//! The rules of reliability, on whatever comes out.

use hagen_core::section::Within;
use hagen_core::target::Profile;
use hagen_kube::{Manifest, Zone};
use hagen_yaml::Value;

use super::fixture::{ALL, Built, World, at, world};

/// One object that runs pods, with all that belongs to it.
struct Subject<'b> {
    built: &'b Built,
    world: &'b World,
    kind: &'b str,
    name: &'b str,
    object: &'b Value,
    template: &'b Value,
    container: &'b Value,
}

const RUNNERS: [&str; 5] = ["Deployment", "Rollout", "StatefulSet", "DaemonSet", "CronJob"];

fn subjects<'b>(built: &'b Built, world: &'b World) -> Vec<Subject<'b>> {
    let runners = built.objects.iter().filter(|object| RUNNERS.contains(&object.kind()));
    runners.map(|object| subject(built, world, object)).collect()
}

fn subject<'b>(built: &'b Built, world: &'b World, manifest: &'b Manifest) -> Subject<'b> {
    let object = manifest.value();
    let job = manifest.kind() == "CronJob";
    let template = at(object, if job { "spec.jobTemplate.spec.template" } else { "spec.template" });
    let container = at(template, "spec.containers.0");
    let (kind, name) = (manifest.kind(), manifest.name());
    Subject { built, world, kind, name, object, template, container }
}

impl Subject<'_> {
    fn find(&self, kind: &str) -> Option<&Value> {
        let mut all = self.built.objects.iter().filter(|o| o.kind() == kind && o.name() == self.name);
        let found = all.next();
        assert!(all.next().is_none(), "two {kind} {}", self.name);
        found.map(Manifest::value)
    }

    fn is_replicated(&self) -> bool {
        matches!(self.kind, "Deployment" | "Rollout" | "StatefulSet")
    }

    fn least(&self) -> i64 {
        let bound = self.find("HorizontalPodAutoscaler").map(|hpa| at(hpa, "spec.minReplicas"));
        bound.unwrap_or_else(|| at(self.object, "spec.replicas")).as_int().unwrap()
    }

    /// A01–A05.
    fn replicas(&self) {
        if !self.is_replicated() {
            return;
        }
        let said = self.object.at(&["spec", "replicas"]);
        let Some(hpa) = self.find("HorizontalPodAutoscaler") else {
            let noted =
                self.built.findings.iter().any(|f| f.code.id == "HG0317" && f.message.contains(self.name));
            assert!(self.least() > 1 || noted, "{}", self.name);
            return;
        };
        assert!(said.is_none());
        let target = at(hpa, "spec.scaleTargetRef");
        assert_eq!(at(target, "kind").as_str(), Some(self.kind));
        assert!(self.least() >= 2 && self.least() < at(hpa, "spec.maxReplicas").as_int().unwrap());
        assert!(at(hpa, "spec.behavior.scaleDown.stabilizationWindowSeconds").as_int().unwrap() >= 300);
        for metric in at(hpa, "spec.metrics").as_list().unwrap() {
            let resource = at(metric, "resource.name").as_str().unwrap();
            assert!(at(self.container, "resources.requests").get(resource).is_some());
        }
    }

    /// A06–A10.
    fn budget(&self) {
        let nodes = self.world.cluster.nodes.schedulable();
        let Some(budget) = self.find("PodDisruptionBudget") else {
            assert!(!self.is_replicated() || self.least() < 2 || nodes < 2, "{}", self.name);
            return;
        };
        assert!(self.is_replicated() && self.least() >= 2 && nodes >= 2, "{}", self.name);
        assert_eq!(at(budget, "spec.maxUnavailable").as_int(), Some(1));
        assert_eq!(at(budget, "spec.unhealthyPodEvictionPolicy").as_str(), Some("AlwaysAllow"));
        assert_eq!(at(budget, "spec.selector"), at(self.object, "spec.selector"));
    }

    /// A11–A15, A33.
    fn spread(&self) {
        let constraints = self.template.at(&["spec", "topologySpreadConstraints"]).and_then(Value::as_list);
        let nodes = &self.world.cluster.nodes;
        if !self.is_replicated() || self.least() < 2 || nodes.schedulable() < 2 {
            assert!(constraints.is_none(), "{}", self.name);
            return;
        }
        let constraints = constraints.unwrap();
        let over = |key: &str| {
            constraints.iter().find(|c| at(c, "topologyKey").as_str() == Some(key)).map(|c| {
                (at(c, "maxSkew").as_int().unwrap(), at(c, "whenUnsatisfiable").as_str().unwrap(), c)
            })
        };
        let host = over("kubernetes.io/hostname").unwrap();
        if nodes.is_zonal() {
            let (skew, hard, zone) = over("topology.kubernetes.io/zone").unwrap();
            assert_eq!((skew, hard), (1, "DoNotSchedule"));
            let domains = at(zone, "minDomains").as_int().unwrap();
            assert!(domains >= 1 && domains < i64::try_from(nodes.zones.len()).unwrap());
            assert_eq!((host.0, host.1), (1, "ScheduleAnyway"));
        } else {
            // Not all on one node: the skew over the nodes is less than the replicas.
            assert_eq!((host.0, host.1), (self.least() - 1, "DoNotSchedule"));
            assert!(host.2.get("minDomains").is_none());
        }
        for constraint in constraints {
            self.constraint(constraint);
        }
    }

    fn constraint(&self, constraint: &Value) {
        assert_eq!(at(constraint, "nodeTaintsPolicy").as_str(), Some("Honor"));
        assert_eq!(at(constraint, "labelSelector"), at(self.object, "spec.selector"));
        let key = constraint.at(&["matchLabelKeys"]).and_then(|keys| keys.as_list()?.first()?.as_str());
        let expected = match self.kind {
            "Deployment" => Some("pod-template-hash"),
            "Rollout" => Some("rollouts-pod-template-hash"),
            _ => None,
        };
        assert_eq!(key, expected);
        let term =
            "affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.0.podAffinityTerm";
        let term = at(self.template, &format!("spec.{term}"));
        assert_eq!(at(term, "labelSelector"), at(self.object, "spec.selector"));
    }

    /// A16.
    fn rollout(&self) {
        let number = |value: &Value| value.as_int().unwrap();
        match self.kind {
            "Deployment" if at(self.object, "spec.strategy.type").as_str() == Some("Recreate") => {}
            "Deployment" => {
                let rolling = at(self.object, "spec.strategy.rollingUpdate");
                assert_eq!((number(at(rolling, "maxUnavailable")), number(at(rolling, "maxSurge"))), (0, 1));
            }
            "DaemonSet" => {
                let rolling = at(self.object, "spec.updateStrategy.rollingUpdate");
                assert_eq!(number(at(rolling, "maxUnavailable")) + number(at(rolling, "maxSurge")), 1);
            }
            "StatefulSet" => {
                assert_eq!(at(self.object, "spec.updateStrategy.type").as_str(), Some("RollingUpdate"));
            }
            _ => {}
        }
    }

    /// A17–A20.
    fn probes(&self) {
        let served = self.container.get("lifecycle").is_some();
        let probe = |name: &str| self.container.get(name);
        assert!(!served || (probe("livenessProbe").is_some() && probe("readinessProbe").is_some()));
        let check = |name: &str| {
            let probe = probe(name)?;
            probe.get("httpGet").or(probe.get("tcpSocket")).or(probe.get("exec"))
        };
        let both_open_the_port = self
            .built
            .findings
            .iter()
            .any(|f| f.code.id == "HG0319" && f.place.path.to_string().ends_with(self.name));
        if served && !both_open_the_port {
            assert_ne!(check("livenessProbe"), check("readinessProbe"), "{}", self.name);
        }
        for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
            if let Some(port) = check(name).and_then(|check| check.get("port")) {
                let ports = at(self.container, "ports").as_list().unwrap();
                assert!(ports.iter().any(|declared| at(declared, "name") == port));
            }
        }
        if let Some(startup) = probe("startupProbe") {
            let budget = at(startup, "periodSeconds").as_int().unwrap()
                * at(startup, "failureThreshold").as_int().unwrap();
            assert!(budget >= if self.name == "shop" { 400 } else { 150 });
            assert!(probe("livenessProbe").is_some());
        }
    }

    /// A21, A22, A30.
    fn stop(&self) {
        let pod = at(self.template, "spec");
        let grace = at(pod, "terminationGracePeriodSeconds").as_int().unwrap();
        let drain = if self.name == "shop" { 40 } else { 25 };
        let sleep = self.container.at(&["lifecycle", "preStop", "sleep", "seconds"]);
        let sleep = sleep.and_then(Value::as_int).unwrap_or_default();
        assert!(grace >= sleep + drain + 5);
        let serves = self.container.get("readinessProbe").is_some();
        assert!(sleep >= 15 || !serves, "{}", self.name);
        let class = at(pod, "priorityClassName").as_str().unwrap();
        assert!(["hagen-critical", "hagen-standard", "hagen-batch"].contains(&class));
        assert_eq!(class == "hagen-batch", self.kind == "CronJob");
        let tolerations = pod.get("tolerations").and_then(Value::as_list).unwrap_or_default();
        let soon =
            tolerations.iter().filter(|t| t.get("tolerationSeconds").and_then(Value::as_int) == Some(30));
        assert_eq!(soon.count(), if matches!(self.kind, "Deployment" | "Rollout") { 2 } else { 0 });
    }

    /// A23, A29, A31, A32.
    fn container(&self) {
        for resource in ["cpu", "memory", "ephemeral-storage"] {
            let amount = |side: &str| {
                let text =
                    at(self.container, &format!("resources.{side}")).get(resource).unwrap().as_str().unwrap();
                hagen_kube::Quantity::known(text).milli()
            };
            assert!(amount("requests") > 0 && amount("requests") <= amount("limits"));
            assert!(resource != "memory" || amount("requests") == amount("limits"));
        }
        let volumes = at(self.template, "spec.volumes").as_list().unwrap();
        let empty = volumes.iter().filter_map(|volume| volume.get("emptyDir"));
        assert!(empty.into_iter().all(|volume| volume.get("sizeLimit").is_some()));
        let own =
            self.object.at(&["spec", "volumeClaimTemplates"]).and_then(Value::as_list).unwrap_or_default();
        let mut names: Vec<_> = volumes.iter().map(|volume| at(volume, "name")).collect();
        names.extend(own.iter().map(|claim| at(claim, "metadata.name")));
        for mount in at(self.container, "volumeMounts").as_list().unwrap() {
            assert!(names.contains(&at(mount, "name")));
        }
        let env = self.container.get("env").and_then(Value::as_list).unwrap_or_default();
        let mut variables: Vec<_> = env.iter().map(|variable| at(variable, "name").as_str()).collect();
        variables.sort_unstable();
        assert!(variables.windows(2).all(|pair| pair[0] != pair[1]));
        if self.kind != "CronJob" {
            let labels = at(self.template, "metadata.labels");
            for (key, value) in at(self.object, "spec.selector.matchLabels").as_map().unwrap() {
                assert_eq!(labels.get(key), Some(value));
                assert_ne!(&**key, "app.kubernetes.io/version");
            }
        }
    }

    /// A25, A26, A28.
    fn service(&self) {
        if let Some(service) = self.find("Service") {
            let selector = at(service, "spec.selector");
            assert_eq!(selector, at(self.object, "spec.selector.matchLabels"));
            let declared = at(self.container, "ports").as_list().unwrap();
            for port in at(service, "spec.ports").as_list().unwrap() {
                assert!(declared.iter().any(|known| at(known, "name") == at(port, "targetPort")));
            }
        }
        if self.kind == "StatefulSet" {
            let headless = at(self.object, "spec.serviceName").as_str().unwrap();
            assert_eq!(at(self.built.object("Service", headless), "spec.clusterIP").as_str(), Some("None"));
        }
        if self.kind == "Deployment" {
            for volume in at(self.template, "spec.volumes").as_list().unwrap() {
                let Some(claim) = volume.at(&["persistentVolumeClaim", "claimName"]) else { continue };
                let claim = self.built.object("PersistentVolumeClaim", claim.as_str().unwrap());
                assert_eq!(at(claim, "spec.accessModes.0").as_str(), Some("ReadWriteMany"));
            }
        }
    }

    /// A27.
    fn job(&self) {
        if self.kind != "CronJob" {
            return;
        }
        let spec = at(self.object, "spec");
        assert!(["Forbid", "Replace"].contains(&at(spec, "concurrencyPolicy").as_str().unwrap()));
        let job = at(spec, "jobTemplate.spec");
        let ignored = at(job, "podFailurePolicy.rules.0");
        assert_eq!(at(ignored, "action").as_str(), Some("Ignore"));
        assert_eq!(at(ignored, "onPodConditions.0.type").as_str(), Some("DisruptionTarget"));
        assert_eq!(at(job, "template.spec.restartPolicy").as_str(), Some("Never"));
        assert!(job.get("ttlSecondsAfterFinished").is_none());
        for bound in ["startingDeadlineSeconds", "failedJobsHistoryLimit", "successfulJobsHistoryLimit"] {
            assert!(at(spec, bound).as_int().unwrap() > 0);
        }
        assert!(at(job, "activeDeadlineSeconds").as_int().unwrap() > 0);
    }

    /// Pod Security `restricted` and what stands beside it.
    fn security(&self) {
        let pod = at(self.template, "spec");
        let truth = |value: &Value, path: &str| at(value, path).as_bool().unwrap();
        assert!(truth(pod, "securityContext.runAsNonRoot"));
        assert!(at(pod, "securityContext.runAsUser").as_int().unwrap() > 10000);
        assert!(at(pod, "securityContext.runAsGroup").as_int().unwrap() > 10000);
        assert_eq!(at(pod, "securityContext.seccompProfile.type").as_str(), Some("RuntimeDefault"));
        assert_eq!(truth(pod, "automountServiceAccountToken"), self.name == "agent");
        assert!(!truth(pod, "enableServiceLinks"));
        assert_eq!(at(pod, "serviceAccountName").as_str(), Some(self.name));
        assert!(!truth(self.find("ServiceAccount").unwrap(), "automountServiceAccountToken"));
        let context = at(self.container, "securityContext");
        assert!(!truth(context, "allowPrivilegeEscalation") && truth(context, "readOnlyRootFilesystem"));
        assert_eq!(at(context, "capabilities.drop.0").as_str(), Some("ALL"));
        for key in ["hostNetwork", "hostPID", "hostIPC"] {
            assert!(pod.get(key).is_none());
        }
    }
}

fn check(world: &World) {
    let built = world.build(ALL);
    let subjects = subjects(&built, world);
    assert_eq!(subjects.len(), 11);
    for subject in subjects {
        subject.replicas();
        subject.budget();
        subject.spread();
        subject.rollout();
        subject.probes();
        subject.stop();
        subject.container();
        subject.service();
        subject.job();
        subject.security();
    }
}

/// A cluster with so many workers in so many zones.
fn cluster(workers: i64, zones: &[&str]) -> World {
    let mut world = world();
    world.cluster.nodes.workers = Within::new(workers);
    world.cluster.nodes.zones = zones.iter().map(|&zone| Zone::known(zone)).collect();
    world
}

#[test]
fn hold_on_clusters_of_every_form() {
    for (workers, zones) in [
        (5, &["a", "b", "c"] as &[&str]),
        (2, &["a", "b"]),
        (6, &["only"]),
        (3, &[]),
        (2, &[]),
        (1, &[]),
        (0, &[]),
    ] {
        check(&cluster(workers, zones));
    }
}

#[test]
fn hold_in_development() {
    check(&World { profile: Profile::Dev, ..world() });
}
