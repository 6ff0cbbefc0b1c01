//! The order of the sync: what is needed comes before who needs it.

use std::collections::HashMap;

use hagen_core::component::ComponentId;
use hagen_core::{Diagnostic, Place};

use super::{Linked, Scope, parts};
use crate::codes;

/// Gives every component its wave: one more than the latest of what it waits for. The parts of the platform wait for
/// what they need; components of an environment wait for their namespace, for the platform's parts they need, and for
/// what they use.
pub(super) fn assign(scopes: &mut [Scope], diagnostics: &mut Vec<Diagnostic>) {
    let Some((platform, environments)) = scopes.split_first_mut() else { return };
    let platform_waves = platform_waves(platform);
    for linked in &mut platform.components {
        linked.wave = platform_waves[&linked.id];
    }
    for scope in environments.iter_mut() {
        let mut found = Vec::new();
        let waves = environment_waves(scope, &platform_waves, &mut found);
        for (linked, wave) in scope.components.iter_mut().zip(waves) {
            linked.wave = wave;
        }
        hagen_core::locate(&mut found, &scope.view.node);
        diagnostics.extend(found);
    }
    after_environments(platform, environments);
}

/// A part of the platform that uses something of an environment comes after it. Nothing waits for such a part: what
/// others need stands on no environment.
fn after_environments(platform: &mut Scope, environments: &[Scope]) {
    for linked in &mut platform.components {
        let used = linked.uses.iter().flat_map(|edge| {
            let all = environments.iter().flat_map(|scope| &scope.components);
            all.filter(|other| other.id == edge.to).map(|other| other.wave + 1)
        });
        linked.wave = used.max().unwrap_or_default().max(linked.wave);
    }
}

/// Needs are few and acyclic by construction, so a fixed point is found in as many rounds as the longest chain.
fn platform_waves(scope: &Scope) -> HashMap<ComponentId, i32> {
    let mut waves: HashMap<ComponentId, i32> = scope
        .components
        .iter()
        .map(|linked| (linked.id.clone(), i32::from(!parts::is_first(&linked.id))))
        .collect();
    for _ in 0..scope.components.len() {
        for linked in &scope.components {
            let needed = linked.offer.needs.iter().flat_map(|need| parts::ids(*need));
            let after = needed.filter(|id| *id != linked.id).filter_map(|id| waves.get(&id)).max();
            let wave = after.map_or(0, |wave| wave + 1).max(waves[&linked.id]);
            waves.insert(linked.id.clone(), wave);
        }
    }
    waves
}

/// Of very many components that wait for each other, so many are named.
const SHOWN: usize = 8;

struct Walk<'a> {
    components: &'a [Linked],
    index: HashMap<&'a ComponentId, usize>,
    platform: &'a HashMap<ComponentId, i32>,
    waves: Vec<Option<i32>>,
    trail: Vec<usize>,
}

fn environment_waves(
    scope: &Scope,
    platform: &HashMap<ComponentId, i32>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<i32> {
    let components = &scope.components;
    let index = components.iter().enumerate().map(|(at, linked)| (&linked.id, at)).collect();
    let mut walk =
        Walk { components, index, platform, waves: vec![None; components.len()], trail: Vec::new() };
    for start in 0..components.len() {
        walk.from(start, diagnostics);
    }
    walk.waves.into_iter().map(Option::unwrap_or_default).collect()
}

impl Walk<'_> {
    /// Depth first with a stack of our own: a chain of ten thousand applications is a legal blueprint.
    fn from(&mut self, start: usize, diagnostics: &mut Vec<Diagnostic>) {
        let mut stack = vec![(start, 0)];
        while let Some(&mut (at, ref mut edge)) = stack.last_mut() {
            if *edge == 0 {
                if self.waves[at].is_some() {
                    stack.pop();
                    continue;
                }
                self.trail.push(at);
            }
            let linked = &self.components[at];
            let Some(next) = linked.uses.get(*edge).map(|edge| self.index[&edge.to]) else {
                self.waves[at] = Some(self.wave(at));
                self.trail.pop();
                stack.pop();
                continue;
            };
            *edge += 1;
            if let Some(begin) = self.trail.iter().position(|&on_it| on_it == next) {
                diagnostics.push(self.cycle(begin));
                self.waves[next] = Some(0);
            } else if self.waves[next].is_none() {
                stack.push((next, 0));
            }
        }
    }

    fn wave(&self, at: usize) -> i32 {
        let linked = &self.components[at];
        let used = linked.uses.iter().filter_map(|edge| self.waves[self.index[&edge.to]]);
        let needed = linked
            .offer
            .needs
            .iter()
            .flat_map(|need| parts::ids(*need))
            .filter_map(|id| self.platform.get(&id).copied());
        let least = i32::from(!parts::is_namespace(&linked.id));
        used.chain(needed).map(|wave| wave + 1).max().unwrap_or(0).max(least)
    }

    fn cycle(&self, begin: usize) -> Diagnostic {
        let members = &self.trail[begin..];
        let names: Vec<String> = members.iter().map(|&at| format!("`{}`", self.components[at].id)).collect();
        let message = match names.as_slice() {
            [one] => format!("{one} waits for itself"),
            [several @ .., last] if several.len() > SHOWN => {
                let others = several.len() - SHOWN;
                format!("{}, {others} more and {last} wait for each other", several[..SHOWN].join(", "))
            }
            several => format!("{} wait for each other", several.join(", ")),
        };
        let edge_of = |at: usize, to: usize| {
            let target = &self.components[to].id;
            self.components[at].uses.iter().find(|edge| edge.to == *target).map(|edge| edge.link.path.clone())
        };
        let mut places =
            members.iter().zip(members.iter().cycle().skip(1)).filter_map(|(&at, &to)| edge_of(at, to));
        let first = places.next().unwrap_or_default();
        places
            .take(SHOWN)
            .fold(Diagnostic::new(&codes::CYCLE, Place::value(first), message), |diagnostic, path| {
                diagnostic.also(Place::value(path), "which waits in turn")
            })
    }
}
