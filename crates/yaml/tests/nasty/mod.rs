//! Strings that some YAML reader is known to take for something else: the corpus that the writer is proved on.

mod literals;

use std::collections::HashSet;

use hagen_yaml::Value;

use literals::{INDICATORS, LINES, NUMBERS, REAL, SPACES, SYNTAX, WORDS};

/// All strings, without repetitions, in an order that never changes.
pub(crate) fn strings() -> Vec<String> {
    let mut corpus = Corpus::default();
    corpus.words();
    corpus.numbers();
    corpus.indicators();
    corpus.add_all(SYNTAX.iter().chain(SPACES).chain(LINES).chain(REAL));
    corpus.characters();
    corpus.long();
    corpus.random();
    corpus.strings
}

/// The places at which a string may stand.
pub(crate) fn places(string: &str) -> [Value; 4] {
    let text = || Value::from(string.to_owned());
    let map = |key: &str, value: Value| Value::Map([(key.to_owned(), value)].into_iter().collect());
    [
        map("value", text()),
        map(string, "key".into()),
        Value::List(vec![text(), "second".into()]),
        map("outer", Value::List(vec![map("inner", text()), map(string, text())])),
    ]
}

/// Numbers at the edges and of every size.
pub(crate) fn numbers(random: &mut Random) -> Vec<Value> {
    let edges =
        [0.0, -0.0, 1.0, 0.1, 1e15, 1e16, 1e17, 1e-5, 1e-4, 1e100, 5e-324, f64::MAX, f64::MIN_POSITIVE];
    let mut numbers: Vec<Value> = edges.into_iter().map(Value::Float).collect();
    numbers.extend([i64::MIN, i64::MAX, 0, -1, 1 << 53, (1 << 53) + 1].map(Value::Int));
    for _ in 0..2000 {
        let bits = random.next();
        numbers.push(Value::Int(bits.cast_signed() >> random.below(64)));
        numbers.extend(Some(f64::from_bits(bits)).filter(|number| number.is_finite()).map(Value::Float));
    }
    numbers
}

/// A small generator of numbers (`SplitMix64`), so that the corpus depends on nothing.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("below a usize")
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

#[derive(Default)]
struct Corpus {
    strings: Vec<String>,
    known: HashSet<String>,
}

impl Corpus {
    fn add(&mut self, string: impl Into<String>) {
        let string = string.into();
        if self.known.insert(string.clone()) {
            self.strings.push(string);
        }
    }

