//! What is remembered of a component once its objects are on their way: enough to judge them together with those of
//! all others, and little, as there may be very many.

mod analysis;
mod boards;
mod gateway;
mod mesh;
mod network;
mod policy;
mod query;
mod quota;
mod reference;
mod scaling;
mod secret;
mod taken;
mod twice;
mod workload;

pub(crate) use analysis::{Analysis, Template};
pub(crate) use boards::{Asked, Board, Boards, Grafana, LABEL as DASHBOARD_LABEL, uid_key};
pub(crate) use gateway::{Grant, Parent, Way};
pub(crate) use mesh::{Aim, Call, Subset};
pub(crate) use network::{Backend, Monitor, PortName, Service};
pub(crate) use policy::{Direction, Other, Policy, Rule};
pub(crate) use query::{Asks, Query};
pub(crate) use quota::{Counted, Hard, Quota, Range, Span};
pub(crate) use reference::{Config, Reference, There, keys};
pub(crate) use scaling::{Amount, Budget, Scaler};
pub(crate) use secret::{Made as SecretMade, Read as SecretRead};
pub(crate) use taken::Taken;
pub(crate) use twice::{Of, Sole};
pub(crate) use workload::{Amounts, Apart, Claim, Neighbours, Resource, Workload, neighbours};

use hagen_core::Code;
use hagen_kube::Manifest;
use hagen_yaml::Value;

use crate::finding::{Finding, Subject};
use crate::judge::Judge;
use crate::labels::{Labels, hash};
use crate::pod::{Pod, items, text};

/// What is remembered of a component, and what is wrong with its objects, each taken alone.
#[derive(Debug, Default)]
pub struct Facts {
    pub(crate) findings: Vec<Finding>,
    pub(crate) workloads: Vec<Workload>,
    pub(crate) scalers: Vec<Scaler>,
    pub(crate) budgets: Vec<Budget>,
    pub(crate) services: Vec<Service>,
    pub(crate) monitors: Vec<Monitor>,
    pub(crate) backends: Vec<Backend>,
    pub(crate) gateways: Vec<Way>,
    /// The gateways that routes of users want to be of.
    pub(crate) parents: Vec<Parent>,
    pub(crate) grants: Vec<Grant>,
    /// The pods that rules of the mesh are for.
    pub(crate) aims: Vec<Aim>,
    /// Where rules of the mesh lead to.
    pub(crate) calls: Vec<Call>,
    pub(crate) subsets: Vec<Subset>,
    pub(crate) policies: Vec<Policy>,
    pub(crate) namespaces: Vec<Namespace>,
    pub(crate) secrets_made: Vec<SecretMade>,
    pub(crate) secrets_read: Vec<SecretRead>,
    pub(crate) there: Vec<There>,
    pub(crate) references: Vec<Reference>,
    pub(crate) configs: Vec<Config>,
    pub(crate) templates: Vec<Template>,
    pub(crate) analyses: Vec<Analysis>,
    /// What has to do with Grafana, where anything has.
    pub(crate) boards: Option<Box<Boards>>,
    /// The dashboards that hagen made.
    pub(crate) own_boards: Vec<u64>,
    pub(crate) quotas: Vec<Quota>,
    pub(crate) soles: Vec<Sole>,
    pub(crate) taken: Vec<Taken>,
    pub(crate) neighbours: Vec<Neighbours>,
    pub(crate) ranges: Vec<Range>,
    /// Volumes that claims of their own ask for.
    pub(crate) claims: Vec<Claim>,
    /// The names of priority classes.
    pub(crate) priorities: Vec<u64>,
    pub(crate) gossip: Vec<Gossip>,
    /// Databases: namespace, name, and whether their log is archived.
    pub(crate) databases: Vec<Database>,
    /// The databases that somebody makes backups of, by namespace and name.
    pub(crate) backups: Vec<(Subject, u64, Box<str>)>,
    pub(crate) queries: Vec<Query>,
    /// What monitors of pods are called as the source of metrics: namespace and name.
    pub(crate) pod_monitors: Vec<u64>,
    /// Namespaces where something is.
    pub(crate) places: Vec<u64>,
    /// Namespaces where a chart makes pods that nobody sees here.
    pub(crate) unseen: Vec<u64>,
    /// Whether there is a chart of which nobody knows what it makes.
    pub(crate) has_any_chart: bool,
    /// Namespaces where a chart has a network policy for each of its pods.
    pub(crate) open: Vec<u64>,
}

