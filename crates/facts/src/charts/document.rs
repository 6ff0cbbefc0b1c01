//! The files as they are written.

use serde::Deserialize;
use serde_json::Value;

/// An entry of `index.json`: where a chart comes from.
#[derive(Deserialize)]
pub(super) struct Listed {
    pub(super) chart: String,
    pub(super) version: String,
    pub(super) file: String,
    pub(super) license: String,
    source: String,
    tag: String,
    pub(super) subcharts: Option<Vec<Subchart>>,
}

impl Listed {
    /// The repository and the tag in it.
    pub(super) fn source(&self) -> String {
        format!("{}@{}", self.source, self.tag)
    }

    /// What the facts are sorted by.
    pub(super) fn key(&self) -> (&str, &str) {
        (&self.chart, &self.version)
    }
}

/// A chart within a chart.
#[derive(Deserialize)]
pub(super) struct Subchart {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) license: String,
    source: String,
    tag: Option<String>,
    commit: String,
}

impl Subchart {
    /// The repository and the tag in it, else the commit.
    pub(super) fn source(&self) -> String {
        format!("{}@{}", self.source, self.tag.as_ref().unwrap_or(&self.commit))
    }
}

/// The facts of a chart at one version.
#[derive(Deserialize)]
pub(super) struct Document {
    pub(super) chart: String,
    pub(super) version: String,
    /// The paths that hold the values of a subchart.
    pub(super) subcharts: Option<Vec<String>>,
    pub(super) paths: Vec<Entry>,
}

/// One value. A field that is not listed here would be lost, so it is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "the file's own form")]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) kind: Option<String>,
    pub(super) default: Option<Value>,
    pub(super) default_hash: Option<String>,
    #[serde(default)]
    pub(super) read: bool,
    pub(super) free: Option<String>,
    #[serde(default)]
    pub(super) dead: bool,
    #[serde(default)]
    pub(super) condition: bool,
    #[serde(default)]
    pub(super) schema_only: bool,
    #[serde(default, rename = "type")]
    pub(super) types: Vec<String>,
    #[serde(default, rename = "enum")]
    pub(super) choices: Vec<Value>,
    /// A value that `values.yaml` has in a comment is read like any other.
    #[serde(default, rename = "commented")]
    _commented: bool,
    /// Helm refuses a chart without them before hagen's check would matter; the defaults have them.
    #[serde(default, rename = "required")]
    _required: Vec<String>,
    /// A value that only restarts pods is read like any other.
    #[serde(default, rename = "checksum")]
    _checksum: bool,
}
