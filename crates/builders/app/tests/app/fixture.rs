//! Reads a section `apps`, links what is in it, and builds it on a site that a test can change.

use std::collections::BTreeMap;
use std::sync::Arc;

use hagen_app::App;
use hagen_core::Diagnostic;
use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, Connection, Consumer, Edge, Pods};
use hagen_core::context::{Context, Entry, EntryApi, EntryEngine, Offers, Placed, Shared, Site};
use hagen_core::section::{Field, Map, Reader};
use hagen_core::target::{Cluster, Profile};
use hagen_kube::{Manifest, Name, Zone};
use hagen_yaml::{FileId, Limits, Node, Value};

/// The world around a section.
pub(crate) struct World {
    pub(crate) cluster: Cluster,
    pub(crate) shared: Shared,
    pub(crate) profile: Profile,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// What stands for components of other builders, by their reference.
    pub(crate) others: BTreeMap<&'static str, Connection>,
}

/// What came of a section.
pub(crate) struct Built {
    pub(crate) artifacts: Vec<Artifact>,
    pub(crate) objects: Vec<Manifest>,
    pub(crate) findings: Vec<Diagnostic>,
    pub(crate) text: String,
    /// Files that nothing in the cluster reads, by path.
    pub(crate) files: BTreeMap<String, String>,
}

impl Default for World {
    /// Three zones, a Gateway of Traefik, a Prometheus, one issuer.
    fn default() -> Self {
        let mut cluster = Cluster::default();
        cluster.nodes.zones = ["a", "b", "c"].map(Zone::known).into();
        let shared = Shared {
            entry: Some(gateway(EntryEngine::Traefik)),
            prometheus: Some(pods("monitoring", "prometheus")),
            network_policies: true,
            issuers: vec![Name::known("letsencrypt")],
            authorities: vec![Name::known("internal")],
            ..Shared::default()
        };
        Self {
            cluster,
            shared,
            profile: Profile::Production,
            files: BTreeMap::new(),
            others: BTreeMap::new(),
        }
    }
}

pub(crate) fn pods(namespace: &str, name: &str) -> Pods {
    let labels = BTreeMap::from([("app.kubernetes.io/name".to_owned(), name.to_owned())]);
    Pods { namespace: Name::known(namespace), labels }
}

pub(crate) fn gateway(engine: EntryEngine) -> Entry {
    let api = EntryApi::Gateway { namespace: Name::known("gateway") };
    Entry { api, pods: pods("gateway", "entry"), engine }
}

pub(crate) fn ingress(engine: EntryEngine) -> Entry {
    let api = EntryApi::Ingress { class: "public".into() };
    Entry { api, pods: pods("ingress", "entry"), engine }
}

impl World {
    fn site<'a>(&'a self, names: &'a Names) -> Site<'a> {
        Site {
            platform: &names.platform,
            cluster_name: &names.cluster,
            cluster: &self.cluster,
            environment: Some(&names.environment),
            namespace: &names.namespace,
            profile: self.profile,
            shared: &self.shared,
        }
    }

    /// Builds a section. What is wrong with it is in the findings; nothing is built after an error of reading.
    pub(crate) fn build(&self, text: &str) -> Built {
        let (section, mut findings) = read(text);
        let mut built = Built {
            artifacts: Vec::new(),
            objects: Vec::new(),
            findings: Vec::new(),
            text: text.to_owned(),
            files: BTreeMap::new(),
        };
        if let Some(section) = section.filter(|_| findings.is_empty()) {
            let mut components = hagen_app::components(&section);
            for component in &mut components {
                findings.extend(component.load(&self.files));
            }
            self.link_and_build(&components, &mut built);
        }
        built.findings.extend(findings);
        let root = node(text);
        for finding in &mut built.findings {
            finding.locate(&root);
        }
        built
    }

