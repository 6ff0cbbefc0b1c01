//! From linked components to files. Passes four to six: build, check and layout, one component at a time and in
//! parallel, so that memory does not grow with the platform.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use hagen_charts::check_release;
use hagen_check::objects::{Origin, object as check_object};
use hagen_check::schema::Schemas;
use hagen_core::artifact::{Artifact, HelmRelease};
use hagen_core::{Diagnostic, Path, Step};
use hagen_kube::Name;
use hagen_rules::{Facts, Finding};
use hagen_yaml::Node;
use rayon::prelude::*;

use crate::layout::{self, Contents};
use crate::leaks::{Texts, leaks};
use crate::link::{Linked, LinkedCluster, Scope};
use crate::manifests::is_written_as;
use crate::measured::check_query;
use crate::output::{Built, File, Placement, Plan, Sink, SinkError};
use crate::pages::{Once, Pages};
use crate::passed::{check_dashboards, check_expressions, check_operated, check_passed};
use crate::patches::{Patches, hit_nothing};
use crate::platform::Platform;
use crate::queries::Queries;
use crate::rules::{self, Judgement};
use crate::scraped::Scraped;
use crate::targets::minor;

/// How many components a thread takes at once: so few that none waits long for the last one to be done.
const PIECE: usize = 8;

/// What came of a rendering.
#[derive(Debug, Clone, Default)]
pub struct Rendered {
    /// What was found in the artifacts.
    pub diagnostics: Vec<Diagnostic>,
    /// What each component consists of, in the order of cluster, scope and name.
    pub components: Vec<Contents>,
}

impl Platform {
    /// Builds, checks and lays out every component, and hands the files to the sink as they are made. When a
    /// diagnostic is an error, what the sink has must not be kept.
    pub fn render(&self, sink: &dyn Sink) -> Result<Rendered, SinkError> {
        let jobs = self.jobs();
        let once = Once::new(sink);
        let judgement = Judgement::new(self);
        let Batches { found, components, mut broken, last } = judgement.batches(&jobs, &once)?;
        let mut rendered = Rendered { diagnostics: located(&jobs, found), components };
        let mut hits: BTreeMap<&Name, bool> = BTreeMap::new();
        for job in &jobs {
            for (name, hit) in job.scope.view.blueprint.patches.keys().zip(job.patches.hits()) {
                *hits.entry(name).or_default() |= hit;
            }
        }
        rendered.diagnostics.extend(self.missed_patches(&hits, &rendered.components));
        let plan = self.plan();
        let ((undeliverable, judged), done) = rayon::join(
            || {
                let judged = last.map(|(cluster, facts)| judgement.of(cluster, &facts));
                (self.undeliverable(&plan, &rendered.components), judged)
            },
            || layout::platform_files(&plan, &rendered.components, sink),
        );
        broken.extend(judged.into_iter().flatten());
        rendered.diagnostics.extend(undeliverable);
        rendered.diagnostics.extend(judgement.answered_for(&broken));
        done.map(|()| rendered)
    }

    /// What the layout needs to know of everything.
    pub fn plan(&self) -> Plan<'_> {
        let placements = self.clusters.iter().flat_map(|cluster| {
            cluster.scopes.iter().flat_map(move |scope| {
                scope.components.iter().map(move |linked| placement(cluster, scope, linked))
            })
        });
        Plan {
            platform: &self.name,
            delivery: &self.delivery,
            clusters: self.clusters.iter().map(|cluster| (&cluster.name, &cluster.cluster)).collect(),
            placements: placements.collect(),
        }
    }

    /// The component whose folder a path is in, as it is built and where the blueprint asks for it.
    pub(crate) fn component_at(&self, path: &str) -> Option<(Built, Path)> {
        let jobs = self.jobs();
        let is_in = |job: &&Job<'_>| {
            let folder = layout::folder(&placement(job.cluster, job.scope, job.linked));
            path.strip_prefix(&folder).is_some_and(|rest| rest.starts_with('/'))
        };
        let job = jobs.iter().find(is_in)?;
        Some((job.built().0, job.linked.component.path()))
    }

    fn undeliverable(&self, plan: &Plan<'_>, components: &[Contents]) -> Vec<Diagnostic> {
        let linked: Vec<&Linked> = self
            .clusters
            .iter()
            .flat_map(|cluster| &cluster.scopes)
            .flat_map(|scope| &scope.components)
            .collect();
        let mut found = layout::check(plan, components, &|at, object, number| {
            let is_it = |node: &&Node| is_written_as(node, object, linked[at].namespace.as_str());
            let node = linked[at].component.written().iter().filter(is_it).nth(number)?;
            Some(node.get("metadata")?.get("name")?.span)
        });
        if let Some(scope) = self.clusters.iter().flat_map(|cluster| &cluster.scopes).next() {
            hagen_core::locate(&mut found, &scope.view.node);
        }
        found
    }

    pub(crate) fn jobs(&self) -> Vec<Job<'_>> {
        let mut jobs = Vec::new();
        let pages = Arc::new(Pages::default());
        let scraped = Arc::<OnceLock<Scraped>>::default();
        let mut known = BTreeMap::new();
        for cluster in &self.clusters {
            let minor = minor(cluster.cluster.kubernetes).unwrap_or_default();
            let schemas = if cluster.definitions.is_empty() {
                known.entry(minor).or_insert_with(|| Arc::new(Schemas::new(minor))).clone()
            } else {
                Arc::new(Schemas::with(minor, &cluster.definitions))
            };
            for scope in &cluster.scopes {
                let patches = Arc::new(Patches::new(&scope.view.blueprint.patches));
                jobs.extend(scope.components.iter().map(|linked| Job {
                    platform: self,
                    cluster,
                    scope,
                    linked,
                    schemas: schemas.clone(),
                    patches: patches.clone(),
                    pages: pages.clone(),
                    scraped: scraped.clone(),
                }));
            }
        }
        jobs
    }

    fn missed_patches(&self, hits: &BTreeMap<&Name, bool>, components: &[Contents]) -> Vec<Diagnostic> {
        let missed: Vec<&Name> = hits.iter().filter(|(_, hit)| !**hit).map(|(name, _)| *name).collect();
        if missed.is_empty() {
            return Vec::new();
        }
        let known: Vec<String> = components.iter().flat_map(Contents::objects).collect();
        let scopes = || self.clusters.iter().flat_map(|cluster| &cluster.scopes);
        let diagnostic = |name: &Name| {
            let scope = scopes().find(|scope| scope.view.blueprint.patches.contains_key(name))?;
            let patch = &scope.view.blueprint.patches[name];
            let mut diagnostic = hit_nothing(name, patch, known.iter().map(String::as_str));
            diagnostic.locate(&scope.view.node);
            Some(diagnostic)
        };
        missed.into_iter().filter_map(diagnostic).collect()
    }
}

