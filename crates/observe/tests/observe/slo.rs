//! Objectives: budgets, burn rates, and what is left out because it could never be.

use hagen_observe::slo::{Objective, Owner, groups, row};
use hagen_observe::testing::expressions;
use hagen_observe::{Alert, rules};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::world::World;

fn owner() -> Owner {
    Owner { namespace: "acme-production".into(), name: "shop".into() }
}

fn objective(percent: f64) -> Objective {
    Objective {
        name: "availability".into(),
        percent,
        bad: "sum(rate(bad_total[5m]))".into(),
        all: "sum(rate(all_total[5m]))".into(),
    }
}

fn alerts(percent: f64) -> Vec<Alert> {
    groups(&owner(), &[objective(percent)]).iter().flat_map(|group| group.alerts().cloned()).collect()
}

/// What an alert's shares are compared with, in order.
fn limits(percent: f64, alert: &str) -> Vec<String> {
    let alerts = alerts(percent);
    let expr = alerts.iter().find(|it| it.name == alert).map(|it| it.expr.clone()).unwrap_or_default();
    expr.split("> ").skip(1).map(|rest| rest.split([' ', ')']).next().unwrap().to_owned()).collect()
}

#[test]
fn limits_are_burn_rates_of_the_budget() {
    for (percent, fast, slow) in [
        (99.9, ["0.0144", "0.0144", "0.006", "0.006"], ["0.003", "0.003", "0.001", "0.001"]),
        (99.95, ["0.0072", "0.0072", "0.003", "0.003"], ["0.0015", "0.0015", "0.0005", "0.0005"]),
        (
            99.999,
            ["0.000144", "0.000144", "0.00006", "0.00006"],
            ["0.00003", "0.00003", "0.00001", "0.00001"],
        ),
    ] {
        assert_eq!(limits(percent, "SloBudgetBurnsFast"), fast, "{percent}");
        assert_eq!(limits(percent, "SloBudgetBurnsSlowly"), slow, "{percent}");
    }
}

#[test]
fn a_rate_that_cannot_be_is_left_out() {
    // All requests failing burns a budget of a tenth ten times too fast, and one of a half twice.
    assert_eq!(limits(90.0, "SloBudgetBurnsFast"), ["0.6", "0.6"]);
    assert_eq!(limits(50.0, "SloBudgetBurnsFast"), Vec::<String>::new());
    assert_eq!(limits(50.0, "SloBudgetBurnsSlowly"), ["0.5", "0.5"]);
    assert_eq!(
        alerts(50.0).iter().map(|alert| alert.name).collect::<Vec<_>>(),
        ["SloNotMeasured", "SloBudgetBurnsSlowly"]
    );
}

#[test]
fn each_window_that_is_asked_for_is_recorded() {
    let world = World::observed();
    let metadata = ObjectMeta { name: Some("shop".into()), ..ObjectMeta::default() };
    let objectives = [objective(99.9), Objective { name: "latency-p99".into(), ..objective(99.0) }];
    let found = expressions(&rules::artifacts(&world.context(), &metadata, &groups(&owner(), &objectives)));
    assert_eq!(found.unknown(&["bad_total".to_owned(), "all_total".to_owned()].into()), Vec::<String>::new());
    let row = row(&owner(), &objectives);
    let panels = row.panels.iter().flat_map(|panel| &panel.targets);
    for target in panels {
        let query = hagen_observe::promql::query(&target.expr).unwrap();
        assert!(query.metrics.iter().all(|metric| found.recorded.contains(metric)), "{}", target.expr);
    }
    assert_eq!(row.panels.len(), 6);
}

#[test]
fn nothing_promised_is_nothing_to_watch() {
    assert_eq!(groups(&owner(), &[]), []);
}
