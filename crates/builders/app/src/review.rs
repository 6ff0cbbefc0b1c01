//! What only the site and the links together can tell of an application.

use std::collections::BTreeMap;

use hagen_core::context::{EntryEngine, VolumePurpose};
use hagen_core::{Code, Diagnostic, Path, Place, Severity};
use hagen_kube::{Duration, Quantity};

use crate::analysis::analysis_template;
use crate::codes;
use crate::contradicted;
use crate::environment::linked_name;
use crate::exposure::tls;
use crate::mesh;
use crate::requests::requests;
use crate::rollout::traffic_routing;
use crate::spec::{Destination, Health};
use crate::tls::has_traefik;
use crate::unfilled;
use crate::workload::{Shape, Workload};

/// The longest name that leaves room for what Kubernetes adds to it: eleven characters to the name of a Job and to the
/// `controller-revision-hash` of a StatefulSet's pods.
const LONGEST_NAME: usize = 52;

/// What whoever writes `cpu: 100` did not mean.
const USUAL_CORES: u128 = 64;

pub(crate) fn review(workload: &Workload<'_>, path: &Path) -> Vec<Diagnostic> {
    let mut found = variables(workload, path);
    found.extend(unfilled::review(workload, path));
    found.extend(contradicted::review(workload.app, path));
    found.extend(by_name(workload, path));
    found.extend(mesh::review(workload, path));
    found.extend(certificates(workload, path));
    let single = [
        image(workload, path),
        name(workload, path),
        size(workload, path),
        own_volumes(workload, path),
        single_replica(workload, path),
        entry(workload, path),
        issuer(workload, path),
        sticky(workload, path),
        plain(workload, path),
        unwatched(workload, path),
        unread_metrics(workload, path),
        shared_class(workload, path),
        unmeasured(workload, path),
        unasked(workload, path),
        unverified(workload, path),
        shared_host(workload, path),
        coarse(workload, path),
        untraced(workload, path),
        long_drain(workload, path),
    ];
    found.extend(single.into_iter().flatten());
    found.extend(unmeasurable(workload, path));
    found
}

fn at(code: &'static Code, path: &Path, key: &str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, Place::value(path.key(key)), message)
}

fn untraced(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let is_wanted = workload.app.tracing == Some(true) && workload.site().shared.telemetry.is_none();
    is_wanted.then(|| {
        at(&codes::UNTRACED, path, "tracing", "nobody takes its traces")
            .help("write `tracing: { bucket: buckets/traces }` at the top level")
    })
}

/// What nobody who drains a node waits for.
const LONG: Duration = Duration::seconds(3600);

fn long_drain(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let time = workload.app.drain_time.get();
    (time > LONG).then(|| {
        let message = format!("the drain of a node waits for up to {time}, and many end the pod before");
        at(&codes::LONG_DRAIN, path, "drainTime", message)
            .help("`1h` at most, and work that can be taken up again")
    })
}

/// A variable that would be set twice, with both places.
fn variables(workload: &Workload<'_>, path: &Path) -> Vec<Diagnostic> {
    let app = workload.app;
    let linked = workload.cx.uses.iter().flat_map(|edge| {
        let variables = edge.connection.variables.iter();
        variables.map(|variable| (linked_name(edge, variable), Place::value(edge.link.path.clone())))
    });
    let keys = |section: &'static str, names: Vec<&hagen_kube::EnvName>| -> Vec<(String, Place)> {
        let place = |name: &str| Place::key(path.key(section).key(name));
        names.into_iter().map(|name| (name.to_string(), place(name.as_str()))).collect()
    };
    let config = keys("config", app.config.keys().collect());
    let secrets = keys("secrets", app.secrets.keys().collect());
    let mut first: BTreeMap<String, Place> = BTreeMap::new();
    let mut found: Vec<Diagnostic> = Vec::new();
    for (name, place) in linked.chain(config).chain(secrets) {
        match first.get(&name) {
            // Two databases give the same five variables: one finding a pair of places.
            Some(other)
                if found.iter().any(|known| known.place == place && known.labels[0].place == *other) => {}
            Some(other) => found.push(set_twice(&name, place, other)),
            None => drop(first.insert(name, place)),
        }
    }
    found
}

