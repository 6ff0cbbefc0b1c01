//! The spelling of names, labels and paths, as the API server checks it.

/// A DNS label by RFC 1123: at most 63 lower case letters, digits and inner `-`.
pub(super) fn is_dns_label(text: &str) -> bool {
    text.len() <= 63 && is_label_text(text)
}

/// A DNS name by RFC 1123: labels joined by dots, at most 253 characters.
pub(super) fn is_dns_name(text: &str) -> bool {
    let (mut all, mut before, mut is_cut) = (DNS, DOT, 0);
    for &byte in text.as_bytes() {
        let class = CLASSES[usize::from(byte)];
        all &= class;
        // A label is not empty, and neither begins nor ends with a dash: no dot is beside a dot or dash.
        is_cut |= (before & (class << 1)) | ((before << 1) & class) | (before & class & DOT);
        before = class;
    }
    text.len() <= 253 && all & DNS != 0 && is_cut & DOT == 0 && before & (DOT | DASH) == 0
}

fn is_label_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_end = |byte: Option<&u8>| byte.is_some_and(|byte| *byte != b'-');
    is_end(bytes.first()) && is_end(bytes.last()) && are_all(text, LABEL)
}

/// A DNS label by RFC 1035: one of RFC 1123 that begins with a letter.
pub(super) fn is_service_name(text: &str) -> bool {
    is_dns_label(text) && text.as_bytes()[0].is_ascii_lowercase()
}

/// A DNS name whose first label may be `*`.
pub(super) fn is_wildcard_name(text: &str) -> bool {
    is_dns_name(text.strip_prefix("*.").unwrap_or(text))
}

/// The key of a label: a name of at most 63 characters, and before a `/` a DNS name.
pub(super) fn is_label_key(text: &str) -> bool {
    match text.find('/') {
        Some(slash) => is_dns_name(&text[..slash]) && is_qualified(&text[slash + 1..]),
        None => is_qualified(text),
    }
}

/// The value of a label: nothing, or at most 63 letters, digits and inner `-`, `_`, `.`.
pub(super) fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_qualified(text)
}

fn is_qualified(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    bytes.len() <= 63 && is_end(bytes.first()) && is_end(bytes.last()) && are_all(text, QUALIFIED)
}

/// The name of a port: at most 15 lower case letters, digits and single inner `-`, with a letter among them.
pub(super) fn is_port_name(text: &str) -> bool {
    text.len() <= 15
        && is_label_text(text)
        && !text.contains("--")
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// The name of an environment variable: printable ASCII without `=`.
pub(super) fn is_env_name(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'=')
}

/// The key of a ConfigMap or a Secret, which may become the name of a file.
pub(super) fn is_config_key(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty()
        && text.len() <= 253
        && text.bytes().all(is_inner)
        && text != "."
        && !text.starts_with("..")
}

/// A name that can be a segment of a path.
pub(super) fn is_path_segment(text: &str) -> bool {
    !text.is_empty() && text != "." && text != ".." && !text.contains(['/', '%'])
}

/// A path that stays within its volume.
pub(super) fn is_inner_path(text: &str) -> bool {
    !text.starts_with('/') && text.split('/').all(|segment| segment != "..")
}

/// The name of a container image: registry and path in lower case, a tag, a digest.
pub(super) fn is_image(text: &str) -> bool {
    let (rest, digest) = text.split_once('@').map_or((text, None), |(rest, digest)| (rest, Some(digest)));
    let path_from = rest.rfind('/').map_or(0, |slash| slash + 1);
    let tag_from = rest[path_from..].find(':').map(|colon| path_from + colon);
    let (name, tag) = tag_from.map_or((rest, None), |colon| (&rest[..colon], Some(&rest[colon + 1..])));
    is_image_name(name) && tag.is_none_or(is_image_tag) && digest.is_none_or(is_image_digest)
}

fn is_image_name(name: &str) -> bool {
    let first = name.split('/').next().unwrap_or_default();
    let has_host = name.contains('/') && (first.contains(['.', ':']) || first == "localhost");
    let path = if has_host { &name[first.len() + 1..] } else { name };
    let is_host_letter =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':' | b'[' | b']');
    (!has_host || first.bytes().all(is_host_letter)) && path.split('/').all(is_image_segment)
}

