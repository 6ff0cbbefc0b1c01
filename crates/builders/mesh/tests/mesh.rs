//! The mesh as a part of the platform.

#[path = "../../base/tests/world/mod.rs"]
mod world;

use hagen_core::artifact::Artifact;
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, Pods, Tls};
use hagen_core::context::{Entry, EntryApi, EntryEngine, Telemetry};
use hagen_core::target::{Cluster, Distribution, Provided};
use hagen_kube::Manifest;
use hagen_mesh::{MeshSection, components, mesh, of_environment};
use hagen_observe::testing::{Case, Series, exposed_by, expressions, prove};
use hagen_yaml::{Value, value};
use world::{World, at, name, object, objects, release, section, try_section};

const AMBIENT: &str = "mode: ambient\n";

fn parts(text: &str) -> Vec<Box<dyn Component>> {
    components(&section::<MeshSection>(text), &Cluster::default(), |_| UserValues::default())
}

fn part(text: &str, id: &str) -> Box<dyn Component> {
    parts(text).into_iter().find(|part| part.id().name.as_str() == id).expect("the part")
}

fn ids(parts: &[Box<dyn Component>]) -> Vec<String> {
    parts.iter().map(|part| part.id().name.to_string()).collect()
}

fn world(text: &str) -> World {
    let mut world = World::monitored();
    world.shared.mesh = Some(mesh(&section(text)));
    world.shared.entry = Some(entry(EntryEngine::Istio));
    world
}

fn entry(engine: EntryEngine) -> Entry {
    let namespace = name("istio-ingress");
    let pods = Pods { namespace: namespace.clone(), labels: [].into() };
    Entry { api: EntryApi::Gateway { namespace }, pods, engine }
}

fn spec<'a>(made: &[&'a Manifest], kind: &str, name: &str) -> &'a Value {
    at(object(made, kind, name), "spec")
}

#[test]
fn a_proxy_in_every_pod_or_on_every_node() {
    assert_eq!(ids(&parts("{}")), ["istio-base", "istiod", "istio-cni", "mesh"]);
    assert_eq!(ids(&parts(AMBIENT)), ["istio-base", "istiod", "istio-cni", "ztunnel", "mesh"]);
    let provided = Cluster { provides: vec![Provided::Istio].into(), ..Cluster::default() };
    let there = components(&section::<MeshSection>("{}"), &provided, |_| UserValues::default());
    assert_eq!(ids(&there), ["mesh"]);
}

#[test]
fn every_chart_knows_its_values() {
    for text in ["{}", AMBIENT] {
        for part in parts(text).iter().filter(|part| part.id().name.as_str() != "mesh") {
            let artifacts = world(text).build(&**part);
            release(&artifacts);
            objects(&artifacts);
        }
    }
}

#[test]
fn the_control_plane_survives_a_node_and_lets_only_applications_in_the_mesh() {
    let artifacts = world("{}").build(&*part("{}", "istiod"));
    let values = &release(&artifacts).values;
    assert_eq!((at(values, "replicaCount"), at(values, "pdb/maxUnavailable")), (&value!(2), &value!(1)));
    assert_eq!(at(values, "env"), &value!({ "ENABLE_NATIVE_SIDECARS": "true" }));
    let never = at(values, "sidecarInjectorWebhook/neverInjectSelector/0/matchExpressions/0");
    assert_eq!(never, &value!({ "key": "sidecar.istio.io/inject", "operator": "DoesNotExist" }));
    assert_eq!(at(values, "meshConfig/outboundTrafficPolicy/mode"), &value!("REGISTRY_ONLY"));
    let made = objects(&artifacts);
    let ingress = at(spec(&made, "NetworkPolicy", "istiod"), "ingress").as_list().expect("rules");
    let ports: Vec<_> = ingress.iter().map(|rule| at(rule, "ports/0/port").as_int()).collect();
    assert_eq!(ports, [15014, 15012, 15012, 15012, 15017].map(Some));
    assert!(ingress[4].get("from").is_none(), "the API server has no address that anybody knows");
}

#[test]
fn one_replica_has_no_budget() {
    let mut world = world("{}");
    world.profile = hagen_core::target::Profile::Dev;
    let artifacts = world.build(&*part("{}", "istiod"));
    let values = &release(&artifacts).values;
    assert!(values.get("pdb").is_none());
    assert_eq!(at(values, "global/defaultPodDisruptionBudget/enabled"), &value!(false));
}

#[test]
fn nodes_of_every_kind_get_the_plugin() {
    let folder = |distribution| {
        let mut world = world("{}");
        world.cluster.distribution = distribution;
        let artifacts = world.build(&*part("{}", "istio-cni"));
        release(&artifacts).values.get("cniBinDir").cloned()
    };
    assert_eq!(folder(Distribution::Generic), None);
    assert_eq!(folder(Distribution::K3s), Some(value!("/var/lib/rancher/k3s/data/cni")));
    assert_eq!(folder(Distribution::Gke), Some(value!("/home/kubernetes/bin")));
}

