//! Whether the proof of alerts can fail.

use hagen_core::artifact::Artifact;
use hagen_observe::testing::{Case, expressions, promtool, prove};
use hagen_observe::{Alert, Group, minutes, rules};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::world::World;

fn artifacts(expr: &str) -> Vec<Artifact> {
    let alert = Alert {
        name: "Down",
        expr: expr.into(),
        hold: minutes(3),
        summary: "down".into(),
        description: "down".into(),
        ..Alert::default()
    };
    let metadata = ObjectMeta { name: Some("down".into()), ..ObjectMeta::default() };
    rules::artifacts(&World::observed().context(), &metadata, &[Group::new("down", [alert])])
}

fn case(fires: &'static str, quiet: &'static str) -> [Case; 1] {
    [Case::new("Down", [("up".to_owned(), fires)], [("up".to_owned(), quiet)])]
}

fn fails(artifacts: &[Artifact], cases: &[Case]) -> bool {
    std::panic::catch_unwind(|| prove(artifacts, cases)).is_err()
}

#[test]
fn promtool_refuses_what_is_wrong() {
    let right = artifacts("up == 0");
    prove(&right, &case("0x30", "1x30"));
    assert!(fails(&right, &[]), "an alert without a case");
    assert!(
        fails(&artifacts("up == 0"), &[case("0x30", "1x30"), case("0x30", "1x30")].concat()),
        "two cases"
    );
    if promtool().is_none() {
        return;
    }
    assert!(fails(&right, &case("1x30", "1x30")), "it does not fire");
    assert!(fails(&right, &case("0x30", "0x30")), "it is not quiet");
    assert!(fails(&artifacts("up == bool"), &case("0x30", "1x30")), "no expression");
}

#[test]
fn what_nobody_exposes_is_found() {
    let found = expressions(&artifacts("upp == 0"));
    assert_eq!(found.unknown(&["up".to_owned()].into()), ["down Down: upp"]);
    assert!(
        std::panic::catch_unwind(|| expressions(&artifacts("sum(")).unknown(&["up".to_owned()].into()))
            .is_err()
    );
}
