//! Each rule catches its defect, alone, where the user wrote it. A defect is planted by a patch, by a file of the
//! user's own or by values, in a platform that breaks no rule.

use std::collections::{BTreeMap, BTreeSet};

use hagen::{Source, compile_text};
use rayon::prelude::*;
use serde::Deserialize;

/// A platform in three zones, with an autoscaled application, one of three replicas, a job and a database.
const PLAIN: &str = include_str!("base.yaml");
/// A platform with monitoring and logs.
const OBSERVED: &str = include_str!("../../blueprints/microservice-k3s.yaml");
/// A platform with a mesh.
const MESHED: &str = include_str!("../../blueprints/mesh-logging.yaml");

/// A defect; `mutants.yaml` tells what each field is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutant {
    rule: String,
    #[serde(default)]
    platform: Platform,
    #[serde(default)]
    says: String,
    #[serde(default)]
    own: String,
    line: String,
    also: Option<String>,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Platform {
    #[default]
    Plain,
    Observed,
    Meshed,
}

/// What works; `right.yaml` tells what each field is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Right {
    #[serde(default)]
    platform: Platform,
    #[serde(default)]
    says: String,
    #[serde(default)]
    own: String,
}

fn mutants() -> Vec<Mutant> {
    serde_yaml::from_str(include_str!("mutants.yaml")).unwrap()
}

fn blueprint(platform: Platform, says: &str, own: &str) -> String {
    let platform = match platform {
        Platform::Plain => PLAIN,
        Platform::Observed => OBSERVED,
        Platform::Meshed => MESHED,
    };
    let own = if own.is_empty() { "" } else { "manifests: { own: { from: own.yaml } }\n" };
    format!("{platform}{own}{says}")
}

/// The findings of rules: the code, and the line that is shown.
fn findings(blueprint: &str, own: &str) -> BTreeSet<(String, String)> {
    let files = BTreeMap::from([("own.yaml".to_owned(), own.as_bytes().to_vec())]);
    let source = Source { name: "blueprint.yaml".into(), text: blueprint.as_bytes().to_vec() };
    let compilation = compile_text(source, &files);
    let shown = |diagnostic: &hagen::Diagnostic| {
        let span = diagnostic.place.span;
        let source = compilation.sources.get(span.file).expect("a finding has a place");
        let text = String::from_utf8_lossy(&source.text);
        let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..].lines().next().unwrap_or_default().to_owned();
        (diagnostic.code.id.to_owned(), line)
    };
    let of_other =
        |diagnostic: &&hagen::Diagnostic| !diagnostic.code.id.starts_with("HG21") && diagnostic.is_error();
    let others: Vec<&str> =
        compilation.diagnostics.iter().filter(of_other).map(|it| it.message.as_str()).collect();
    assert!(others.is_empty(), "{blueprint}{own}: {others:?}");
    compilation.diagnostics.iter().filter(|it| it.code.id.starts_with("HG21")).map(shown).collect()
}

#[test]
fn the_base_breaks_no_rule() {
    assert_eq!(findings(PLAIN, ""), BTreeSet::new());
}

#[test]
fn what_works_is_told_nothing_about() {
    let right: Vec<Right> = serde_yaml::from_str(include_str!("right.yaml")).unwrap();
    let told = |Right { platform, says, own }: &Right| {
        let found = findings(&blueprint(*platform, says, own), own);
        (!found.is_empty()).then(|| format!("{says}{own}→ {found:?}"))
    };
    let told: Vec<String> = right.par_iter().filter_map(told).collect();
    assert!(told.is_empty(), "{} told about:\n{}", told.len(), told.join("\n"));
}

#[test]
fn each_defect_is_caught_by_its_rule_alone_where_it_was_written() {
    let mutants = mutants();
    let wrong: Vec<String> = mutants.par_iter().filter_map(fault).collect();
    println!(
        "figure rules: {} rules, {} defects, {} caught by their rule alone where they were written",
        hagen_rules::RULES.len(),
        mutants.len(),
        mutants.len() - wrong.len()
    );
    assert!(wrong.is_empty(), "{} mutants live:\n{}", wrong.len(), wrong.join("\n"));
}

fn fault(mutant: &Mutant) -> Option<String> {
    let Mutant { rule, own, line, also, says, .. } = mutant;
    let found = findings(&blueprint(mutant.platform, says, own), own);
    let code_of = |rule: &str| hagen_rules::Rule::named(rule).expect("a rule").code.id;
    let (code, other) = (code_of(rule), also.as_deref().map(code_of));
    let is_known = |(id, _): &(String, String)| id == code || Some(id.as_str()) == other;
    let is_shown = |(id, shown): &(String, String)| id == code && shown.contains(line);
    let is_right = found.iter().any(is_shown) && found.iter().all(is_known);
    (!is_right).then(|| format!("{rule} {code} `{line}`: {says}{own}→ {found:?}"))
}

#[test]
fn every_rule_has_a_mutant() {
    let mutants = mutants();
    let caught: BTreeSet<&str> = mutants.iter().map(|mutant| mutant.rule.as_str()).collect();
    let missing: Vec<&str> =
        hagen_rules::RULES.iter().map(|rule| rule.id).filter(|id| !caught.contains(id)).collect();
    assert_eq!(missing, [""; 0]);
}
