//! Names that stand for secrets, and values under them that are none.

/// Whether what stands under a name is a secret, if it is there in full: `DB_PASSWORD`, `clientSecret`, `api-key`.
pub(super) fn is_secret(name: &str) -> bool {
    // Charts take the name of a Secret that is there under `existingSecret`, `existingConfigSecret` …
    if name.starts_with("existing") {
        return false;
    }
    let Some((stem, end)) = name.as_bytes().split_last_chunk::<3>() else { return false };
    // Nearly every name ends here by its last letters, and there are very many of them.
    match &end.map(|letter| letter.to_ascii_lowercase()) {
        b"ord" | b"swd" | b"ase" | b"pwd" => is_password(name),
        b"ken" => ends_with_word(name, "token"),
        b"ret" => ends_with_word(name, "secret"),
        b"als" => ends_with_word(name, "credentials"),
        b"ial" => ends_with_word(name, "credential"),
        b"key" => is_key(&name[..stem.len()]),
        _ => false,
    }
}

/// Whether the key of this kind is a secret: `api`, `ACCESS_`. Many keys are none.
fn is_key(kind: &str) -> bool {
    let kind = kind.strip_suffix(['_', '-', '.']).unwrap_or(kind);
    ["api", "access", "account", "private", "signing", "encryption", "secret"]
        .iter()
        .any(|secret| ends_with_word(kind, secret))
}

/// Whether a name is that of a password: `dbPassword`, `DB_PASSWORD`, and `PGPASSWORD`, which has no mark between.
fn is_password(name: &str) -> bool {
    let is_constant = || name.bytes().all(|byte| !byte.is_ascii_lowercase());
    ["password", "passwd", "passphrase", "pwd"].iter().any(|word| ends_with_word(name, word))
        || (name.ends_with("PASSWORD") && is_constant())
}

/// Whether a name ends in a word: at its start, after a mark, or where a capital begins.
fn ends_with_word(name: &str, word: &str) -> bool {
    let Some(at) = name.len().checked_sub(word.len()).filter(|at| name.is_char_boundary(*at)) else {
        return false;
    };
    let (before, end) = name.split_at(at);
    if !end.eq_ignore_ascii_case(word) {
        return false;
    }
    let Some(last) = before.chars().last() else { return true };
    let first = end.chars().next().unwrap_or_default();
    !last.is_ascii_alphanumeric() || (first.is_ascii_uppercase() && !last.is_ascii_uppercase())
}

/// Whether a value under a secret's name is the secret, and not a reference to it, a switch or a name.
pub(super) fn is_literal(name: &str, value: &str) -> bool {
    let value = value.trim();
    if value.is_empty() || is_reference(value) || is_switch(value) || is_list_of_users(name, value) {
        return false;
    }
    if is_password(name) {
        return !is_object_name_of(name, value);
    }
    looks_random(value)
}

/// `existingSecret: grafana-admin`, `passwordSecret: …`: fields that take the name of an object.
fn is_object_name_of(name: &str, value: &str) -> bool {
    let is_constant = name.chars().all(|c| !c.is_ascii_lowercase());
    !is_constant && matches!(value, "password" | "admin-password" | "auth-password" | "redis-password")
}

/// Text that stands for what is elsewhere.
pub(super) fn is_reference(value: &str) -> bool {
    value.starts_with('$')
        || value.starts_with('/')
        || value.starts_with("{{")
        || value.starts_with("file:")
        || value.starts_with("env:")
        || (value.starts_with('<') && value.ends_with('>'))
        || (value.starts_with('%') && value.ends_with('%'))
        || value.chars().all(|c| matches!(c, '*' | 'x' | 'X' | '.' | '…'))
}

/// The file `passwd` of a system, which has users and no passwords: `app:x:10001:10001::/home/app:/bin/sh`.
fn is_list_of_users(name: &str, value: &str) -> bool {
    let is_user =
        |line: &str| line.split(':').count() == 7 && matches!(line.split(':').nth(1), Some("x" | "*" | "!"));
    name.ends_with("passwd") && value.lines().filter(|line| !line.trim().is_empty()).all(is_user)
}

fn is_switch(value: &str) -> bool {
    let is_number = value.parse::<f64>().is_ok();
    let is_word = matches!(value, "true" | "false" | "yes" | "no" | "on" | "off" | "none" | "null" | "auto");
    let is_duration = value.len() < 8
        && value.starts_with(|c: char| c.is_ascii_digit())
        && value.trim_end_matches(|c: char| c.is_ascii_lowercase()).parse::<f64>().is_ok();
    is_number || is_word || is_duration
}

/// Whether a text is long and mixed enough to be made by a machine, rather than a name that people gave.
fn looks_random(value: &str) -> bool {
    if value.len() < 16 || value.contains(char::is_whitespace) || value.contains("://") {
        return false;
    }
    if is_object_name(value) {
        return is_uuid(value);
    }
    let has = |is_it: fn(&char) -> bool| value.chars().any(|c| is_it(&c));
    let kinds = [char::is_ascii_lowercase, char::is_ascii_uppercase, char::is_ascii_digit];
    let mixed = kinds.iter().filter(|is_it| has(**is_it)).count();
    mixed >= 2 && entropy(value) > 3.2
}

/// Words in small letters, joined by dashes: so objects are called, and no machine makes secrets like that but by UUID.
fn is_object_name(value: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    value.contains('-') && value.chars().all(is_of_name)
}

fn is_uuid(value: &str) -> bool {
    let parts: Vec<_> = value.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && value.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// Bits a character, by how often each is there.
fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    text.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let length = f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let share = |count: &u32| f64::from(*count) / length;
    counts.iter().filter(|count| **count > 0).map(share).map(|share| -share * share.log2()).sum()
}

/// Keys of a Secret that may stand in Git.
pub(super) fn is_public(key: &str) -> bool {
    const PUBLIC: [&str; 16] = [
        "username",
        "user",
        "host",
        "hostname",
        "port",
        "dbname",
        "database",
        "type",
        "url",
        "project",
        "name",
        "server",
        "ca.crt",
        "tls.crt",
        "enableOCI",
        "region",
    ];
    PUBLIC.contains(&key)
}
