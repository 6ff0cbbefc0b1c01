//! `hagen secrets`

use hagen::WantedSecret;
use serde_json::{Value, json};

use crate::console::Console;
use crate::outcome::Outcome;
use crate::selection;
use crate::style;
use crate::supply;
use crate::target::{Blueprint, Linked};

/// List the secrets that a person has to supply, with the command that does
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Passwords that nobody needs to know are made in the cluster and are not listed, unless the \
                        store is outside of it: there hagen only reads."
)]
pub(crate) struct Args {
    #[command(flatten)]
    blueprint: Blueprint,
}

pub(crate) fn run(args: &Args, console: &mut Console<'_>) -> Outcome {
    let everything = selection::Part::default();
    let linked = match Linked::of(&args.blueprint, &everything, console, "") {
        Ok(linked) => linked,
        Err(stopped) => return *stopped,
    };
    let wanted = linked.platform.wanted_secrets();
    let mut text = String::new();
    for secret in &wanted {
        text.push_str(&entry(secret, console.width));
    }
    if wanted.is_empty() {
        "Nobody has to supply a secret.\n".clone_into(&mut text);
    }
    let data: Value = wanted.iter().map(data).collect();
    Outcome { report: linked.report, ..Outcome::done(text, data) }
}

fn entry(secret: &WantedSecret, width: usize) -> String {
    let (strong, code) = (style::STRONG, style::CODE);
    let clusters = words(secret.clusters.iter());
    let about = format!("on {clusters}, with {}, for {}", words(&secret.keys), words(&secret.readers));
    let options = textwrap::Options::new(width).initial_indent("  ").subsequent_indent("  ");
    let mut text = format!("{strong}{}{strong:#}\n{}\n", secret.name, textwrap::fill(&about, options));
    if let Some(document) = supply::document(secret) {
        text.push_str(&format!("  secret.json: {code}{document}{code:#}\n"));
    }
    // Not wrapped: it is there to be copied.
    text.push_str(&format!("  {code}{}{code:#}\n\n", supply::command(secret)));
    text
}

fn words<T: ToString>(words: impl IntoIterator<Item = T>) -> String {
    words.into_iter().map(|word| format!("`{}`", word.to_string())).collect::<Vec<_>>().join(", ")
}

fn data(secret: &WantedSecret) -> Value {
    json!({
        "name": secret.name,
        "keys": secret.keys,
        "clusters": secret.clusters.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "readers": secret.readers,
        "command": supply::command(secret),
        "document": supply::document(secret),
    })
}
