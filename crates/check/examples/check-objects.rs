//! Checks objects from standard input, a line of JSON each, and prints a line of JSON for each: the findings, those
//! that a cluster refuses apart from those that it warns of. `tests/engines/checker.sh` holds them against a server's.

use std::error::Error;
use std::io::{self, BufWriter, Write};

use hagen_check::schema::{Finding, Minor, Schemas, Severity};
use hagen_yaml::{FileId, Limits, read};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let schemas = Schemas::new(Minor::NEWEST);
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lines() {
        // A document of JSON is one of YAML, so that objects go the way of those that users write.
        let object =
            read(FileId(0), line?.as_bytes(), &Limits::default()).node.ok_or("a line is no object")?;
        let (errors, warnings): (Vec<_>, Vec<_>) =
            schemas.check(&object.to_value()).into_iter().partition(is_error);
        writeln!(out, "{}", json!({ "errors": texts(&errors), "warnings": texts(&warnings) }))?;
    }
    Ok(out.flush()?)
}

fn is_error(finding: &Finding) -> bool {
    finding.problem.severity() == Severity::Error
}

fn texts(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(ToString::to_string).collect()
}