    fn add_all<'a>(&mut self, strings: impl Iterator<Item = &'a &'a str>) {
        strings.for_each(|string| self.add(*string));
    }

    /// Booleans and nulls of some YAML, in every case that somebody types.
    fn words(&mut self) {
        for word in WORDS {
            let upper = word.to_uppercase();
            let first = word.chars().next().map_or(0, char::len_utf8);
            let forms = [
                (*word).to_owned(),
                upper.clone(),
                format!("{}{}", &upper[..first], &word[first..]),
                format!("{}{}", &word[..first], &upper[first..]),
            ];
            for form in forms {
                for (before, after) in
                    [("", ""), ("", " "), (" ", ""), ("", "\n"), ("", ":"), ("", " #c"), ("\"", "\"")]
                {
                    self.add(format!("{before}{form}{after}"));
                }
            }
        }
    }

    fn numbers(&mut self) {
        for number in NUMBERS {
            for (before, after) in
                [("", ""), ("", " "), (" ", ""), ("", "\n"), ("v", ""), ("", "a"), ("_", ""), ("+", "")]
            {
                self.add(format!("{before}{number}{after}"));
            }
        }
    }

    /// Every sign alone, around letters, at the ends of lines, and every pair of signs.
    fn indicators(&mut self) {
        const SHAPES: [&str; 18] = [
            "@", "@@", "@@@", "@ ", " @", "@ a", "@a", "a@", "a @", "a@ b", "a @b", "a @ b", "a@b", "@\n",
            "@\na", "a\n@", "a\n@ b", "@a @b",
        ];
        for one in INDICATORS.chars() {
            for shape in SHAPES {
                self.add(shape.replace('@', &one.to_string()));
            }
            for other in INDICATORS.chars() {
                self.add(format!("{one}{other}"));
                self.add(format!("{one} {other}"));
                self.add(format!("a{one}{other}b"));
            }
        }
    }

    /// Control characters, invisible ones, line separators, noncharacters, and scripts of several kinds.
    fn characters(&mut self) {
        let codes = (0..=0x20).chain(0x7f..=0xa0).chain([
            0xad, 0xe9, 0x301, 0x61c, 0x200b, 0x200d, 0x200e, 0x2028, 0x2029, 0x202e, 0x2060, 0x2066, 0x3000,
            0x4e2d, 0xd7ff, 0xe000, 0xfdd0, 0xfe0f, 0xfeff, 0xfffd, 0xfffe, 0xffff, 0x1_0000, 0x1_f468,
            0x1_f600, 0x1_fffe, 0xe_0041, 0x10_ffff,
        ]);
        for letter in codes.filter_map(char::from_u32) {
            for shape in [
                "@", "@@", "@a", "a@", "a@b", "a @", "@ a", "a @ b", "a\n@", "a@\nb", "@\n", "a: @", "@: a",
                "yes@", "@1", "- @",
            ] {
                self.add(shape.replace('@', &letter.to_string()));
            }
        }
    }

    /// Around the widths at which writers fold and readers stop to look for a key's colon.
    fn long(&mut self) {
        for length in [
            79, 80, 81, 128, 200, 999, 1000, 1001, 1022, 1023, 1024, 1025, 1026, 2000, 4095, 4096, 4097,
            20_000,
        ] {
            for unit in [
                "x",
                "word ",
                "a  b ",
                "k: v ",
                "\"q\" ",
                "é ",
                "{{ a }} ",
                "\u{2603} # ",
                "it's \\ ",
                "\u{7f}",
            ] {
                let string: String = unit.chars().cycle().take(length).collect();
                self.add(format!("{}\n{}", string.trim(), "x".repeat(length)));
                self.add(string.trim().to_owned());
                self.add(format!("{string}\n"));
                self.add(string);
            }
        }
    }

    fn random(&mut self) {
        let mut random = Random(2026);
        let signs: Vec<char> =
            " \n\t:-#'\"{}[],&*!|>%@`?=<~.\\/_aby01exon\r\u{85}\u{2028}\u{a0}é中😀\u{feff}\0\u{1b}\u{7f}"
                .chars()
                .collect();
        let digits: Vec<char> = "01234567890123456789__..eE+-:xobXOBaTZf ,".chars().collect();
        for (letters, count, longest) in [(&signs, 3000, 14), (&digits, 1500, 8)] {
            self.fill(count, || {
                (0..=random.below(longest)).map(|_| letters[random.below(letters.len())]).collect()
            });
        }
        let lines = [
            "a",
            "b: c",
            "- x",
            "# y",
            "",
            "  ",
            "\t",
            " lead",
            "trail ",
            "\ttab",
            "x\ty",
            "\"q\"",
            "it's",
            "---",
            "...",
            "{{ x }}",
            "é",
            "several words in a line",
            "  deep",
            "key:",
            "|",
            ">",
            "%",
            "a\\",
            "? k",
            "\u{200b}",
        ];
        self.fill(1500, || {
            let body: Vec<&str> = (0..2 + random.below(6)).map(|_| random.pick(&lines)).collect();
            body.join("\n") + random.pick(&["", "\n", "\n\n"])
        });
    }

    fn fill(&mut self, count: usize, mut make: impl FnMut() -> String) {
        let full = self.strings.len() + count;
        while self.strings.len() < full {
            self.add(make());
        }
    }
}
