//! A dashboard as Grafana's sidecar finds it.

use std::collections::BTreeSet;

use hagen_kube::Name;
use hagen_observe::dashboard::{Color, Source, Unit, Variable, Width};
use hagen_observe::{Dashboard, Panel, Row, Target};
use serde_json::{Value, json};

use crate::world::World;

fn dashboard() -> Dashboard {
    let line = |title| Panel::time_series(title, Unit::Share, [Target::new("up", "{{pod}}")]);
    Dashboard {
        title: "main".into(),
        tags: vec!["postgres"],
        variables: vec![Variable::label("pod", "pod", r#"up{namespace="acme-production"}"#)],
        rows: vec![
            Row::new("Load", [line("A"), line("B"), line("C"), line("D").width(Width::Full)]),
            Row::new("Now", [Panel::stat("A", Unit::Short, "sum(up)").threshold(1.0, Color::Red).min(0.5)]),
            Row::closed("Log", [Panel::logs("Log", r#"{namespace="acme-production"}"#)]),
        ],
        ..Dashboard::default()
    }
}

/// The ConfigMap as JSON, and the dashboard in it.
fn rendered(world: &World, dashboard: &Dashboard) -> (Value, Value) {
    let cx = world.context();
    let identity = cx.identity("postgresql", Name::known("postgres-main"));
    let manifest = dashboard.config_map(&cx, &identity).unwrap();
    let object: Value = serde_json::to_value(manifest.value()).unwrap();
    let text = object["data"].as_object().unwrap().values().next().unwrap().as_str().unwrap();
    (object.clone(), serde_json::from_str(text).unwrap())
}

fn places(json: &Value) -> Vec<(String, [u64; 4])> {
    let of = |panel: &Value| {
        let at = &panel["gridPos"];
        let place = ["x", "y", "w", "h"].map(|key| at[key].as_u64().unwrap());
        (panel["title"].as_str().unwrap().to_owned(), place)
    };
    json["panels"].as_array().unwrap().iter().map(of).collect()
}

#[test]
fn the_sidecar_finds_it() {
    let (object, json) = rendered(&World::observed(), &dashboard());
    assert_eq!(object["metadata"]["name"], "postgres-main-dashboard");
    assert_eq!(object["metadata"]["labels"]["grafana_dashboard"], "1");
    assert_eq!(object["metadata"]["annotations"]["grafana_folder"], "acme production");
    assert_eq!(json["uid"], "acme-production-postgres-main");
    assert_eq!(json["tags"], json!(["hagen", "postgres"]));
    assert!(object["data"]["acme-production-postgres-main.json"].is_string());
    assert!(json.get("id").is_none(), "an id is another in each Grafana");
}

#[test]
fn nobody_gathers_dashboards() {
    let mut world = World::observed();
    world.shared.dashboards = false;
    let cx = world.context();
    assert_eq!(dashboard().config_map(&cx, &cx.identity("postgresql", Name::known("main"))), None);
}

#[test]
fn panels_flow_from_the_left_and_from_the_top() {
    let (_, json) = rendered(&World::observed(), &dashboard());
    let expected = [
        ("Load", [0, 0, 24, 1]),
        ("A", [0, 1, 8, 8]),
        ("B", [8, 1, 8, 8]),
        ("C", [16, 1, 8, 8]),
        ("D", [0, 9, 24, 8]),
        ("Now", [0, 17, 24, 1]),
        ("A", [0, 18, 4, 4]),
        ("Log", [0, 22, 24, 1]),
    ];
    assert_eq!(places(&json), expected.map(|(title, place)| (title.to_owned(), place)));
    assert_eq!(json["panels"][7]["panels"][0]["title"], "Log", "a closed row holds its panels");
}

#[test]
fn numbers_of_panels_survive_that_others_come() {
    let world = World::observed();
    let (_, before) = rendered(&world, &dashboard());
    let mut more = dashboard();
    more.rows[0].panels.insert(0, Panel::stat("New", Unit::Short, "sum(up)"));
    let (_, after) = rendered(&world, &more);
    let ids = |json: &Value| -> BTreeSet<u64> {
        json["panels"].as_array().unwrap().iter().map(|panel| panel["id"].as_u64().unwrap()).collect()
    };
    assert_eq!(ids(&before).len(), 8, "two panels `A` have two numbers");
    assert!(ids(&after).is_superset(&ids(&before)));
}

#[test]
fn readers_choose_the_sources_that_are_used() {
    let world = World::observed();
    let names = |dashboard: &Dashboard| -> Vec<String> {
        let (_, json) = rendered(&world, dashboard);
        let list = json["templating"]["list"].as_array().unwrap().clone();
        list.iter().map(|variable| variable["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&dashboard()), ["datasource", "logs", "pod"]);
    let mut fixed = dashboard();
    fixed.variables.clear();
    for panel in fixed.rows.iter_mut().flat_map(|row| &mut row.panels) {
        panel.source = Source::Fixed { kind: "prometheus", uid: "central" };
    }
    assert_eq!(names(&fixed), Vec::<String>::new());
    let (_, json) = rendered(&world, &fixed);
    assert_eq!(json["panels"][1]["datasource"], json!({ "type": "prometheus", "uid": "central" }));
}

#[test]
fn thresholds_and_bounds_are_plain_numbers() {
    let (object, json) = rendered(&World::observed(), &dashboard());
    let defaults = &json["panels"][6]["fieldConfig"]["defaults"];
    assert_eq!(defaults["min"], json!(0.5));
    assert_eq!(defaults["thresholds"]["steps"][1], json!({ "color": "red", "value": 1 }));
    let text = object["data"]["acme-production-postgres-main.json"].as_str().unwrap();
    assert!(text.contains("\"value\": 1\n"), "not 1.0");
}

#[test]
fn a_uid_is_never_too_long_and_always_its_own() {
    let names = ["a-very-long-name-of-a-database-number-one", "a-very-long-name-of-a-database-number-two"];
    let uids = names.map(|name| dashboard().uid(&World::named(name).context()));
    assert_ne!(uids[0], uids[1]);
    for uid in uids {
        assert!(uid.len() <= 40 && uid.starts_with("acme-production-postgres-a-very"), "{uid}");
    }
}
