//! What only the cluster and the consumers together can tell.

use std::collections::BTreeMap;

use hagen_core::component::{Component as _, Endpoint, Peer};
use hagen_core::context::Context;
use hagen_core::{Code, Diagnostic, Path, Place};
use hagen_kube::Reference;

use crate::component::Server;
use crate::parameters::RESERVED;
use crate::spec::Engine;
use crate::tenant::{Tenant, limits, tenants};
use crate::{backup, codes, fit, placement};

/// The longest name of a cluster that CloudNativePG takes; Zalando's operator takes about as much.
const LONGEST_NAME: usize = 50;

pub(crate) fn review(server: &Server, cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = consumers(server, cx);
    let tenants = tenants(&server.spec, cx.used_by);
    found.extend(clashes(server, &tenants));
    found.extend(fit::review(server, cx));
    if !matches!(server.spec.engine, Engine::External(_)) {
        found.extend(name(server));
        found.extend(instances(server, cx));
        found.extend(connections(server, &tenants, cx));
        found.extend(no_backup(server, cx));
        found.extend(same_cluster(server, cx));
        if let Some(backup) = &server.spec.backup {
            found.extend(hagen_core::bucket::expired(cx.uses, cx.offers, &backup.keep));
        }
    }
    if server.spec.engine == Engine::Zalando {
        found.extend(only_zalando(server, cx));
    }
    found
}

fn at(server: &Server, key: &str, code: &'static Code, message: String) -> Diagnostic {
    Diagnostic::new(code, Place::value(server.path().key(key)), message)
}

fn whole(server: &Server, code: &'static Code, message: String) -> Diagnostic {
    Diagnostic::new(code, Place::key(server.path()), message)
}

fn name(server: &Server) -> Option<Diagnostic> {
    let name = server.object_name();
    (name.as_str().len() > LONGEST_NAME).then(|| {
        let message = format!("`{name}` is longer than {LONGEST_NAME} characters");
        whole(server, &codes::NAME_TOO_LONG, message)
            .help("the operator puts suffixes behind the name; give the server a shorter one")
    })
}

fn instances(server: &Server, cx: &Context<'_>) -> Option<Diagnostic> {
    let instances = server.instances(&cx.site);
    let nodes = cx.site.cluster.nodes.schedulable();
    if instances == 1 {
        let message = "one instance: the database is away while its node is, or while it is updated";
        return Some(whole(server, &codes::SINGLE_INSTANCE, message.into()));
    }
    if instances == 2 && server.spec.instances.is_none() {
        let message = format!("two instances, because the cluster has {nodes} nodes");
        let diagnostic = whole(server, &codes::TWO_INSTANCES, message);
        return Some(diagnostic.help("three nodes keep a synchronous copy while one is away"));
    }
    let shared = placement::placement(&cx.site, instances).is_some_and(|placement| !placement.required);
    shared.then(|| {
        let message = format!("{instances} instances share {nodes} nodes: one node can take several with it");
        at(server, "instances", &codes::FEW_DOMAINS, message)
            .help(format!("use {nodes} instances or fewer, or more nodes"))
    })
}

fn connections(server: &Server, tenants: &[Tenant], cx: &Context<'_>) -> Option<Diagnostic> {
    let most = server.max_connections(&cx.site);
    if limits(tenants, most).is_some() {
        return None;
    }
    let said: i64 = tenants.iter().filter_map(|tenant| tenant.limit).sum();
    let message = format!(
        "{} consumers with limits of {said} in all do not fit {most} connections, of which {RESERVED} are reserved",
        tenants.len()
    );
    let key = if server.spec.max_connections.is_some() { "maxConnections" } else { "databases" };
    Some(
        at(server, key, &codes::CONNECTIONS, message)
            .help("raise `maxConnections`, or lower `connectionLimit`"),
    )
}

fn no_backup(server: &Server, cx: &Context<'_>) -> Option<Diagnostic> {
    (server.spec.backup.is_none() && !cx.site.is_dev()).then(|| {
        let message = format!("`{}` has no backup", server.path());
        whole(server, &codes::NO_BACKUP, message)
            .help("standbys repeat every mistake at once; write `backup: { to: buckets/backups }`")
    })
}

/// A backup has to survive what the database does not.
fn same_cluster(server: &Server, cx: &Context<'_>) -> Option<Diagnostic> {
    let link = backup::link(server)?;
    let store = backup::store(server, cx)?;
    let is_here = |endpoint: &Endpoint| matches!(endpoint.peer, Peer::Pods(_) | Peer::Namespace(_));
    store.endpoints.iter().any(is_here).then(|| {
        let message = format!("`{}` is in the cluster of the database itself", link.to);
        Diagnostic::new(&codes::SAME_CLUSTER, Place::value(link.path), message)
            .help("keep backups elsewhere too: give a bucket `engine: { external: { … } }`")
    })
}

/// Entries of `databases` for those who do not use the server.
fn consumers(server: &Server, cx: &Context<'_>) -> Vec<Diagnostic> {
    let uses = |reference: &Reference| cx.used_by.iter().any(|edge| edge.from.is(reference));
    let of = |path: Path, reference: &Reference| {
        let message = format!("`{reference}` does not use `{}`", server.id());
        let help = format!("write `uses: [{}]` there, or take the entry out", server.id());
        Diagnostic::new(&codes::UNKNOWN_CONSUMER, Place::key(path), message).help(help)
    };
    let mut found = Vec::new();
    for (reference, database) in &server.spec.databases {
        let path = server.path().key("databases").key(&reference.to_string());
        if !uses(reference) {
            found.push(of(path.clone(), reference));
        }
        let Some(other) = &database.same_as else { continue };
        let points_on = server.spec.databases.get(other).is_some_and(|other| other.same_as.is_some());
        if !uses(other) || other == reference || points_on {
            found.push(of(path.key("sameAs"), other));
        }
    }
    found
}

fn clashes(server: &Server, tenants: &[Tenant]) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut found = Vec::new();
    for tenant in tenants {
        for (what, name) in [("database", &tenant.database), ("role", &tenant.role)] {
            if let Some(other) = seen.insert((what, name), &tenant.key) {
                let message = format!("`{other}` and `{}` both have the {what} `{name}`", tenant.key);
                let help = "name them apart, or share on purpose with `sameAs`";
                found.push(at(server, "databases", &codes::DATABASE_CLASH, message).help(help));
            }
        }
    }
    found
}

/// What the operator of Zalando cannot do.
fn only_zalando(server: &Server, cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for edge in cx.used_by.iter().filter(|edge| edge.from_namespace != *cx.site.namespace) {
        let message = format!("`{}` is in another namespace than `{}`", edge.from, server.id());
        let place = Place::value(edge.link.path.clone());
        found.push(
            Diagnostic::new(&codes::OTHER_NAMESPACE, place, message)
                .help("passwords that Zalando's operator makes stay in its namespace; `engine: cloudnative-pg` has no such limit"),
        );
    }
    let spec = &server.spec;
    if !spec.extensions.is_empty() || spec.databases.values().any(|database| !database.extensions.is_empty())
    {
        let message = "Zalando's operator does not create extensions in databases like these";
        let help =
            "let the consumer's migration do it: `CREATE EXTENSION IF NOT EXISTS` of a trusted extension";
        found.push(at(server, "extensions", &codes::NOT_FOR_ENGINE, message.into()).help(help));
    }
    if spec.databases.values().any(|database| database.connection_limit.is_some()) {
        let message = "Zalando's operator does not limit the connections of a role";
        found.push(at(server, "databases", &codes::NOT_FOR_ENGINE, message.into()));
    }
    found
}