/// What came of the components, and of the rules over the clusters before the last.
#[derive(Default)]
struct Batches<'p> {
    /// What was found in each component, without places in the text.
    found: Vec<Vec<Diagnostic>>,
    components: Vec<Contents>,
    broken: Vec<Finding>,
    /// The last cluster, which is not yet judged, and what the rules remember of it.
    last: Option<(&'p LinkedCluster, Vec<Facts>)>,
}

impl Judgement<'_> {
    /// Renders one cluster after another. What the rules remember of one is judged beside the next, and then forgotten.
    fn batches<'p>(&self, jobs: &[Job<'p>], once: &Once<'_>) -> Result<Batches<'p>, SinkError> {
        let mut all = Batches::default();
        for jobs in jobs.chunk_by(|one, other| std::ptr::eq(one.cluster, other.cluster)) {
            let first = all.components.len();
            let last = all.last.take();
            let (judged, outcomes) = rayon::join(
                || last.map(|(cluster, facts)| self.of(cluster, &facts)),
                || -> Result<Vec<Outcome>, SinkError> {
                    let jobs = jobs.par_iter().enumerate().with_max_len(PIECE);
                    jobs.map(|(at, job)| job.run(first + at, once)).collect()
                },
            );
            all.broken.extend(judged.into_iter().flatten());
            let mut remembered = Vec::with_capacity(jobs.len());
            for outcome in outcomes? {
                all.found.push(outcome.diagnostics);
                all.components.push(outcome.contents);
                remembered.push(outcome.facts);
            }
            all.last = Some((jobs[0].cluster, remembered));
        }
        Ok(all)
    }
}

pub(crate) fn placement(cluster: &LinkedCluster, scope: &Scope, linked: &Linked) -> Placement {
    Placement {
        cluster: cluster.name.clone(),
        environment: scope.environment.as_ref().map(|(name, _)| name.clone()),
        id: linked.id.clone(),
        namespace: linked.namespace.clone(),
        wave: linked.wave,
        uses: linked.uses.iter().map(|edge| edge.to.clone()).collect(),
    }
}

/// The rendering of one component.
pub(crate) struct Job<'a> {
    platform: &'a Platform,
    cluster: &'a LinkedCluster,
    scope: &'a Scope,
    linked: &'a Linked,
    schemas: Arc<Schemas>,
    patches: Arc<Patches<'a>>,
    pages: Arc<Pages>,
    scraped: Arc<OnceLock<Scraped>>,
}

/// What came of a component.
struct Outcome {
    /// What was found in it, without places in the text.
    diagnostics: Vec<Diagnostic>,
    contents: Contents,
    facts: Facts,
}