/// Pods that talk to each other.
#[derive(Debug)]
pub(crate) struct Gossip {
    pub(crate) subject: Subject,
    /// The rule that is broken when they are kept apart.
    pub(crate) code: &'static Code,
    pub(crate) namespace: u64,
    pub(crate) labels: Labels,
    /// Ports, each with whether it is of TCP.
    pub(crate) ports: &'static [(u16, bool)],
}

/// A database that CloudNativePG runs.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) subject: Subject,
    pub(crate) namespace: u64,
    /// Whether its log goes to where backups are.
    pub(crate) is_archived: bool,
}

/// A namespace.
#[derive(Debug)]
pub(crate) struct Namespace {
    pub(crate) subject: Subject,
    pub(crate) name: u64,
    /// Whether it says what privileges its pods may have.
    pub(crate) is_restricted: bool,
}

impl Facts {
    /// Gives back what the lists have room for: each begins with room for four, and most components have one or none.
    pub(crate) fn shrink(&mut self) {
        self.findings.shrink_to_fit();
        self.workloads.shrink_to_fit();
        self.scalers.shrink_to_fit();
        self.budgets.shrink_to_fit();
        self.services.shrink_to_fit();
        self.monitors.shrink_to_fit();
        self.backends.shrink_to_fit();
        self.gateways.shrink_to_fit();
        self.parents.shrink_to_fit();
        self.grants.shrink_to_fit();
        self.aims.shrink_to_fit();
        self.calls.shrink_to_fit();
        self.subsets.shrink_to_fit();
        self.policies.shrink_to_fit();
        self.namespaces.shrink_to_fit();
        self.secrets_made.shrink_to_fit();
        self.secrets_read.shrink_to_fit();
        self.there.shrink_to_fit();
        self.references.shrink_to_fit();
        self.configs.shrink_to_fit();
        self.templates.shrink_to_fit();
        self.analyses.shrink_to_fit();
        self.own_boards.shrink_to_fit();
        self.quotas.shrink_to_fit();
        self.soles.shrink_to_fit();
        self.taken.shrink_to_fit();
        self.neighbours.shrink_to_fit();
        self.ranges.shrink_to_fit();
        self.claims.shrink_to_fit();
        self.priorities.shrink_to_fit();
        self.gossip.shrink_to_fit();
        self.databases.shrink_to_fit();
        self.backups.shrink_to_fit();
        self.queries.shrink_to_fit();
        self.pod_monitors.shrink_to_fit();
        self.places.shrink_to_fit();
        self.unseen.shrink_to_fit();
        self.open.shrink_to_fit();
    }

    /// Says that something has a network policy for each pod in a namespace.
    pub fn guards_itself(&mut self, namespace: &str) {
        self.open.push(hash(namespace));
    }

    /// Says that pods which nobody sees here are made in a namespace: by a chart.
    pub fn has_unseen_pods(&mut self, namespace: &str) {
        self.unseen.push(hash(namespace));
    }

    /// Takes in what matters of an object to others.
    pub(crate) fn take(&mut self, judge: &Judge<'_>, manifest: &Manifest, pod: Option<&Pod<'_>>) {
        let (subject, namespace) = (&judge.subject, hash(judge.namespace(manifest)));
        let value = manifest.value();
        self.workloads.extend(pod.map(|pod| Workload::of(subject, namespace, pod)));
        if let Some(pod) = pod {
            self.secrets_read.extend(secret::read(subject, namespace, pod));
        }
        self.secrets_made.extend(secret::made(manifest, namespace));
        self.there.extend(reference::there(manifest, namespace));
        self.take_boards(subject, manifest);
        self.soles.extend(twice::soles(subject, judge.namespace(manifest), manifest));
        if subject.by_user {
            self.take_names(subject, namespace, manifest);
            self.neighbours.extend(pod.iter().flat_map(|pod| neighbours(subject, namespace, pod)));
        }
        match (manifest.group(), manifest.kind()) {
            ("autoscaling", "HorizontalPodAutoscaler") => {
                self.scalers.extend(Scaler::of(subject, namespace, value));
            }
            ("policy", "PodDisruptionBudget") => self.budgets.push(Budget::of(subject, namespace, value)),
            ("", "Service") => self.services.push(Service::of(subject, namespace, value)),
            ("", "Namespace") => {
                self.places.push(hash(manifest.name()));
                self.namespaces.push(Namespace::of(subject, value));
            }
            ("networking.k8s.io", "NetworkPolicy") => {
                self.policies.push(Policy::of(subject, namespace, value));
            }
            ("networking.k8s.io", "Ingress") => {
                self.backends.extend(network::backends(subject, namespace, value));
                self.taken.extend(taken::taken(subject, namespace, manifest, &self.backends));
            }
            ("gateway.networking.k8s.io", _) => self.take_way_in(subject, namespace, manifest),
            ("networking.istio.io" | "security.istio.io" | "telemetry.istio.io", _) => {
                self.take_mesh(judge, manifest);
            }
            ("monitoring.coreos.com", "ServiceMonitor" | "PodMonitor") => {
                self.monitors.extend(Monitor::of(subject, namespace, value));
                self.pod_monitors.push(hash(&format!("{}/{}", judge.namespace(manifest), manifest.name())));
            }
            ("postgresql.cnpg.io", "Cluster") => {
                let mut plugins = items(value.at(&["spec", "plugins"]));
                let archives = |it: &Value| it.get("isWALArchiver").and_then(Value::as_bool) == Some(true);
                let is_archived = plugins.any(archives) || value.at(&["spec", "backup"]).is_some();
                self.databases.push(Database { subject: subject.clone(), namespace, is_archived });
            }
            ("postgresql.cnpg.io", "ScheduledBackup") => {
                let of = text(value, &["spec", "cluster", "name"]).unwrap_or_default();
                self.backups.push((subject.clone(), namespace, of.into()));
            }
            ("monitoring.coreos.com", "PrometheusRule") | ("", "ConfigMap") => {
                self.queries.extend(query::queries(subject, judge.namespace(manifest), manifest));
            }
            ("argoproj.io", _) => self.take_analysis(subject, namespace, manifest),
            ("", "ResourceQuota") => self.quotas.extend(Quota::of(subject, namespace, value)),
            ("", "LimitRange") => self.ranges.extend(quota::ranges(subject, namespace, value)),
            ("", "PersistentVolumeClaim") => self.claims.push(Claim::of(namespace, manifest)),
            ("scheduling.k8s.io", "PriorityClass") => self.priorities.push(hash(manifest.name())),
            _ => {}
        }
    }

