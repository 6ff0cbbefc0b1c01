//! The graph as text: what is used below who uses it.

use std::collections::{BTreeMap, BTreeSet};

use hagen::Vertex;

use super::{Graph, Key, key, needed, used};
use crate::style;

/// Chains of more components than this go on at the margin.
const DEEPEST: usize = 20;

/// A tree for each scope. What several use is drawn whole where it comes first.
pub(crate) fn tree(graph: &Graph, width: usize) -> String {
    let known: BTreeMap<Key<'_>, &Vertex> = graph.vertices().map(|vertex| (key(vertex), vertex)).collect();
    let is_used: BTreeSet<Key<'_>> = known.values().flat_map(|vertex| used(vertex)).collect();
    let mut trees = Trees { known: &known, drawn: BTreeSet::new(), with_needs: graph.with_platform };
    let mut text = String::new();
    for ((cluster, scope), vertices) in &graph.scopes {
        let shown = vertices.iter().filter(|it| known.contains_key(&key(it)));
        let (parts, roots): (Vec<&Vertex>, Vec<&Vertex>) = shown.partition(|it| is_part(it));
        let mut drawn = in_waves(&parts, width);
        for vertex in roots.iter().filter(|it| !is_used.contains(&key(it))) {
            trees.draw(vertex, 0, ["  ", "  "], &mut drawn);
        }
        for vertex in roots {
            if !trees.drawn.contains(&key(vertex)) {
                trees.draw(vertex, 0, ["  ", "  "], &mut drawn);
            }
        }
        if !drawn.is_empty() {
            let (strong, gap) = (style::STRONG, if text.is_empty() { "" } else { "\n" });
            text.push_str(&format!("{gap}{strong}{cluster}/{scope}{strong:#}\n{drawn}"));
        }
    }
    text
}

/// Whether it is a part of the platform that nobody asks for by name, and uses nothing that is asked for.
fn is_part(vertex: &Vertex) -> bool {
    vertex.placement.id.section == "platform" && vertex.placement.uses.is_empty()
}

/// A line for each wave.
fn in_waves(parts: &[&Vertex], width: usize) -> String {
    let mut waves: BTreeMap<i32, Vec<&str>> = BTreeMap::new();
    for part in parts {
        waves.entry(part.placement.wave).or_default().push(part.placement.id.name.as_str());
    }
    let line = |(wave, names): (i32, Vec<&str>)| {
        let options = textwrap::Options::new(width)
            .initial_indent("  ")
            .subsequent_indent("          ")
            .break_words(false);
        textwrap::fill(&format!("{:<7} {}", format!("wave {wave}"), names.join(", ")), options) + "\n"
    };
    waves.into_iter().map(line).collect()
}

struct Trees<'a, 'g> {
    known: &'a BTreeMap<Key<'g>, &'g Vertex>,
    drawn: BTreeSet<Key<'g>>,
    with_needs: bool,
}

impl<'g> Trees<'_, 'g> {
    /// Draws a component and what it uses; the margins are those of its own line and of those below.
    fn draw(&mut self, vertex: &'g Vertex, depth: usize, [first, further]: [&str; 2], text: &mut String) {
        let is_again = depth > DEEPEST || !self.drawn.insert(key(vertex));
        let children: Vec<&Vertex> = used(vertex).filter_map(|key| self.known.get(&key).copied()).collect();
        let more = if is_again && !children.is_empty() { " …" } else { "" };
        let (dim, id) = (style::DIM, &vertex.placement.id);
        text.push_str(&format!("{first}{id}  {dim}{}{more}{dim:#}\n", self.about(vertex)));
        if is_again {
            return;
        }
        for (at, child) in children.iter().enumerate() {
            let (fork, line) =
                if at + 1 == children.len() { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            let margins = [format!("{further}{fork}"), format!("{further}{line}")];
            self.draw(child, depth + 1, [&margins[0], &margins[1]], text);
        }
    }

    fn about(&self, vertex: &Vertex) -> String {
        let hosts: Vec<&str> = vertex.hosts.iter().map(String::as_str).collect();
        let needs: Vec<&str> = needed(vertex).map(|(_, _, id)| id.name.as_str()).collect();
        let parts = [
            Some(format!("wave {}", vertex.placement.wave)),
            (!hosts.is_empty()).then(|| format!("at {}", hosts.join(", "))),
            (self.with_needs && !needs.is_empty()).then(|| format!("needs {}", needs.join(", "))),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}
