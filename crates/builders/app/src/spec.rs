//! What a user says about an application.

mod check;
mod drill;
mod egress;
mod elsewhere;
mod expose;
mod files;
mod health;
mod job;
mod placement;
mod ports;
mod rollout;
mod scale;
mod serve;
mod traffic;

use hagen_core::section::{DAY, Distinct, HOUR, Map, SECOND, Section, TimeWithin, Within};
use hagen_core::workload::{security, shutdown};
use hagen_kube::{EnvName, Image, LabelValue, MountPath, Name, SecretRef};
use hagen_observe::slo::Slo;

pub use drill::Drill;
pub use egress::{Destination, Egress};
pub use expose::{Expose, Metrics, Use};
pub use files::{FileSource, SecretUse, Volume};
pub use health::Health;
pub use job::{Concurrency, Schedule};
pub use placement::{Priority, Strategy, TaintEffect, Toleration};
pub use ports::{PortNumber, PortSpec, Transport};
pub use rollout::{Analysis, BlueGreen, Promotion, Query, Rollout, Weight};
pub use scale::{ReplicaCount, Replicas, Resources, Utilisation};
pub use serve::Serve;
pub use traffic::{
    Abort, Attempts, Balancing, Connections, Delay, ErrorStatus, Method, Outliers, Retries, RouteMatch,
    Share, Traffic, TrafficRoute,
};

/// An application of your own: a container image, and how it is run.
///
/// What it becomes follows from what is said: `schedule` makes it a CronJob, `perNode` a DaemonSet, a volume that is
/// neither ephemeral nor shared a StatefulSet; anything else is a Deployment. A port makes a Service.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check::contradictions, retired = elsewhere::ELSEWHERE)]
pub struct App {
    /// The container image. A digest pins it: nobody can change what runs behind the tag.
    #[section(example = "registry.example.com/shop:1.4.2", also = "repository tag container")]
    pub image: Option<Image>,
    /// The program that is run instead of the image's own.
    #[section(also = "entrypoint")]
    pub command: Vec<String>,
    /// Its arguments.
    #[section(also = "cmd arguments extraArgs")]
    pub args: Vec<String>,
    /// A secret with the credentials of the image's registry, in the form of `.dockerconfigjson`.
    #[section(example = "registry/dockerconfigjson", also = "imagePullSecret imagePullSecrets pullSecrets")]
    pub pull_secret: Option<SecretRef>,

