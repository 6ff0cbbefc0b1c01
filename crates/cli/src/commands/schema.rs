//! `hagen schema`

use crate::compile;
use crate::outcome::Outcome;
use crate::schema;

/// Print the JSON Schema of the blueprint, for editors and for checks without hagen
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Editors with yaml-language-server use it through this first line of a blueprint:\n  \
                        # yaml-language-server: $schema=./hagen.schema.json"
)]
pub(crate) struct Args {}

pub(crate) fn run() -> Outcome {
    Outcome::raw(text())
}

/// The schema as it is written into files.
pub(crate) fn text() -> String {
    format!("{:#}\n", schema::schema(compile::language(), compile::overlays()))
}
