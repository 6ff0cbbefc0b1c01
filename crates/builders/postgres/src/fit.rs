//! What the server and the nodes have no room for: names that are taken, and instances that are too large.

use hagen_core::component::Component as _;
use hagen_core::context::Context;
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::Quantity;

use crate::codes;
use crate::component::Server;
use crate::spec::Engine;
use crate::tenant::Tenant;

/// Databases and roles that every server has, and those of the operators.
const DATABASES: [&str; 3] = ["postgres", "template0", "template1"];
const ROLES: [&str; 3] = ["postgres", "streaming_replica", "standby"];
const ROLE_PREFIXES: [&str; 2] = ["pg_", "cnpg_"];

/// What whoever writes `cpu: 500` did not mean.
const USUAL_CORES: u128 = 64;

pub(crate) fn review(server: &Server, cx: &Context<'_>) -> Vec<Diagnostic> {
    if matches!(server.spec.engine, Engine::External(_)) {
        return Vec::new();
    }
    let names = cx.used_by.iter().flat_map(|edge| {
        let tenant = Tenant::of(&server.spec, &edge.from);
        let said = server.spec.databases.iter().find(|(reference, _)| edge.from.is(reference));
        let path = |key: &str, is_said: bool| match said {
            Some((reference, _)) if is_said => {
                Place::value(server.path().key("databases").key(&reference.to_string()).key(key))
            }
            _ => Place::value(edge.link.path.clone()),
        };
        let name = path("name", said.is_some_and(|(_, database)| database.name.is_some()));
        let role = path("role", said.is_some_and(|(_, database)| database.role.is_some()));
        [reserved_database(&tenant, name), reserved_role(&tenant, role)]
    });
    names.chain([size(server, cx)]).flatten().collect()
}

fn reserved_database(tenant: &Tenant, place: Place) -> Option<Diagnostic> {
    let name = tenant.database.as_str();
    DATABASES.contains(&name).then(|| taken("database", name, place))
}

fn reserved_role(tenant: &Tenant, place: Place) -> Option<Diagnostic> {
    let name = tenant.role.as_str();
    let is_taken = ROLES.contains(&name) || ROLE_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    is_taken.then(|| taken("role", name, place))
}

fn taken(what: &str, name: &str, place: Place) -> Diagnostic {
    let message = format!("the {what} `{name}` is the server's own");
    Diagnostic::new(&codes::RESERVED_NAME, place, message)
        .help("name both: `databases: { apps/…: { name: shop, role: shop } }` of the server")
}

fn size(server: &Server, cx: &Context<'_>) -> Option<Diagnostic> {
    let resources = server.spec.resources.as_ref()?;
    let path = |key: &str| -> Path { server.path().key("resources").key(key) };
    let Some(shape) = cx.site.cluster.nodes.shape.as_ref() else {
        let cores = resources.cpu.0.units();
        return (cores > USUAL_CORES).then(|| {
            let message = format!("an instance requests {cores} cores, more than nodes usually have");
            let help = format!(
                "`{cores}m` is {cores} thousandths of a core; where nodes are as large, say so: `nodes: {{ shape: {{ cpu: …, \
                 memory: … }} }}` of the cluster"
            );
            Diagnostic::new(&codes::SIZE, Place::value(path("cpu")), message).help(help)
        });
    };
    let pairs: [(&str, &Quantity, &Quantity); 2] =
        [("cpu", &resources.cpu.0, &shape.cpu.0), ("memory", &resources.memory, &shape.memory)];
    let (key, asked, offered) =
        pairs.into_iter().find(|(_, asked, offered)| asked.milli() > offered.milli())?;
    let message = format!("an instance requests {asked} of {key}, and a node has {offered}");
    Some(Diagnostic::new(&codes::SIZE, Place::value(path(key)), message))
}