    fn link_and_build(&self, components: &[Box<dyn Component>], built: &mut Built) {
        let names = Names::default();
        let site = self.site(&names);
        let ids: Vec<ComponentId> = components.iter().map(|component| component.id()).collect();
        let edges: Vec<Edge> = components
            .iter()
            .flat_map(|component| self.edges(component.as_ref(), components, &site))
            .collect();
        let mut offers = Offers::default();
        for component in components {
            let placed = Placed {
                environment: Some(names.environment.clone()),
                namespace: names.namespace.clone(),
                component: component.id(),
                what: (),
            };
            let offer = component.offer(&site);
            offers.hosts.extend(offer.hosts.into_iter().map(|host| placed.clone().with(host)));
            let plain = offer.plain_hosts.into_iter().map(|host| placed.clone().with(host));
            offers.plain_hosts.extend(plain);
            offers.mesh_hosts.extend(offer.mesh_hosts.into_iter().map(|host| placed.clone().with(host)));
        }
        offers.edges.extend(edges.iter().map(|edge| Placed {
            environment: Some(names.environment.clone()),
            namespace: names.namespace.clone(),
            component: edge.to.clone(),
            what: Arc::new(edge.clone()),
        }));
        for (component, id) in components.iter().zip(&ids) {
            let of = |end: &dyn Fn(&Edge) -> bool| -> Vec<Arc<Edge>> {
                edges.iter().filter(|edge| end(edge)).cloned().map(Arc::new).collect()
            };
            let uses = of(&|edge| edge.from == *id);
            let used_by = of(&|edge| edge.to == *id);
            let cx = Context { site, id, uses: &uses, used_by: &used_by, offers: &offers };
            built.findings.extend(component.review(&cx));
            let artifacts = component.build(&cx);
            built.artifacts.extend(artifacts.iter().cloned());
            built.objects.extend(artifacts.iter().filter_map(|artifact| artifact.manifest().cloned()));
            built.files.extend(artifacts.into_iter().filter_map(|artifact| match artifact {
                Artifact::File(file) => Some((file.path, file.text.whole().into_owned())),
                _ => None,
            }));
        }
    }

    fn edges(&self, from: &dyn Component, all: &[Box<dyn Component>], site: &Site<'_>) -> Vec<Edge> {
        let id = from.id();
        from.links()
            .into_iter()
            .map(|link| {
                let consumer = Consumer { id: &id, namespace: site.namespace, link: &link };
                let target = all.iter().find(|component| component.id().is(&link.to));
                let connection = match target {
                    Some(target) => target.connect(&consumer, site).unwrap(),
                    None => self.others[link.to.to_string().as_str()].clone(),
                };
                let section = if target.is_some() { "apps" } else { "others" };
                Edge {
                    from: id.clone(),
                    from_pods: from.offer(site).pods,
                    from_namespace: site.namespace.clone(),
                    to: ComponentId::new(section, link.to.name.clone()),
                    link,
                    connection,
                }
            })
            .collect()
    }
}

struct Names {
    platform: Name,
    cluster: Name,
    environment: Name,
    namespace: Name,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            platform: Name::known("mart"),
            cluster: Name::known("eu"),
            environment: Name::known("production"),
            namespace: Name::known("mart-production"),
        }
    }
}

/// The text below a key `apps`, as it stands in a blueprint.
fn node(text: &str) -> Node {
    let reading = hagen_yaml::read(FileId(0), text.as_bytes(), &Limits::default());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    reading.node.unwrap()
}

/// Reads a section; its text starts with `apps:`.
pub(crate) fn read(text: &str) -> (Option<Map<Name, App>>, Vec<Diagnostic>) {
    let root = node(text);
    let apps = root.get("apps").expect("the text starts with `apps:`");
    let mut findings = Vec::new();
    let mut reader = Reader::new(&mut findings);
    let section = reader.at(hagen_core::Step::Key("apps".into()), |cx| Map::<Name, App>::read(apps, cx));
    (section, findings)
}

impl Built {
    /// The object of a kind and name.
    pub(crate) fn object(&self, kind: &str, name: &str) -> &Value {
        let found = self.objects.iter().find(|object| object.kind() == kind && object.name() == name);
        found.unwrap_or_else(|| panic!("no {kind} {name}: {:?}\n{:?}", self.names(), self.findings)).value()
    }

    /// `Kind name` of each object, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.objects.iter().map(|object| format!("{} {}", object.kind(), object.name())).collect();
        names.sort();
        names
    }

    /// Code and place of each finding: the text that it points at.
    pub(crate) fn found(&self) -> Vec<(&'static str, &str)> {
        let shown = |finding: &Diagnostic| {
            let span = finding.place.span;
            &self.text[span.start as usize..span.end as usize]
        };
        self.findings.iter().map(|finding| (finding.code.id, shown(finding))).collect()
    }
}

