//! Takes expressions apart, whatever their language is.

/// The words of a text: `word` tells the one that a text begins with, and its length in bytes. Blanks between words mean
/// nothing.
///
/// # Errors
/// What `word` says of a text that begins with none.
pub fn words<'t, W, E>(
    text: &'t str,
    word: impl Fn(&'t str, char) -> Result<(W, usize), E>,
) -> Result<Vec<W>, E> {
    let (mut found, mut rest) = (Vec::new(), text.trim_start());
    while let Some(first) = rest.chars().next() {
        let (word, length) = word(rest, first)?;
        found.push(word);
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

/// The length of a text in quotes that begins here, with both quotes. `escape` takes its meaning from a quote. `None`:
/// nothing closes it.
pub fn quoted(text: &str, quote: char, escape: Option<char>) -> Option<usize> {
    let mut is_escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == quote && !is_escaped;
        is_escaped = Some(*c) == escape && !is_escaped;
        ends
    });
    end.map(|(at, _)| at + quote.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::{quoted, words};

    #[test]
    fn words_are_told_apart() {
        let word = |rest: &'static str, first: char| {
            let length = rest.find(' ').unwrap_or(rest.len());
            if first == '!' { Err("!") } else { Ok((&rest[..length], length)) }
        };
        assert_eq!(words("  a bc   d ", word), Ok(vec!["a", "bc", "d"]));
        assert_eq!(words("a !", word), Err("!"));
        assert_eq!(words(" ", word), Ok(vec![]));
    }

    #[test]
    fn quotes_end_where_they_are_not_escaped() {
        assert_eq!(quoted("'a' b", '\'', Some('\\')), Some(3));
        assert_eq!(quoted("'a\\'b'", '\'', Some('\\')), Some(6));
        assert_eq!(quoted("`a\\` b", '`', None), Some(4));
        assert_eq!(quoted("'a\\'", '\'', Some('\\')), None);
        assert_eq!(quoted("'", '\'', None), None);
    }
}
