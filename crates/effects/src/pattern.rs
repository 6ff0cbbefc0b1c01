//! Places in objects, as the tables name them.

/// Whether a path is one that the pattern means, and what its stars stand for. The steps of a pattern have spaces
/// between them: `*` is any step, `**` any number of steps, `a|b` one of several, `(a|b)` a star that is one of several,
/// everything else itself.
pub(crate) fn captures<'p>(pattern: &str, path: &[&'p str]) -> Option<Vec<&'p str>> {
    let steps: Vec<&str> = pattern.split(' ').collect();
    let mut captured = Vec::new();
    is_match(&steps, path, &mut captured).then_some(captured)
}

fn is_match<'p>(pattern: &[&str], path: &[&'p str], captured: &mut Vec<&'p str>) -> bool {
    match (pattern, path) {
        ([], []) | (["**"], _) => true,
        (["**", rest @ ..], _) => (0..=path.len()).any(|skipped| {
            let kept = captured.len();
            let found = is_match(rest, &path[skipped..], captured);
            if !found {
                captured.truncate(kept);
            }
            found
        }),
        (["*", rest @ ..], [step, others @ ..]) => {
            captured.push(step);
            is_match(rest, others, captured)
        }
        ([one, rest @ ..], [step, others @ ..]) => {
            let inner = one.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
            captured.extend(inner.map(|_| *step));
            inner.unwrap_or(one).split('|').any(|word| word == *step) && is_match(rest, others, captured)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_steps() {
        let path = ["spec", "containers", "shop", "env", "A"];
        assert_eq!(captures("spec containers * env *", &path), Some(vec!["shop", "A"]));
        assert_eq!(captures("spec containers|initContainers **", &path), Some(vec![]));
        assert_eq!(captures("spec containers * image", &path), None);
        assert_eq!(captures("** env *", &path), Some(vec!["A"]));
        assert_eq!(captures("spec * * (env|args) A", &path), Some(vec!["containers", "shop", "env"]));
        assert_eq!(captures("spec", &path), None);
        assert_eq!(captures("**", &[]), Some(vec![]));
    }
}
