//! What only the cluster and the other sections can tell.

use hagen_core::context::Context;
use hagen_core::{Code, Diagnostic, Path, Place};
use hagen_kube::Name;

use crate::loki::{self, memory};
use crate::section::{Logging, Mode};
use crate::{codes, tenancy};

/// The least that a replica which takes in logs can do with.
const LEAST_MEMORY: u128 = 512 << 20;

pub(crate) fn review(section: &Logging, cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = storage(section, cx).into_iter().collect();
    if found.iter().all(|one| !one.is_error()) {
        found.extend(replicas(section, cx));
    }
    found.extend(memory_of_replicas(section, cx));
    found.extend(hagen_core::bucket::expired(cx.uses, cx.offers, &section.retention));
    found.extend(alerts(section, cx));
    found.extend(tenants(section, cx));
    found.extend(machines(section, cx));
    found
}

fn path() -> Path {
    Path::ROOT.key("logging")
}

fn at(key: &str, code: &'static Code, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, Place::value(path().key(key)), message)
}

fn whole(code: &'static Code, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, Place::key(path()), message)
}

/// Several replicas share a bucket; one alone may keep its logs itself, where nobody relies on them.
fn storage(section: &Logging, cx: &Context<'_>) -> Option<Diagnostic> {
    if section.bucket.is_some() {
        return None;
    }
    let help = "write `bucket: buckets/logs` beside `buckets: { logs: {} }`, or \
                `bucket: { s3: { bucket: …, accessKeyId: …, secretAccessKey: … } }`";
    if section.mode != Mode::Monolithic {
        return Some(at("mode", &codes::NO_BUCKET, "only `monolithic` goes without a bucket").help(help));
    }
    if section.replicas.is_some_and(|replicas| replicas.get() > 1) {
        return Some(
            at("replicas", &codes::NO_BUCKET, "several replicas need a bucket that they share").help(help),
        );
    }
    if !cx.site.is_dev() {
        return Some(whole(&codes::NO_BUCKET, "logs need a bucket to be kept in").help(help));
    }
    Some(whole(&codes::ON_VOLUMES, "logs are kept on one volume, and lost with it"))
}

fn replicas(section: &Logging, cx: &Context<'_>) -> Option<Diagnostic> {
    let nodes = cx.site.cluster.nodes.schedulable();
    let replicas = loki::replicas(section, &cx.site);
    if i64::from(replicas) > nodes {
        let message = format!("{replicas} replicas share {nodes} nodes: one node can take several with it");
        let help = "a line is kept once two of three replicas have it; give the cluster more nodes";
        return Some(at("replicas", &codes::SHARED_NODES, message).help(help));
    }
    (replicas == 1 && !cx.site.is_dev()).then(|| {
        let message = "one replica of Loki: while its node is away, logs wait on the other nodes";
        let help =
            "three replicas on three nodes go on; nothing is lost as long as the nodes keep their files";
        whole(&codes::ONE_REPLICA, message).help(help)
    })
}

fn memory_of_replicas(section: &Logging, cx: &Context<'_>) -> Option<Diagnostic> {
    (memory(section, &cx.site) < LEAST_MEMORY).then(|| {
        let message = "Loki reads its log again after a crash, and does not fit into less than 512Mi";
        at("resources", &codes::MEMORY, message)
    })
}

fn alerts(section: &Logging, cx: &Context<'_>) -> Option<Diagnostic> {
    let is_lost = !section.rules.is_empty() && cx.site.shared.alertmanager.is_none();
    is_lost.then(|| {
        at("rules", &codes::NO_ALERTMANAGER, "there is no Alertmanager that the alerts could reach")
            .help("write `monitoring: {}`")
    })
}

fn tenants(section: &Logging, cx: &Context<'_>) -> Vec<Diagnostic> {
    let overrides = section.tenants.iter().flat_map(|tenants| tenants.overrides.keys());
    let overrides =
        overrides.map(|name| (name, Place::key(path().key("tenants").key("overrides").key(name.as_str()))));
    let of_rules = section.rules.iter().filter_map(|(alert, rule)| {
        let place = Place::value(path().key("rules").key(alert.as_str()).key("tenant"));
        rule.tenant.as_ref().map(|name| (name, place))
    });
    let unknown = |(name, place): (&Name, Place)| {
        let environments = &cx.offers.environments;
        if section.tenants.is_none() {
            let message = "there are no tenants";
            return Some(Diagnostic::new(&codes::TENANT, place, message).help("write `tenants: {}`"));
        }
        tenancy::tenant(section, environments, name).is_none().then(|| {
            let known =
                environments.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let help = format!("there are {known}, `platform`, and `machines` where machines push");
            Diagnostic::new(&codes::TENANT, place, format!("there is no tenant `{name}`")).help(help)
        })
    };
    overrides.chain(of_rules).filter_map(unknown).collect()
}

fn machines(section: &Logging, cx: &Context<'_>) -> Option<Diagnostic> {
    let entry = section.machines.as_ref()?;
    let none = loki::machine_tls(entry, &cx.site).err()?;
    let (message, help) = none.explain(&entry.host, &cx.site.shared.issuers);
    let key = if none.is_unknown() { "tls" } else { "host" };
    let place = Place::value(path().key("machines").key(key));
    Some(Diagnostic::new(&codes::NO_CERTIFICATE, place, message).help(help))
}
