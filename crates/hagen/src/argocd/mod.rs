//! The objects of Argo CD: what delivers each folder of the output to its cluster, and what it may do there.
//!
//! A person applies `argocd/root.yaml` once. Its Application delivers the rest of the folder: an AppProject for each
//! environment and platform, then an Application for each component, in the order of their waves.

mod application;
mod applicationset;
mod check;
mod codes;
mod differences;
mod names;
mod permissions;
mod policy;
mod project;
mod repository;
mod root;
#[cfg(test)]
mod tests;
mod unit;

use std::collections::BTreeMap;

use hagen_core::target::Delivery;
use hagen_kube::{Identity, Manifest, Name, rank};
use hagen_yaml::{Style, write};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use rayon::prelude::*;

pub(crate) use check::{Spots, check};
pub(crate) use codes::CODES;
pub(crate) use names::application;
pub use names::application_name;
pub(crate) use repository::Repository;
pub(crate) use unit::{Unit, units};

use crate::layout::Contents;
use crate::output::{File, Placement, Plan, Sink, SinkError};

/// The folder of these objects, below the output folder.
pub(crate) const FOLDER: &str = "argocd";

/// How many Applications a thread takes at once: so few that none waits long for the last one to be done.
const PIECE: usize = 32;

/// The cluster that Argo CD runs in, as it calls it.
pub(crate) const OWN_CLUSTER: &str = "https://kubernetes.default.svc";

/// Makes the files of Argo CD's objects. None without a repository to deliver from; [`check`] then says so.
pub(crate) fn files(plan: &Plan<'_>, contents: &[Contents], sink: &dyn Sink) -> Result<(), SinkError> {
    let Some(repository) = Repository::of(plan.delivery) else { return Ok(()) };
    let servers = plan.clusters.iter().map(|(name, cluster)| (*name, cluster.server.as_str())).collect();
    let argocd = Argocd { plan, repository, servers };
    let units = units(plan, contents);
    let (in_sets, single): (Vec<&Unit<'_>>, Vec<&Unit<'_>>) = units.iter().partition(|unit| unit.in_set);
    let mut files = vec![root::file(&argocd)];
    files.extend(project::files(&argocd, &units));
    files.extend(applicationset::files(&argocd, &in_sets, &units));
    files.into_iter().try_for_each(|file| sink.put(file))?;
    // There is one for each component, so none of them is kept.
    single.par_iter().with_max_len(PIECE).try_for_each(|unit| sink.put(application::file(&argocd, unit)))
}

/// What every object needs to know.
struct Argocd<'a> {
    plan: &'a Plan<'a>,
    repository: Repository<'a>,
    /// The addresses of the clusters.
    servers: BTreeMap<&'a Name, &'a str>,
}

impl Argocd<'_> {
    /// The metadata of an object called `name` that speaks of `subject`.
    fn metadata(&self, name: &Name, subject: &str) -> ObjectMeta {
        ObjectMeta {
            name: Some(name.to_string()),
            namespace: Some(self.delivery().argocd.namespace.to_string()),
            labels: Some(self.labels(name, subject)),
            ..ObjectMeta::default()
        }
    }

    fn labels(&self, name: &Name, subject: &str) -> BTreeMap<String, String> {
        let identity = Identity {
            name: subject.to_owned(),
            instance: name.clone(),
            component: None,
            part_of: self.plan.platform.clone(),
            version: None,
        };
        identity.labels()
    }

    fn delivery(&self) -> &Delivery {
        self.plan.delivery
    }

    /// The address of a component's cluster.
    fn server(&self, placement: &Placement) -> String {
        self.servers.get(&placement.cluster).copied().unwrap_or(OWN_CLUSTER).to_owned()
    }
}

/// The file of an object, named like it.
fn object_file(folder: &str, object: &Manifest) -> File {
    let style = Style::ranked(rank).with_header(HEADER);
    File { path: format!("{FOLDER}/{folder}/{}.yaml", object.name()), text: write(object.value(), &style) }
}

const HEADER: &str = "Made by hagen; edit the blueprint instead.";
