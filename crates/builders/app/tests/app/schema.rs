//! Every object is one that a cluster takes.

use hagen_check::schema::{Minor, Schemas};
use hagen_core::context::EntryEngine;
use hagen_core::target::Profile;

use super::fixture::{ALL, World, gateway, ingress, world};

#[test]
fn every_minor_takes_every_object() {
    let entries = [
        gateway(EntryEngine::Traefik),
        gateway(EntryEngine::Istio),
        gateway(EntryEngine::Other),
        ingress(EntryEngine::Traefik),
        ingress(EntryEngine::Other),
    ];
    let sticky = ALL.replace("path: /web", "sticky: true");
    for minor in Minor::SUPPORTED {
        let schemas = Schemas::new(minor);
        for entry in &entries {
            for profile in [Profile::Production, Profile::Dev] {
                let mut world = World { profile, ..world() };
                world.shared.entry = Some(entry.clone());
                let built = world.build(&sticky);
                assert!(built.objects.len() > 30, "{}", built.objects.len());
                for object in &built.objects {
                    let found: Vec<String> =
                        schemas.check(object.value()).iter().map(ToString::to_string).collect();
                    assert!(found.is_empty(), "{} {} in {minor}: {found:#?}", object.kind(), object.name());
                }
            }
        }
    }
}
