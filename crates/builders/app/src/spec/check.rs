//! What cannot be true of one application at once.

use std::collections::BTreeMap;

use hagen_core::section::Checker;
use hagen_core::workload::probe;
use hagen_core::{Label, Path, Place};
use hagen_kube::{MountPath, Name};

use super::{App, PortNumber, Strategy};
use crate::codes;
use crate::ports::AppPort;
use crate::volumes::is_taken;

pub(super) fn contradictions(app: &App, checker: &mut Checker<'_, '_>) {
    image(app, checker);
    command(app, checker);
    shape(app, checker);
    rollout(app, checker);
    if app.serve.is_some() && app.main_port().is_none() {
        checker.report(&codes::SERVE, "serve", "there is no port that it could serve on");
    }
    job(app, checker);
    replicas(app, checker);
    health(app, checker);
    ports(app, checker);
    port_names(app, checker);
    mounts(app, checker);
    if app.traffic.is_some() && app.main_port().is_none() {
        checker.report(&codes::UNSENT, "traffic", "there is no port that takes requests").help =
            Some("say its `port`, or name one of `ports` `http`".into());
    }
}

fn image(app: &App, checker: &mut Checker<'_, '_>) {
    if app.image.is_none() {
        checker.report(&hagen_core::codes::MISSING_KEY, "image", "the key `image` is missing");
    }
}

/// A program is one word, and its arguments are others.
fn command(app: &App, checker: &mut Checker<'_, '_>) {
    let Some(program) = app.command.first() else { return };
    if program.is_empty() {
        checker.report(&codes::SHAPE, "command", "the program has no name").help =
            Some("leave `command` out for the image's own".into());
    } else if program.contains(' ') && app.command.len() == 1 {
        let words: Vec<String> = program.split_whitespace().map(|word| format!("{word:?}")).collect();
        let message = format!("`{}` is taken for the name of one program", program.escape_debug());
        checker.report(&codes::SHAPE, "command", message).help =
            Some(format!("write each word by itself: `[{}]`", words.join(", ")));
    }
}

fn shape(app: &App, checker: &mut Checker<'_, '_>) {
    if app.per_node && app.schedule.is_some() {
        let also = checker.place("schedule");
        let message = "`perNode` runs one for ever on each node, `schedule` runs one by the clock";
        let diagnostic = checker.report(&codes::SHAPE, "perNode", message);
        diagnostic.labels.push(hagen_core::Label { place: also, text: "the schedule is here".into() });
    }
    let own = app.volumes.iter().find(|(_, volume)| volume.is_own());
    if let Some((name, _)) = own
        && (app.per_node || app.schedule.is_some())
    {
        let message = format!("the volume `{name}` would be made anew for every pod");
        let place = Place::key(checker.path().key("volumes").key(name.as_str()));
        checker.report_at(&codes::SHAPE, place, message).help = Some(
            "make it `shared: true` or `ephemeral`; only replicas with a name of their own keep one each"
                .into(),
        );
    }
    let system = app.node_selector.get("kubernetes.io/os");
    if let Some(system) = system.filter(|system| system.as_str() != "linux") {
        let place = Place::value(checker.path().key("nodeSelector").key("kubernetes.io/os"));
        let message = format!("its pods are such as run on Linux, and not on `{system}`");
        checker.report_at(&codes::SHAPE, place, message).help =
            Some("what runs on other nodes is for `manifests`".into());
    }
    if own.is_some() && app.strategy == Strategy::Recreate {
        let message = "replicas with a volume of their own are always replaced one by one, the old one first";
        checker.report(&codes::SHAPE, "strategy", message).help = Some("leave `strategy` out".into());
    }
}

/// Two versions beside each other are for replicas that are all alike.
fn rollout(app: &App, checker: &mut Checker<'_, '_>) {
    if app.rollout.is_none() {
        return;
    }
    let own = app.volumes.values().any(super::Volume::is_own);
    let reasons = [
        (app.schedule.is_some(), "what runs by the clock takes the new version with its next run"),
        (app.per_node, "each node runs one"),
        (own, "replicas with volumes of their own are replaced one by one"),
        (app.strategy == Strategy::Recreate, "`strategy: recreate` forbids two versions beside each other"),
    ];
    let switches = app.rollout.as_ref().is_some_and(|rollout| rollout.blue_green.is_some());
    if switches && app.served_ports().is_empty() {
        let message = "without a port there are no requests that could go over to the new version";
        checker.report(&codes::ROLLOUT, "rollout", message);
    }
    for (_, why) in reasons.iter().filter(|(said, _)| *said) {
        checker.report(&codes::ROLLOUT, "rollout", format!("there is nothing to roll out by steps: {why}"));
    }
}

