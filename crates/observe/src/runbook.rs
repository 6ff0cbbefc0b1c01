//! What to do when an alert fires: one page for each alert, beside what is deployed.

use hagen_core::artifact::{Content, PlainFile};
use hagen_core::context::Site;

/// What somebody reads who was called. The page speaks of the alert in general; what its instance is called is told by
/// the alert's own description. All alerts of one name on a cluster share the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Runbook {
    /// What it means, and who notices: Markdown.
    pub meaning: &'static str,
    /// How to look what it is: Markdown.
    pub look: &'static str,
    /// How to mend it: Markdown.
    pub mend: &'static str,
}

impl Runbook {
    /// The page of an alert.
    pub fn page(&self, alert: &'static str) -> PlainFile {
        let Self { meaning, look, mend } = self;
        let head = ["# ", alert, "\n\n## What it means\n\n", meaning];
        let rest = ["\n\n## How to look\n\n", look, "\n\n## How to mend\n\n", mend, "\n"];
        PlainFile { path: path(alert), text: Content::Parts(head.into_iter().chain(rest).collect()) }
    }
}

/// How an alert refers to its page: the annotation's name and value.
///
/// `runbook_url` is what receivers make a link of, so it holds nothing but a web address. Where the files are committed to
/// a place whose web address is not known, the annotation `runbook` holds the path in the output instead.
pub fn annotation(site: &Site<'_>, alert: &str) -> (&'static str, String) {
    match &site.shared.runbooks {
        Some(folder) => ("runbook_url", [folder, "/", alert, ".md"].concat()),
        None => ("runbook", [site.cluster_name.as_str(), "/runbooks/", alert, ".md"].concat()),
    }
}

fn path(alert: &str) -> String {
    ["runbooks/", alert, ".md"].concat()
}
