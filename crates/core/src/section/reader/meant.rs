//! What somebody meant who wrote a key that is not there.

use strsim::damerau_levenshtein;

use crate::section::{FieldInfo, SectionInfo, Shape};

/// How deep a key is looked for: `expose.tls.secret` from `expose`'s neighbours.
const DEPTH: usize = 2;

/// What a key that a section does not have was probably meant to be.
#[derive(Debug)]
pub(super) enum Meant {
    /// A key of the section.
    Key(&'static str),
    /// A key of the section that has another name elsewhere, where its value may have another form, too.
    Known(&'static FieldInfo),
    /// A key of what one of its keys leads to, by the ways there: the nearest ones.
    Within(Vec<String>),
    /// A key of a section that this one stands in: so many steps of the path lead there.
    Around(usize),
}

/// What was meant. `around` are the sections that this one stands in, outermost first, each with the length of its path.
pub(super) fn meant(
    key: &str,
    info: &'static SectionInfo,
    around: &[(usize, &SectionInfo)],
) -> Option<Meant> {
    let plain = plain(key);
    let is_it = |word: &str| self::plain(word) == plain;
    let same = info.fields.iter().find(|field| is_it(field.key));
    if let Some(field) = same {
        return Some(Meant::Key(field.key));
    }
    if let Some(field) = info.fields.iter().find(|field| field.also.iter().any(|word| is_it(word))) {
        return Some(Meant::Known(field));
    }
    let known = info.fields.iter().map(|field| field.key);
    let near = nearest(key, known).map(|near| (damerau_levenshtein(key, near), near));
    if let Some((1, near)) = near {
        return Some(Meant::Key(near));
    }
    let inner = || Some(within(&plain, info, DEPTH)).filter(|ways| !ways.is_empty()).map(Meant::Within);
    let outer = || {
        let has_it = |(_, info): &&(usize, &SectionInfo)| info.fields.iter().any(|field| is_it(field.key));
        Some(Meant::Around(around.iter().rev().find(has_it)?.0))
    };
    inner().or_else(outer).or_else(|| near.map(|(_, near)| Meant::Key(near)))
}

/// The ways to the key, of what the keys of a section lead to: `expose`, or `expose.tls`.
fn within(plain: &str, info: &SectionInfo, depth: usize) -> Vec<String> {
    let inner =
        || info.fields.iter().flat_map(|field| sections((field.shape)()).map(move |it| (field.key, it)));
    let has_it = |info: &SectionInfo| info.fields.iter().any(|field| self::plain(field.key) == plain);
    let mut ways: Vec<String> =
        inner().filter(|(_, info)| has_it(info)).map(|(key, _)| key.to_owned()).collect();
    if ways.is_empty() && depth > 1 {
        let deeper = inner().flat_map(|(key, info)| {
            within(plain, info, depth - 1).into_iter().map(move |way| format!("{key}.{way}"))
        });
        ways.extend(deeper);
    }
    ways.dedup();
    ways
}

/// The sections that may stand at a place. What a choice or a name leads to is another matter.
fn sections(shape: Shape) -> std::vec::IntoIter<&'static SectionInfo> {
    let found = match shape {
        Shape::Section(info) => vec![info],
        Shape::Optional(inner) => return sections(inner()),
        Shape::Either(one, other) => sections(one()).chain(sections(other())).collect(),
        _ => Vec::new(),
    };
    found.into_iter()
}

/// A word as people remember it: `repo_url`, `repo-url` and `repoURL` are one.
fn plain(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '-' | '_' | ' ' | '.')).flat_map(char::to_lowercase).collect()
}

/// The known word nearest to what was written, if it is near enough to have been meant. Of two that are as near the one
/// of the same letters is.
pub fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let lower = written.to_lowercase();
    let letters = sorted(&lower);
    known
        .into_iter()
        .map(|word| (damerau_levenshtein(&lower, &word.to_lowercase()), word))
        .filter(|(distance, word)| *distance <= slips(word.len().max(written.len())))
        .min_by_key(|(distance, word)| (*distance, sorted(&word.to_lowercase()) != letters))
        .map(|(_, word)| word)
}

/// How many slips a word of this length may have: of a short one, one letter changes all.
fn slips(length: usize) -> usize {
    (length / 3).clamp(1, 4)
}

fn sorted(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}
