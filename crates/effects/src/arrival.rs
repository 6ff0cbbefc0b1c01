//! What it does that an object comes.

use std::collections::BTreeSet;

use hagen_yaml::Value;

use crate::change::{Consequence, Field, Subject};
use crate::compare::{Judge, Surroundings, is_in, plain, said};
use crate::effect::Effect;
use crate::judge::judge;
use crate::pairs::Side;
use crate::tables;

/// What a new object does.
pub(crate) fn arrival(subject: &Subject, new: &Side<'_>, around: &Surroundings<'_>) -> Vec<Consequence> {
    if let Some(chart) = &new.chart {
        return vec![plain(Effect::Adds, vec![said(format!("chart {} {}", chart.name, chart.version))])];
    }
    let table = tables::table(subject);
    let effect = match new.value.map_or(Effect::Adds, |value| (table.arrival)(value)) {
        Effect::OpensNetwork | Effect::ClosesNetwork if is_in(&around.come, subject, &new.place) => {
            Effect::Adds
        }
        effect => effect,
    };
    let told = new.value.map(|new| judge_from_nothing(subject, new)).unwrap_or_default();
    let is_told = |it: &Consequence| match effect {
        Effect::Adds => subject.kind == "ConfigMap" && it.effect == Effect::Changes,
        effect => it.effect == effect,
    };
    let causes = told.into_iter().filter(is_told).flat_map(|it| it.causes);
    vec![plain(effect, causes.collect())]
}

/// What an object lets and allows, as if one without any rules had been there.
fn judge_from_nothing(subject: &Subject, new: &Value) -> Vec<Consequence> {
    let mut nothing = new.clone();
    if let Some(map) = nothing.as_map_mut() {
        for key in ["rules", "subjects", "data"] {
            map.remove(key);
        }
        if let Some(spec) = map.get_mut("spec").and_then(Value::as_map_mut) {
            *spec = spec.iter().filter(|(key, _)| key.ends_with("elector")).cloned().collect();
        }
    }
    judge(tables::table(subject), &nothing, new)
}

/// The keys of secrets that a person has to supply before this works.
pub(crate) fn wanted(
    cluster: &str,
    subject: &Subject,
    old: Option<&Value>,
    new: &Value,
    judge: &dyn Judge,
) -> Option<Consequence> {
    if subject.group != "external-secrets.io" || subject.kind != "ExternalSecret" {
        return None;
    }
    let before = old.map(keys).unwrap_or_default();
    let new = keys(new).into_iter().filter(|key| !before.contains(key));
    let wanted = new.filter(|(secret, key)| judge.must_supply(cluster, secret, key));
    let causes: Vec<Field> = wanted.map(|(secret, key)| said(format!("{secret} key {key}"))).collect();
    (!causes.is_empty()).then(|| plain(Effect::NeedsSecret, causes))
}

fn keys(object: &Value) -> BTreeSet<(String, String)> {
    let data = object.at(&["spec", "data"]).and_then(Value::as_list).unwrap_or_default();
    let key = |item: &Value| {
        let text = |key: &str| item.at(&["remoteRef", key]).and_then(Value::as_str).map(str::to_owned);
        Some((text("key")?, text("property").unwrap_or_default()))
    };
    data.iter().filter_map(key).collect()
}
