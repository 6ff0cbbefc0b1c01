use super::*;

fn plan(changes: &[(&str, Change)]) -> Plan {
    let changes = changes.iter().map(|(path, change)| ((*path).into(), *change)).collect();
    Plan { changes, unchanged: 7, ..Plan::default() }
}

fn shown(plan: &Plan, width: usize) -> String {
    anstream::adapter::strip_str(&text(plan, "out", width)).to_string()
}

#[test]
fn tells_each_component_in_a_line() {
    let plan = plan(&[
        ("argocd/applications/shop.yaml", Change::Added),
        ("argocd/root.yaml", Change::Changed),
        ("eu/platform/cert-manager/values.yaml", Change::Removed),
        ("eu/staging/shop/deployment.yaml", Change::Changed),
        ("eu/staging/shop/hpa.yaml", Change::Added),
        ("eu/staging/web/deployment.yaml", Change::Added),
        ("hagen.md", Change::Added),
    ]);
    let expected = "\
out: 4 added, 2 changed, 1 removed, 7 unchanged

.
  + hagen.md

argocd
  + applications  shop.yaml
  ~ root.yaml

eu/platform
  - cert-manager  values.yaml

eu/staging
  ~ shop  deployment.yaml, +hpa.yaml
  + web   deployment.yaml
";
    assert_eq!(shown(&plan, 80), expected);
}

#[test]
fn says_when_nothing_changes() {
    assert_eq!(shown(&plan(&[]), 80), "out is up to date: 7 files\n");
}

#[test]
fn fits_narrow_terminals_and_counts_what_it_leaves_out() {
    let paths: Vec<String> = (10..30).map(|n| format!("eu/production/shop/manifest-{n}.yaml")).collect();
    let many: Vec<_> = paths.iter().map(|path| (&**path, Change::Added)).collect();
    let text = shown(&plan(&many), 40);
    assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
    assert!(text.contains("  + shop  manifest-10.yaml and 19 more\n"), "{text}");
    let paths: Vec<String> = (10..30).map(|n| format!("eu/production/shop-{n}/a.yaml")).collect();
    let many: Vec<_> = paths.iter().map(|path| (&**path, Change::Added)).collect();
    assert!(shown(&plan(&many), 80).ends_with("  + shop-21  a.yaml\n  … and 8 more\n"));
}
