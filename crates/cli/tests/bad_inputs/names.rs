//! B21 to B23: names that would become paths, or that some file systems take for others.

use crate::case::Case;

const IMAGE: &str = "registry.example.com/web:1.0";

pub(crate) fn cases() -> Vec<Case> {
    let long = "a".repeat(300);
    [applications(&long), places(&long), twins(), paths()].concat()
}

fn applications(long: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for name in [
        "../x", ".", "..", "a/b", "CON", "aux.yaml", "a.", "\"a \"", "-a", "a_b", "Über", "a\\b", "~",
        "\"\"", "0a", "nul", long,
    ] {
        let shown = if name.len() > 99 { "300 letters" } else { name };
        let quoted = if name.starts_with(['"', '~']) { name.to_owned() } else { format!("'{name}'") };
        cases.push(Case::with(
            "B21",
            format!("application {shown}"),
            &format!("apps:\n  {quoted}: {{ image: {IMAGE} }}"),
        ));
    }
    cases
}

fn places(long: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for name in ["../x", "a/b", "..", long] {
        let shown = if name.len() > 99 { "300 letters" } else { name };
        cases.push(Case::with(
            "B21",
            format!("environment {shown}"),
            &format!("environments: {{ '{name}': {{}} }}\napps: {{ web: {{ image: {IMAGE} }} }}"),
        ));
        cases.push(Case::with(
            "B21",
            format!("cluster {shown}"),
            &format!("clusters: {{ '{name}': {{}} }}\napps: {{ web: {{ image: {IMAGE} }} }}"),
        ));
        cases.push(Case::with(
            "B21",
            format!("namespace {shown}"),
            &format!(
                "environments: {{ a: {{ namespace: '{name}' }} }}\napps: {{ web: {{ image: {IMAGE} }} }}"
            ),
        ));
        cases.push(Case::with(
            "B21",
            format!("manifests {shown}"),
            &format!("manifests: {{ '{name}': {{ from: a.yaml }} }}"),
        ));
        cases.push(Case::new(
            "B21",
            format!("blueprint {shown}"),
            crate::case::GOOD.replace("name: shop", &format!("name: '{name}'")),
        ));
        cases.push(Case::app(
            "B21",
            format!("volume {shown}"),
            &format!("volumes: {{ '{name}': {{ mount: /a, size: 1Gi }} }}"),
        ));
    }
    cases
}

fn twins() -> Vec<Case> {
    let mut cases = Vec::new();
    let two = |one: &str, other: &str| {
        format!("apps:\n  {one}: {{ image: {IMAGE} }}\n  {other}: {{ image: {IMAGE} }}")
    };
    cases.push(Case::with("B22", "twins by case", &two("web", "Web")));
    cases.push(Case::with("B22", "twins by form", &two("caf\u{e9}", "cafe\u{301}")));
    cases.push(Case::with("B22", "twins by a space", &two("web", "\"web \"")));
    cases.push(Case::with("B22", "twins by a dot", &two("web", "web.")));
    cases
}

fn paths() -> Vec<Case> {
    vec![
        Case::with(
            "B23",
            "a version of Kubernetes that is a path",
            "clusters: { eu: { kubernetes: ../../x } }",
        ),
        Case::with(
            "B23",
            "a tag that is a path",
            "apps: { web: { image: 'registry.example.com/web:../../x' } }",
        ),
        Case::with(
            "B23",
            "a path of the output that leads out",
            "delivery: { git: { repoURL: https://git.example.com/a.git, path: ../../x } }",
        )
        .renewed(),
    ]
}

impl Case {
    /// Without the `delivery` of the head.
    fn renewed(mut self) -> Self {
        let text = String::from_utf8(self.blueprint).unwrap();
        self.blueprint = text
            .lines()
            .filter(|line| !line.contains("deploy.git"))
            .collect::<Vec<_>>()
            .join("\n")
            .into_bytes();
        self
    }
}
