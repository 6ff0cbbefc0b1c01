//! Words for people and for other programs, and addresses of mail.

use super::{Invalid, text};

/// Words on one line: never empty, and nothing that cannot be seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line(String);
text!(Line, "words on one line", "platform", "^\\S(.*\\S)?$");

impl Line {
    fn check(text: &str) -> Result<(), Invalid> {
        if text.trim().is_empty() {
            return Err(Invalid::new("says nothing"));
        }
        if text.trim() != text {
            return Err(Invalid::new("begins or ends with a blank").help(format!("write `{}`", text.trim())));
        }
        match text.chars().find(|c| c.is_control()) {
            None => Ok(()),
            Some(odd) => Err(Invalid::new(format!("holds `{}`", odd.escape_debug()))),
        }
    }
}

/// One or more addresses of mail, as a header has them: `ops@example.com`, `Alerts <alerts@example.com>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mailbox(String);
text!(Mailbox, "a mail address such as `ops@example.com`", "ops@example.com", "@");

impl Mailbox {
    fn check(text: &str) -> Result<(), Invalid> {
        if text.trim() != text || text.chars().any(char::is_control) {
            return Err(Invalid::new("holds a blank at its end, or what cannot be seen"));
        }
        text.split(',').try_for_each(|one| check_one(one.trim()))
    }
}

/// One address, with a name before it or without.
fn check_one(text: &str) -> Result<(), Invalid> {
    let address = match text.split_once('<') {
        Some((_, rest)) => rest.strip_suffix('>').ok_or_else(|| Invalid::new("has a `<` without its `>`"))?,
        None => text,
    };
    let none = || {
        let found = Invalid::new("is no mail address");
        let meant = address.replace(" at ", "@");
        if meant != address && check_one(&meant).is_ok() {
            found.help(format!("did you mean `{meant}`?"))
        } else {
            found.help("for instance `ops@example.com`")
        }
    };
    let (local, domain) = address.rsplit_once('@').ok_or_else(none)?;
    let fits = |c: char| {
        !c.is_whitespace() && !matches!(c, '@' | '<' | '>' | '(' | ')' | ':' | ';' | '"' | '[' | ']')
    };
    let is_name = !local.is_empty()
        && local.chars().all(fits)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    let is_domain = domain.chars().all(fits) && domain.split('.').all(|part| !part.is_empty());
    if is_name && is_domain { Ok(()) } else { Err(none()) }
}

#[cfg(test)]
mod tests {
    use super::{Line, Mailbox};
    use crate::text::Text;

    #[test]
    fn addresses_of_mail() {
        for text in ["ops@example.com", "Alerts <a.b+c@x.example>", "a@b.c, d@e.f", "root@localhost"] {
            assert!(Mailbox::parse(text).is_ok(), "{text}");
        }
        for text in
            ["ops", "a@", "@b", "a b@c.d", "a@b@c.d", "a@b..c", "a@b.c,", "X <a@b.c", " a@b.c", "a@b c"]
        {
            assert!(Mailbox::parse(text).is_err(), "{text}");
        }
        let help = Mailbox::parse("ops at example.com").unwrap_err().help;
        assert_eq!(help.as_deref(), Some("did you mean `ops@example.com`?"));
    }

    #[test]
    fn words() {
        assert!(Line::parse("Single sign-on").is_ok());
        for text in ["", " ", "a\nb", " a"] {
            assert!(Line::parse(text).is_err(), "{text:?}");
        }
    }
}
