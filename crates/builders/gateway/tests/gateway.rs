//! How traffic from outside comes in.

#[path = "../../base/tests/world/mod.rs"]
mod world;

use hagen_core::artifact::Artifact;
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, ComponentId, ExposedHost, Need, Tls};
use hagen_core::context::{Dataplane, EntryApi, EntryEngine, Mesh, Placed};
use hagen_core::gateway::listener;
use hagen_core::section::Free;
use hagen_core::target::{Cluster, Distribution, Provided};
use hagen_core::{Path, context::Site};
use hagen_gateway::{Engine, GatewaySection, components, entry};
use hagen_kube::{Host, Manifest};
use hagen_yaml::{Value, value};
use world::{World, at, name, object, objects, release, section};

const CILIUM: &str = "engine: { existing: { class: cilium, namespace: kube-system } }\n";
const HAPROXY: &str = "engine: { ingress: { class: haproxy, namespace: haproxy-ingress } }\n";

fn ids(text: &str) -> Vec<String> {
    let parts = components(section::<GatewaySection>(text).engine(false), |_| UserValues::default());
    parts.iter().map(|part| part.id().name.to_string()).collect()
}

fn part(text: &str, id: &str) -> Box<dyn Component> {
    let values = UserValues {
        values: Free::of(value!({ "service": { "spec": { "externalTrafficPolicy": "Local" } } })),
        path: Path::ROOT.key("values").key("traefik"),
    };
    let parts = components(section::<GatewaySection>(text).engine(false), |chart| match chart.name {
        "traefik" => values.clone(),
        _ => UserValues::default(),
    });
    parts.into_iter().find(|part| part.id().name.as_str() == id).expect("the part")
}

fn issuer() -> Tls {
    Tls::Issuer(name("letsencrypt"))
}

fn world(text: &str) -> World {
    let mut world = World::monitored();
    world.shared.entry = Some(entry(&section::<GatewaySection>(text).engine(false)));
    world.expose("production", "shop.example.com", issuer());
    world
}

fn gateway<'a>(made: &[&'a Manifest], name: &str) -> &'a Value {
    at(object(made, "Gateway", name), "spec")
}

#[test]
fn a_host_has_a_listener_and_a_certificate() {
    let artifacts = world("{}").build(&*part("{}", "gateways"));
    let made = objects(&artifacts);
    let spec = gateway(&made, "production");
    assert_eq!(at(spec, "gatewayClassName"), &value!("traefik"));
    assert_eq!(at(spec, "listeners/0/port"), &value!(8000));
    assert_eq!(at(spec, "listeners/0/allowedRoutes/namespaces/from"), &value!("Same"));
    let https = at(spec, "listeners/1");
    assert_eq!(at(https, "name").as_str(), Some(listener(&Host::known("shop.example.com")).as_str()));
    assert_eq!(at(https, "hostname"), &value!("shop.example.com"));
    assert_eq!(at(https, "port"), &value!(8443));
    let secret = at(https, "tls/certificateRefs/0/name").as_str().expect("a name");
    let selector = at(https, "allowedRoutes/namespaces/selector/matchExpressions/0");
    assert_eq!(at(selector, "values"), &value!(["shop-production"]));

    let certificate = at(object(&made, "Certificate", secret), "spec");
    assert_eq!(at(certificate, "secretName").as_str(), Some(secret));
    assert_eq!(at(certificate, "dnsNames"), &value!(["shop.example.com"]));
    assert_eq!(at(certificate, "issuerRef/name"), &value!("letsencrypt"));
    assert_eq!(at(certificate, "privateKey/algorithm"), &value!("ECDSA"));
    assert_eq!(at(certificate, "privateKey/rotationPolicy"), &value!("Always"));
}

#[test]
fn plain_requests_are_sent_to_https() {
    let artifacts = world("{}").build(&*part("{}", "gateways"));
    let made = objects(&artifacts);
    let route = at(object(&made, "HTTPRoute", "production-to-https"), "spec");
    assert_eq!(at(route, "parentRefs"), &value!([{ "name": "production", "sectionName": "http" }]));
    let redirect = at(route, "rules/0/filters/0/requestRedirect");
    assert_eq!(redirect, &value!({ "scheme": "https", "statusCode": 301 }));
    assert!(route.get("hostnames").is_none(), "every host");
}

