//! Makes the compiled facts of hagen from upstream files.
//!
//! To renew the schemas, bring the OpenAPI of Kubernetes with `crates/facts/fetch-openapi.sh target/openapi`, put the
//! custom resource definitions into a folder (with an `index.json` that tells where each comes from), and run
//! `hagen-facts schemas` with an `--openapi` for each minor and `--out crates/check/facts`. The diff of
//! `schemas.txt` shows the kinds that came and went.
//!
//! To renew what is known of Helm charts, run `hagen-facts charts <folder> --out crates/charts/facts`: the folder has a
//! JSON file for each chart and version, and an `index.json` that tells where each comes from.
//!
//! To renew what is known of the configurations of programs, run `crates/facts/configs/renew.sh target/configs` and then
//! `hagen-facts configs target/configs --out crates/check/facts`, and for the components of the OpenTelemetry collector
//! `hagen-facts components target/configs/components --out crates/check/facts`.
//!
//! What programs expose as metrics is text: `crates/facts/metrics/renew.sh target/metrics` writes the lines of a file of
//! `crates/observe/facts/metrics` for each; the program beside it reads any other source, too.
#![allow(clippy::disallowed_methods, clippy::print_stderr, reason = "a program that reads and writes files")]

mod charts;
mod configs;
mod crd;
mod fields;
mod golang;
mod listing;
mod openapi;
mod server;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use hagen_check::facts::{Index, encode};

const USAGE: &str = "usage: hagen-facts schemas --openapi <minor>=<swagger.json> ... --crds <folder or file> ... --out <folder>
       hagen-facts charts <folder> --out <folder>
       hagen-facts configs <folder> --out <folder>
       hagen-facts components <folder> --out <folder>";

/// What the command line asks for.
#[derive(Default)]
struct Request {
    openapi: Vec<(u8, PathBuf)>,
    crds: Vec<PathBuf>,
    out: PathBuf,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let outcome = match arguments.next().as_deref() {
        Some("schemas") => parse(arguments).and_then(|request| schemas(&request)),
        Some("charts") => charts::run(arguments),
        Some(name @ ("configs" | "components")) => configs::run(name, arguments),
        _ => Err(anyhow!(USAGE)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Request> {
    let mut request = Request::default();
    while let Some(flag) = arguments.next() {
        let value = arguments.next().with_context(|| format!("`{flag}` wants a value"))?;
        match flag.as_str() {
            "--openapi" => request.openapi.push(versioned(&value)?),
            "--crds" => request.crds.push(value.into()),
            "--out" => request.out = value.into(),
            _ => bail!("unknown option `{flag}`\n{USAGE}"),
        }
    }
    if request.openapi.is_empty() || request.out.as_os_str().is_empty() {
        bail!(USAGE);
    }
    request.openapi.sort();
    Ok(request)
}

/// `1.36=swagger.json`: the minor and the file.
fn versioned(value: &str) -> Result<(u8, PathBuf)> {
    let (version, path) =
        value.split_once('=').with_context(|| format!("`{value}` is not <minor>=<file>"))?;
    let minor = version.strip_prefix("1.").and_then(|minor| minor.parse().ok());
    Ok((minor.with_context(|| format!("`{version}` is not a version like 1.36"))?, path.into()))
}

fn schemas(request: &Request) -> Result<()> {
    let mut index = Index::new(request.openapi.iter().map(|(minor, _)| *minor).collect());
    for (position, (_, path)) in request.openapi.iter().enumerate() {
        openapi::read(path, position, &mut index).with_context(|| path.display().to_string())?;
    }
    for path in &request.crds {
        crd::read(path, &mut index).with_context(|| path.display().to_string())?;
    }
    index.sort();
    write(&request.out, "schemas.bin", &encode(&index)?)?;
    write(&request.out, "schemas.txt", listing::listing(&index).as_bytes())
}

fn write(folder: &Path, name: &str, content: &[u8]) -> Result<()> {
    let path = folder.join(name);
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    std::fs::write(&path, content).with_context(|| path.display().to_string())
}
