//! An application as a component: what it needs, what it offers, and what it is made of.

use std::collections::BTreeMap;

use hagen_core::artifact::Artifact;
use hagen_core::component::{
    Component, ComponentId, Connection, Consumer, Endpoint, ExposedHost, Files, Link, Need, Offer, Peer,
    Pods, Tls, Variable, VariableValue,
};
use hagen_core::context::{Context, Site};
use hagen_core::secret::external_secret;
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::custom::gateway::BackendRef;
use hagen_kube::{EnvName, Identity, Manifest, MountPath, Name};

use crate::analysis::analysis_template;
use crate::config_map::{config_map, files_config_map};
use crate::cron_job::cron_job;
use crate::daemon_set::daemon_set;
use crate::deployment::deployment;
use crate::exposure::exposure;
use crate::horizontal_pod_autoscaler::horizontal_pod_autoscaler;
use crate::network_policy::network_policy;
use crate::observed::observed;
use crate::persistent_volume_claim::shared_claims;
use crate::pod_disruption_budget::pod_disruption_budget;
use crate::rollout::rollout;
use crate::route::{Via, split_rules, traefik_service, via};
use crate::scale::{Scale, scale};
use crate::secrets::secrets;
use crate::service::{headless_service, other_version_service, service};
use crate::service_account::service_account;
use crate::service_monitor::service_monitor;
use crate::spec::{App, FileSource};
use crate::split::{self, Takers};
use crate::stateful_set::stateful_set;
use crate::tls;
use crate::workload::{Shape, Workload};
use crate::{codes, drill, mesh, review};

/// How much all files of an application may hold: the limit of a ConfigMap.
const FILES_LIMIT: usize = 1 << 20;

/// The files of an application that are no secrets, by their paths in the container.
pub(crate) type FileContents = BTreeMap<MountPath, Vec<u8>>;

/// An entry of the section `apps`.
pub(crate) struct Application {
    id: ComponentId,
    pub(crate) app: App,
    pub(crate) files: FileContents,
    /// Who takes a part of its requests.
    pub(crate) takers: Takers,
}

/// Whose all objects of an application are.
pub(crate) fn identity(name: &Name, site: &Site<'_>) -> Identity {
    Identity {
        name: name.to_string(),
        instance: name.clone(),
        component: None,
        part_of: site.platform.clone(),
        version: None,
    }
}

impl Application {
    /// The application of a name, among all that there are.
    pub(crate) fn new(name: &Name, app: &App, all: &BTreeMap<&Name, &App>) -> Self {
        let texts = app.files.iter().filter_map(|(path, source)| match source {
            FileSource::Text(text) => Some((path.clone(), text.clone().into_bytes())),
            FileSource::From(_) | FileSource::Secret(_) => None,
        });
        Self {
            id: ComponentId::new("apps", name.clone()),
            files: texts.collect(),
            takers: split::takers(app, all),
            app: app.clone(),
        }
    }

    pub(crate) fn name(&self) -> &Name {
        &self.id.name
    }

    fn pods(&self, site: &Site<'_>) -> Pods {
        Pods { namespace: site.namespace.clone(), labels: identity(self.name(), site).selector() }
    }

    fn load_file(&mut self, path: &MountPath, from: &str, files: &dyn Files) -> Option<Diagnostic> {
        match files.read(from) {
            Ok(content) => {
                self.files.insert(path.clone(), content);
                None
            }
            Err(error) => {
                let place = self.path().key("files").key(path.as_str()).key("from");
                let message = format!("the file `{}` {}", from.escape_debug(), error.why);
                Some(Diagnostic::new(&codes::FILE, Place::value(place), message))
            }
        }
    }

    fn too_large(&self) -> Option<Diagnostic> {
        let size: usize = self.files.values().map(Vec::len).sum();
        (size > FILES_LIMIT).then(|| {
            let message = format!("the files hold {size} bytes, and a ConfigMap holds {FILES_LIMIT} at most");
            Diagnostic::new(&codes::FILE, Place::key(self.path().key("files")), message)
                .help("put large files into the image or a volume")
        })
    }
}

