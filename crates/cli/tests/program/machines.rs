//! What programs read: JSON, SARIF, the schema, completions.

use std::path::Path;

use hagen_yaml::{FileId, Limits};
use serde_json::Value;

use super::support::Folder;

fn schema() -> Value {
    serde_json::from_str(&Folder::new().done(&["schema"]).stdout).unwrap()
}

/// The blueprint as JSON.
fn document(text: &str) -> Value {
    let reading = hagen_yaml::read(FileId(0), text, &Limits::default());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    serde_json::to_value(serde_yaml::from_str::<serde_yaml::Value>(text).unwrap()).unwrap()
}

#[test]
fn the_schema_is_one_of_draft_2020_12() {
    let schema = schema();
    jsonschema::meta::validate(&schema).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["required"], serde_json::json!(["apiVersion", "kind", "name"]));
}

#[test]
fn the_schema_accepts_every_blueprint_of_the_repository() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../blueprints");
    let mut checked = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = std::fs::read_to_string(&path).unwrap();
            let errors: Vec<String> = validator
                .iter_errors(&document(&text))
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
            checked += 1;
        }
    }
    assert!(checked >= 2);
}

#[test]
fn the_schema_refuses_what_hagen_refuses() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let refuses = |from: &str, to: &str| {
        let text = super::support::BLUEPRINT.replace(from, to);
        assert!(text != super::support::BLUEPRINT);
        !validator.is_valid(&document(&text))
    };
    assert!(validator.is_valid(&document(super::support::BLUEPRINT)));
    assert!(refuses("port: 8000", "prt: 8000"));
    assert!(refuses("port: 8000", "port: http"));
    assert!(refuses("name: shop", "name: Shop"));
    assert!(refuses("hagen/v1alpha1", "hagen/v9"));
    assert!(refuses("production: {}", "production: { profile: test }"));
    assert!(refuses("staging: {}", "staging: { overlay: { name: other } }"));
    assert!(!refuses("staging: {}", "staging: { overlay: { apps: { web: { replicas: 2 } } } }"));
}

/// Walks a schema: everything that has a name has a description, and nothing is allowed to be null.
fn walk(schema: &Value, path: &str) {
    if let Some(properties) = schema["properties"].as_object() {
        assert_eq!(schema["additionalProperties"], Value::Bool(false), "{path}");
        for (key, property) in properties {
            let description = property["description"].as_str().unwrap_or_default();
            assert!(description.len() > 3, "{path}.{key} is not described");
            walk(property, &format!("{path}.{key}"));
        }
    }
    assert_ne!(schema["type"], "null", "{path}");
    for list in ["anyOf", "oneOf"] {
        for (at, way) in schema[list].as_array().into_iter().flatten().enumerate() {
            walk(way, &format!("{path}/{list}/{at}"));
        }
    }
    for inner in ["items", "additionalProperties"] {
        if schema[inner].is_object() {
            walk(&schema[inner], &format!("{path}/{inner}"));
        }
    }
}

#[test]
fn everything_in_the_schema_is_described() {
    let schema = schema();
    walk(&schema, "");
    let definitions = schema["$defs"].as_object().unwrap();
    assert!(definitions.len() > 20);
    for (name, definition) in definitions {
        walk(definition, name);
    }
}

#[test]
fn json_is_one_document_with_findings_and_result() {
    let folder = Folder::new();
    let done = folder.done(&["render", "--format", "json"]).json();
    assert_eq!((&done["command"], &done["exit"]), (&"render".into(), &0.into()));
    assert_eq!(done["result"]["written"], true);
    assert!(done["result"]["added"].as_array().unwrap().contains(&"argocd/root.yaml".into()));
    assert!(done["summary"]["warnings"].as_u64().unwrap() > 0);
    folder.change("port: 8000", "prt: 8000");
    let wrong = folder.run(&["render", "--format", "json"]).json();
    assert_eq!(wrong["exit"], 3);
    assert_eq!(wrong["result"], Value::Null);
    let found = wrong["diagnostics"].as_array().unwrap();
    let unknown = found.iter().find(|finding| finding["code"] == "HG0101").unwrap();
    assert_eq!((&unknown["file"], &unknown["line"]), (&"blueprint.yaml".into(), &7.into()));
    assert_eq!((&unknown["path"], &unknown["replacement"]), (&"apps.web.prt".into(), &"port".into()));
}

#[test]
fn sarif_has_rules_results_and_places() {
    let folder = Folder::new();
    folder.change("port: 8000", "prt: 8000");
    let log: Value = serde_json::from_str(&folder.run(&["check", "--format", "sarif"]).stdout).unwrap();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in run["results"].as_array().unwrap() {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["markdown"].as_str().unwrap().len() > 40);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "blueprint.yaml");
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert!(region["startLine"].as_u64().unwrap() >= 1 && region["endColumn"].as_u64().unwrap() >= 1);
    }
    assert!(run["results"].as_array().unwrap().iter().any(|result| result["fixes"].is_array()));
}

#[test]
fn completions_know_the_commands() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(folder.done(&["completions", shell]).stdout.contains("verify"), "{shell}");
    }
}

#[test]
fn secrets_that_people_supply_come_with_a_command() {
    let folder = Folder::new();
    assert_eq!(folder.done(&["secrets"]).stdout, "Nobody has to supply a secret.\n");
    folder.change("port: 8000", "port: 8000, secrets: { API_KEY: mail/token }");
    let listed = folder.done(&["secrets", "--format", "json"]).json();
    let names: Vec<_> = listed["result"].as_array().unwrap().iter().map(|secret| &secret["name"]).collect();
    assert_eq!(names, ["production.mail", "staging.mail"]);
    let first = &listed["result"][0];
    assert_eq!((&first["keys"][0], &first["readers"][0]), (&"token".into(), &"apps/web".into()));
    let command = first["command"].as_str().unwrap();
    assert!(
        command.ends_with("create secret generic production.mail --from-file=token=/dev/stdin"),
        "{command}"
    );
}
