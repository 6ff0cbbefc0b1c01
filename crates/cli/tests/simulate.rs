//! What `hagen simulate` says: of every blueprint here that its promises hold, and of blueprints that are wrong why not.
#![allow(clippy::disallowed_methods, reason = "a test starts programs and reads what is on disk")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const START: &str = "\
apiVersion: hagen/v1alpha1
kind: Blueprint
name: shop
delivery: { git: { repoURL: https://git.example.com/deploy.git } }
apps:
  web: { image: registry.example.com/web:1.0.0, port: 8000, health: /health, metrics: /metrics, slo: { availability: 99.95 }, REPLICAS }
";

fn simulate(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_hagen"))
        .arg("simulate")
        .args(arguments)
        .env("COLUMNS", "80")
        .current_dir(folder)
        .output()
        .expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// The codes of the errors of a blueprint.
fn errors(replicas: &str, rest: &str, arguments: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let blueprint = START.replace("REPLICAS", replicas) + rest;
    fs::write(folder.path().join("blueprint.yaml"), blueprint).expect("a file can be written");
    let (code, said, complaint) = simulate(folder.path(), &[arguments, &["--format", "json"]].concat());
    let document: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}{complaint}"));
    let found = document["diagnostics"].as_array().expect("a list");
    let errors = found.iter().filter(|it| it["severity"] == "error");
    let mut codes: Vec<String> =
        errors.map(|it| it["code"].as_str().unwrap_or_default().to_owned()).collect();
    codes.dedup();
    assert_eq!(code == 3, !codes.is_empty(), "{said}");
    codes
}

#[test]
fn the_promises_of_every_blueprint_hold() {
    let blueprints = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../blueprints");
    let mut count = 0;
    for entry in fs::read_dir(&blueprints).expect("there are blueprints") {
        let path = entry.expect("it can be read").path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        count += 1;
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        let (code, said, complaint) = simulate(&blueprints, &[name, "--slo", "99.95"]);
        assert_eq!(code, 0, "{name}\n{said}{complaint}");
        let wide = said.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{name}: a line is wider than the terminal");
        assert!(said.contains(" % at worst"), "{said}");
    }
    assert_eq!(count, 6);
}

#[test]
fn what_breaks_a_promise_is_told_by_its_code() {
    let zones = "clusters: { eu: { nodes: { workers: 3, zones: [a, b, c] } } }\n";
    assert_eq!(errors("replicas: 3", zones, &[]), Vec::<String>::new());
    assert_eq!(errors("replicas: 1", zones, &[]), ["HG2201"]);
    assert_eq!(
        errors("replicas: 1", "environments: { trial: { profile: dev } }\n", &[]),
        Vec::<String>::new()
    );
    let all = "patches: { all: { kind: PodDisruptionBudget, name: web, \
               merge: { spec: { maxUnavailable: null, minAvailable: 3 } } } }\n";
    assert_eq!(errors("replicas: 3", &format!("{zones}{all}"), &[]), ["HG2202"]);
    let nowhere = "patches: { far: { kind: Deployment, name: web, \
                   merge: { spec: { template: { spec: { nodeSelector: { disk: fast } } } } } } }\n";
    assert!(errors("replicas: 3", &format!("{zones}{nowhere}"), &[]).contains(&"HG2203".to_owned()));
    let small =
        "clusters: { eu: { nodes: { workers: 3, zones: [a, b, c], shape: { cpu: 1, memory: 1Gi } } } }\n";
    assert!(errors("replicas: 3", small, &[]).contains(&"HG2204".to_owned()));
    let rates = ["--node-losses", "400", "--zone-losses", "100"];
    assert_eq!(errors("replicas: 3", zones, &rates), ["HG2205"]);
}