fn set_twice(name: &str, place: Place, other: &Place) -> Diagnostic {
    let help = if place.at_key {
        "give one of the two another name".to_owned()
    } else {
        "tell them apart by a prefix: `{ to: …, prefix: SECOND_ }`".to_owned()
    };
    Diagnostic::new(&codes::VARIABLES, place, format!("the variable `{name}` is set twice"))
        .also(other.clone(), "first here")
        .help(help)
}

fn image(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let Some(image) = &workload.app.image else {
        let message = "the key `image` is missing";
        return Some(Diagnostic::new(&hagen_core::codes::MISSING_KEY, Place::key(path.clone()), message));
    };
    (!image.has_digest()).then(|| {
        at(&codes::DIGEST, path, "image", format!("what `{image}` names can change"))
            .help("add the digest that the registry shows: `@sha256:…`")
    })
}

fn name(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let kind = match workload.shape {
        Shape::CronJob => "CronJob",
        Shape::StatefulSet => "StatefulSet",
        Shape::Deployment | Shape::Rollout | Shape::DaemonSet => return None,
    };
    let length = workload.name.as_str().len();
    (length > LONGEST_NAME).then(|| {
        let message =
            format!("the name has {length} characters, and that of a {kind} {LONGEST_NAME} at most");
        Diagnostic::new(&codes::NAME, Place::key(path.clone()), message)
    })
}

/// A replica that no node of the declared shape can take.
fn size(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let resources = &workload.app.resources;
    let Some(shape) = workload.site().cluster.nodes.shape.as_ref() else { return many_cores(workload, path) };
    let pairs: [(&str, &Quantity, &Quantity); 2] =
        [("cpu", &resources.cpu.0, &shape.cpu.0), ("memory", &resources.memory, &shape.memory)];
    let (key, asked, offered) =
        pairs.into_iter().find(|(_, asked, offered)| asked.milli() > offered.milli())?;
    let message = format!("one replica requests {asked} of {key}, and a node has {offered}");
    Some(Diagnostic::new(&codes::SIZE, Place::value(path.key("resources").key(key)), message))
}

/// More cores than nodes usually have, where nobody said how large they are.
fn many_cores(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let cores = workload.app.resources.cpu.0.units();
    (cores > USUAL_CORES).then(|| {
        let message = format!("one replica requests {cores} cores, more than nodes usually have");
        let help = format!(
            "`{cores}m` is {cores} thousandths of a core; where nodes are as large, say so: `nodes: {{ shape: {{ cpu: …, \
             memory: … }} }}` of the cluster"
        );
        Diagnostic::new(&codes::SIZE, Place::value(path.key("resources").key("cpu")), message).help(help)
    })
}

/// Several replicas with a volume each, and nobody said that this is meant.
fn own_volumes(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let unsaid = workload.shape == Shape::StatefulSet && workload.app.replicas.is_none();
    // One without a size is told where it stands.
    let is_own = |volume: &crate::spec::Volume| volume.is_own() && volume.size.is_some();
    let (volume, _) = workload.app.volumes.iter().find(|(_, volume)| is_own(volume))?;
    (unsaid && workload.scale.least() > 1).then(|| {
        let message = format!("each replica would have a volume `{volume}` of its own, with data of its own");
        let place = Place::key(path.key("volumes").key(volume.as_str()));
        Diagnostic::new(&codes::COPIES, place, message).help(
            "say `replicas: 3` if the application copies its data itself, `replicas: 1` if it does not, or \
             `shared: true` for one volume of all",
        )
    })
}

fn single_replica(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let replicated = matches!(workload.shape, Shape::Deployment | Shape::Rollout | Shape::StatefulSet);
    if !replicated || workload.scale.least() > 1 {
        return None;
    }
    let (severity, why) = if workload.site().is_dev() {
        (Severity::Note, "the profile is `dev`")
    } else if workload.app.replicas.is_some() {
        (Severity::Warning, "that is what is said")
    } else {
        (Severity::Note, "the cluster has one node")
    };
    let message = format!("`{}` has one replica and stops with its node: {why}", workload.name);
    let key = if workload.app.replicas.is_some() { path.key("replicas") } else { path.clone() };
    let place = if workload.app.replicas.is_some() { Place::value(key) } else { Place::key(key) };
    Some(Diagnostic { severity, ..Diagnostic::new(&codes::SINGLE, place, message) })
}

fn entry(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let exposed = workload.app.expose.is_some() && workload.site().shared.entry.is_none();
    exposed.then(|| {
        let message = "nothing brings traffic from outside into this cluster";
        Diagnostic::new(&codes::ENTRY, Place::key(path.key("expose")), message)
    })
}