#[test]
fn each_environment_has_its_own_gateway() {
    let mut world = world("{}");
    world.offers.environments.push((name("staging"), name("shop-staging")));
    world.expose("staging", "staging.shop.example.com", issuer());
    let artifacts = world.build(&*part("{}", "gateways"));
    let made = objects(&artifacts);
    let listeners =
        |of: &str| gateway(&made, of).get("listeners").and_then(Value::as_list).map(<[Value]>::len);
    assert_eq!((listeners("production"), listeners("staging")), (Some(2), Some(2)));
    let selector = "listeners/1/allowedRoutes/namespaces/selector/matchExpressions/0/values";
    assert_eq!(at(gateway(&made, "staging"), selector), &value!(["shop-staging"]));
}

#[test]
fn the_platform_itself_exposes_too() {
    let mut world = world("{}");
    world.offers.hosts.push(Placed {
        environment: None,
        namespace: name("monitoring"),
        component: ComponentId::platform("grafana"),
        what: ExposedHost {
            host: Host::known("grafana.example.com"),
            below: hagen_kube::HttpPath::known("/"),
            tls: issuer(),
            namespace: name("monitoring"),
            path: Path::ROOT.key("monitoring"),
        },
    });
    let artifacts = world.build(&*part("{}", "gateways"));
    let made = objects(&artifacts);
    assert_eq!(at(gateway(&made, "platform"), "listeners/1/hostname"), &value!("grafana.example.com"));
}

#[test]
fn many_hosts_are_spread_over_gateways() {
    let mut world = world("{}");
    for at in 0..70 {
        world.expose("production", &format!("tenant{at:02}.example.com"), issuer());
    }
    let artifacts = world.build(&*part("{}", "gateways"));
    let made = objects(&artifacts);
    let listeners =
        |of: &str| gateway(&made, of).get("listeners").and_then(Value::as_list).map(<[Value]>::len);
    assert_eq!((listeners("production"), listeners("production-2")), (Some(61), Some(12)));
}

#[test]
fn two_applications_share_a_host() {
    let mut world = world("{}");
    world.expose("production", "shop.example.com", issuer());
    let artifacts = world.build(&*part("{}", "gateways"));
    let made = objects(&artifacts);
    assert_eq!(made.iter().filter(|object| object.kind() == "Certificate").count(), 1);
    assert!(world.review(&*part("{}", "gateways")).is_empty());
}

#[test]
fn a_supplied_certificate_is_copied_beside_the_gateway() {
    let mut world = world("{}");
    world.offers.hosts.clear();
    world.expose("production", "shop.example.com", Tls::Secret(name("bought")));
    let artifacts = world.build(&*part("{}", "gateways"));
    let made = objects(&artifacts);
    let secret = at(gateway(&made, "production"), "listeners/1/tls/certificateRefs/0/name");
    assert_eq!(secret, &value!("production-bought"));
    let copy = object(&made, "ExternalSecret", "production-bought");
    assert_eq!(at(copy, "metadata/namespace"), &value!("traefik"));
    assert_eq!(at(copy, "spec/target/template/type"), &value!("kubernetes.io/tls"));
    let key = value!({ "key": "production.bought", "property": "tls.key" });
    assert_eq!(at(copy, "spec/data/1/remoteRef"), &key);
    assert!(made.iter().all(|object| object.kind() != "Certificate"));
}

#[test]
fn an_existing_gateway_is_used() {
    assert_eq!(ids(CILIUM), ["gateways"]);
    let world = world(CILIUM);
    let part = part(CILIUM, "gateways");
    assert_eq!(part.namespace(), Some(name("gateway")));
    let artifacts = world.build(&*part);
    let made = objects(&artifacts);
    let spec = gateway(&made, "production");
    assert_eq!(at(spec, "gatewayClassName"), &value!("cilium"));
    assert_eq!((at(spec, "listeners/0/port"), at(spec, "listeners/1/port")), (&value!(80), &value!(443)));
    let entry = world.shared.entry.expect("an entry");
    assert_eq!((entry.engine, entry.pods.namespace), (EntryEngine::Other, name("kube-system")));
}

#[test]
fn an_existing_ingress_controller_is_used() {
    assert_eq!(ids(HAPROXY), ["gateways"]);
    let world = world(HAPROXY);
    assert_eq!(
        world.shared.entry.as_ref().map(|entry| entry.api.clone()),
        Some(EntryApi::Ingress { class: "haproxy".into() })
    );
    assert!(world.build(&*part(HAPROXY, "gateways")).is_empty());
}

