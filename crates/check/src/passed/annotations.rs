//! What annotations tell Argo CD of an object. It passes over words that it does not know.

use hagen_yaml::Value;

use super::wrong;
use crate::schema::{Finding, Step, nearest};

const PREFIX: &str = "argocd.argoproj.io/";
const HOOKS: [&str; 7] = ["PreSync", "Sync", "PostSync", "SyncFail", "PreDelete", "PostDelete", "Skip"];
const DELETIONS: [&str; 3] = ["HookSucceeded", "HookFailed", "BeforeHookCreation"];
const OPTIONS: [&str; 14] = [
    "ApplyOutOfSyncOnly",
    "ClientSideApplyMigration",
    "CreateNamespace",
    "Delete",
    "FailOnSharedResource",
    "Force",
    "Prune",
    "PruneLast",
    "PrunePropagationPolicy",
    "Replace",
    "RespectIgnoreDifferences",
    "ServerSideApply",
    "SkipDryRunOnMissingResource",
    "Validate",
];

/// The annotations of an object that tell Argo CD nothing.
pub(super) fn check(object: &Value) -> Vec<Finding> {
    let annotations = object.at(&["metadata", "annotations"]).and_then(Value::as_map);
    let of_argo = annotations.into_iter().flatten().filter_map(|(key, value)| {
        let why = fault(key.strip_prefix(PREFIX)?, value.as_str()?)?;
        let way = ["metadata", "annotations", &**key].map(|key| Step::Key(key.to_owned()));
        Some(wrong(&way, why))
    });
    of_argo.collect()
}

fn fault(name: &str, text: &str) -> Option<String> {
    let mut words = text.split(',').map(str::trim);
    match name {
        "sync-wave" => text
            .trim()
            .parse::<i64>()
            .is_err()
            .then(|| format!("`{text}` is no wave: Argo CD reads a whole number")),
        "hook" => words.find_map(|word| unknown(word, &HOOKS)),
        "hook-delete-policy" => words.find_map(|word| unknown(word, &DELETIONS)),
        "sync-options" => words.find_map(option),
        _ => None,
    }
}

fn option(option: &str) -> Option<String> {
    let (name, how) = option.split_once('=')?;
    if let Some(fault) = unknown(name, &OPTIONS).filter(|_| nearest(name, OPTIONS.iter().copied()).is_some())
    {
        return Some(fault);
    }
    let is_known = name == "PrunePropagationPolicy" || matches!(how, "true" | "false" | "confirm");
    (OPTIONS.contains(&name) && !is_known)
        .then(|| format!("`{how}` says nothing: `{name}=true` or `{name}=false`"))
}

fn unknown(word: &str, known: &[&'static str]) -> Option<String> {
    let meant = nearest(word, known.iter().copied());
    let said =
        meant.map_or_else(|| format!("it knows {}", known.join(", ")), |it| format!("did you mean `{it}`"));
    (!known.contains(&word)).then(|| format!("Argo CD does not know `{word}`: {said}"))
}
