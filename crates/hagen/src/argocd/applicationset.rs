//! Sets of Applications: for fleets, where single ones would be too many files.
//!
//! One set for an environment makes on every cluster the Applications that there would be otherwise, under the same
//! names, so that either can take over from the other. Components with a chart stay single Applications, as their
//! sources are not their folder.

use std::collections::BTreeMap;

use hagen_kube::custom::argocd::{
    ApplicationSetSpec, ApplicationSpec, Destination, Directory, SetSyncPolicy, Source, Template,
    TemplateMetadata,
};
use hagen_kube::{MANAGED_BY, Manifest, Name};
use hagen_yaml::{Map, Value, value};

use super::policy::{COMPARE_OPTIONS, Custom, FOLDERS, HISTORY, SERVER_SIDE_DIFF, WAVE, sync_policy};
use super::unit::together;
use super::{Argocd, Unit, application, differences, names, object_file};
use crate::layout::scope_folder;
use crate::output::File;

/// The sets for the units that are to be in one; `all` are the units beside them.
pub(super) fn files(argocd: &Argocd<'_>, units: &[&Unit<'_>], all: &[Unit<'_>]) -> Vec<File> {
    let mut environments: BTreeMap<&Name, Vec<&Unit<'_>>> = BTreeMap::new();
    for unit in units {
        if let Some(environment) = &unit.placement().environment {
            environments.entry(environment).or_default().push(unit);
        }
    }
    let set = |(environment, units): (&Name, Vec<&Unit<'_>>)| {
        let apart = all.iter().filter(|unit| !unit.in_set);
        let apart = apart.filter(|unit| unit.placement().environment.as_ref() == Some(environment));
        let set = Set { argocd, environment, units, apart: apart.collect() };
        object_file("applicationsets", &set.manifest())
    };
    environments.into_iter().map(set).collect()
}

/// An environment on all its clusters.
struct Set<'a> {
    argocd: &'a Argocd<'a>,
    environment: &'a Name,
    /// What the set makes: environments, or components.
    units: Vec<&'a Unit<'a>>,
    /// The environment's single Applications.
    apart: Vec<&'a Unit<'a>>,
}

impl Set<'_> {
    fn manifest(&self) -> Manifest {
        let name = names::application_set(self.argocd.plan.platform, self.environment);
        let mut metadata = self.argocd.metadata(&name, self.environment.as_str());
        let wave = together(self.argocd.plan, &self.units);
        metadata.annotations = Some(BTreeMap::from([(WAVE.into(), wave.to_string())]));
        let spec = ApplicationSetSpec {
            go_template: true,
            go_template_options: vec!["missingkey=error"],
            generators: vec![if self.is_of_environments() { self.clusters() } else { self.folders() }],
            sync_policy: SetSyncPolicy {
                applications_sync: "create-update",
                preserve_resources_on_deletion: true,
            },
            template: self.template(),
        };
        Manifest::custom(&metadata, &spec)
    }

    fn is_of_environments(&self) -> bool {
        self.units.iter().any(|unit| unit.is_environment)
    }

    /// One set of parameters for each cluster.
    fn clusters(&self) -> Value {
        let units = self.units.iter().map(|unit| (scope_folder(unit.placement()), *unit));
        let units: BTreeMap<String, &Unit<'_>> = units.collect();
        let element = |(folder, unit): (&String, &&Unit<'_>)| {
            let placement = unit.placement();
            let mut element = Map::new();
            element.push("cluster", placement.cluster.to_string());
            element.push("server", self.argocd.server(placement));
            element.push("project", names::scope_name(placement).to_string());
            element.push("namespace", placement.namespace.to_string());
            element.push("folder", self.argocd.repository.path(folder));
            Value::Map(element)
        };
        let elements: Vec<Value> = units.iter().map(element).collect();
        value!({ "list": { "elements": elements } })
    }

    /// Each cluster with each folder of the environment on it, but those that have an Application of their own.
    fn folders(&self) -> Value {
        let repository = &self.argocd.repository;
        let mut apart: Vec<String> = self.apart.iter().map(|unit| repository.path(&unit.folder())).collect();
        apart.sort_unstable();
        let mut directories = vec![value!({ "path": "{{.folder}}/*" })];
        directories.extend(apart.into_iter().map(|path| value!({ "path": path, "exclude": true })));
        let git = value!({ "git": {
            "repoURL": repository.url.to_owned(),
            "revision": repository.revision.to_owned(),
            "directories": directories,
        }});
        value!({ "matrix": { "generators": vec![self.clusters(), git] } })
    }

    fn template(&self) -> Template {
        let is_of_environments = self.is_of_environments();
        let (name, path, subject) = if is_of_environments {
            ("{{.project}}".to_owned(), "{{.folder}}", self.environment.as_str())
        } else {
            let name = format!("{{{{.cluster}}}}-{}-{{{{.path.basename}}}}", self.environment);
            (name, "{{.path.path}}", "{{.path.basename}}")
        };
        let labels = [
            ("app.kubernetes.io/instance", name.as_str()),
            ("app.kubernetes.io/managed-by", MANAGED_BY),
            ("app.kubernetes.io/name", subject),
            ("app.kubernetes.io/part-of", self.argocd.plan.platform.as_str()),
        ];
        let folders = format!("/{path}");
        let annotations = [(COMPARE_OPTIONS, SERVER_SIDE_DIFF), (FOLDERS, folders.as_str())];
        Template {
            metadata: TemplateMetadata { labels: texts(labels), annotations: texts(annotations), name },
            spec: self.application(path),
        }
    }

    fn application(&self, path: &str) -> ApplicationSpec {
        let custom = self.units.iter().any(|unit| application::custom(unit) == Custom::Yes);
        ApplicationSpec {
            project: "{{.project}}".into(),
            destination: Destination { server: "{{.server}}".into(), namespace: "{{.namespace}}".into() },
            source: Some(Source {
                path: Some(path.into()),
                directory: self.directory(),
                ..self.argocd.repository.whole()
            }),
            sources: None,
            sync_policy: sync_policy(if custom { Custom::Yes } else { Custom::No }),
            ignore_differences: differences::ignored(self.units.iter().flat_map(|unit| unit.kinds())),
            revision_history_limit: HISTORY,
        }
    }

    fn directory(&self) -> Option<Directory> {
        let mut apart: Vec<&String> = self.units.iter().flat_map(|unit| &unit.apart).collect();
        apart.sort_unstable();
        apart.dedup();
        let exclude = application::exclude(apart.into_iter().map(|folder| format!("{folder}/*")));
        self.is_of_environments().then_some(Directory { recurse: Some(true), exclude })
    }
}

fn texts<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs.into_iter().map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
}
