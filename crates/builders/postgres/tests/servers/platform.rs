//! A small platform around a server: a cluster, consumers, and what comes of them.

use std::collections::BTreeMap;

use hagen_check::schema::{Minor, Schemas};
use hagen_core::Diagnostic;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::component::{Component, ComponentId, Connection, Consumer, Edge, Link, Pods, VariableValue};
use hagen_core::context::{Context, Offers, Shared, Site};
use hagen_core::section::{Field, Map, Reader};
use hagen_core::target::{Cluster, Profile};
use hagen_kube::{Manifest, Name, Text};
use hagen_postgres::Postgres;
use hagen_yaml::{FileId, Limits, Value};

/// A server with what is around it.
pub(crate) struct Platform {
    component: Box<dyn Component>,
    pub(crate) cluster: Cluster,
    pub(crate) profile: Profile,
    pub(crate) shared: Shared,
    consumers: Vec<(ComponentId, Name)>,
}

/// Reads a section and keeps what is wrong with it.
pub(crate) fn read<T: Field>(text: &str) -> (Option<T>, Vec<Diagnostic>) {
    let reading = hagen_yaml::read(FileId(0), text.as_bytes(), &Limits::default());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    let mut diagnostics = Vec::new();
    let value = T::read(&reading.node.expect("the text holds something"), &mut Reader::new(&mut diagnostics));
    (value, diagnostics)
}

/// A section that is right.
pub(crate) fn good<T: Field>(text: &str) -> T {
    let (value, diagnostics) = read(text);
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    value.expect("without errors there is a value")
}

pub(crate) fn prometheus() -> Pods {
    Pods {
        namespace: Name::known("monitoring"),
        labels: BTreeMap::from([("who".into(), "prometheus".into())]),
    }
}

impl Platform {
    /// The server `main` of this section, in production on three nodes, with Prometheus and closed networks.
    pub(crate) fn new(section: &str) -> Self {
        let spec: Map<Name, Postgres> = good(&format!("main: {section}"));
        let component = hagen_postgres::components(&spec).remove(0);
        Self::of(component)
    }

    pub(crate) fn of(component: Box<dyn Component>) -> Self {
        let shared = Shared { prometheus: Some(prometheus()), network_policies: true, ..Shared::default() };
        Self { component, cluster: good("{}"), profile: Profile::Production, shared, consumers: Vec::new() }
    }

    /// Lets an application of the environment use it.
    pub(crate) fn app(self, name: &str) -> Self {
        self.consumer("apps", name, "shop-production")
    }

    pub(crate) fn consumer(mut self, section: &'static str, name: &str, namespace: &str) -> Self {
        self.consumers.push((ComponentId::new(section, Name::known(name)), Name::known(namespace)));
        self
    }

    pub(crate) fn nodes(mut self, nodes: &str) -> Self {
        self.cluster = good(&format!("nodes: {nodes}"));
        self
    }

    pub(crate) fn dev(mut self) -> Self {
        self.profile = Profile::Dev;
        self
    }