/// A value below an object, by keys and indices.
pub(crate) fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(value, |value, step| {
        let next = match step.parse::<usize>() {
            Ok(index) => value.as_list().and_then(|list| list.get(index)),
            Err(_) => value.get(step),
        };
        next.unwrap_or_else(|| panic!("no `{step}` of `{path}`"))
    })
}

/// Applications of every shape, with as much said of each as goes together.
pub(crate) const ALL: &str = r#"apps:
  shop:
    image: registry.example.com/shop:1.4.2@sha256:4f5c0a1b2d3e4f5c0a1b2d3e4f5c0a1b2d3e4f5c0a1b2d3e4f5c0a1b2d3e4f5c
    command: [/app/shop]
    args: [serve, --verbose]
    pullSecret: registry/dockerconfigjson
    port: 8000
    health: { liveness: /livez, readiness: /readyz, startup: /started }
    startTime: 400s
    drainTime: 40s
    replicas: { min: 4, max: 12, cpu: 65, memory: 85 }
    resources: { cpu: 250m, cpuLimit: 2, memory: 512Mi, ephemeralStorage: 3Gi }
    config: { LOG_LEVEL: info }
    secrets: { API_KEY: shop-api/key, PEM: { from: shop-tls/key.pem, file: /run/key.pem } }
    files: { /app/app.toml: { from: files/app.toml }, /app/motd: { text: hello }, /app/token: { secret: shop-api/token } }
    volumes: { cache: { mount: /cache, ephemeral: 1Gi }, media: { mount: /media, size: 20Gi, shared: true, storageClass: rwx } }
    writable: [/var/run/shop]
    uses: [apps/auth, { to: apps/store, prefix: MAIN_ }]
    expose: { host: shop.example.com, path: /web }
    metrics: { path: /stats, port: 9102, interval: 15s }
    slo: { availability: 99.9, latency: { p95: 200ms }, measured: metrics }
    egress: [api.example.com, { to: 10.20.0.0/16, ports: [5432, 6432] }]
    priority: critical
    nodeSelector: { example.com/pool: web }
    tolerations: [{ key: example.com/pool, value: web, effect: NoSchedule }]
  auth:
    image: registry.example.com/auth:2.0.0
    ports: { http: 8080, grpc: 9090, dns: { number: 5353, protocol: udp } }
    health: /up
  front:
    image: registry.example.com/front:9.9
    port: 7070
    health: { liveness: /live, readiness: /ready }
    replicas: { min: 3, max: 9 }
    metrics: /metrics
    rollout: { canary: [10, 50], pause: 3m, analysis: { query: { promql: "sum(ok)", success: "result[0] > 0" } } }
  vault:
    image: registry.example.com/vault:3.1
    ports: { http: 8443, status: 8081 }
    serve: internal
    drill: { rate: 70, duration: 7m, path: /ask }
    health: { liveness: /live, readiness: /ready, port: status }
    replicas: 3
  lone:
    image: registry.example.com/lone:0.3
    port: 7000
    replicas: 1
    strategy: recreate
  store:
    image: registry.example.com/store:5.1
    ports: { http: 6000, raft: 6001 }
    health: /healthz
    replicas: 3
    metrics: /metrics
    volumes: { data: { mount: /data, size: 30Gi, storageClass: fast } }
  agent:
    image: registry.example.com/agent:3.3
    perNode: true
    kubernetesApi: true
    health: { command: [/agent, check] }
    metrics: { port: 9103 }
  gate: { image: "registry.example.com/gate:4.4", perNode: true, port: 4444, health: /ok }
  worker: { image: "registry.example.com/worker:6.6", uses: [apps/auth] }
  report:
    image: registry.example.com/report:7.7
    schedule: { cron: "*/10 * * * *", timeZone: Europe/Berlin, concurrency: replace, timeLimit: 9m, retries: 2 }
    uses: [apps/shop]
  nightly: { image: "registry.example.com/nightly:8.8", schedule: "0 3 * * *" }
"#;

/// The default world with the files that [`ALL`] names.
pub(crate) fn world() -> World {
    let files = BTreeMap::from([("files/app.toml".to_owned(), b"answer = 42\n".to_vec())]);
    World { files, ..World::default() }
}