#[test]
fn definitions_that_are_there_are_used() {
    let cluster = Cluster { provides: vec![Provided::GatewayApi].into(), ..Cluster::default() };
    assert!(hagen_gateway::definitions(&cluster).is_none());
    let definitions = hagen_gateway::definitions(&Cluster::default()).expect("definitions");
    let artifacts = world("{}").build(&*definitions);
    let [Artifact::Source(source)] = &artifacts[..] else { panic!("one source") };
    assert_eq!((source.revision, source.path), ("v1.6.1", "config/crd"));
}

#[test]
fn traefik_survives_a_node_and_is_closed() {
    let world = world("{}");
    let artifacts = world.build(&*part("{}", "traefik"));
    let release = release(&artifacts);
    let values = &release.values;
    assert_eq!(at(values, "deployment/replicas"), &value!(3));
    assert_eq!(at(values, "podDisruptionBudget/maxUnavailable"), &value!(1));
    assert_eq!(at(values, "providers/kubernetesGateway/enabled"), &value!(true));
    assert_eq!(at(values, "gateway/enabled"), &value!(false));
    assert_eq!(at(values, "global/sendAnonymousUsage"), &value!(false));
    assert_eq!(at(values, "ports/web/port"), &value!(8000));
    assert_eq!(at(values, "service/spec/externalTrafficPolicy"), &value!("Local"));
    assert_eq!(release.values_path.to_string(), "values.traefik");

    let made = objects(&artifacts);
    let policy = object(&made, "NetworkPolicy", "traefik");
    let egress = at(policy, "spec/egress").as_list().expect("rules");
    let to_shop = egress.iter().find(|rule| {
        let labels = rule.get("to").and_then(|to| at(to, "0").at(&["namespaceSelector", "matchLabels"]));
        labels == Some(&value!({ "kubernetes.io/metadata.name": "shop-production" }))
    });
    assert!(to_shop.expect("a rule").get("ports").is_none(), "on every port");
}

#[test]
fn k3s_must_leave_its_own_traefik_off() {
    let mut world = world("{}");
    assert!(world.review(&*part("{}", "traefik")).is_empty());
    world.cluster.distribution = Distribution::K3s;
    let found = world.review(&*part("{}", "traefik"));
    assert_eq!(found[0].code.id, "HG0533");
    assert_eq!(found[0].place.path.to_string(), "clusters.eu.distribution");
}

#[test]
fn a_host_belongs_to_one_environment() {
    let mut world = world("{}");
    world.expose("staging", "shop.example.com", issuer());
    let found = world.review(&*part("{}", "gateways"));
    assert_eq!(found.iter().map(|one| one.code.id).collect::<Vec<_>>(), ["HG0531"]);
    assert_eq!(found[0].labels.len(), 1);
}

#[test]
fn a_host_has_one_certificate() {
    let mut world = world("{}");
    world.expose("production", "shop.example.com", Tls::Issuer(name("internal")));
    let found = world.review(&*part("{}", "gateways"));
    assert_eq!(found.iter().map(|one| one.code.id).collect::<Vec<_>>(), ["HG0532"]);
}

#[test]
fn a_path_of_a_host_leads_to_one() {
    let mut world = world("{}");
    let found = |world: &World| -> Vec<_> {
        world.review(&*part("{}", "gateways")).iter().map(|one| one.code.id).collect()
    };
    world.expose("production", "shop.example.com", issuer());
    assert_eq!(found(&world), [""; 0], "it is the same application");
    let other = world.offers.hosts.last_mut().unwrap();
    other.component = hagen_core::component::ComponentId::new("apps", name("other"));
    assert_eq!(found(&world), ["HG0535"]);
    world.offers.hosts.last_mut().unwrap().what.below = hagen_kube::HttpPath::known("/api");
    assert_eq!(found(&world), [""; 0]);
}

#[test]
fn issuers_need_cert_manager() {
    let mut world = world("{}");
    let needs = |world: &World| {
        let part = part("{}", "gateways");
        let offer = part.offer(&Site {
            platform: &name("shop"),
            cluster_name: &name("eu"),
            cluster: &world.cluster,
            environment: None,
            namespace: &name("traefik"),
            profile: world.profile,
            shared: &world.shared,
        });
        offer.needs
    };
    assert_eq!(needs(&world), [Need::GatewayApi]);
    world.shared.issuers.push(name("letsencrypt"));
    assert_eq!(needs(&world), [Need::GatewayApi, Need::CertManager]);
}

const MESH: &str = "engine: mesh\n";

