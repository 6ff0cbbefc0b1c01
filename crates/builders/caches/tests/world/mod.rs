//! A small platform around a cache.

use std::collections::BTreeMap;

use hagen_caches::Cache;
use hagen_check::schema::{Minor, Schemas};
use hagen_core::Diagnostic;
use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, Connection, Consumer, Link, Pods};
use hagen_core::context::{Context, Offers, Shared, Site};
use hagen_core::section::{Field, Map, Reader};
use hagen_core::target::{Cluster, Profile};
use hagen_kube::{EnvName, Manifest, Name, Reference, Text};
use hagen_yaml::{FileId, Limits, Value};

/// A cache with what is around it: production on three nodes, with Prometheus, Grafana and closed networks.
pub(crate) struct World {
    component: Box<dyn Component>,
    cluster: Cluster,
    profile: Profile,
    shared: Shared,
}

fn parse<T: Field>(text: &str) -> (Option<T>, Vec<Diagnostic>) {
    let reading = hagen_yaml::read(FileId(0), text.as_bytes(), &Limits::default());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    let mut diagnostics = Vec::new();
    let value = T::read(&reading.node.expect("the text holds something"), &mut Reader::new(&mut diagnostics));
    (value, diagnostics)
}

/// What is wrong with a section.
pub(crate) fn read(text: &str) -> Vec<Diagnostic> {
    parse::<Map<Name, Cache>>(text).1
}

impl World {
    pub(crate) fn new(section: &str) -> Self {
        Self::named("sessions", section)
    }

    pub(crate) fn named(name: &str, section: &str) -> Self {
        let (spec, diagnostics) = parse::<Map<Name, Cache>>(&format!("{name}: {section}"));
        assert_eq!(diagnostics, []);
        let component = hagen_caches::components(&spec.expect("without errors there is a value")).remove(0);
        let prometheus = Pods {
            namespace: Name::known("monitoring"),
            labels: BTreeMap::from([("who".into(), "prometheus".into())]),
        };
        let shared = Shared {
            prometheus: Some(prometheus),
            dashboards: true,
            network_policies: true,
            ..Shared::default()
        };
        Self { component, cluster: Cluster::default(), profile: Profile::Production, shared }
    }

    pub(crate) fn nodes(mut self, nodes: &str) -> Self {
        self.cluster = parse(&format!("nodes: {nodes}")).0.expect("a cluster");
        self
    }

    pub(crate) fn dev(mut self) -> Self {
        self.profile = Profile::Dev;
        self
    }

    fn with<T>(&self, then: impl FnOnce(&Context<'_>) -> T) -> T {
        let (platform, cluster_name) = (Name::known("shop"), Name::known("eu"));
        let (environment, namespace) = (Name::known("production"), Name::known("shop-production"));
        let site = Site {
            platform: &platform,
            cluster_name: &cluster_name,
            cluster: &self.cluster,
            environment: Some(&environment),
            namespace: &namespace,
            profile: self.profile,
            shared: &self.shared,
        };
        let id = self.component.id();
        then(&Context { site, id: &id, uses: &[], used_by: &[], offers: &Offers::default() })
    }

    pub(crate) fn connection(&self, prefix: Option<&str>) -> Connection {
        self.with(|cx| {
            let id = ComponentId::new("apps", Name::known("shop"));
            let link = Link {
                to: Reference::parse("caches/sessions").expect("a reference"),
                path: hagen_core::Path::ROOT,
                prefix: prefix.map(EnvName::known),
            };
            let consumer = Consumer { id: &id, namespace: cx.site.namespace, link: &link };
            self.component.connect(&consumer, &cx.site).expect("caches can be used")
        })
    }

    pub(crate) fn review(&self) -> Vec<Diagnostic> {
        self.with(|cx| self.component.review(cx))
    }

    /// The objects, each of which every supported Kubernetes takes.
    pub(crate) fn build(&self) -> Vec<Manifest> {
        let artifacts = self.with(|cx| self.component.build(cx));
        let manifests: Vec<_> = artifacts.iter().filter_map(Artifact::manifest).cloned().collect();
        for minor in Minor::SUPPORTED {
            let schemas = Schemas::new(minor);
            for manifest in &manifests {
                let found: Vec<_> = schemas.check(manifest.value()).iter().map(ToString::to_string).collect();
                assert!(found.is_empty(), "{} {} in {minor}: {found:#?}", manifest.kind(), manifest.name());
            }
        }
        manifests
    }
}

/// The object of a kind and name.
pub(crate) fn object<'a>(manifests: &'a [Manifest], kind: &str, name: &str) -> &'a Value {
    let found = manifests.iter().find(|manifest| manifest.kind() == kind && manifest.name() == name);
    found.unwrap_or_else(|| panic!("no {kind} {name}")).value()
}

/// What is at a path of keys and list positions; `~` stands for a slash.
pub(crate) fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('/').fold(value, |value, step| {
        let found = match step.parse::<usize>() {
            Ok(index) => value.as_list().and_then(|items| items.get(index)),
            Err(_) => value.get(&step.replace('~', "/")),
        };
        found.unwrap_or_else(|| panic!("no `{step}` of `{path}` in {value:?}"))
    })
}

pub(crate) fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    at(value, path).as_str().unwrap_or_else(|| panic!("`{path}` is no text"))
}
