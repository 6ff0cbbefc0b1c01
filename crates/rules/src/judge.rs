//! What the rules are told of where an object goes, and how they say what they found in it.

use std::borrow::Cow;

use hagen_core::target::Cluster;
use hagen_core::{Code, Step};
use hagen_kube::Manifest;

use crate::finding::{Finding, Subject};

/// Where a component goes.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The number of the component, as the caller counts them.
    pub component: usize,
    /// The namespace of objects that name none.
    pub namespace: &'a str,
    /// The cluster.
    pub cluster: &'a Cluster,
    /// Whether single replicas are wanted.
    pub is_dev: bool,
    /// Whether nothing may pass the network that no policy opens.
    pub is_closed: bool,
}

impl Situation<'_> {
    /// How many zones are declared; none where the nodes carry none.
    pub(crate) fn zones(&self) -> i64 {
        i64::try_from(self.cluster.nodes.zones.len()).unwrap_or(i64::MAX)
    }

    /// How many nodes run workloads.
    pub(crate) fn nodes(&self) -> i64 {
        self.cluster.nodes.schedulable()
    }

    /// Whether two replicas can be apart at all, and are wanted.
    pub(crate) fn spares(&self) -> bool {
        !self.is_dev && self.nodes() > 1
    }
}

/// Judges one object.
pub(crate) struct Judge<'a> {
    pub(crate) situation: &'a Situation<'a>,
    pub(crate) subject: Subject,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Judge<'a> {
    /// Of artifact number `artifact`; `kind` and `name` are how people call it.
    pub(crate) fn new(
        situation: &'a Situation<'a>,
        (artifact, by_user): (usize, bool),
        (kind, name): (&'static str, &str),
        findings: &'a mut Vec<Finding>,
    ) -> Self {
        let subject = Subject { component: situation.component, artifact, kind, name: name.into(), by_user };
        Self { situation, subject, findings }
    }

    /// Says what is wrong at a place in the object.
    pub(crate) fn find(&mut self, code: &'static Code, path: Vec<Step>, message: impl Into<String>) {
        self.findings.push(Finding::new(code, &self.subject, path, message));
    }

    /// Says what is wrong, and what to do.
    pub(crate) fn find_and_help(
        &mut self,
        code: &'static Code,
        path: Vec<Step>,
        message: impl Into<String>,
        help: impl Into<Cow<'static, str>>,
    ) {
        self.findings.push(Finding::new(code, &self.subject, path, message).help(help));
    }

    /// The namespace of an object.
    pub(crate) fn namespace<'m>(&self, manifest: &'m Manifest) -> &'m str
    where
        'a: 'm,
    {
        manifest.namespace().unwrap_or(self.situation.namespace)
    }
}
