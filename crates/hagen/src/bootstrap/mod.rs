//! What brings the platform up: the script that installs Argo CD, the configuration of k3s, pipelines.

use crate::layout::Contents;
use crate::output::{File, Plan};

/// The files.
pub(crate) fn files(_plan: &Plan<'_>, _contents: &[Contents]) -> Vec<File> {
    Vec::new()
}
