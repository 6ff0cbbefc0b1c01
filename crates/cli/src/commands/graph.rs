//! `hagen graph`

mod drawing;
mod tree;

use std::collections::BTreeMap;

use clap::ValueEnum;
use hagen::Vertex;
use hagen::output::Placement;
use hagen_core::component::ComponentId;
use hagen_kube::Name;
use serde_json::{Value, json};

use crate::console::Console;
use crate::outcome::Outcome;
use crate::selection;
use crate::target::{Blueprint, Linked};

/// Show what uses what, and what waits for what
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    blueprint: Blueprint,
    #[command(flatten)]
    part: selection::Part,
    /// How it is drawn.
    #[arg(long = "as", value_enum, default_value_t, value_name = "FORM")]
    form: Form,
    /// Draw the parts of the platform, too, and who needs them.
    #[arg(long)]
    platform: bool,
}

/// How the graph is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Text, what is used below who uses it.
    #[default]
    Tree,
    /// Mermaid, which forges draw in pull requests and READMEs.
    Mermaid,
    /// Graphviz: `hagen graph --as dot | dot -Tsvg`.
    Dot,
}

/// The components that are shown, and how they stand to each other.
pub(crate) struct Graph {
    /// The components, by cluster and scope.
    pub(crate) scopes: BTreeMap<(String, String), Vec<Vertex>>,
    /// Whether the parts of the platform are shown, which nobody asks for by name.
    pub(crate) with_platform: bool,
}

/// One component among all.
pub(crate) type Key<'a> = (&'a Name, Option<&'a Name>, &'a ComponentId);

pub(crate) fn run(args: &Args, console: &mut Console<'_>) -> Outcome {
    let mut linked = match Linked::of(&args.blueprint, &args.part, console, "there is nothing to draw") {
        Ok(linked) => linked,
        Err(stopped) => return *stopped,
    };
    let graph = Graph::of(args, &linked);
    let text = match args.form {
        Form::Tree => tree::tree(&graph, console.width),
        Form::Mermaid => drawing::mermaid(&graph),
        Form::Dot => drawing::dot(&graph),
    };
    let data = data(&graph);
    Outcome { report: std::mem::take(&mut linked.report), ..Outcome::done(text, data) }
}

impl Graph {
    fn of(args: &Args, linked: &Linked) -> Self {
        let mut scopes: BTreeMap<_, Vec<Vertex>> = BTreeMap::new();
        for vertex in linked.platform.graph() {
            let (cluster, scope) =
                (vertex.placement.cluster.to_string(), scope(&vertex.placement).to_owned());
            if linked.has(&format!("{cluster}/{scope}/{}/", vertex.placement.id.folder())) {
                scopes.entry((cluster, scope)).or_default().push(vertex);
            }
        }
        Self { scopes, with_platform: args.platform }
    }

    /// Everything that is shown.
    pub(crate) fn vertices(&self) -> impl Iterator<Item = &Vertex> {
        self.scopes.values().flatten().filter(|vertex| self.is_shown(vertex))
    }

    /// Whether a component is shown: the platform's only when it uses something, unless all of it is asked for.
    pub(crate) fn is_shown(&self, vertex: &Vertex) -> bool {
        let Placement { environment, id, uses, .. } = &vertex.placement;
        let is_asked_for = environment.is_some() && id.section != "platform";
        is_asked_for || self.with_platform || !uses.is_empty()
    }
}

/// The environment, or `platform`.
pub(crate) fn scope(placement: &Placement) -> &str {
    placement.environment.as_ref().map_or("platform", Name::as_str)
}

/// What tells a component from all others.
pub(crate) fn key(vertex: &Vertex) -> Key<'_> {
    (&vertex.placement.cluster, vertex.placement.environment.as_ref(), &vertex.placement.id)
}

/// What a component uses.
pub(crate) fn used(vertex: &Vertex) -> impl Iterator<Item = Key<'_>> {
    let Placement { cluster, uses, .. } = &vertex.placement;
    let mut used: Vec<Key<'_>> = uses.iter().map(|id| (cluster, vertex.uses_in.as_ref(), id)).collect();
    used.sort();
    used.dedup();
    used.into_iter()
}

/// The parts of the platform that a component needs.
pub(crate) fn needed(vertex: &Vertex) -> impl Iterator<Item = Key<'_>> {
    vertex.needs.iter().map(|id| (&vertex.placement.cluster, None, id))
}

/// Everything that is asked for, the parts of the platform among it.
fn data(graph: &Graph) -> Value {
    let name = |(cluster, environment, id): Key<'_>| {
        format!("{cluster}/{}/{id}", environment.map_or("platform", Name::as_str))
    };
    let component = |vertex: &Vertex| {
        let placement = &vertex.placement;
        json!({
            "id": name(key(vertex)),
            "cluster": placement.cluster.to_string(),
            "scope": scope(placement),
            "component": placement.id.to_string(),
            "namespace": placement.namespace.to_string(),
            "wave": placement.wave,
            "hosts": vertex.hosts,
            "uses": used(vertex).map(name).collect::<Vec<_>>(),
            "needs": needed(vertex).map(name).collect::<Vec<_>>(),
        })
    };
    json!({ "components": graph.scopes.values().flatten().map(component).collect::<Vec<_>>() })
}