impl Component for Application {
    fn id(&self) -> ComponentId {
        self.id.clone()
    }

    fn path(&self) -> Path {
        Path::of(["apps", self.name().as_str()])
    }

    fn links(&self) -> Vec<Link> {
        let path = self.path().key("uses");
        let link = |(at, used): (usize, &crate::spec::Use)| Link {
            to: used.to.clone(),
            path: path.index(at),
            prefix: used.prefix.clone(),
        };
        let uses = self.app.uses.iter().enumerate().map(link);
        uses.chain(split::links(self.name(), &self.app)).collect()
    }

    fn load(&mut self, files: &dyn Files) -> Vec<Diagnostic> {
        let from: Vec<(MountPath, String)> = self
            .app
            .files
            .iter()
            .filter_map(|(path, source)| match source {
                FileSource::From(from) => Some((path.clone(), from.clone())),
                FileSource::Text(_) | FileSource::Secret(_) => None,
            })
            .collect();
        let mut found: Vec<Diagnostic> =
            from.iter().filter_map(|(path, from)| self.load_file(path, from, files)).collect();
        found.extend(self.too_large());
        found
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        let host = exposure(&self.app, site).map(|exposure| ExposedHost {
            host: exposure.expose.host.clone(),
            below: exposure.expose.path.clone(),
            tls: exposure.tls,
            namespace: site.namespace.clone(),
            path: self.path().key("expose").key("host"),
        });
        let secrets = secrets(self.name(), &self.app);
        let scales = matches!(scale(&self.app, site), Scale::Auto { .. });
        let needs = [
            self.app.expose.is_some().then_some(Need::Gateway),
            (!secrets.is_empty() || host.as_ref().is_some_and(|host| matches!(host.tls, Tls::Secret(_))))
                .then_some(Need::ExternalSecrets),
            scales.then_some(Need::MetricsServer),
            self.app.wants_certificates().then_some(Need::CertManager),
            self.app.rollout.is_some().then_some(Need::ArgoRollouts),
            site.shared.mesh.as_ref().map(|_| Need::Mesh),
        ];
        Offer {
            needs: needs.into_iter().flatten().collect(),
            pods: vec![self.pods(site)],
            hosts: host.into_iter().collect(),
            mesh_hosts: mesh::mesh_host(&self.app, site).into_iter().collect(),
            plain_hosts: self.app.plain_host().cloned().into_iter().collect(),
            secrets,
            ..Offer::default()
        }
    }

    fn connect(&self, consumer: &Consumer<'_>, site: &Site<'_>) -> Option<Connection> {
        let ports = self.app.served_ports();
        let first = self.app.main_port().or_else(|| ports.first().cloned())?;
        if split::is_split(consumer.link) {
            return Some(Connection::default());
        }
        let host = site.service_host(self.name().as_str());
        let word = self.name().as_str().to_uppercase().replace('-', "_");
        let variable = |suffix: &str, value: String| Variable {
            name: EnvName::known(&format!("{word}_{suffix}")),
            value: VariableValue::Text(value),
        };
        let mut variables = vec![
            variable("SERVICE_HOST", host.clone()),
            variable("SERVICE_PORT", first.port.number.to_string()),
        ];
        if self.app.main_port().is_some() {
            let scheme = if self.app.serve.is_some() { "https" } else { "http" };
            variables.push(variable("URL", format!("{scheme}://{host}:{}", first.port.number)));
        }
        variables.extend(ports.iter().filter(|port| port.name != first.name).map(|port| {
            let name = port.name.to_uppercase().replace('-', "_");
            variable(&format!("SERVICE_PORT_{name}"), port.port.number.to_string())
        }));
        let ports = ports.iter().map(|port| port.port).collect();
        let mut endpoints = vec![Endpoint { peer: Peer::Pods(self.pods(site)), ports }];
        endpoints.extend(split::endpoints(&self.takers, site));
        Some(Connection { variables, endpoints, secret: None })
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        review::review(&Workload::new(self, cx), &self.path())
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let workload = Workload::new(self, cx);
        let mut manifests = vec![Manifest::new(&service_account(&workload))];
        manifests.extend(secret_manifests(&workload));
        manifests.extend(config_map(&workload).as_ref().map(Manifest::new));
        manifests.extend(files_config_map(&workload).as_ref().map(Manifest::new));
        manifests.extend(shared_claims(&workload).iter().map(Manifest::new));
        manifests.extend(tls::certificates(&workload));
        manifests.extend(runner(&workload));
        manifests.extend(service(&workload).as_ref().map(Manifest::new));
        manifests.extend(horizontal_pod_autoscaler(&workload).as_ref().map(Manifest::new));
        manifests.extend(pod_disruption_budget(&workload).as_ref().map(Manifest::new));
        manifests.extend(network_policy(&workload));
        manifests.extend(service_monitor(&workload));
        manifests.extend(way_in(&workload));
        manifests.extend(mesh::objects(&workload));
        let observed = observed(&workload).into_iter().chain(drill::files(&workload));
        manifests.into_iter().map(Artifact::from).chain(observed).collect()
    }
}

