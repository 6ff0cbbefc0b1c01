//! Who answers for what, and until when.

use std::collections::BTreeMap;

use hagen::{Date, Severity, Source, link, read};

/// An application whose disruption budget lets no pod go, and a waiver of it.
fn blueprint(waivers: &str) -> String {
    let base = include_str!("base.yaml");
    let defect = "{ kind: PodDisruptionBudget, name: web, merge: { spec: { maxUnavailable: 0 } } }";
    format!("{base}patches: {{ defect: {defect} }}\nwaivers:\n{waivers}\n")
}

/// What is found about rules and waivers: severity, code, message; and the line.
fn found(waivers: &str, today: Option<&str>) -> Vec<(Severity, &'static str, String, String)> {
    let text = blueprint(waivers);
    let document = read(Source { name: "blueprint.yaml".into(), text: text.clone().into_bytes() });
    let linking = link(document, &BTreeMap::new());
    let mut diagnostics = linking.diagnostics;
    if let Some(mut platform) = linking.platform {
        if let Some(today) = today {
            platform.set_today(today.parse::<Date>().unwrap());
        }
        diagnostics.extend(platform.render(&Nowhere).unwrap().diagnostics);
    }
    let line = |at: u32| {
        let start = text[..at as usize].rfind('\n').map_or(0, |at| at + 1);
        text[start..].lines().next().unwrap_or_default().trim().to_owned()
    };
    let told = diagnostics.into_iter().filter(|it| it.code.id.starts_with("HG21") || it.is_error());
    told.map(|it| (it.severity, it.code.id, it.message, line(it.place.span.start))).collect()
}

struct Nowhere;

impl hagen::output::Sink for Nowhere {
    fn put(&self, _: hagen::output::File) -> Result<(), hagen::output::SinkError> {
        Ok(())
    }
}

fn waiver(rule: &str, subject: &str, until: &str) -> String {
    format!("- {{ rule: {rule}, for: {subject}, reason: moves in spring, until: {until} }}")
}

#[test]
fn a_waived_finding_is_a_note() {
    for (rule, subject) in [("HG2107", "apps.web"), ("A07", "apps/web"), ("A07", "PodDisruptionBudget/web")] {
        let found = found(&waiver(rule, subject, "2027-01-31"), None);
        let [(severity, code, message, _)] = &found[..] else { panic!("{rule} {subject}: {found:?}") };
        assert_eq!((*severity, *code), (Severity::Note, "HG2107"), "{rule} {subject}");
        assert!(message.ends_with("(waived until 2027-01-31: moves in spring)"), "{message}");
    }
}

#[test]
fn a_waiver_of_nothing_is_told_about() {
    for (rule, subject) in [("A07", "apps.api"), ("A06", "apps.web"), ("A07", "PodDisruptionBudget/api")] {
        let found = found(&waiver(rule, subject, "2027-01-31"), None);
        let codes: Vec<_> = found.iter().map(|(severity, code, ..)| (*severity, *code)).collect();
        assert_eq!(codes, [(Severity::Error, "HG2107"), (Severity::Warning, "HG2198")], "{rule} {subject}");
        assert!(found[1].3.starts_with("- {"), "{found:?}");
    }
}

#[test]
fn a_waiver_that_is_over_is_an_error_once_the_day_is_known() {
    let last_day = waiver("A07", "apps.web", "2027-01-31");
    let codes = |today| {
        found(&last_day, today).into_iter().map(|(severity, code, ..)| (severity, code)).collect::<Vec<_>>()
    };
    assert_eq!(codes(None), [(Severity::Note, "HG2107")]);
    assert_eq!(codes(Some("2027-01-31")), [(Severity::Note, "HG2107")]);
    assert_eq!(codes(Some("2027-02-01")), [(Severity::Note, "HG2107"), (Severity::Error, "HG2199")]);
}

#[test]
fn what_nobody_can_answer_for_is_no_rule() {
    for code in ["HG0604", "HG0803", "HG0601", "HG0101"] {
        let found = found(&waiver(code, "apps.web", "2027-01-31"), None);
        let [(Severity::Error, "HG0106", message, line)] = &found[..] else { panic!("{code}: {found:?}") };
        assert!(message.contains("cannot be waived"), "{message}");
        assert!(line.contains(code), "{line}");
    }
}

#[test]
fn a_waiver_says_why_and_until_when() {
    for wrong in [
        "- { rule: A07, for: apps.web, until: 2027-01-31 }",
        "- { rule: A07, for: apps.web, reason: moves in spring }",
        "- { rule: A07, for: apps.web, reason: ' ', until: 2027-01-31 }",
        "- { rule: A07, for: apps.web, reason: moves in spring, until: 2027-02-29 }",
        "- { rule: A07, for: apps.web, reason: moves in spring, until: spring }",
        "- { rule: A07, for: web, reason: moves in spring, until: 2027-01-31 }",
        "- { rule: A99, for: apps.web, reason: moves in spring, until: 2027-01-31 }",
    ] {
        let found = found(wrong, None);
        assert!(matches!(found[..], [(Severity::Error, "HG0103" | "HG0106", ..)]), "{wrong}: {found:?}");
    }
}