    fn with<T>(&self, then: impl FnOnce(&Context<'_>) -> T) -> T {
        let (platform, cluster_name) = (Name::known("shop"), Name::known("eu"));
        let environment = Name::known("production");
        let own = self.component.namespace();
        let namespace = own.clone().unwrap_or_else(|| Name::known("shop-production"));
        let site = Site {
            platform: &platform,
            cluster_name: &cluster_name,
            cluster: &self.cluster,
            environment: own.is_none().then_some(&environment),
            namespace: &namespace,
            profile: self.profile,
            shared: &self.shared,
        };
        let used_by: Vec<_> =
            self.consumers.iter().map(|consumer| self.edge(consumer, &site).into()).collect();
        let id = self.component.id();
        let environments = vec![
            (environment.clone(), Name::known("shop-production")),
            (Name::known("staging"), Name::known("shop-staging")),
        ];
        let offers = Offers { environments, ..Offers::default() };
        then(&Context { site, id: &id, uses: &[], used_by: &used_by, offers: &offers })
    }

    fn edge(&self, (id, namespace): &(ComponentId, Name), site: &Site<'_>) -> Edge {
        let link = Link {
            to: hagen_kube::Reference::parse("postgres/main").expect("a reference"),
            path: hagen_core::Path::of([id.section, id.name.as_str(), "uses"]),
            prefix: None,
        };
        let connection = self
            .component
            .connect(&Consumer { id, namespace, link: &link }, site)
            .expect("servers can be used");
        let labels = BTreeMap::from([("app.kubernetes.io/instance".into(), id.name.to_string())]);
        Edge {
            from: id.clone(),
            from_pods: vec![Pods { namespace: namespace.clone(), labels }],
            from_namespace: namespace.clone(),
            to: self.component.id(),
            link,
            connection,
        }
    }

    pub(crate) fn review(&self) -> Vec<Diagnostic> {
        self.with(|cx| self.component.review(cx))
    }

    pub(crate) fn artifacts(&self) -> Vec<Artifact> {
        self.with(|cx| self.component.build(cx))
    }

    /// The objects, each of which every supported Kubernetes takes.
    pub(crate) fn build(&self) -> Vec<Manifest> {
        let artifacts = self.artifacts();
        let manifests: Vec<_> = artifacts.iter().filter_map(Artifact::manifest).cloned().collect();
        for minor in Minor::SUPPORTED {
            let schemas = Schemas::new(minor);
            for manifest in &manifests {
                let findings: Vec<_> =
                    schemas.check(manifest.value()).iter().map(ToString::to_string).collect();
                assert!(
                    findings.is_empty(),
                    "{} {} in {minor}: {findings:#?}",
                    manifest.kind(),
                    manifest.name()
                );
            }
        }
        let mut names: Vec<_> =
            manifests.iter().map(|m| (m.kind().to_owned(), m.name().to_owned())).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all, "two objects with one name: {names:?}");
        manifests
    }

    pub(crate) fn release(&self) -> HelmRelease {
        let mut releases = self.artifacts().into_iter().filter_map(|artifact| match artifact {
            Artifact::Release(release) => Some(release),
            _ => None,
        });
        let release = releases.next().expect("an operator is a release");
        let found = hagen_charts::check_release(&release, None, &release.values_path);
        assert_eq!(found, [], "the chart knows its values");
        release
    }

    pub(crate) fn connection(&self, app: &str) -> Connection {
        let id = (ComponentId::new("apps", Name::known(app)), Name::known("shop-production"));
        self.with(|cx| self.edge(&id, &cx.site).connection)
    }
}

/// The object of a kind, or the one of several whose name is given.
pub(crate) fn object<'a>(manifests: &'a [Manifest], kind: &str, name: &str) -> &'a Value {
    let found = manifests.iter().find(|manifest| manifest.kind() == kind && manifest.name() == name);
    let names: Vec<_> = manifests.iter().map(|m| format!("{} {}", m.kind(), m.name())).collect();
    found.unwrap_or_else(|| panic!("no {kind} {name} among {names:?}")).value()
}

pub(crate) fn has(manifests: &[Manifest], kind: &str) -> bool {
    manifests.iter().any(|manifest| manifest.kind() == kind)
}

/// What is at a path of keys and list positions, as YAML flow.
pub(crate) fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('/').fold(value, |value, step| {
        let found = match step.parse::<usize>() {
            Ok(index) => value.as_list().and_then(|items| items.get(index)),
            Err(_) => value.get(step),
        };
        found.unwrap_or_else(|| panic!("no `{step}` of `{path}` in {value:?}"))
    })
}

pub(crate) fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    at(value, path).as_str().unwrap_or_else(|| panic!("`{path}` is no text"))
}

/// The variables of a connection, secrets as `name/key`.
pub(crate) fn variables(connection: &Connection) -> Vec<(String, String)> {
    let value = |value: &VariableValue| match value {
        VariableValue::Text(text) => text.clone(),
        VariableValue::Secret { name, key } => format!("{name}/{key}"),
    };
    connection.variables.iter().map(|v| (v.name.to_string(), value(&v.value))).collect()
}

/// The codes of findings.
pub(crate) fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect()
}