/// Keys that mean nothing for what runs by the clock, with why.
fn job(app: &App, checker: &mut Checker<'_, '_>) {
    if app.schedule.is_none() {
        return;
    }
    let keys = [
        ("port", app.port.is_some(), "nobody can rely on a pod that comes and goes"),
        ("ports", !app.ports.is_empty(), "nobody can rely on a pod that comes and goes"),
        ("expose", app.expose.is_some(), "nobody can rely on a pod that comes and goes"),
        ("metrics", app.metrics.is_some(), "it is gone before it is read"),
        ("health", app.health.is_some(), "how it ends tells how it is"),
        ("startTime", *app.start_time != probe::START_TIME, "nothing waits for its start"),
        ("strategy", app.strategy == Strategy::Recreate, "the next run takes the new version"),
    ];
    let schedule = checker.place("schedule");
    for (key, _, why) in keys.iter().filter(|(_, said, _)| *said) {
        let message = format!("`{key}` means nothing for an application with a `schedule`: {why}");
        let label = Label { place: schedule.clone(), text: "the schedule is here".into() };
        checker.report(&codes::SHAPE, key, message).labels.push(label);
    }
}

/// A command that nobody would run.
fn health(app: &App, checker: &mut Checker<'_, '_>) {
    let Some(health) = app.health.as_ref().filter(|health| !health.command.is_empty()) else { return };
    if health.asks() || app.health_port().is_some() {
        let place = Place::value(checker.path().key("health").key("command"));
        let message = "a command asks an application without a port; of this one the port is asked";
        checker.report_at(&codes::SHAPE, place, message).help =
            Some("say `liveness` and `readiness`, or nothing: then the port has to be open".into());
    }
}

fn replicas(app: &App, checker: &mut Checker<'_, '_>) {
    let Some(replicas) = &app.replicas else { return };
    if app.schedule.is_some() || app.per_node {
        let who = if app.per_node { "`perNode`" } else { "`schedule`" };
        checker.report(&codes::SHAPE, "replicas", format!("`replicas` means nothing beside {who}"));
    }
    if app.strategy == Strategy::Recreate && replicas.max.is_some() {
        let message =
            "`recreate` ends all replicas at each release, and an autoscaler is to keep up with load";
        checker.report(&codes::SHAPE, "strategy", message);
    }
}

fn ports(app: &App, checker: &mut Checker<'_, '_>) {
    if app.port.is_some() && !app.ports.is_empty() {
        let label = Label { place: checker.place("ports"), text: "the others are here".into() };
        let found = checker.report(&codes::PORTS, "port", "`port` and `ports` exclude each other");
        found.help = Some("name each port in `ports`".into());
        found.labels.push(label);
    }
    let mut seen: BTreeMap<(PortNumber, bool), &Name> = BTreeMap::new();
    for (name, port) in &app.ports {
        let place = Place::key(checker.path().key("ports").key(name.as_str()));
        if name.as_str().len() > 15 {
            let message = format!("the port name `{name}` is longer than 15 characters");
            checker.report_at(&codes::PORTS, place.clone(), message);
        } else if name.as_str().contains("--") {
            let message = format!("the port name `{name}` holds two `-` in a row, which Kubernetes refuses");
            checker.report_at(&codes::PORTS, place.clone(), message);
        }
        let key = (port.number, port.protocol == super::Transport::Udp);
        if let Some(other) = seen.insert(key, name) {
            let message = format!("the ports `{other}` and `{name}` are both {}", port.number.get());
            checker.report_at(&codes::PORTS, place, message);
        }
    }
    if app.schedule.is_none() && app.ports().iter().all(AppPort::is_metrics_only) {
        without_port(app, checker);
    }
    if app.ports.contains_key(&Name::known("metrics"))
        && app.ports().iter().filter(|port| port.name == "metrics").count() > 1
    {
        let message = "the port `metrics` has another number than `metrics.port`";
        checker.report(&codes::PORTS, "metrics", message);
    }
}

/// What needs a port when there is none.
fn without_port(app: &App, checker: &mut Checker<'_, '_>) {
    if app.expose.is_some() {
        checker.report(&codes::PORTS, "expose", "there is no port to expose").help =
            Some("say which `port` it listens on".into());
    }
    if app.metrics.as_ref().is_some_and(|metrics| metrics.port.is_none()) {
        checker.report(&codes::PORTS, "metrics", "there is no port to read metrics from").help =
            Some("`metrics: { port: 9090 }`".into());
    }
    if let Some(health) = &app.health
        && (health.liveness.is_some() || health.readiness.is_some() || health.startup.is_some())
    {
        checker.report(&codes::PORTS, "health", "there is no port to ask").help =
            Some("say which `port` it listens on, or `health: { command: […] }`".into());
    }
}