fn is_image_segment(segment: &str) -> bool {
    let is_alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_inner = |byte: u8| is_alphanumeric(byte) || matches!(byte, b'.' | b'_' | b'-');
    let bytes = segment.as_bytes();
    bytes.first().is_some_and(|byte| is_alphanumeric(*byte))
        && bytes.last().is_some_and(|byte| is_alphanumeric(*byte))
        && segment.bytes().all(is_inner)
}

fn is_image_tag(tag: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    tag.len() <= 128
        && tag.bytes().next().is_some_and(is_letter)
        && tag.bytes().all(|byte| is_letter(byte) || matches!(byte, b'.' | b'-'))
}

fn is_image_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        let wanted = match algorithm {
            "sha256" => 64,
            "sha384" => 96,
            "sha512" => 128,
            _ => return hex.len() >= 32,
        };
        hex.len() == wanted && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// Of a DNS label: a small letter, a digit, a dash.
const LABEL: u8 = 1;
/// Of a DNS name: those and a dot.
const DNS: u8 = 1 << 1;
/// Of the name of a label.
const QUALIFIED: u8 = 1 << 2;
const DASH: u8 = 1 << 3;
/// Twice a dash, so that a neighbour shows by a shift.
const DOT: u8 = DASH << 1;

/// What each byte may be part of.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' => LABEL | DNS | QUALIFIED,
            b'-' => LABEL | DNS | QUALIFIED | DASH,
            b'.' => DNS | QUALIFIED | DOT,
            b'A'..=b'Z' | b'_' => QUALIFIED,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// Whether all bytes are of a class. There are very many of them, so none is looked at twice.
fn are_all(text: &str, class: u8) -> bool {
    text.bytes().fold(class, |all, byte| all & CLASSES[usize::from(byte)]) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(check: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(check(text), "`{text}` is good");
        }
        for text in bad {
            assert!(!check(text), "`{text}` is bad");
        }
    }

    #[test]
    fn dns_names() {
        let (longest, too_long) = ("a".repeat(63), "a".repeat(64));
        all(is_dns_label, &["shop", "0-9", &longest], &["", "-a", "a-", "A", "a.b", "a_b", "ä", &too_long]);
        all(is_dns_name, &["shop.example.com", "a"], &["", "a..b", ".a", "a.", "a.-b", "A.b"]);
        all(is_service_name, &["shop"], &["1shop", ""]);
        all(is_wildcard_name, &["*.example.com", "a.b"], &["*", "a.*.b", "*example.com"]);
    }

    #[test]
    fn labels() {
        let (longest, too_long) = ("a".repeat(63), "a".repeat(64));
        all(
            is_label_key,
            &["app", "app.kubernetes.io/name", "A_b.c-1"],
            &["", "/a", "a/", "a/b/c", "A.io/x", "-a", &too_long],
        );
        all(is_label_value, &["", "1.2.3", "A_b", &longest], &["a b", "-a", "a-", "a/b", "a:b", &too_long]);
    }

    #[test]
    fn ports_and_keys() {
        all(is_port_name, &["http", "h-2"], &["8080", "http--x", "a-very-long-port", "HTTP", "-a", ""]);
        all(is_env_name, &["PGHOST", "a.b-c"], &["A=B", "A\n", "ä"]);
        all(is_config_key, &["app.toml", ".hidden", "A_b-c"], &["", ".", "..", "..x", "a/b", "a b"]);
        all(is_path_segment, &["system:node", "a.b"], &["", ".", "..", "a/b", "a%b"]);
        all(is_inner_path, &["a/b", "", "a..b"], &["/a", "a/../b", ".."]);
    }

    #[test]
    fn images() {
        let digest = format!("ghcr.io/a/b:1@sha256:{}", "0f".repeat(32));
        all(
            is_image,
            &["nginx", "nginx:1.29", "registry.example.com:5000/shop/web:v1", "localhost/x", &digest],
            &[
                "",
                "Nginx",
                "nginx:",
                "nginx:a b",
                " nginx",
                "a//b",
                "nginx@sha256:12",
                "https://a/b",
                "a:b:c",
            ],
        );
    }
}
