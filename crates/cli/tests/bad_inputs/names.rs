//! B21 to B23: names that would become paths, or that some file systems take for others.

use crate::case::Case;

pub(crate) fn cases() -> Vec<Case> {
    let image = "registry.example.com/web:1.0";
    let long = "a".repeat(300);
    let mut cases = Vec::new();
    for name in [
        "../x", ".", "..", "a/b", "CON", "aux.yaml", "a.", "\"a \"", "-a", "a_b", "Über", "a\\b", "~",
        "\"\"", "0a", "nul", &long,
    ] {
        let shown = if name.len() > 99 { "300 letters" } else { name };
        let quoted = if name.starts_with(['"', '~']) { name.to_owned() } else { format!("'{name}'") };
        cases.push(Case::with(
            "B21",
            format!("application {shown}"),
            &format!("apps:\n  {quoted}: {{ image: {image} }}"),
        ));
    }
    for name in ["../x", "a/b", "..", &long] {
        let shown = if name.len() > 99 { "300 letters" } else { name };
        cases.push(Case::with(
            "B21",
            format!("environment {shown}"),
            &format!("environments: {{ '{name}': {{}} }}\napps: {{ web: {{ image: {image} }} }}"),
        ));
        cases.push(Case::with(
            "B21",
            format!("cluster {shown}"),
            &format!("clusters: {{ '{name}': {{}} }}\napps: {{ web: {{ image: {image} }} }}"),
        ));
        cases.push(Case::with(
            "B21",
            format!("namespace {shown}"),
            &format!(
                "environments: {{ a: {{ namespace: '{name}' }} }}\napps: {{ web: {{ image: {image} }} }}"
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
    let two = |one: &str, other: &str| {
        format!("apps:\n  {one}: {{ image: {image} }}\n  {other}: {{ image: {image} }}")
    };
    cases.push(Case::with("B22", "twins by case", &two("web", "Web")));
    cases.push(Case::with("B22", "twins by form", &two("caf\u{e9}", "cafe\u{301}")));
    cases.push(Case::with("B22", "twins by a space", &two("web", "\"web \"")));
    cases.push(Case::with("B22", "twins by a dot", &two("web", "web.")));
    cases.push(Case::with(
        "B23",
        "a version of Kubernetes that is a path",
        "clusters: { eu: { kubernetes: ../../x } }",
    ));
    cases.push(Case::with(
        "B23",
        "a tag that is a path",
        "apps: { web: { image: 'registry.example.com/web:../../x' } }",
    ));
    cases.push(
        Case::with(
            "B23",
            "a path of the output that leads out",
            "delivery: { git: { repoURL: https://git.example.com/a.git, path: ../../x } }",
        )
        .renewed(),
    );
    cases
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