fn issuer(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let expose = workload.app.expose.as_ref()?;
    let none = tls(expose, workload.site()).err()?;
    let (message, help) = none.explain(&expose.host, &workload.site().shared.issuers);
    let key = if none.is_unknown() { "tls" } else { "host" };
    Some(at(&codes::ISSUER, &path.key("expose"), key, message).help(help))
}

fn sticky(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let wanted = workload.app.expose.as_ref()?.sticky;
    let entry = workload.site().shared.entry.as_ref()?;
    let shared_out = workload.has_canary()
        || workload.app.traffic.as_ref().is_some_and(|traffic| traffic.splits().next().is_some());
    let message = match entry.engine {
        EntryEngine::Other => "hagen does not know how this cluster's entry keeps a client at one replica",
        EntryEngine::Istio if shared_out => "the mesh's entry chooses a version anew for each request",
        EntryEngine::Istio | EntryEngine::Traefik => return None,
    };
    wanted.then(|| {
        at(&codes::STICKY, &path.key("expose"), "sticky", message)
            .help("set it up by `patches:`, or keep sessions in a database or cache")
    })
}

/// Requests without TLS: said, and with a reason.
fn plain(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let host = workload.app.plain_host()?;
    let message = format!("`{host}` is served without TLS as well");
    Some(at(&codes::PLAIN, &path.key("expose"), "plain", message))
}

fn unwatched(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let asked = |health: &Health| health.readiness.is_some() || !health.command.is_empty();
    if workload.app.health.as_ref().is_some_and(asked) || workload.shape == Shape::CronJob {
        return None;
    }
    let (message, help) = match workload.app.health_port() {
        Some(_) if workload.app.health.is_some() => (
            "a replica gets requests as long as its port is open",
            "say `readiness: /…` in `health`: the path that answers 200 as long as it can serve",
        ),
        Some(_) => ("a replica counts as well as long as its port is open", "say `health: /…`"),
        None => ("nothing tells whether a replica is well", "say `health: { command: […] }`"),
    };
    Some(Diagnostic::new(&codes::UNWATCHED, Place::key(path.clone()), message).help(help))
}

fn unread_metrics(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let unread = workload.app.metrics.is_some() && workload.site().shared.prometheus.is_none();
    unread.then(|| {
        let message = "no Prometheus reads the metrics";
        at(&codes::UNREAD, path, "metrics", message)
            .help("say `provides: [prometheus-operator]` of the cluster if there is one")
    })
}

fn shared_class(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let default = workload.site().storage_class(VolumePurpose::Shared).is_some();
    let classless = |volume: &crate::spec::Volume| volume.shared && volume.storage_class.is_none();
    let (name, _) = workload.app.volumes.iter().find(|(_, volume)| classless(volume) && !default)?;
    let message = format!("the volume `{name}` needs a storage class with `ReadWriteMany`");
    Some(Diagnostic::new(&codes::SHARED_CLASS, Place::key(path.key("volumes").key(name.as_str())), message))
}

/// Issuers of certificates within the cluster and of users: there, and of the platform's own.
fn certificates(workload: &Workload<'_>, path: &Path) -> Vec<Diagnostic> {
    let app = workload.app;
    let serve = app.serve.as_ref().map(|serve| (&serve.tls, path.key("serve")));
    let users = app
        .expose
        .as_ref()
        .and_then(|expose| Some((expose.clients.as_ref()?, path.key("expose").key("clients"))));
    let authorities = &workload.site().shared.authorities;
    let wrong = serve.into_iter().chain(users).filter(|(issuer, _)| !authorities.contains(issuer));
    let known: Vec<String> = authorities.iter().map(|name| format!("`{name}`")).collect();
    wrong
        .map(|(issuer, place)| {
            let message = format!("`{issuer}` is no authority of the platform's own");
            let help = if known.is_empty() {
                format!("declare it: `certificates: {{ {issuer}: {{ ca: {{}} }} }}`")
            } else {
                format!("there are {}", known.join(", "))
            };
            Diagnostic::new(&codes::SERVE, Place::value(place), message).help(help)
        })
        .collect()
}