    /// The port it listens on, when there is one. It is named `http`.
    #[section(example = "8000", also = "containerPort targetPort servicePort service listen")]
    pub port: Option<PortNumber>,
    /// The ports it listens on, by name, when there are several.
    #[section(example = "{ http: 8000, grpc: 9000 }")]
    pub ports: Map<Name, PortSpec>,
    /// Serves TLS itself, with a certificate of an issuer of the platform's own, and asks its clients for one too.
    #[section(example = "internal", also = "https")]
    pub serve: Option<Serve>,
    /// How to see that it is well: a path that answers 200 when it can serve, or one path for each question.
    ///
    /// One path alone asks whether it is *ready*; whether it is *alive* is then asked by opening its port. Were both
    /// the same, a database that is slow to answer would restart every replica.
    #[section(
        example = "/health",
        also = "healthCheck probe probes livenessProbe readinessProbe startupProbe healthPath"
    )]
    pub health: Option<Health>,
    /// How long it may take to start, at most.
    #[section(
        default = TimeWithin::new(hagen_core::workload::probe::START_TIME),
        also = "initialDelaySeconds startTimeout startupTime"
    )]
    pub start_time: TimeWithin<SECOND, { 6 * HOUR }>,
    /// How long it may take to finish its requests, or its work, when it is told to stop.
    #[section(
        default = TimeWithin::new(shutdown::DRAIN),
        also = "terminationGracePeriodSeconds terminationGracePeriod gracePeriod stopTimeout preStop shutdown"
    )]
    pub drain_time: TimeWithin<SECOND, DAY>,

    /// How many replicas: a number, or the bounds of an autoscaler. Absent: three, or as many as there are nodes.
    #[section(
        example = "{ min: 3, max: 10, cpu: 70 }",
        also = "replicaCount instances autoscaling autoscaler hpa horizontalPodAutoscaler scale minReplicas maxReplicas"
    )]
    pub replicas: Option<Replicas>,
    /// What one replica needs.
    #[section(default, also = "limits requests cpu memory resource")]
    pub resources: Resources,
    /// How a new version takes the place of the old one.
    #[section(default, also = "updateStrategy deploymentStrategy rollingUpdate")]
    pub strategy: Strategy,
    /// Brings a new version to a part of the users first, and takes it back when it does not do well.
    #[section(example = "{ canary: [10, 50, 100], pause: 5m }", also = "canary blueGreen")]
    pub rollout: Option<Rollout>,

    /// Environment variables. A change of them restarts the replicas, one after the other.
    #[section(
        example = "{ LOG_LEVEL: info }",
        also = "env environment envFrom envVars extraEnv variables vars configMap configMaps settings"
    )]
    pub config: Map<EnvName, String>,
    /// Environment variables from secrets, each a reference `name/key`.
    #[section(
        example = "{ API_KEY: shop-api/key }",
        also = "secret envSecret secretEnv secretRef existingSecret"
    )]
    pub secrets: Map<EnvName, SecretUse>,
    /// Files, by their path in the container.
    #[section(example = "{ /app/config/app.toml: { from: files/app.toml } }", also = "configFiles mounts")]
    pub files: Map<MountPath, FileSource>,
    /// Volumes, by name.
    #[section(
        example = "{ cache: { mount: /cache, ephemeral: 1Gi } }",
        also = "volumeMounts extraVolumes extraVolumeMounts persistence persistentVolumeClaim pvc storage disk"
    )]
    pub volumes: Map<Name, Volume>,
    /// Folders besides `/tmp` that it writes to. The rest of its file system is read-only; what it writes here is
    /// gone with the replica, and held to 64Mi a folder.
    #[section(example = "[/var/cache/nginx]", also = "emptyDir tmpfs tmp")]
    pub writable: Vec<MountPath>,

    /// What else of the blueprint it uses. It gets the variables to connect with, and the network is open between
    /// the two.
    #[section(
        example = "[postgres/main, apps/auth]",
        also = "dependsOn needs links dependencies requires database databases db connections"
    )]
    pub uses: Vec<Use>,
    /// The name under which it is reached from outside the cluster.
    #[section(
        example = "{ host: shop.example.com }",
        also = "ingress route httpRoute gateway virtualService domain domains hosts hostname dns url public"
    )]
    pub expose: Option<Expose>,
    /// How requests to it are treated on their way, in a `mesh`.
    #[section(
        example = "{ outliers: { errors: 5 } }",
        also = "destinationRule circuitBreaker loadBalancing"
    )]
    pub traffic: Option<Traffic>,
    /// Where it shows its metrics to Prometheus.
    #[section(example = "/metrics", also = "serviceMonitor podMonitor prometheus monitoring scrape")]
    pub metrics: Option<Metrics>,
    /// Whether it is told where to send its traces. Absent: it is where the blueprint has `tracing`.
    #[section(example = "false", also = "traces telemetry otel openTelemetry")]
    pub tracing: Option<bool>,
    /// What its users may rely on. Alerts tell when failures use up the allowance, and a dashboard what is left of it.
    #[section(example = "{ availability: 99.9, latency: { p99: 300ms } }", also = "slos objectives sla")]
    pub slo: Option<Slo>,
    /// Writes a drill: load, and what to break meanwhile.
    #[section(example = "{ rate: 100, path: /search }", also = "loadTest benchmark k6")]
    pub drill: Option<Drill>,
    /// What it reaches outside the cluster: `internet`, a host, a network, on port 443 if nothing else is said.
    #[section(
        example = "[api.example.com, { to: 10.20.0.0/16, ports: [5432] }]",
        also = "networkPolicy networkPolicies outbound allowEgress networks"
    )]
    pub egress: Distinct<Egress>,
    /// Whether it talks to the Kubernetes API. It gets a token of its ServiceAccount then; what it may do is for
    /// Roles of your own to say.
    #[section(
        default = false,
        also = "rbac serviceAccount serviceAccountName role roles clusterRole automountServiceAccountToken permissions"
    )]
    pub kubernetes_api: bool,

    /// When it is run, for an application that does its work and ends.
    #[section(example = "\"*/10 * * * *\"", also = "cron cronJob cronJobs job jobs crontab")]
    pub schedule: Option<Schedule>,
    /// Runs one on every node, on those of the control plane too.
    #[section(default = false, also = "daemonSet agent")]
    pub per_node: bool,

    /// The user and group it runs as.
    #[section(default = Within::new(security::USER), also = "user uid podSecurityContext")]
    pub run_as_user: Within<1, 2_147_483_647>,
    /// Who gives way to whom when there is not room for all.
    #[section(default, also = "priorityClass priorityClassName")]
    pub priority: Priority,
    /// Labels of the nodes that it may run on.
    #[section(example = "{ example.com/pool: web }", also = "nodes nodePool nodeAffinity")]
    pub node_selector: Map<String, LabelValue>,
    /// Taints of nodes that do not keep it away.
    #[section(also = "taints")]
    pub tolerations: Distinct<Toleration>,
}
