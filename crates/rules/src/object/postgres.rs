//! Rules about the objects of CloudNativePG.

use hagen_yaml::Value;

use crate::codes;
use crate::finding::steps;
use crate::judge::Judge;
use crate::pod::{items, text};

/// P01, P02, P03, P05, P06, P08, P09.
pub(super) fn cluster(judge: &mut Judge<'_>, value: &Value) {
    let Some(spec) = value.get("spec") else { return };
    let instances = spec.get("instances").and_then(Value::as_int).unwrap_or(1);
    // Fewer instances that the blueprint itself asks for, the builder has told about.
    if instances < 3 && judge.subject.by_user && judge.situation.spares() && judge.situation.nodes() > 2 {
        let message =
            "has too few instances: the loss of one stops writes, or leaves nothing to fail over to";
        judge.find(&codes::INSTANCES, steps!["spec", "instances"], message);
    }
    if instances > 1 {
        synchronous(judge, spec, instances);
        apart(judge, spec, instances);
        if spec.get("enablePDB").and_then(Value::as_bool) == Some(false) {
            let message = "lets the primary be drained without a switchover";
            judge.find(&codes::NO_SWITCHOVER, steps!["spec", "enablePDB"], message);
        }
    }
    if text(spec, &["storage", "size"]).is_none() {
        judge.find(&codes::VOLUMES, steps!["spec", "storage"], "has no volume of a size");
    } else if spec.get("walStorage").is_none() && judge.situation.spares() {
        let message = "keeps its log on the volume of its data: a log that grows stops the database";
        judge.find(&codes::VOLUMES, steps!["spec", "walStorage"], message);
    }
    connections(judge, spec);
    rights(judge, spec);
}

/// P02.
fn synchronous(judge: &mut Judge<'_>, spec: &Value, instances: i64) {
    let Some(synchronous) = spec.at(&["postgresql", "synchronous"]) else {
        if judge.subject.by_user {
            let way = steps!["spec", "postgresql", "synchronous"];
            judge.find(&codes::SYNCHRONOUS, way, "acknowledges writes that only one instance has");
        }
        return;
    };
    let number = synchronous.get("number").and_then(Value::as_int).unwrap_or(0);
    if !(1..instances).contains(&number) {
        let way = steps!["spec", "postgresql", "synchronous", "number"];
        let message = format!("waits for {number} standbys, and has {}", instances - 1);
        judge.find(&codes::SYNCHRONOUS, way, message);
    }
    if text(synchronous, &["dataDurability"]).is_none() {
        let way = steps!["spec", "postgresql", "synchronous", "dataDurability"];
        judge.find(&codes::SYNCHRONOUS, way, "does not say whether data or writes come first");
    }
}

const ZONE: Option<&str> = Some("topology.kubernetes.io/zone");

/// P03.
fn apart(judge: &mut Judge<'_>, spec: &Value, instances: i64) {
    let affinity = |key| text(spec, &["affinity", key]);
    let is_off = spec.at(&["affinity", "enablePodAntiAffinity"]).and_then(Value::as_bool) == Some(false);
    let is_hard = affinity("podAntiAffinityType") == Some("required") && !is_off;
    if judge.situation.spares() && judge.situation.nodes() >= instances && !is_hard {
        let way = steps!["spec", "affinity", "podAntiAffinityType"];
        judge.find(&codes::TOGETHER, way, "may have all its instances on one node");
    }
    let mut spreads = items(spec.get("topologySpreadConstraints"));
    let by_zone = affinity("topologyKey") == ZONE
        || spreads.any(|spread| {
            text(spread, &["topologyKey"]) == ZONE
                && text(spread, &["whenUnsatisfiable"]) == Some("DoNotSchedule")
        });
    if judge.situation.zones() >= instances.max(3) && !by_zone {
        let way = steps!["spec", "affinity", "topologyKey"];
        judge.find(&codes::TOGETHER, way, "may have all its instances in one zone");
    }
}

/// Connections that PostgreSQL keeps for its administrators.
const RESERVED: i64 = 3;

/// P08.
fn connections(judge: &mut Judge<'_>, spec: &Value) {
    let parameter = text(spec, &["postgresql", "parameters", "max_connections"]);
    let most = parameter.and_then(|text| text.parse::<i64>().ok()).unwrap_or(100);
    let limits =
        items(spec.at(&["managed", "roles"])).filter_map(|role| role.get("connectionLimit")?.as_int());
    let wanted: i64 = limits.filter(|limit| *limit > 0).sum();
    if wanted + RESERVED > most {
        let way = steps!["spec", "postgresql", "parameters", "max_connections"];
        let message = format!("takes {most} connections, and its roles may have {wanted}");
        judge.find(&codes::CONNECTIONS, way, message);
    }
}

/// P09.
fn rights(judge: &mut Judge<'_>, spec: &Value) {
    if spec.get("enableSuperuserAccess").and_then(Value::as_bool) == Some(true) {
        let message = "lets the superuser in over the network";
        judge.find(&codes::SUPERUSER, steps!["spec", "enableSuperuserAccess"], message);
    }
    for (at, role) in items(spec.at(&["managed", "roles"])).enumerate() {
        if role.get("superuser").and_then(Value::as_bool) == Some(true) {
            let way = steps!["spec", "managed", "roles", at, "superuser"];
            judge.find(&codes::SUPERUSER, way, "has a role that may do everything");
        }
    }
}

/// P04, of where backups are kept.
pub(super) fn store(judge: &mut Judge<'_>, value: &Value) {
    if text(value, &["spec", "retentionPolicy"]).is_none() {
        let message = "keeps backups for ever, or until the bucket is full";
        judge.find(&codes::BACKUP, steps!["spec", "retentionPolicy"], message);
    }
}

/// P08, of a pooler.
pub(super) fn pooler(judge: &mut Judge<'_>, value: &Value) {
    let instances = value.at(&["spec", "instances"]).and_then(Value::as_int).unwrap_or(1);
    if instances < 2 && judge.situation.spares() {
        let message = "is a single pod between the applications and their database";
        judge.find(&codes::CONNECTIONS, steps!["spec", "instances"], message);
    }
}
