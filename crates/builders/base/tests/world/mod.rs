//! A platform made by hand, and what every test of a part of it asks.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::sync::Arc;

use hagen_check::schema::{Minor, Schemas, Severity};
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::component::{Component, Edge, ExposedHost, Offer, Pods, Tls};
use hagen_core::context::{Context, Offers, Placed, Shared, Site};
use hagen_core::secret::Secret;
use hagen_core::section::{Field, Reader};
use hagen_core::target::{Cluster, Nodes, Profile};
use hagen_core::{Diagnostic, Path};
use hagen_kube::{Host, Manifest, Name, Zone};
use hagen_yaml::{FileId, Limits, Value};

/// A platform.
pub(crate) struct World {
    pub(crate) cluster: Cluster,
    pub(crate) shared: Shared,
    pub(crate) offers: Offers,
    pub(crate) environment: Option<Name>,
    pub(crate) namespace: Name,
    pub(crate) profile: Profile,
    pub(crate) uses: Vec<Arc<Edge>>,
}

impl Default for World {
    fn default() -> Self {
        let zones = ["a", "b", "c"].map(Zone::known).to_vec();
        Self {
            cluster: Cluster { nodes: Nodes { zones, ..Nodes::default() }, ..Cluster::default() },
            shared: Shared { network_policies: true, ..Shared::default() },
            offers: Offers {
                environments: vec![(name("production"), name("shop-production"))],
                ..Offers::default()
            },
            environment: None,
            namespace: name("shop-production"),
            profile: Profile::Production,
            uses: Vec::new(),
        }
    }
}

impl World {
    /// One that a Prometheus watches.
    pub(crate) fn monitored() -> Self {
        let mut world = Self::default();
        world.shared.prometheus = Some(Pods {
            namespace: name("monitoring"),
            labels: [("app.kubernetes.io/name".to_owned(), "prometheus".to_owned())].into(),
        });
        world
    }

    /// Has an environment expose a host.
    pub(crate) fn expose(&mut self, environment: &str, host: &str, tls: Tls) {
        let namespace = name(&format!("shop-{environment}"));
        self.offers.hosts.push(Placed {
            environment: Some(name(environment)),
            namespace: namespace.clone(),
            component: hagen_core::component::ComponentId::new("apps", name("shop")),
            what: ExposedHost {
                host: Host::known(host),
                below: hagen_kube::HttpPath::known("/"),
                tls,
                namespace,
                path: Path::ROOT.key("apps").key("shop").key("expose"),
            },
        });
    }

    /// Has a namespace read a secret.
    pub(crate) fn read_secret(&mut self, environment: Option<&str>, namespace: &str, what: Secret) {
        self.offers.secrets.push(Placed {
            environment: environment.map(name),
            namespace: name(namespace),
            component: hagen_core::component::ComponentId::new("apps", name("shop")),
            what,
        });
    }

    /// Builds a component where it belongs.
    pub(crate) fn build(&self, component: &dyn Component) -> Vec<Artifact> {
        self.with(component, |cx| component.build(cx))
    }

    /// What a component offers.
    pub(crate) fn offer(&self, component: &dyn Component) -> Offer {
        self.with(component, |cx| component.offer(&cx.site))
    }

    /// What a component has to say.
    pub(crate) fn review(&self, component: &dyn Component) -> Vec<Diagnostic> {
        self.with(component, |cx| component.review(cx))
    }

    fn with<T>(&self, component: &dyn Component, then: impl FnOnce(&Context<'_>) -> T) -> T {
        let namespace = component.namespace().unwrap_or_else(|| self.namespace.clone());
        let site = Site {
            platform: &name("shop"),
            cluster_name: &name("eu"),
            cluster: &self.cluster,
            environment: self.environment.as_ref(),
            namespace: &namespace,
            profile: self.profile,
            shared: &self.shared,
        };
        let id = component.id();
        then(&Context { site, id: &id, uses: &self.uses, used_by: &[], offers: &self.offers })
    }
}

/// A name.
pub(crate) fn name(text: &str) -> Name {
    Name::known(text)
}

/// A section as the blueprint has it.
pub(crate) fn section<T: Field>(text: &str) -> T {
    let (value, diagnostics) = try_section(text);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    value.expect("a section without problems")
}

/// A section as the blueprint has it, and its problems.
pub(crate) fn try_section<T: Field>(text: &str) -> (Option<T>, Vec<Diagnostic>) {
    let reading = hagen_yaml::read(FileId(0), text.as_bytes(), &Limits::default());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    let mut diagnostics = Vec::new();
    let node = reading.node.expect("a document");
    let value = T::read(&node, &mut Reader::new(&mut diagnostics));
    (value, diagnostics)
}

/// The objects, each of them valid on the cluster.
pub(crate) fn objects(artifacts: &[Artifact]) -> Vec<&Manifest> {
    let schemas = Schemas::new(Minor::NEWEST);
    let manifests: Vec<_> = artifacts.iter().filter_map(Artifact::manifest).collect();
    for manifest in &manifests {
        let findings = schemas.check(manifest.value());
        let wrong: Vec<_> =
            findings.iter().filter(|found| found.problem.severity() == Severity::Error).collect();
        assert!(wrong.is_empty(), "{} {}: {wrong:?}", manifest.kind(), manifest.name());
    }
    manifests
}

/// The object of a kind and name.
pub(crate) fn object<'a>(manifests: &[&'a Manifest], kind: &str, name: &str) -> &'a Value {
    let found = manifests.iter().find(|manifest| manifest.kind() == kind && manifest.name() == name);
    let all: Vec<_> = manifests.iter().map(|manifest| (manifest.kind(), manifest.name())).collect();
    found.unwrap_or_else(|| panic!("no {kind} {name} among {all:?}")).value()
}

/// The one Helm release.
pub(crate) fn release(artifacts: &[Artifact]) -> &HelmRelease {
    let mut releases = artifacts.iter().filter_map(|artifact| match artifact {
        Artifact::Release(release) => Some(release),
        _ => None,
    });
    let release = releases.next().expect("a release");
    assert!(releases.next().is_none(), "one release");
    assert_eq!(
        hagen_charts::check_release(release, None, &release.values_path),
        [],
        "the chart knows its values"
    );
    release
}

/// What is at the end of a path.
pub(crate) fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('/').fold(value, |value, step| {
        let next = match value {
            Value::List(items) => items.get(step.parse::<usize>().expect("an index")),
            _ => value.get(step),
        };
        next.unwrap_or_else(|| panic!("no `{step}` of {path} in {value:?}"))
    })
}