/// Names of ports that are referred to.
fn port_names(app: &App, checker: &mut Checker<'_, '_>) {
    let uses = [
        ("expose", app.expose.as_ref().and_then(|expose| expose.port.as_ref())),
        ("health", app.health.as_ref().and_then(|health| health.port.as_ref())),
    ];
    let ports = app.ports();
    for (key, name) in uses {
        let Some(name) = name else { continue };
        if !ports.iter().any(|port| port.name == name.as_str() && port.is_tcp()) {
            let known: Vec<String> =
                ports.iter().filter(|port| port.is_tcp()).map(|port| format!("`{}`", port.name)).collect();
            let message = format!("there is no TCP port `{name}`");
            let place = Place::value(checker.path().key(key).key("port"));
            checker.report_at(&codes::PORTS, place, message).help =
                Some(format!("there is {}", known.join(", ")));
        }
    }
    if app.expose.as_ref().is_some_and(|expose| expose.port.is_none())
        && !ports.is_empty()
        && app.main_port().is_none()
    {
        checker.report(&codes::PORTS, "expose", "which port is exposed?").help =
            Some("name one: `expose: { port: … }`".into());
    }
}

/// What lies where in the container, and where the blueprint says so. `/tmp` is hagen's own.
fn mount_places<'a>(app: &'a App, path: &Path) -> Vec<(&'a str, Option<Place>, Lies)> {
    let below = |key: &str| path.key(key);
    let folder = |mount: &'a MountPath, place| (mount.as_str(), Some(place), Lies::Folder);
    let file = |mount: &'a MountPath, place| (mount.as_str(), Some(place), Lies::File);
    let mut places = vec![("/tmp", None, Lies::Folder)];
    let writable = app.writable.iter().enumerate();
    places.extend(writable.map(|(at, it)| folder(it, Place::value(below("writable").index(at)))));
    let volumes = app.volumes.iter();
    places.extend(volumes.map(|(name, volume)| {
        folder(&volume.mount, Place::value(below("volumes").key(name.as_str()).key("mount")))
    }));
    places.extend(
        app.serve.iter().map(|serve| folder(&serve.mount, Place::value(below("serve").key("mount")))),
    );
    places.extend(app.files.keys().map(|it| file(it, Place::key(below("files").key(it.as_str())))));
    places.extend(app.secrets.iter().filter_map(|(name, secret)| {
        let place = Place::value(below("secrets").key(name.as_str()).key("file"));
        Some(file(secret.file.as_ref()?, place))
    }));
    places
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lies {
    Folder,
    File,
}

/// Where images have their programs and the libraries of these.
const PROGRAMS: [&str; 5] = ["/bin", "/lib", "/lib64", "/sbin", "/usr"];

/// Two things at one path, one of which would be hidden, and things below a file.
fn mounts(app: &App, checker: &mut Checker<'_, '_>) {
    let places = mount_places(app, checker.path());
    for (at, (path, place, lies)) in places.iter().enumerate() {
        let Some(place) = place else { continue };
        if *path == "/" {
            checker.report_at(&codes::MOUNTS, place.clone(), "`/` is the image's own file system");
            continue;
        }
        if PROGRAMS.contains(path) && *lies == Lies::Folder {
            let message = format!("an empty folder at `{path}` hides the image's programs");
            checker.report_at(&codes::MOUNTS, place.clone(), message).help =
                Some("mount it below: `/data`, `/var/lib/…`".into());
            continue;
        }
        let same = places[..at].iter().find(|(other, _, _)| other == path);
        let file = places.iter().find(|(other, _, lies)| *lies == Lies::File && is_below(path, other));
        let (message, other) = match (same, file) {
            (Some((_, None, _)), _) => (format!("`{path}` is writable in every container already"), &None),
            (Some((_, other, _)), _) => (format!("something lies at `{path}` already"), other),
            (None, Some((file, other, _))) => {
                (format!("`{path}` lies below `{file}`, which is a file"), other)
            }
            (None, None) => continue,
        };
        let label = other.clone().map(|place| Label { place, text: "the other one".into() });
        checker.report_at(&codes::MOUNTS, place.clone(), message).labels.extend(label);
    }
    for name in app.volumes.keys().filter(|name| is_taken(name)) {
        let message = format!("a volume named `{name}` is hagen's own");
        let place = Place::key(checker.path().key("volumes").key(name.as_str()));
        checker.report_at(&codes::MOUNTS, place, message).help = Some("give it another name".into());
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
