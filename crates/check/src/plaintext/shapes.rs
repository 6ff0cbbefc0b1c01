//! Secrets that show by their shape, wherever they stand.

use super::glance::{Glance, SHORTEST_SHAPE};

/// The first secret in a text: what it is, and itself.
pub(super) fn secret(text: &str, glance: Glance) -> Option<(String, &str)> {
    if text.len() < SHORTEST_SHAPE || !glance.is_suspicious() {
        return None;
    }
    private_key(text).or_else(|| token(text)).or_else(|| web_token(text)).or_else(|| in_address(text))
}

fn private_key(text: &str) -> Option<(String, &str)> {
    let at = text.find("-----BEGIN ")?;
    let head = text[at..].lines().next()?;
    let is_private = head.contains("PRIVATE KEY-----") || head.contains("PGP PRIVATE KEY BLOCK-----");
    is_private.then(|| ("a private key".to_owned(), &text[at..]))
}

/// Beginnings that services give to their tokens so that scanners find them: what follows, and at least how much of it.
pub(super) const TOKENS: [(&str, &str, usize); 27] = [
    ("AKIA", "an access key of AWS", 16),
    ("ASIA", "an access key of AWS", 16),
    ("ghp_", "a token of GitHub", 36),
    ("gho_", "a token of GitHub", 36),
    ("ghu_", "a token of GitHub", 36),
    ("ghs_", "a token of GitHub", 36),
    ("ghr_", "a token of GitHub", 36),
    ("github_pat_", "a token of GitHub", 22),
    ("glpat-", "a token of GitLab", 20),
    ("gldt-", "a token of GitLab", 20),
    ("glrt-", "a token of GitLab", 20),
    ("xoxb-", "a token of Slack", 10),
    ("xoxp-", "a token of Slack", 10),
    ("xapp-", "a token of Slack", 10),
    ("sk_live_", "a key of Stripe", 16),
    ("rk_live_", "a key of Stripe", 16),
    ("AIza", "a key of Google", 35),
    ("ya29.", "a token of Google", 20),
    ("SG.", "a key of SendGrid", 40),
    ("npm_", "a token of npm", 36),
    ("pypi-", "a token of PyPI", 50),
    ("dckr_pat_", "a token of Docker", 20),
    ("hvs.", "a token of Vault", 20),
    ("s.", "a token of OpenBao", 24),
    ("AGE-SECRET-KEY-1", "a key of age", 40),
    ("dop_v1_", "a token of DigitalOcean", 40),
    ("lin_api_", "a key of Linear", 32),
];

fn token(text: &str) -> Option<(String, &str)> {
    let mut is_inside = false;
    for (at, byte) in text.bytes().enumerate() {
        let starts_word = !is_inside;
        is_inside = byte.is_ascii_alphanumeric() || byte == b'_';
        if starts_word
            && is_inside
            && let Some(found) = token_at(text, at)
        {
            return Some(found);
        }
    }
    telegram(text)
}

/// The token that begins at a place.
fn token_at(text: &str, at: usize) -> Option<(String, &str)> {
    let here = &text[at..];
    let (begin, what, least) = TOKENS.iter().find(|(begin, ..)| here.starts_with(begin))?;
    let rest = &here[begin.len()..];
    let length = rest.find(|c: char| !is_of_token(c)).unwrap_or(rest.len());
    // `s.` begins too many words: what follows has to be one piece of letters and digits.
    let is_whole = *begin != "s." || rest[..length].chars().all(|c| c.is_ascii_alphanumeric());
    let is_mixed = rest[..length].chars().any(|c| c.is_ascii_digit());
    let is_one = length >= *least && is_whole && is_mixed;
    is_one.then(|| ((*what).to_owned(), &here[..begin.len() + length]))
}

fn is_of_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// The token of a bot: its number, a colon, and 35 characters.
fn telegram(text: &str) -> Option<(String, &str)> {
    for (colon, _) in text.match_indices(':') {
        let digits = text[..colon].bytes().rev().take_while(u8::is_ascii_digit).count();
        let rest = &text[colon + 1..];
        let length =
            rest.bytes().take_while(|&b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-').count();
        let is_mixed = rest[..length].bytes().any(|b| b.is_ascii_uppercase());
        if (8..=10).contains(&digits) && length == 35 && is_mixed {
            return Some((
                "the token of a Telegram bot".to_owned(),
                &text[colon - digits..colon + 1 + length],
            ));
        }
    }
    None
}

/// A JSON Web Token: three parts, of which the first two are JSON in base64.
fn web_token(text: &str) -> Option<(String, &str)> {
    let at = text.find("eyJ")?;
    let rest = &text[at..];
    let length = rest.find(|c: char| !is_of_token(c)).unwrap_or(rest.len());
    let token = &rest[..length];
    let parts: Vec<&str> = token.split('.').collect();
    let is_one = parts.len() == 3 && parts[1].starts_with("eyJ") && parts[2].len() >= 16;
    is_one.then(|| ("a JSON Web Token".to_owned(), token))
}

/// A password in an address: `postgres://shop:hunter2@db/shop`.
fn in_address(text: &str) -> Option<(String, &str)> {
    for (at, _) in text.match_indices("://") {
        let rest = &text[at + 3..];
        let end = rest.find(|c: char| c == '/' || c.is_whitespace() || matches!(c, '"' | '\'' | '`'));
        let authority = &rest[..end.unwrap_or(rest.len())];
        let Some((user, _)) = authority.rsplit_once('@') else { continue };
        let Some((_, password)) = user.split_once(':') else { continue };
        let is_filled_in = password.contains(['$', '{', '%', '<', '*']) || password.is_empty();
        if !is_filled_in {
            return Some(("a password in an address".to_owned(), password));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Option<(String, &str)> {
        super::secret(text, Glance::at(text))
    }

    #[test]
    fn no_shape_escapes_the_first_look() {
        let mut secrets: Vec<String> =
            TOKENS.iter().map(|(begin, _, least)| format!("{begin}{}", "a1".repeat(*least))).collect();
        let web_token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzaG9wIn0.c2lnbmF0dXJlLW9mLWl0";
        let bot = format!("123456789:A{}", "b".repeat(34));
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----";
        secrets.extend([web_token, &bot, key, "postgres://shop:hunter2@db/shop"].map(str::to_owned));
        for secret in secrets {
            for text in [secret.clone(), format!("größe: {secret}"), format!("a=\"{secret}\"\n: @ https://x")]
            {
                assert!(self::secret(&text).is_some(), "{text}");
            }
        }
    }

    #[test]
    fn what_only_begins_like_a_secret_is_none() {
        for text in [
            "-----BEGIN CERTIFICATE-----",
            "ghp_short and s.omething",
            "12345678:not-a-token",
            "https://shop.example.com/@shop",
            "xoxb, eyJ and AKIA are how they begin",
        ] {
            assert_eq!(secret(text), None, "{text}");
        }
    }
}
