//! Who uses whom, and who waits for whom.

use std::collections::{BTreeMap, BTreeSet};

use hagen_core::component::ComponentId;
use hagen_kube::Name;

use crate::link::{LinkedCluster, needed_ids};
use crate::output::Placement;
use crate::platform::Platform;
use crate::render::placement;

/// A component, and what it stands in relation to.
#[derive(Debug, Clone)]
pub struct Vertex {
    /// The component, and where it goes.
    pub placement: Placement,
    /// The environment that what it uses is in: its own, or for a part of the platform the cluster's first.
    pub uses_in: Option<Name>,
    /// The parts of the platform that have to be there before it, on the same cluster.
    pub needs: BTreeSet<ComponentId>,
    /// The names under which it is reached from outside.
    pub hosts: BTreeSet<String>,
}

impl Platform {
    /// All components with their relations, in the order of cluster, scope and name.
    pub fn graph(&self) -> Vec<Vertex> {
        self.clusters.iter().flat_map(vertices).collect()
    }
}

/// The names under which components are reached.
type Hosts<'a> = BTreeMap<(Option<&'a Name>, &'a ComponentId), BTreeSet<String>>;

fn vertices(cluster: &LinkedCluster) -> Vec<Vertex> {
    let mut hosts = Hosts::new();
    for host in &cluster.offers.hosts {
        let names = hosts.entry((host.environment.as_ref(), &host.component)).or_default();
        names.insert(host.what.host.to_string());
    }
    let parts: BTreeSet<&ComponentId> =
        cluster.scopes[0].components.iter().map(|linked| &linked.id).collect();
    let mut vertices = Vec::new();
    for scope in &cluster.scopes {
        let environment = scope.environment.as_ref().map(|(name, _)| name);
        for linked in &scope.components {
            let needed = linked.offer.needs.iter().flat_map(|need| needed_ids(*need));
            vertices.push(Vertex {
                placement: placement(cluster, scope, linked),
                uses_in: environment.or_else(|| cluster.offers.first_environment()).cloned(),
                needs: needed.filter(|id| *id != linked.id && parts.contains(id)).collect(),
                hosts: hosts.remove(&(environment, &linked.id)).unwrap_or_default(),
            });
        }
    }
    vertices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, read};

    const BLUEPRINT: &str = "\
apiVersion: hagen/v1alpha1
kind: Blueprint
name: shop
delivery: { git: { repoURL: https://git.example.com/deploy.git } }
certificates: { letsencrypt: { acme: { email: ops@example.com } } }
environments: { production: {}, trial: {} }
apps:
  web:
    image: registry.example.com/web:1.4.2
    port: 8000
    uses: [postgres/main]
  front:
    image: registry.example.com/front:0.3.1
    port: 8080
    uses: [apps/web]
postgres: { main: { storage: 3Gi } }
";

    fn words(vertex: &Vertex) -> String {
        let ids = |ids: &mut dyn Iterator<Item = &ComponentId>| {
            ids.map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        let Placement { id, uses, .. } = &vertex.placement;
        format!("{id}: uses {}; needs {}", ids(&mut uses.iter()), ids(&mut vertex.needs.iter()))
    }

    #[test]
    fn a_component_knows_what_it_uses_and_waits_for() {
        let source = Source { name: "blueprint.yaml".into(), text: BLUEPRINT.as_bytes().into() };
        let linking = crate::platform::link(read(source), &hagen_core::component::NoFiles);
        let graph = linking.platform.expect("the blueprint is right").graph();
        let trial = graph
            .iter()
            .filter(|it| it.placement.environment.as_ref().is_some_and(|it| it.as_str() == "trial"));
        let trial: Vec<&Vertex> = trial.collect();
        let said: Vec<String> = trial.iter().map(|vertex| words(vertex)).collect();
        assert!(said.contains(&"apps/front: uses apps/web; needs ".to_owned()), "{said:?}");
        let main = said.iter().find(|said| said.starts_with("postgres/main")).unwrap();
        assert!(main.contains("platform/cloudnative-pg") && main.contains("uses ;"), "{main}");
        for vertex in &graph {
            let wave_of = |id: &ComponentId, environment: Option<&Name>| {
                let it = graph
                    .iter()
                    .find(|it| it.placement.id == *id && it.placement.environment.as_ref() == environment);
                it.map(|it| it.placement.wave)
            };
            for used in &vertex.placement.uses {
                assert!(
                    wave_of(used, vertex.uses_in.as_ref()).unwrap() < vertex.placement.wave,
                    "{}",
                    words(vertex)
                );
            }
            for needed in &vertex.needs {
                assert!(wave_of(needed, None).unwrap() < vertex.placement.wave, "{}", words(vertex));
            }
        }
    }
}
