//! Patches that contradict each other: of two that write one field of an object, the one whose name comes last wins.

use std::collections::BTreeMap;

use hagen_core::section::Map;
use hagen_core::{Diagnostic, Place};
use hagen_kube::Name;
use hagen_yaml::{Node, NodeKind};

use super::{Patch, is_named};
use crate::codes;

/// What was written to a field, and by which patch.
type Written<'a> = BTreeMap<String, (&'a Name, &'a Node)>;

/// Where patches write different things to one field.
pub(crate) fn contradictions(section: &Map<Name, Patch>) -> Vec<Diagnostic> {
    let mut by_object: BTreeMap<(&str, &str), Written<'_>> = BTreeMap::new();
    let mut found = Vec::new();
    for (name, patch) in section {
        let written = by_object.entry((&patch.kind, &patch.name)).or_default();
        leaves(&patch.merge.0, String::new(), &mut |field, node| {
            let Some((earlier, other)) = written.insert(field.clone(), (name, node)) else { return };
            if earlier != name && other.to_value() != node.to_value() {
                let object = format!("{} `{}`", patch.kind, patch.name);
                let message = format!(
                    "`{field}` of {object} is written by the patch `{earlier}` too: `{name}` wins, which comes \
                     last in the alphabet"
                );
                let diagnostic = Diagnostic::new(&codes::CONTRADICTION, Place::span(node.span), message)
                    .also(Place::span(other.span), format!("what `{earlier}` writes has no effect"))
                    .help("write the field in one of them");
                found.push(diagnostic);
            }
        });
    }
    found
}

/// Calls with every value that a patch writes, and the way to it. What is merged by name is told by name.
fn leaves<'n>(node: &'n Node, way: String, see: &mut impl FnMut(String, &'n Node)) {
    let below = |key: &str| if way.is_empty() { key.to_owned() } else { format!("{way}.{key}") };
    match &node.kind {
        NodeKind::Map(entries) if !entries.is_empty() => {
            for entry in entries {
                leaves(&entry.value, below(&entry.key), see);
            }
        }
        NodeKind::List(items) if !items.is_empty() && items.iter().all(is_named) => {
            for item in items {
                let name = item.get("name").and_then(crate::queries::text).unwrap_or_default();
                leaves(item, format!("{way}[{name}]"), see);
            }
        }
        _ => see(way, node),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::{Source, compile_text};

    /// What is told of the patches of a blueprint that breaks nothing else: the line, and the message.
    fn told(patches: &str) -> Vec<(usize, String)> {
        let text = format!(
            "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: shop\n\
             delivery: {{ git: {{ repoURL: https://git.example.com/deploy.git }} }}\n\
             apps: {{ web: {{ image: registry.example.com/web:1.0, port: 80, health: /up }} }}\n{patches}"
        );
        let source = Source { name: "blueprint.yaml".into(), text: text.clone().into_bytes() };
        let found = compile_text(source, &BTreeMap::new()).diagnostics.into_iter();
        let line = |start: u32| text[..start as usize].matches('\n').count() + 1;
        found
            .filter(|it| it.code.id == "HG0219")
            .map(|it| (line(it.place.span.start), it.message.clone()))
            .collect()
    }

    const ONE: &str = "  one: { kind: Deployment, name: web, merge: { spec: { minReadySeconds: 5 } } }\n";

    #[test]
    fn two_patches_that_write_one_field_are_told_once() {
        let two = "  two: { kind: Deployment, name: web, merge: { spec: { minReadySeconds: 9 } } }\n";
        let expected = "`spec.minReadySeconds` of Deployment `web` is written by the patch `one` too: `two` wins, \
            which comes last in the alphabet";
        let found =
            told(&format!("patches:\n{two}{ONE}environments: {{ production: {{}}, staging: {{}} }}\n"));
        assert_eq!(found, [(7, expected.to_owned())]);
        let overlay = "environments:\n  production:\n    overlay:\n      patches:\n        \
            a: { kind: Deployment, name: web, merge: { spec: { minReadySeconds: 7 } } }\n";
        let found = told(&format!("patches:\n{ONE}{overlay}"));
        assert_eq!(found.len(), 1, "the overlay's loses: {found:?}");
        assert_eq!(found[0].0, 7);
    }

    #[test]
    fn patches_that_agree_or_change_other_things_are_left_alone() {
        let same = "  two: { kind: Deployment, name: web, merge: { spec: { minReadySeconds: 5, paused: false } } }\n";
        assert_eq!(told(&format!("patches:\n{ONE}{same}")), []);
        let container = |patch: &str, variable: &str| {
            format!(
                "  {patch}: {{ kind: Deployment, name: web, merge: {{ spec: {{ template: {{ spec: {{ containers: \
                 [{{ name: web, env: [{{ name: {variable}, value: {patch} }}] }}] }} }} }} }} }}\n"
            )
        };
        let others = format!("patches:\n{}{}", container("a", "A"), container("b", "B"));
        assert_eq!(told(&others), []);
        let overlay = "environments: { production: { overlay: { patches: { one: { merge: { spec: { minReadySeconds: 7 } } } } } } }\n";
        assert_eq!(told(&format!("patches:\n{ONE}{overlay}")), [], "the same patch, in other words");
        assert_eq!(told(&format!("patches:\n{}{}", container("a", "A"), container("b", "A"))).len(), 1);
    }
}