fn meshed() -> World {
    let mut world = world(MESH);
    let control = world.shared.prometheus.clone().expect("some pods");
    world.shared.mesh = Some(Mesh { dataplane: Dataplane::Sidecar, strict: true, closed: true, control });
    world
}

#[test]
fn a_mesh_has_an_entry_of_its_own() {
    let usual = section::<GatewaySection>("{}");
    assert_eq!((usual.engine(true), usual.engine(false)), (Engine::Mesh, Engine::Traefik));
    assert_eq!(ids(MESH), ["istio-ingress", "gateways"]);
    let artifacts = meshed().build(&*part(MESH, "gateways"));
    let made = objects(&artifacts);
    let spec = gateway(&made, "production");
    assert_eq!(at(spec, "gatewayClassName"), &value!("istio"));
    let service = value!([{ "type": "Hostname", "value": "istio-ingress.istio-ingress.svc.cluster.local" }]);
    assert_eq!(at(spec, "addresses"), &service);
    assert_eq!((at(spec, "listeners/0/port"), at(spec, "listeners/1/port")), (&value!(80), &value!(443)));
}

#[test]
fn a_host_is_served_once_by_whoever_can_tell_its_routes() {
    let mut world = meshed();
    world.expose("production", "log.example.com", issuer());
    let placed = world.offers.hosts[0].clone();
    world.offers.mesh_hosts.push(Placed {
        environment: placed.environment,
        namespace: placed.namespace,
        component: placed.component,
        what: Host::known("log.example.com"),
    });
    world.offers.plain_hosts = world.offers.mesh_hosts.clone();
    let artifacts = world.build(&*part(MESH, "gateways"));
    let made = objects(&artifacts);
    let spec = gateway(&made, "production");
    let hosts: Vec<_> =
        at(spec, "listeners").as_list().expect("a list").iter().map(|it| it.get("hostname")).collect();
    assert_eq!(hosts, [None, Some(&value!("shop.example.com"))]);
    let server = at(gateway(&made, "production-mesh"), "servers/0");
    assert_eq!(at(server, "hosts"), &value!(["shop-production/log.example.com"]));
    assert_eq!(at(server, "tls/credentialName"), &value!("tls-log-example-com"));
    let plain = at(gateway(&made, "production-mesh"), "servers/1");
    assert_eq!(
        at(plain, "port"),
        &value!({ "number": 80, "name": "http-log-example-com", "protocol": "HTTP" })
    );
    assert!(plain.get("tls").is_none());
    object(&made, "Certificate", "tls-log-example-com");
}

#[test]
fn the_entry_of_a_mesh_survives_a_node_and_is_closed() {
    let artifacts = meshed().build(&*part(MESH, "istio-ingress"));
    let values = &release(&artifacts).values;
    assert_eq!(at(values, "replicaCount"), &value!(3));
    assert_eq!(at(values, "podDisruptionBudget/maxUnavailable"), &value!(1));
    assert_eq!(at(values, "service/ports/1/targetPort"), &value!(8443));
    let made = objects(&artifacts);
    let policy = object(&made, "NetworkPolicy", "istio-ingress");
    let scraped = at(policy, "spec/ingress/0/ports");
    assert_eq!(scraped, &value!([{ "port": 15090, "protocol": "TCP" }]));
    object(&made, "PodMonitor", "istio-ingress");
}

#[test]
fn the_entry_of_a_mesh_needs_one() {
    let mut world = meshed();
    assert!(world.review(&*part(MESH, "gateways")).is_empty());
    world.shared.mesh = None;
    let found = world.review(&*part(MESH, "gateways"));
    assert_eq!(found.iter().map(|one| one.code.id).collect::<Vec<_>>(), ["HG0534"]);
}

#[test]
fn plain_requests_are_led_to_tls_unless_somebody_serves_them() {
    let listener = |plain: bool| {
        let mut world = world("{}");
        if plain {
            let host = &world.offers.hosts[0];
            let what = host.what.host.clone();
            let (environment, namespace) = (host.environment.clone(), host.namespace.clone());
            let component = host.component.clone();
            world.offers.plain_hosts = vec![Placed { environment, namespace, component, what }];
        }
        let artifacts = world.build(&*part("{}", "gateways"));
        let made = objects(&artifacts);
        at(gateway(&made, "production"), "listeners/0/allowedRoutes/namespaces").clone()
    };
    assert_eq!(listener(false), value!({ "from": "Same" }));
    let values = listener(true);
    let names = at(&values, "selector/matchExpressions/0/values");
    assert_eq!(names, &value!(["shop-production", "traefik"]));
}