/// Probes on a port that turns away whoever shows no certificate.
fn unasked(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let app = workload.app;
    app.serve.as_ref().filter(|serve| serve.mutual)?;
    let asks = app.health.as_ref().is_some_and(|health| {
        health.liveness.is_some() || health.readiness.is_some() || health.startup.is_some()
    });
    (asks && app.health_port() == app.main_port()).then(|| {
        let message = "Kubernetes has no certificate to show: it only sees whether the port opens";
        at(&codes::UNASKED, path, "health", message)
            .help("give it a port of its own without TLS: `health: { readiness: /readyz, port: health }`")
    })
}

fn unverified(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let expose = workload.app.expose.as_ref().filter(|_| !has_traefik(workload))?;
    let key = match &workload.app.serve {
        Some(serve) if serve.mutual => "serve",
        _ if expose.clients.is_some() => "expose",
        _ => return None,
    };
    let message = "hagen does not know how this cluster's entry shows certificates, or asks for them";
    Some(at(&codes::UNVERIFIED, path, key, message))
}

/// Users are asked for certificates under a whole host, or not at all.
fn shared_host(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let expose = workload.app.expose.as_ref().filter(|expose| expose.clients.is_some())?;
    let hosts = workload.cx.offers.hosts.iter().filter(|placed| placed.what.host == expose.host);
    (hosts.count() > 1).then(|| {
        let message = format!("`{}` is exposed by others too, whose users show no certificates", expose.host);
        at(&codes::SERVE, &path.key("expose"), "host", message).help("give it a host of its own")
    })
}

/// Objectives that nothing measures, or that a histogram cannot tell.
fn unmeasurable(workload: &Workload<'_>, path: &Path) -> Vec<Diagnostic> {
    let Some(slo) = &workload.app.slo else { return Vec::new() };
    let Some(requests) = requests(workload).filter(|_| workload.shape != Shape::CronJob) else {
        let message = "nothing measures whether the objective is kept";
        let help = "say `metrics: /metrics`, or `expose` behind Traefik or Istio";
        return vec![at(&codes::UNJUDGED, path, "slo", message).help(help)];
    };
    let path = path.key("slo").key("latency");
    let untold = |(name, _, time): (&'static str, f64, Duration)| {
        let near = requests.near(time)?;
        let near: Vec<String> = near.iter().map(|time| format!("`{time}`")).collect();
        let message = format!("the entry cannot tell which requests took longer than {time}");
        Some(at(&codes::BUCKET, &path, name, message).help(format!("it can for {}", near.join(" and "))))
    };
    slo.latency.said().into_iter().filter_map(untold).collect()
}

fn unmeasured(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    workload.app.rollout.as_ref()?.analysis.as_ref()?;
    let (message, help) = if workload.site().shared.prometheus.is_none() {
        (
            "no Prometheus tells how a new version does: it goes on by the clock",
            "say `monitoring: {}`, or `provides: [prometheus-operator]` of the cluster",
        )
    } else if analysis_template(workload).is_none() {
        (
            "nothing tells how the new version alone does: it goes on by the clock",
            "say what is promised, `slo: { availability: 99.9 }`, and where metrics are, `metrics: /metrics`",
        )
    } else {
        return None;
    };
    Some(at(&codes::UNMEASURED, &path.key("rollout"), "analysis", message).help(help))
}

/// A canary whose first part is smaller than one replica among all.
fn coarse(workload: &Workload<'_>, path: &Path) -> Option<Diagnostic> {
    let first = workload.app.rollout.as_ref().filter(|_| workload.has_canary())?.canary.first()?;
    let least = 100 / (i64::from(workload.scale.least()) + 1);
    (traffic_routing(workload).is_none() && first.get() < least).then(|| {
        let message = format!(
            "nothing shares out requests here, so that the first new replica gets about {least} % of them"
        );
        at(&codes::COARSE, &path.key("rollout"), "canary", message).help(
            "in a `mesh`, and behind the entry of Traefik, the parts are exact: say `mesh: {}` or `expose`",
        )
    })
}

/// Hosts, which network policies do not know.
fn by_name(workload: &Workload<'_>, path: &Path) -> Vec<Diagnostic> {
    let path = path.key("egress");
    let hosts = workload.app.egress.iter().enumerate().filter_map(|(at, egress)| match &egress.to {
        Destination::Host(host) => Some((at, host)),
        Destination::Internet | Destination::Network(_) => None,
    });
    hosts
        .filter(|_| workload.site().shared.network_policies)
        .map(|(at, host)| {
            let message = format!("`{host}` is reached by opening its ports to the whole internet");
            Diagnostic::new(&codes::BY_NAME, Place::value(path.index(at)), message)
        })
        .collect()
}
