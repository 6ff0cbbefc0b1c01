//! The drill of an application: a load that runs in the cluster, and a page of what to break meanwhile.

use std::fmt::Write;

use hagen_core::artifact::{Artifact, PlainFile};
use hagen_core::component::Peer;
use hagen_core::workload::spread::Replicas;

use crate::spec::Drill;
use crate::workload::{Shape, Workload};

const PAGE: &str = include_str!("drill/page.md");
const LOAD: &str = include_str!("drill/load.yaml");

/// What mounts the certificate that the load shows, where the application asks for one.
const CERTIFICATE_MOUNT: &str = "\n        - name: tls\n          mountPath: /tls\n          readOnly: true";
const CERTIFICATE_OPTION: &str =
    "\n      tlsAuth: [{ cert: open(\"/tls/tls.crt\"), key: open(\"/tls/tls.key\") }],";

/// The two files. Nothing for what nobody sends requests to.
pub(crate) fn files(workload: &Workload<'_>) -> Vec<Artifact> {
    let Some(drill) = &workload.app.drill else { return Vec::new() };
    let Some(port) = workload.app.main_port() else { return Vec::new() };
    let folder = format!("drills/{}", workload.site().scope());
    let name = workload.name;
    let file = |path: String, text: String| Artifact::from(PlainFile { path, text: text.into() });
    vec![
        file(format!("{folder}/{name}.md"), page(workload, drill)),
        file(format!("{folder}/{name}-load.yaml"), load(workload, drill, port.port.number)),
    ]
}

fn page(workload: &Workload<'_>, drill: &Drill) -> String {
    let site = workload.site();
    let fill = [
        ("@app@", workload.name.to_string()),
        ("@namespace@", site.namespace.to_string()),
        ("@cluster@", site.cluster_name.to_string()),
        ("@labels@", labels(&workload.selector)),
        ("@replicas@", workload.scale.least().to_string()),
        ("@rate@", drill.rate.get().to_string()),
        ("@duration@", drill.duration.to_string()),
        ("@seconds@", drill.duration.as_seconds().saturating_add(120).to_string()),
        ("@start@", workload.app.start_time.to_string()),
        ("@survives@", survives(workload)),
        ("@release@", release(workload)),
        ("@used@", used(workload)),
        ("@zones@", zones(workload)),
    ];
    fill.iter().fold(PAGE.to_owned(), |text, (marker, value)| text.replace(marker, value))
}

fn labels(selector: &std::collections::BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
    pairs.join(",")
}

/// What is promised when a replica goes.
fn survives(workload: &Workload<'_>) -> String {
    if workload.scale.least() > 1 {
        "No request fails: the replica finishes what it has, and the others take the rest.".into()
    } else {
        format!(
            "Requests fail until the only replica runs again: there is one, by the blueprint. Expect up to {}.",
            workload.app.start_time
        )
    }
}

fn release(workload: &Workload<'_>) -> String {
    let name = workload.name;
    let namespace = workload.site().namespace;
    match workload.shape {
        Shape::Rollout => format!(
            "```sh\nkubectl argo rollouts restart {name} -n {namespace}\nkubectl argo rollouts get rollout {name} -n \
             {namespace} --watch\n```\n\nThen commit a version that answers with errors. Expected: its analysis fails, the \
             rollout is `Degraded`, all requests go to the version before, and the alert `RolloutAborted` fires. Commit the \
             version before, and it is `Healthy` again."
        ),
        Shape::StatefulSet => {
            format!("```sh\nkubectl rollout restart statefulset/{name} -n {namespace}\n```")
        }
        _ => format!(
            "```sh\nkubectl rollout restart deployment/{name} -n {namespace}\nkubectl rollout status deployment/{name} -n \
             {namespace}\n```"
        ),
    }
}

/// What it uses, whose pods are known.
fn used(workload: &Workload<'_>) -> String {
    let mut text = String::new();
    for edge in workload.cx.uses {
        let peers = edge.connection.endpoints.iter().filter_map(|endpoint| match &endpoint.peer {
            Peer::Pods(pods) if !pods.labels.is_empty() => Some(pods),
            _ => None,
        });
        for pods in peers.take(1) {
            let _ = write!(
                text,
                "### One pod of {}\n\n```sh\nkubectl -n {namespace} delete \"$(kubectl -n {namespace} get pods -l {labels} -o \
                 name | head -1)\"\n```\n\nExpected: another one takes over in less than a minute, and the pod comes back by \
                 itself. What was acknowledged is still there. Requests that were on their way to it may fail once.\n\n",
                edge.to,
                namespace = pods.namespace,
                labels = labels(&pods.labels),
            );
        }
    }
    if text.is_empty() { "It uses nothing that runs in the cluster.\n\n".into() } else { text }
}

fn zones(workload: &Workload<'_>) -> String {
    let nodes = &workload.site().cluster.nodes;
    if !nodes.is_zonal() || workload.replicas().is_none_or(|Replicas { least, .. }| least < 2) {
        return "The cluster has no zones, or the application one replica: there is nothing that a zone could lose alone."
            .into();
    }
    let zone = &nodes.zones[0];
    format!(
        "```sh\nkubectl cordon -l topology.kubernetes.io/zone={zone}\nkubectl drain -l topology.kubernetes.io/zone={zone} \
         --ignore-daemonsets --delete-emptydir-data\n```\n\nExpected: the other zones take the replicas, one after the \
         other. Volumes that are in the zone wait for it. `kubectl uncordon -l topology.kubernetes.io/zone={zone}` ends it."
    )
}

fn load(workload: &Workload<'_>, drill: &Drill, port: u16) -> String {
    let site = workload.site();
    let serve = workload.app.serve.as_ref();
    let scheme = if serve.is_some() { "https" } else { "http" };
    let host = site.service_host(workload.name.as_str());
    let shows = serve.is_some_and(|serve| serve.mutual);
    let volume = if shows {
        format!("\n      - name: tls\n        secret:\n          secretName: {}-entry-tls", workload.name)
    } else {
        String::new()
    };
    let indented: Vec<String> =
        workload.selector.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    let seconds = drill.duration.as_seconds();
    let fill = [
        ("@app@", workload.name.to_string()),
        ("@namespace@", site.namespace.to_string()),
        ("@url@", format!("{scheme}://{host}:{port}{}", drill.path)),
        ("@port@", port.to_string()),
        ("@rate@", drill.rate.get().to_string()),
        ("@duration@", format!("{seconds}s")),
        ("@deadline@", seconds.saturating_add(300).to_string()),
        ("@users@", drill.rate.get().clamp(10, 1000).to_string()),
        ("@failures@", failures(workload)),
        ("@mount@", if shows { CERTIFICATE_MOUNT.into() } else { String::new() }),
        ("@volume@", volume),
        ("@certificate@", if shows { CERTIFICATE_OPTION.into() } else { String::new() }),
        ("@selector@", indented.join("\n      ")),
        ("@peer@", indented.join("\n          ")),
    ];
    fill.iter().fold(LOAD.to_owned(), |text, (marker, value)| text.replace(marker, value))
}

/// The share of the requests that may fail while everything is broken that the page breaks.
fn failures(workload: &Workload<'_>) -> String {
    if workload.scale.least() > 1 { "0.001".into() } else { "1".into() }
}
