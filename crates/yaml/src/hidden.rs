//! Characters that a reader of the file cannot see: refused when read raw, escaped when written.

/// Whether a character is invisible or changes how its neighbours are shown: a control character other than tab
/// and line feed, a line separator of another kind, whatever Unicode calls default-ignorable (zero-width and
/// bidirectional controls, fillers, tags) and noncharacters. U+FE00 to U+FE0F are let through, emoji need them.
pub(crate) fn is_hidden(letter: char) -> bool {
    let code = u32::from(letter);
    match code {
        0x09 | 0x0a | 0x20..=0x7e | 0xfe00..=0xfe0f => false,
        0x00..=0x9f
        | 0xad
        | 0x034f
        | 0x061c
        | 0x115f..=0x1160
        | 0x17b4..=0x17b5
        | 0x180b..=0x180f
        | 0x200b..=0x200f
        | 0x2028..=0x202e
        | 0x2060..=0x206f
        | 0x3164
        | 0xfdd0..=0xfdef
        | 0xfeff
        | 0xffa0
        | 0xfff0..=0xfffb
        | 0x1_bca0..=0x1_bca3
        | 0x1_d173..=0x1_d17a
        | 0xe_0000..=0xe_0fff => true,
        _ => code & 0xfffe == 0xfffe,
    }
}

/// The escape that stands for a character in a double-quoted string.
pub(crate) fn escape(letter: char) -> String {
    match u32::from(letter) {
        code @ ..0x100 => format!("\\x{code:02X}"),
        code @ ..0x1_0000 => format!("\\u{code:04X}"),
        code => format!("\\U{code:08X}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_sees_is_not_hidden() {
        for letter in
            ['a', '\t', '\n', 'é', '中', '😀', '\u{301}', '\u{fe0f}', '\u{a0}', '\u{3000}', '\u{fffd}']
        {
            assert!(!is_hidden(letter), "{letter:?}");
        }
    }

    #[test]
    fn what_nobody_sees_is_hidden() {
        for letter in "\0\r\u{1b}\u{7f}\u{85}\u{ad}\u{200b}\u{200d}\u{202e}\u{2028}\u{2066}\u{feff}\u{fdd0}\u{ffff}\u{1fffe}\u{e0041}".chars() {
            assert!(is_hidden(letter), "{letter:?}");
        }
    }

    #[test]
    fn escapes_are_as_long_as_needed() {
        assert_eq!(escape('\u{85}'), "\\x85");
        assert_eq!(escape('\u{200b}'), "\\u200B");
        assert_eq!(escape('\u{1fffe}'), "\\U0001FFFE");
    }
}