    /// Takes in what a user's object names.
    fn take_names(&mut self, subject: &Subject, namespace: u64, manifest: &Manifest) {
        self.references.extend(reference::references(subject, namespace, manifest));
        self.configs.extend(Config::of(manifest, namespace));
    }

    /// Takes in how new versions are judged.
    fn take_analysis(&mut self, subject: &Subject, namespace: u64, manifest: &Manifest) {
        self.templates.extend(Template::of(subject, namespace, manifest));
        self.analyses.extend(analysis::analyses(subject, namespace, manifest));
    }

    /// Takes in what has to do with Grafana.
    fn take_boards(&mut self, subject: &Subject, manifest: &Manifest) {
        match manifest.kind() {
            "ConfigMap" if !subject.by_user => self.own_boards.extend(boards::own(manifest)),
            "ConfigMap" | "Secret" | "ExternalSecret" if subject.by_user => {
                self.with_boards(|boards| boards.take(subject, manifest));
            }
            _ => {}
        }
    }

    /// Takes in something for what has to do with Grafana; most components have nothing.
    pub(crate) fn with_boards(&mut self, take: impl FnOnce(&mut Boards)) {
        let mut boards = self.boards.take().unwrap_or_default();
        take(&mut boards);
        self.boards = Some(boards).filter(|boards| !boards.is_empty());
    }

    /// Takes in a gateway, or a route.
    fn take_way_in(&mut self, subject: &Subject, namespace: u64, manifest: &Manifest) {
        let value = manifest.value();
        match manifest.kind() {
            "Gateway" => self.gateways.push(Way::of(namespace, manifest)),
            "ReferenceGrant" => self.grants.extend(gateway::grants(namespace, value)),
            _ => {
                self.backends.extend(network::backends(subject, namespace, value));
                self.taken.extend(taken::taken(subject, namespace, manifest, &self.backends));
                if subject.by_user {
                    self.parents.extend(gateway::parents(subject, namespace, value));
                }
            }
        }
    }

    /// Takes in a rule of the mesh.
    fn take_mesh(&mut self, judge: &Judge<'_>, manifest: &Manifest) {
        let (subject, namespace) = (&judge.subject, judge.namespace(manifest));
        let (kind, value) = (manifest.kind(), manifest.value());
        self.subsets.extend(mesh::subsets(subject, namespace, kind, value));
        if subject.by_user {
            self.aims.extend(mesh::aim(subject, hash(namespace), value));
            self.calls.extend(mesh::calls(subject, namespace, kind, value));
        }
    }
}

impl Namespace {
    fn of(subject: &Subject, value: &Value) -> Self {
        let enforces = value.at(&["metadata", "labels", "pod-security.kubernetes.io/enforce"]).is_some();
        Self { subject: subject.clone(), name: hash(&subject.name), is_restricted: enforces }
    }
}