#[test]
fn certificates_logs_and_traces() {
    let telemetry = |text: &str, world: &World| {
        let artifacts = world.build(&*part(text, "mesh"));
        let made = objects(&artifacts);
        (spec(&made, "PeerAuthentication", "default").clone(), spec(&made, "Telemetry", "default").clone())
    };
    let mut world = world("{}");
    let (peers, told) = telemetry("{}", &world);
    assert_eq!(peers, value!({ "mtls": { "mode": "STRICT" } }));
    assert!(at(&told, "accessLogging/0/filter/expression").as_str().expect("CEL").contains(">= 400"));
    assert!(told.get("tracing").is_none());
    let (peers, told) = telemetry("{ mtls: permissive, accessLog: off }", &world);
    assert_eq!(peers, value!({ "mtls": { "mode": "PERMISSIVE" } }));
    assert_eq!(at(&told, "accessLogging"), &value!([{ "disabled": true }]));

    let pods = Pods { namespace: name("tracing"), labels: [].into() };
    let (grpc, http) = ("http://tempo.tracing.svc:4317".into(), "http://tempo.tracing.svc:4318".into());
    world.shared.telemetry = Some(Telemetry { grpc, http, pods });
    let (_, told) = telemetry("{ sampling: 10 }", &world);
    assert_eq!(at(&told, "tracing/0/randomSamplingPercentage"), &value!(10.0));
    let artifacts = world.build(&*part("{}", "istiod"));
    let provider = at(&release(&artifacts).values, "meshConfig/extensionProviders/0/opentelemetry");
    assert_eq!(provider, &value!({ "service": "tempo.tracing.svc", "port": 4317 }));
}

#[test]
fn only_pods_with_a_proxy_are_scraped_for_one() {
    let artifacts = world("{}").build(&*part("{}", "mesh"));
    let made = objects(&artifacts);
    let monitor = spec(&made, "PodMonitor", "proxies");
    assert_eq!(at(monitor, "namespaceSelector/matchNames"), &value!(["shop-production"]));
    let selector = value!([{ "key": "security.istio.io/tlsMode", "operator": "Exists" }]);
    assert_eq!(at(monitor, "selector/matchExpressions"), &selector);
    let ambient = world(AMBIENT).build(&*part(AMBIENT, "mesh"));
    assert!(objects(&ambient).iter().all(|object| object.name() != "proxies"));
}

#[test]
fn an_environment_is_closed() {
    let parts = of_environment();
    let artifacts: Vec<Artifact> = parts.iter().flat_map(|part| world("{}").build(&**part)).collect();
    let made = objects(&artifacts);
    assert_eq!(spec(&made, "AuthorizationPolicy", "default-deny"), &value!({}));
}

#[test]
fn strict_certificates_and_an_entry_without_one() {
    let found = |text: &str, engine| {
        let mut world = world(text);
        world.shared.entry = Some(entry(engine));
        world.expose("production", "shop.example.com", Tls::Issuer(name("letsencrypt")));
        let found = world.review(&*part(text, "mesh"));
        found.iter().map(|one| (one.code.id, one.place.path.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(found("{}", EntryEngine::Traefik), [("HG1302", "gateway.engine".to_owned())]);
    assert_eq!(found("mtls: permissive", EntryEngine::Traefik), []);
    assert_eq!(found("{}", EntryEngine::Istio), []);
}

#[test]
fn nodes_hold_nothing_back() {
    let (_, found) = try_section::<MeshSection>("{ mode: ambient, outbound: declared }\n");
    assert_eq!(found.iter().map(|one| one.code.id).collect::<Vec<_>>(), ["HG1301"]);
    assert!(!mesh(&section(AMBIENT)).closed && mesh(&section("{}")).closed);
}

fn observed(text: &str) -> Vec<Artifact> {
    let mut world = world(text);
    world.shared.dashboards = true;
    world.build(&*part(text, "mesh"))
}

#[test]
fn rules_and_dashboards_ask_for_what_there_is() {
    let exposed = exposed_by(&["istio", "istiod", "prometheus"]);
    for text in ["{}", AMBIENT] {
        assert_eq!(expressions(&observed(text)).unknown(&exposed), Vec::<String>::new());
    }
}

#[test]
fn alerts_fire_when_somebody_has_to_come() {
    let control = |metric: &str, values: &'static str| -> Vec<Series> {
        vec![(format!("{metric}{{namespace=\"istio-system\",pod=\"istiod-1\"}}"), values)]
    };
    let up = |values| vec![("up{namespace=\"istio-system\",job=\"istiod\"}".to_owned(), values)];
    let answers = |good: &'static str, bad: &'static str| -> Vec<Series> {
        let labels =
            "reporter=\"destination\",destination_workload=\"log\",destination_workload_namespace=\"shop\"";
        let series = |code: &str| format!("istio_requests_total{{{labels},response_code=\"{code}\"}}");
        vec![(series("200"), good), (series("503"), bad)]
    };
    let spread = |fast: &'static str, all: &'static str| -> Vec<Series> {
        let bucket = |le: &str| {
            format!("pilot_proxy_convergence_time_bucket{{namespace=\"istio-system\",le=\"{le}\"}}")
        };
        vec![(bucket("5"), fast), (bucket("30"), all), (bucket("+Inf"), all)]
    };
    prove(
        &observed("{}"),
        &[
            Case::new("MeshControlPlaneAway", up("0x60"), up("1x60")),
            Case::new(
                "MeshConfigurationRejected",
                control("pilot_total_xds_rejects", "0+3x60"),
                control("pilot_total_xds_rejects", "5x60"),
            )
            .at(25),
            Case::new("MeshConfigurationSlow", spread("0x90", "0+10x90"), spread("0+10x90", "0+10x90")),
            Case::new(
                "MeshRootCertificateExpires",
                control("citadel_server_root_cert_expiry_timestamp", "2000000x120"),
                control("citadel_server_root_cert_expiry_timestamp", "9000000x120"),
            ),
            Case::new(
                "MeshInjectionFails",
                control("sidecar_injection_failure_total", "0+1x60"),
                control("sidecar_injection_failure_total", "7x60"),
            ),
            Case::new("MeshRequestsFail", answers("0+60x60", "0+6x60"), answers("0+60x60", "0+1x60")),
        ],
    );
}