/// All that was found, with its places in the text: a scope at a time, as looking up one place alone is slow.
pub(crate) fn located(jobs: &[Job<'_>], found: Vec<Vec<Diagnostic>>) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    let mut found = found.into_iter();
    for jobs in jobs.chunk_by(|one, other| std::ptr::eq(one.scope, other.scope)) {
        let start = all.len();
        all.extend(found.by_ref().take(jobs.len()).flatten());
        hagen_core::locate(&mut all[start..], &jobs[0].scope.view.node);
    }
    all
}

impl Job<'_> {
    fn run(&self, at: usize, once: &Once<'_>) -> Result<Outcome, SinkError> {
        let (built, diagnostics) = self.built();
        let facts = self.facts(at, &built);
        let (files, contents): (Vec<File>, Contents) =
            layout::component_files(&self.platform.delivery, &built);
        files.into_iter().try_for_each(|file| once.sink().put(file))?;
        layout::plain_files(&built).try_for_each(|(path, content)| once.put(path, content))?;
        Ok(Outcome { diagnostics, contents, facts })
    }

    /// What the rules have to know of the component, number `at` of all.
    fn facts(&self, at: usize, built: &Built) -> Facts {
        let site = self.cluster.site(self.scope, &self.linked.namespace, &self.platform.name);
        let written = self.linked.component.written();
        let by_user = |artifact: usize| {
            written.get(artifact).is_some()
                || match &built.artifacts[artifact] {
                    Artifact::Manifest(manifest) => self.patches.mean(manifest),
                    Artifact::Release(release) => self.user_values(release).is_some(),
                    Artifact::Source(_) | Artifact::File(_) => false,
                }
        };
        hagen_rules::component(&built.artifacts, by_user, &rules::situation(&site, at))
    }

    /// The component's artifacts, and what is wrong with them.
    pub(crate) fn built(&self) -> (Built, Vec<Diagnostic>) {
        let cx = self.cluster.context(self.scope, self.linked, &self.platform.name);
        let mut artifacts = self.linked.component.build(&cx);
        let diagnostics = self.check(&mut artifacts);
        (Built { placement: placement(self.cluster, self.scope, self.linked), artifacts }, diagnostics)
    }

    fn check(&self, artifacts: &mut [Artifact]) -> Vec<Diagnostic> {
        let path = self.linked.component.path();
        let written: &[Node] = self.linked.component.written();
        let mut found = self.measurements(&path);
        for (at, artifact) in artifacts.iter_mut().enumerate() {
            if let Artifact::Release(release) = artifact {
                let user = self.user_values(release);
                found.extend(check_release(release, user, &path));
                found.extend(check_passed(&self.schemas, release, user, &path));
                let title = format!("values of the chart `{}`", release.chart.name);
                found.extend(user.into_iter().flat_map(|values| self.queries().below(&title, values)));
            }
            let mut patches = Vec::new();
            if let Artifact::Manifest(manifest) = artifact {
                patches = self.patches.apply(manifest);
                let (written, object) = (written.get(at), Some(manifest.value()));
                let origin = Origin { component: &path, written, patches: &patches, object };
                found.extend(check_object(&self.schemas, manifest, origin));
                found.extend(check_expressions(manifest, origin, self.queries()));
                found.extend(check_operated(manifest, origin));
                found.extend(
                    written.into_iter().flat_map(|node| check_dashboards(manifest, node, self.queries())),
                );
            }
            found.extend(self.leaks(artifact, &path, || {
                let own = written.get(at).map(|node| (&path, node));
                own.into_iter().chain(patches).chain(self.texts(&path)).collect()
            }));
        }
        found
    }

    /// What is wrong with the queries by which a new version of an application is judged.
    fn measurements(&self, component: &Path) -> Vec<Diagnostic> {
        let id = &self.linked.id;
        if id.section != "apps" {
            return Vec::new();
        }
        let rollout = at(&self.scope.view.node, component).and_then(|app| app.get("rollout"));
        let title = || format!("the rollout of `{}`", id.name);
        let Some(rollout) = rollout else { return Vec::new() };
        let mut found = check_query(&title(), rollout);
        found.extend(self.queries().below(&title(), rollout));
        found
    }

    fn queries(&self) -> Queries<'_> {
        Queries {
            clusters: &self.platform.clusters,
            scraped: &self.scraped,
            is_answered: self.cluster.shared.prometheus.is_some(),
        }
    }

    fn leaks<'t>(
        &self,
        artifact: &Artifact,
        path: &Path,
        texts: impl FnOnce() -> Texts<'t>,
    ) -> Vec<Diagnostic> {
        let Artifact::File(file) = artifact else { return leaks(artifact, path, texts) };
        if self.pages.has(file) {
            return Vec::new();
        }
        let found = leaks(artifact, path, texts);
        if found.is_empty() {
            self.pages.add(file);
        }
        found
    }

    /// What the user wrote for the component, and then everything they wrote.
    fn texts<'a>(&'a self, component: &'a Path) -> impl Iterator<Item = (&'a Path, &'a Node)> {
        let root: &Node = &self.scope.view.node;
        let own = at(root, component).map(|node| (component, node));
        own.into_iter().chain([(&ROOT, root)])
    }

    /// What the user wrote for a release.
    fn user_values(&self, release: &HelmRelease) -> Option<&Node> {
        at(&self.scope.view.node, &release.values_path)
    }
}

static ROOT: Path = Path::ROOT;

/// What stands at a path of mappings.
fn at<'n>(root: &'n Node, path: &Path) -> Option<&'n Node> {
    path.steps().iter().try_fold(root, |node, step| match step {
        Step::Key(key) => node.get(key),
        Step::Index(_) => None,
    })
}
