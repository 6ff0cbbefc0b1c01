//! The values that each Helm chart knows, from one JSON file per chart and version.

mod document;
mod encode;
mod tree;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use document::{Document, Listed};

const USAGE: &str = "usage: hagen-facts charts <folder> --out <folder>";

/// A chart at one version, read.
struct Chart {
    listed: Listed,
    root: tree::Node,
}

/// Makes `charts.bin` and `charts.txt` of a folder that has an `index.json` and the files it names.
pub(crate) fn run(arguments: impl Iterator<Item = String>) -> Result<()> {
    let (folder, out) = parse(arguments)?;
    let mut charts = read(&folder)?;
    charts.sort_by(|a, b| a.listed.key().cmp(&b.listed.key()));
    crate::write(&out, "charts.bin", &encode::encode(&charts)?)?;
    crate::write(&out, "charts.txt", listing(&charts).as_bytes())
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<(PathBuf, PathBuf)> {
    match (arguments.next(), arguments.next().as_deref(), arguments.next(), arguments.next()) {
        (Some(folder), Some("--out"), Some(out), None) => Ok((folder.into(), out.into())),
        _ => bail!(USAGE),
    }
}

fn read(folder: &Path) -> Result<Vec<Chart>> {
    let index: Vec<Listed> = json(&folder.join("index.json"))?;
    index.into_iter().map(|listed| chart(folder, listed)).collect()
}

fn chart(folder: &Path, listed: Listed) -> Result<Chart> {
    let path = folder.join(&listed.file);
    let document: Document = json(&path)?;
    if (&document.chart, &document.version) != (&listed.chart, &listed.version) {
        bail!("{} is {} {}", path.display(), document.chart, document.version);
    }
    let root = tree::Node::of(&document).with_context(|| path.display().to_string())?;
    Ok(Chart { listed, root })
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let text = std::fs::read(path).with_context(|| path.display().to_string())?;
    serde_json::from_slice(&text).with_context(|| path.display().to_string())
}

/// What the facts hold, as text that a person can review: a line for each chart, those within it below.
fn listing(charts: &[Chart]) -> String {
    let mut out = String::new();
    for Chart { listed, root } in charts {
        let Listed { chart, version, license, .. } = listed;
        let (source, values) = (listed.source(), root.count());
        writeln!(out, "{chart} {version} {source} {license} {values} values").expect("text takes all");
        for inner in listed.subcharts.iter().flatten() {
            let (name, version, source, license) =
                (&inner.name, &inner.version, inner.source(), &inner.license);
            writeln!(out, "  {name} {version} {source} {license}").expect("text takes all");
        }
    }
    out
}
