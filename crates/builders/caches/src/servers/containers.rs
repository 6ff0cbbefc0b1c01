//! The containers of a server's pod.

use hagen_core::context::Context;
use hagen_core::workload::{probe, security};
use hagen_kube::{Duration, Quantity};
use k8s_openapi::api::core::v1::{
    Container, ContainerPort, EnvVar, EnvVarSource, ExecAction, Lifecycle, LifecycleHandler,
    ObjectFieldSelector, Probe, SecretKeySelector, TCPSocketAction,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::volumes::{DATA, SECRETS, data_bytes};
use crate::component::{CacheComponent, METRICS, PASSWORD, PORT, SENTINEL};
use crate::images::{EXPORTER, VALKEY};
use crate::template::{CONFIG, mount, resources};

const CONFIG_PATH: &str = "/etc/cache";
const DATA_PATH: &str = "/data";
const SECRETS_PATH: &str = "/run/secrets/cache";
const LOGS: u64 = 64 << 20;

/// How long a server may take to read its data, or to get it from the primary.
const START: Duration = Duration::seconds(600);

pub(super) fn server(cache: &CacheComponent, cx: &Context<'_>) -> Container {
    let limit = Quantity::millicores(u64::try_from(cache.spec.cpu.0.milli()).unwrap_or(1000).max(1000) * 2);
    let disk = LOGS + if cache.spec.persistence.is_some() { 0 } else { data_bytes(cache) };
    Container {
        name: "valkey".into(),
        image: Some(VALKEY.into()),
        image_pull_policy: Some("IfNotPresent".into()),
        command: Some(program("server.sh", &[])),
        env: Some(env(cache, cx)),
        ports: Some(vec![port("tcp-redis", PORT)]),
        resources: Some(resources(&cache.spec.cpu.0, &limit, cache.container_memory(), disk)),
        startup_probe: Some(probe::startup(open("tcp-redis"), START)),
        liveness_probe: Some(slow(probe::liveness(exec("alive.sh", &[&PORT.to_string()])))),
        readiness_probe: Some(slow(probe::readiness(exec("ready.sh", &[])))),
        lifecycle: cache.is_replicated(&cx.site).then(hand_over),
        security_context: Some(security::container()),
        volume_mounts: Some(vec![
            mount(CONFIG, CONFIG_PATH),
            mount(SECRETS, SECRETS_PATH),
            mount(DATA, DATA_PATH),
        ]),
        ..Container::default()
    }
}

/// What starts before the server and stops after it: the sentinel, which a server that goes asks to find another, and
/// the exporter.
pub(super) fn beside(cache: &CacheComponent, cx: &Context<'_>) -> Vec<Container> {
    let sentinel = cache.is_replicated(&cx.site).then(|| sentinel(cache, cx));
    let exporter = cx.site.shared.prometheus.is_some().then(|| exporter(cache));
    sentinel.into_iter().chain(exporter).collect()
}

fn sentinel(cache: &CacheComponent, cx: &Context<'_>) -> Container {
    let cpu = (Quantity::known("50m"), Quantity::known("500m"));
    Container {
        name: "sentinel".into(),
        image: Some(VALKEY.into()),
        image_pull_policy: Some("IfNotPresent".into()),
        restart_policy: Some("Always".into()),
        command: Some(program("sentinel.sh", &[])),
        env: Some(env(cache, cx)),
        ports: Some(vec![port("tcp-sentinel", SENTINEL)]),
        resources: Some(resources(&cpu.0, &cpu.1, 64 << 20, LOGS)),
        startup_probe: Some(probe::startup(open("tcp-sentinel"), probe::START_TIME)),
        liveness_probe: Some(slow(probe::liveness(exec("alive.sh", &[&SENTINEL.to_string()])))),
        readiness_probe: Some(probe::readiness(open("tcp-sentinel"))),
        security_context: Some(security::container()),
        volume_mounts: Some(vec![
            mount(CONFIG, CONFIG_PATH),
            mount(SECRETS, SECRETS_PATH),
            mount(DATA, DATA_PATH),
        ]),
        ..Container::default()
    }
}

fn exporter(cache: &CacheComponent) -> Container {
    let cpu = (Quantity::known("20m"), Quantity::known("200m"));
    let text =
        |name: &str, value: &str| EnvVar { name: name.into(), value: Some(value.into()), value_from: None };
    Container {
        name: "exporter".into(),
        image: Some(EXPORTER.into()),
        image_pull_policy: Some("IfNotPresent".into()),
        restart_policy: Some("Always".into()),
        env: Some(vec![
            text("REDIS_ADDR", &format!("redis://127.0.0.1:{PORT}")),
            text("REDIS_USER", "metrics"),
            password(cache),
            // Its user may not read the configuration, and need not.
            text("REDIS_EXPORTER_CONFIG_COMMAND", "-"),
            text("REDIS_EXPORTER_WEB_LISTEN_ADDRESS", &format!(":{METRICS}")),
        ]),
        ports: Some(vec![port("metrics", METRICS)]),
        resources: Some(resources(&cpu.0, &cpu.1, 64 << 20, LOGS)),
        liveness_probe: Some(probe::liveness(open("metrics"))),
        security_context: Some(security::container()),
        ..Container::default()
    }
}

/// The user of the exporter has the password of consumers, and fewer rights.
fn password(cache: &CacheComponent) -> EnvVar {
    let reference =
        SecretKeySelector { name: cache.object_name().to_string(), key: PASSWORD.into(), optional: None };
    let source = EnvVarSource { secret_key_ref: Some(reference), ..EnvVarSource::default() };
    EnvVar { name: "REDIS_PASSWORD".into(), value: None, value_from: Some(source) }
}

fn program(name: &str, arguments: &[&str]) -> Vec<String> {
    let program = ["sh".to_owned(), format!("{CONFIG_PATH}/{name}")];
    program.into_iter().chain(arguments.iter().map(|&argument| argument.to_owned())).collect()
}

/// The environment of the programs; `cache.sh` tells what each is.
fn env(cache: &CacheComponent, cx: &Context<'_>) -> Vec<EnvVar> {
    let text = |name: &str, value: String| EnvVar { name: name.into(), value: Some(value), value_from: None };
    let domain = cx.site.service_host(cache.servers_name().as_str());
    let quorum = cache.is_replicated(&cx.site).then(|| cache.instances(&cx.site) / 2 + 1);
    let persistent = if cache.spec.persistence.is_some() { "yes" } else { "no" };
    let field = ObjectFieldSelector { field_path: "metadata.name".into(), api_version: None };
    let source = EnvVarSource { field_ref: Some(field), ..EnvVarSource::default() };
    vec![
        EnvVar { name: "POD".into(), value: None, value_from: Some(source) },
        text("SELF", format!("$(POD).{domain}")),
        text("LOCAL", "127.0.0.1".into()),
        text("NODES", cache.hosts(&cx.site).join(" ")),
        text("QUORUM", quorum.map(|quorum| quorum.to_string()).unwrap_or_default()),
        text("PERSISTENT", persistent.into()),
        text("SECRETS", SECRETS_PATH.into()),
        text("CONFIG", CONFIG_PATH.into()),
        text("DATA", DATA_PATH.into()),
    ]
}

fn port(name: &str, number: u16) -> ContainerPort {
    ContainerPort {
        name: Some(name.into()),
        container_port: number.into(),
        protocol: Some("TCP".into()),
        ..ContainerPort::default()
    }
}

fn exec(name: &str, arguments: &[&str]) -> Probe {
    Probe { exec: Some(ExecAction { command: Some(program(name, arguments)) }), ..Probe::default() }
}

fn open(port: &str) -> Probe {
    let port = IntOrString::String(port.into());
    Probe { tcp_socket: Some(TCPSocketAction { port, host: None }), ..Probe::default() }
}

/// The programs give up after two seconds; the kubelet waits until they did.
fn slow(probe: Probe) -> Probe {
    Probe { timeout_seconds: Some(5), ..probe }
}

fn hand_over() -> Lifecycle {
    let command = Some(program("stop.sh", &[]));
    let handler = LifecycleHandler { exec: Some(ExecAction { command }), ..LifecycleHandler::default() };
    Lifecycle { pre_stop: Some(handler), ..Lifecycle::default() }
}
