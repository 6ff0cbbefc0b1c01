//! Rules as the operator of Prometheus reads them, and the runbooks beside them.

use std::collections::BTreeMap;

use hagen_core::artifact::Artifact;
use hagen_observe::{Alert, Group, Record, Rule, Runbook, Severity, minutes, rules};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::{Value, json};

use crate::world::World;

const RUNBOOK: Runbook =
    Runbook { meaning: "Nothing can be written.", look: "Look at the pods.", mend: "Bring one back." };

fn groups() -> Vec<Group> {
    let alert = |severity| Alert {
        name: "PostgresWithoutPrimary",
        severity,
        expr: "sum(up) == 0".into(),
        hold: minutes(2),
        summary: "main has no primary".into(),
        description: "Look at main.".into(),
        runbook: RUNBOOK,
        ..Alert::default()
    };
    let record = Record {
        name: "postgres:up:sum".into(),
        expr: "sum(up)".into(),
        labels: BTreeMap::from([("window", "5m".to_owned())]),
    };
    let rules: Vec<Rule> =
        vec![record.into(), alert(Severity::Critical).into(), alert(Severity::Info).into()];
    vec![Group::new("main", rules)]
}

fn built(world: &World) -> Vec<Artifact> {
    let metadata = ObjectMeta { name: Some("postgres-main".into()), ..ObjectMeta::default() };
    rules::artifacts(&world.context(), &metadata, &groups())
}

fn rule(artifacts: &[Artifact], at: usize) -> Value {
    let manifest = artifacts[0].manifest().unwrap();
    let object: Value = serde_json::to_value(manifest.value()).unwrap();
    object["spec"]["groups"][0]["rules"][at].clone()
}

#[test]
fn an_alert_tells_who_has_to_come_and_where() {
    let artifacts = built(&World::observed());
    assert_eq!(
        rule(&artifacts, 1),
        json!({
            "alert": "PostgresWithoutPrimary",
            "expr": "sum(up) == 0",
            "for": "2m",
            "labels": { "severity": "critical", "environment": "production", "component": "postgres-main" },
            "annotations": {
                "summary": "main has no primary",
                "description": "Look at main.",
                "runbook": "eu/runbooks/PostgresWithoutPrimary.md",
            },
        })
    );
    assert_eq!(
        rule(&artifacts, 0),
        json!({ "record": "postgres:up:sum", "expr": "sum(up)", "labels": { "window": "5m" } })
    );
}

#[test]
fn the_runbook_is_a_link_where_there_is_an_address() {
    let mut world = World::observed();
    world.shared.runbooks = Some("https://git.example.com/deploy/blob/main/out/eu/runbooks".into());
    let annotations = rule(&built(&world), 2)["annotations"].clone();
    let url = "https://git.example.com/deploy/blob/main/out/eu/runbooks/PostgresWithoutPrimary.md";
    assert_eq!(annotations["runbook_url"], url);
    assert!(annotations.get("runbook").is_none());
}

#[test]
fn each_alert_has_one_page() {
    let artifacts = built(&World::observed());
    let pages: Vec<_> = artifacts
        .iter()
        .filter_map(|artifact| if let Artifact::File(file) = artifact { Some(file) } else { None })
        .collect();
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].path, "runbooks/PostgresWithoutPrimary.md");
    assert_eq!(
        pages[0].text.whole(),
        "# PostgresWithoutPrimary\n\n## What it means\n\nNothing can be written.\n\n## How to look\n\n\
         Look at the pods.\n\n## How to mend\n\nBring one back.\n"
    );
}

#[test]
fn nobody_reads_rules() {
    let mut world = World::observed();
    world.shared.prometheus = None;
    assert_eq!(built(&world), []);
    let metadata = ObjectMeta::default();
    let empty = [Group::new("main", Vec::<Rule>::new())];
    assert_eq!(rules::artifacts(&World::observed().context(), &metadata, &empty), []);
}
