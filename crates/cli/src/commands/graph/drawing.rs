//! The graph as other programs draw it.

use std::collections::BTreeMap;

use hagen::Vertex;
use hagen_kube::Name;

use super::{Graph, Key, key, needed, used};

/// A line from one component to another.
struct Arrow<'g> {
    from: Key<'g>,
    to: Key<'g>,
    is_need: bool,
}

/// Mermaid. Names in it are of lower case, so that a capital divides them.
pub(crate) fn mermaid(graph: &Graph) -> String {
    let mut text = "flowchart LR\n".to_owned();
    for ((cluster, scope), vertices) in shown(graph) {
        let name = plain(&format!("{cluster}X{scope}"));
        text.push_str(&format!("  subgraph {name}[\"{cluster}/{scope}\"]\n"));
        for vertex in vertices {
            let (id, wave) = (&vertex.placement.id, vertex.placement.wave);
            text.push_str(&format!("    {}[\"{id}<br>wave {wave}\"]\n", mermaid_name(key(vertex))));
        }
        text.push_str("  end\n");
    }
    for vertex in graph.vertices() {
        for host in &vertex.hosts {
            text.push_str(&format!("  Users([users]) -->|\"{host}\"| {}\n", mermaid_name(key(vertex))));
        }
    }
    for Arrow { from, to, is_need } in arrows(graph) {
        let line = if is_need { "-.->" } else { "-->" };
        text.push_str(&format!("  {} {line} {}\n", mermaid_name(from), mermaid_name(to)));
    }
    text
}

fn mermaid_name((cluster, environment, id): Key<'_>) -> String {
    let scope = environment.map_or("platform", Name::as_str);
    plain(&format!("{cluster}X{scope}X{}X{}", id.section, id.name))
}

fn plain(name: &str) -> String {
    name.replace('-', "_")
}

/// Graphviz.
pub(crate) fn dot(graph: &Graph) -> String {
    let mut text =
        "digraph hagen {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n"
            .to_owned();
    for ((cluster, scope), vertices) in shown(graph) {
        text.push_str(&format!(
            "  subgraph \"cluster {cluster}/{scope}\" {{\n    label=\"{cluster}/{scope}\";\n"
        ));
        for vertex in vertices {
            let (id, wave) = (&vertex.placement.id, vertex.placement.wave);
            text.push_str(&format!("    {} [label=\"{id}\\nwave {wave}\"];\n", dot_name(key(vertex))));
        }
        text.push_str("  }\n");
    }
    for vertex in graph.vertices() {
        for host in &vertex.hosts {
            text.push_str(&format!("  users -> {} [label=\"{host}\"];\n", dot_name(key(vertex))));
        }
    }
    for Arrow { from, to, is_need } in arrows(graph) {
        let style = if is_need { " [style=dashed]" } else { "" };
        text.push_str(&format!("  {} -> {}{style};\n", dot_name(from), dot_name(to)));
    }
    text + "}\n"
}

fn dot_name((cluster, environment, id): Key<'_>) -> String {
    format!("\"{cluster}/{}/{id}\"", environment.map_or("platform", Name::as_str))
}

type Scopes<'g> = BTreeMap<(&'g str, &'g str), Vec<&'g Vertex>>;

fn shown(graph: &Graph) -> Scopes<'_> {
    let mut scopes = Scopes::new();
    for ((cluster, scope), vertices) in &graph.scopes {
        let vertices: Vec<&Vertex> = vertices.iter().filter(|vertex| graph.is_shown(vertex)).collect();
        if !vertices.is_empty() {
            scopes.insert((cluster, scope), vertices);
        }
    }
    scopes
}

/// The lines between what is shown.
fn arrows(graph: &Graph) -> Vec<Arrow<'_>> {
    let known: BTreeMap<Key<'_>, &Vertex> = graph.vertices().map(|vertex| (key(vertex), vertex)).collect();
    let mut arrows = Vec::new();
    for vertex in graph.vertices() {
        let from = key(vertex);
        arrows.extend(used(vertex).map(|to| Arrow { from, to, is_need: false }));
        if graph.with_platform {
            arrows.extend(needed(vertex).map(|to| Arrow { from, to, is_need: true }));
        }
    }
    arrows.retain(|arrow| known.contains_key(&arrow.to));
    arrows
}