/// The secrets that the application names. What it uses is of the same environment, and makes its secrets here itself.
fn secret_manifests(workload: &Workload<'_>) -> Vec<Manifest> {
    secrets(workload.name, workload.app)
        .iter()
        .flat_map(|secret| external_secret(workload.site(), &workload.identity, secret))
        .collect()
}

/// What runs the pods.
fn runner(workload: &Workload<'_>) -> Vec<Manifest> {
    match workload.shape {
        Shape::Deployment => vec![Manifest::new(&deployment(workload))],
        Shape::Rollout => rollout_manifests(workload),
        Shape::StatefulSet => {
            vec![Manifest::new(&stateful_set(workload)), Manifest::new(&headless_service(workload))]
        }
        Shape::DaemonSet => vec![Manifest::new(&daemon_set(workload))],
        Shape::CronJob => {
            let schedule = workload.app.schedule.as_ref();
            schedule.map(|schedule| Manifest::new(&cron_job(workload, schedule))).into_iter().collect()
        }
    }
}

/// The Rollout, the Service of the version that comes or goes, and what is measured of it.
fn rollout_manifests(workload: &Workload<'_>) -> Vec<Manifest> {
    let Some(said) = &workload.app.rollout else { return Vec::new() };
    let mut manifests = vec![Manifest::custom(&workload.runner_metadata(), &rollout(workload, said))];
    manifests.extend(other_version_service(workload).as_ref().map(Manifest::new));
    let template = analysis_template(workload);
    manifests.extend(template.map(|template| Manifest::custom(&workload.metadata(), &template)));
    manifests
}

/// What leads traffic from outside to the Service.
fn way_in(workload: &Workload<'_>) -> Vec<Manifest> {
    let Some(exposure) = exposure(workload.app, workload.site()) else { return Vec::new() };
    let mut before: Vec<Manifest> = traefik_service(workload, &exposure).into_iter().collect();
    before.extend(tls::servers_transport(workload));
    if exposure.expose.clients.is_some() && tls::has_traefik(workload) {
        before.extend(tls::verified_route(workload, &exposure));
        return before;
    }
    let way_in = exposure.way_in(workload.name.as_str());
    if let Some(route) = mesh::entry_route(workload, &exposure) {
        return vec![route];
    }
    let route = match via(workload, &exposure) {
        Via::TraefikService => {
            let (group, kind) = (Some("traefik.io"), Some("TraefikService"));
            let backend =
                BackendRef { group, kind, name: workload.name.to_string(), ..BackendRef::default() };
            way_in.route_to(&workload.cx, workload.metadata(), backend)
        }
        Via::Service => match split_rules(workload, &exposure) {
            Some(rules) => way_in.route_by(&workload.cx, &workload.metadata(), rules),
            None => way_in.route(&workload.cx, workload.metadata()),
        },
    };
    route.map_or_else(Vec::new, |route| std::iter::once(route).chain(before).collect())
}
