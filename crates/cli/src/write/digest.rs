//! SHA-256 digests as the lock file writes them: `sha256:` and 64 lower-case hexadecimal digits.

use std::fmt;
use std::io::{self, Read, Write};
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// How much of a file is read at once: more than most files have, and little to clear for each. It lives on the stack of
/// whichever thread compares.
pub(crate) const CHUNK: usize = 4 * 1024;

/// The SHA-256 digest of a file's bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads `source` to its end; `None` when it holds exactly `bytes`, otherwise the digest of what it holds.
    pub(crate) fn unless_same(mut source: impl Read, bytes: &[u8]) -> io::Result<Option<Self>> {
        let mut chunk = [0; CHUNK];
        let mut same = 0;
        loop {
            let read = source.read(&mut chunk)?;
            if read == 0 {
                return Ok((same < bytes.len()).then(|| Self::of(&bytes[..same])));
            }
            if !bytes[same..].starts_with(&chunk[..read]) {
                let hasher = Sha256::new().chain_update(&bytes[..same]).chain_update(&chunk[..read]);
                return Self::rest(hasher, source).map(Some);
            }
            same += read;
        }
    }

    /// The digest of everything that `source` still has to give.
    pub(crate) fn read(source: impl Read) -> io::Result<Self> {
        Self::rest(Sha256::new(), source)
    }

    fn rest(mut hasher: Sha256, mut source: impl Read) -> io::Result<Self> {
        let mut chunk = [0; CHUNK];
        loop {
            match source.read(&mut chunk)? {
                0 => return Ok(Self(hasher.finalize().into())),
                read => hasher.update(&chunk[..read]),
            }
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = *b"sha256:0000000000000000000000000000000000000000000000000000000000000000";
        for (at, byte) in self.0.iter().enumerate() {
            text[7 + 2 * at] = DIGITS[usize::from(byte >> 4)];
            text[8 + 2 * at] = DIGITS[usize::from(byte & 15)];
        }
        f.write_str(std::str::from_utf8(&text).expect("hexadecimal digits are ASCII"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix("sha256:").ok_or("a digest starts with `sha256:`")?.as_bytes();
        let (pairs, odd) = digits.as_chunks::<2>();
        let mut bytes = [0; 32];
        if pairs.len() != bytes.len() || !odd.is_empty() {
            return Err("a SHA-256 digest has 64 digits");
        }
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = nibble(*high)? << 4 | nibble(*low)?;
        }
        Ok(Self(bytes))
    }
}

fn nibble(digit: u8) -> Result<u8, &'static str> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err("a digest is written in lower-case hexadecimal digits"),
    }
}

/// Passes bytes on and digests them on the way.
pub(crate) struct Digesting<W> {
    inner: W,
    hasher: Sha256,
}

impl<W: Write> Digesting<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, hasher: Sha256::new() }
    }

    /// The digest so far.
    pub(crate) fn digest(&self) -> Digest {
        Digest(self.hasher.clone().finalize().into())
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From FIPS 180-4's own example.
    const ABC: &str = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn is_written_and_read_back() {
        assert_eq!(Digest::of(b"abc").to_string(), ABC);
        assert_eq!(ABC.parse(), Ok(Digest::of(b"abc")));
    }

    #[test]
    fn refuses_what_is_not_canonical() {
        for bad in ["", "sha256:", "md5:ba78", &ABC[..70], &ABC.to_uppercase(), &ABC.replace('b', "B")] {
            assert!(bad.parse::<Digest>().is_err(), "{bad}");
        }
        assert!(format!("{ABC}0").parse::<Digest>().is_err());
        assert!(ABC.replace("ba", "é").parse::<Digest>().is_err());
    }

    #[test]
    fn comparing_tells_the_digest_of_what_differs() {
        let long = vec![b'x'; 3 * CHUNK + 5];
        let mut late = long.clone();
        *late.last_mut().unwrap() = b'y';
        assert_eq!(Digest::unless_same(&long[..], &long).unwrap(), None);
        for other in [&late[..], &long[..CHUNK], &long[..10], b""] {
            assert_eq!(Digest::unless_same(other, &long).unwrap(), Some(Digest::of(other)));
            assert_eq!(Digest::unless_same(&long[..], other).unwrap(), Some(Digest::of(&long)));
        }
    }
}
