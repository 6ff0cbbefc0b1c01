//! One look at a text, so that nothing is searched for that cannot be in it: nearly no text holds a secret, and there
//! are very many.

use super::shapes::TOKENS;

/// Shorter texts in base64 are too often words.
pub(super) const SHORTEST_ENCODED: usize = 24;

/// No secret that shows by its shape is shorter.
pub(super) const SHORTEST_SHAPE: usize = 12;

/// What is in a text, as far as a pass over its bytes tells. It never misses what the searches after it would find.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glance {
    /// What its bytes mean, taken together.
    seen: u8,
    /// Whether anything in it looks like the beginning of a secret.
    is_suspicious: bool,
    is_encoded: bool,
}

impl Glance {
    /// Looks at a text.
    pub(super) fn at(text: &str) -> Self {
        let text = text.as_bytes();
        if text.len() < SHORTEST_SHAPE {
            let seen = text.iter().fold(0, |seen, &byte| seen | CLASSES[usize::from(byte)]);
            return Self { seen, is_suspicious: false, is_encoded: false };
        }
        let (mut seen, mut before, mut is_suspicious) = (0, 0, false);
        let (mut is_address, mut is_signed) = (false, false);
        for (at, &byte) in text.iter().enumerate() {
            let class = CLASSES[usize::from(byte)];
            seen |= class;
            // Nothing begins within a word. One branch, which is seldom taken, makes all the difference here.
            let telling = class & (BEGINS | MARK) & !((before & WORD) << 1);
            before = class;
            if telling == 0 {
                continue;
            }
            match byte {
                b'@' => is_signed = true,
                b':' if text[at..].starts_with(b"://") => is_address = true,
                _ => is_suspicious |= begins_token(&text[at..]) || betrays(byte, &text[..at]),
            }
        }
        is_suspicious |= is_address && is_signed;
        let is_encoded = text.len() >= SHORTEST_ENCODED && seen & FOREIGN == 0;
        Self { seen, is_suspicious, is_encoded }
    }

    /// Whether none of the searches would find anything.
    pub(super) fn is_harmless(self) -> bool {
        !self.is_suspicious && !self.is_encoded && self.seen & (EQUALS | CAPITAL_B | STRUCTURE) == 0
    }

    /// Whether a secret may be in it that shows by its shape.
    pub(super) fn is_suspicious(self) -> bool {
        self.is_suspicious
    }

    /// Whether a name may be given a value in it, beside other words.
    pub(super) fn has_assignments(self) -> bool {
        self.seen & EQUALS != 0 && self.seen & BLANK != 0
    }

    /// Whether a name may be given a value in it.
    pub(super) fn has_settings(self) -> bool {
        self.seen & EQUALS != 0
    }

    /// Whether the header of a user and a password may be in it.
    pub(super) fn has_headers(self) -> bool {
        self.seen & CAPITAL_B != 0 && self.seen & BLANK != 0
    }

    /// Whether it may be in base64 from beginning to end.
    pub(super) fn is_encoded(self) -> bool {
        self.is_encoded
    }
}

/// Whether a mark betrays a secret by what is before it: the number of a bot, the dashes of a key, the `ey` of a token.
fn betrays(mark: u8, before: &[u8]) -> bool {
    match mark {
        b':' => before.last_chunk().is_some_and(|number: &[u8; 8]| number.iter().all(u8::is_ascii_digit)),
        b'B' => before.ends_with(b"-----"),
        b'J' => before.ends_with(b"ey"),
        _ => false,
    }
}

/// Whether a text begins like a token.
fn begins_token(text: &[u8]) -> bool {
    let [first @ ..128, second @ ..128, ..] = text else { return false };
    SECONDS[usize::from(*first)] >> second & 1 != 0
        && TOKENS.iter().any(|(begin, ..)| text.starts_with(begin.as_bytes()))
}

/// Part of a word.
const WORD: u8 = 1;
/// The first letter of a token.
const BEGINS: u8 = 1 << 1;
/// What other secrets have in them.
const MARK: u8 = 1 << 2;
const EQUALS: u8 = 1 << 3;
const BLANK: u8 = 1 << 4;
/// What documents are made of: lines, braces, brackets.
const STRUCTURE: u8 = 1 << 5;
const CAPITAL_B: u8 = 1 << 6;
/// Neither of base64 nor what may be trimmed.
const FOREIGN: u8 = 1 << 7;

/// What a byte may mean.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation, reason = "it counts to 255")]
        let letter = byte as u8;
        classes[byte] = match letter {
            b'@' | b':' => MARK | FOREIGN,
            b'B' => WORD | MARK | CAPITAL_B,
            b'J' => WORD | MARK,
            b'_' => WORD | FOREIGN,
            b'=' => EQUALS,
            b' ' | b'\t' => BLANK,
            b'\n' => STRUCTURE,
            b'{' | b'[' => STRUCTURE | FOREIGN,
            b'+' | b'/' | 0x0b..=0x0d | 128.. => 0,
            _ if letter.is_ascii_alphanumeric() => WORD,
            _ => FOREIGN,
        };
        byte += 1;
    }
    let mut token = 0;
    while token < TOKENS.len() {
        classes[TOKENS[token].0.as_bytes()[0] as usize] |= BEGINS;
        token += 1;
    }
    classes
};

/// For each first letter of a token the second ones, a bit for each.
const SECONDS: [u128; 128] = {
    let mut seconds = [0; 128];
    let mut token = 0;
    while token < TOKENS.len() {
        let begin = TOKENS[token].0.as_bytes();
        seconds[begin[0] as usize] |= 1 << begin[1];
        token += 1;
    }
    seconds
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_a_text_cannot_hold() {
        let plain = Glance::at("the quick brown fox, 12345678 times a day");
        assert!(!plain.is_suspicious() && !plain.has_assignments() && !plain.has_headers());
        assert!(plain.is_harmless() && !plain.is_encoded());
        assert!(Glance::at("A=b psql").has_assignments() && Glance::at("A=b\tpsql").has_assignments());
        assert!(Glance::at("Basic bWU6aHVudGVyMg==").has_headers());
        for text in ["a\nb", "{a", "[a", "--a=b", "glpat-and-more", "Basic", &"a".repeat(SHORTEST_ENCODED)] {
            assert!(!Glance::at(text).is_harmless(), "{text}");
        }
    }

    #[test]
    fn what_may_be_trimmed_does_not_hide_base64() {
        let encoded = "aGVsbG8gd29ybGQgb2YgYmFzZTY0+/w==";
        for text in [encoded, &format!(" \t\r\n\u{b}\u{c}{encoded}\n"), &format!("\u{a0}{encoded}")] {
            assert!(Glance::at(text).is_encoded(), "{text:?}");
        }
        assert!(!Glance::at(&encoded.replace('b', "_")).is_encoded());
    }

    #[test]
    fn only_whole_beginnings_are_suspicious() {
        assert!(
            Glance::at("the token glpat-x").is_suspicious() && Glance::at("npm_andmore-").is_suspicious()
        );
        assert!(!Glance::at("limits, glances and googling, xlpat-, aglpat-x").is_suspicious());
    }
}
