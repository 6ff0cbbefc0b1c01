//! What a user may have meant.

/// The candidate that is spelled nearly like `name`: the same but for capital letters, or a slip or two away.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let slips = (name.chars().count() / 3).clamp(1, 4);
    let ranked = candidates.filter_map(|candidate| {
        let distance = if name.eq_ignore_ascii_case(candidate) {
            0
        } else {
            strsim::damerau_levenshtein(name, candidate)
        };
        (distance <= slips).then_some((distance, candidate))
    });
    ranked.min().map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_slips_and_capitals() {
        let known = ["containerPort", "hostPort", "name", "protocol"];
        for (written, meant) in [
            ("ContainerPort", Some("containerPort")),
            ("contianerPort", Some("containerPort")),
            ("nmae", Some("name")),
            ("port", None),
            ("x", None),
        ] {
            assert_eq!(nearest(written, known.into_iter()), meant, "{written}");
        }
    }
}
