//! Waivers: findings that somebody answers for, until a day.

use std::borrow::Cow;

use hagen_core::section::Section;
use hagen_core::{Diagnostic, Path, Place, Severity};
use hagen_kube::{Invalid, Text};

use crate::codes;
use crate::finding::Subject;
use crate::rule::{RULES, Rule};

/// A finding of a rule that somebody answers for, until a day. It is shown as a note and keeps nobody from rendering.
#[derive(Debug, Clone, PartialEq, Section)]
pub struct Waiver {
    /// The rule, by its code or its short name. Secrets in plain text, objects of two owners and fields that the
    /// cluster does not know are no rules: nobody can answer for them.
    pub rule: Waivable,
    /// What it is waived for: a component as `apps.shop`, or an object by its kind and name.
    #[section(rename = "for")]
    pub subject: Target,
    /// Why that is right for now.
    pub reason: Reason,
    /// The last day on which it holds; `--date` of `check`, `render` and `diff` says which day it is.
    pub until: Date,
}

/// A rule that can be waived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waivable(pub &'static Rule);

/// What a rule is waived for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// All objects of a component.
    Component {
        /// Its section of the blueprint: `apps`.
        section: String,
        /// Its name there.
        name: String,
    },
    /// An object, wherever it is.
    Object {
        /// Its kind: `Deployment`.
        kind: String,
        /// Its name.
        name: String,
    },
}

/// A text that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

hagen_core::text_fields!(Waivable, Target, Reason, Date);

impl Text for Waivable {
    const WHAT: &'static str = "the code or short name of a rule";
    const EXAMPLE: &'static str = "HG2107";
    const PATTERN: Option<&'static str> = Some("^(HG21[0-9]{2}|[A-Z][0-9]{2})$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        match Rule::named(text) {
            Some(rule) => Ok(Self(rule)),
            None if text.starts_with("HG") => Err(Invalid::new("cannot be waived")
                .help("only rules can, whose codes begin with HG21; `hagen explain` lists them")),
            None => {
                let known = RULES.iter().flat_map(|rule| [rule.id, rule.code.id]);
                let near = hagen_core::section::nearest(text, known);
                let invalid = Invalid::new("is no rule");
                Err(match near {
                    Some(near) => invalid.help(format!("did you mean `{near}`?")),
                    None => invalid.help("`hagen explain` lists them"),
                })
            }
        }
    }

    fn text(&self) -> Cow<'_, str> {
        self.0.code.id.into()
    }
}

impl Text for Target {
    const WHAT: &'static str = "a component as `apps.shop`, or an object as `Deployment/shop`";
    const EXAMPLE: &'static str = "apps.shop";
    const PATTERN: Option<&'static str> = Some("^[A-Za-z]+[./][^ ]+$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        let parts = text.split_once(['.', '/']).filter(|(first, name)| !first.is_empty() && !name.is_empty());
        let Some((first, name)) = parts else {
            return Err(Invalid::new("names neither a component nor an object")
                .help("a component as `apps.shop`, or an object as `Deployment/shop`"));
        };
        let (first, name) = (first.to_owned(), name.to_owned());
        let is_kind = text.contains('/') && first.starts_with(|letter: char| letter.is_ascii_uppercase())
            || first == "postgresql" && text.contains('/');
        Ok(if is_kind {
            Self::Object { kind: first, name }
        } else {
            Self::Component { section: first, name }
        })
    }

    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Component { section, name } => format!("{section}.{name}").into(),
            Self::Object { kind, name } => format!("{kind}/{name}").into(),
        }
    }
}

impl Text for Reason {
    const WHAT: &'static str = "a reason";
    const EXAMPLE: &'static str = "moves to the new cluster in spring";
    const PATTERN: Option<&'static str> = Some("[^ ]");

    fn parse(text: &str) -> Result<Self, Invalid> {
        if text.trim().is_empty() {
            return Err(Invalid::new("gives no reason"));
        }
        Ok(Self(text.trim().to_owned()))
    }

    fn text(&self) -> Cow<'_, str> {
        self.0.as_str().into()
    }
}

impl Text for Date {
    const WHAT: &'static str = "a day as `2027-01-31`";
    const EXAMPLE: &'static str = "2027-01-31";
    const PATTERN: Option<&'static str> = Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");

    fn parse(text: &str) -> Result<Self, Invalid> {
        let form = || Invalid::new("is no day of the form `2027-01-31`");
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else { return Err(form()) };
        let widths = [year, month, day].map(str::len);
        let digits = text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
        if widths != [4, 2, 2] || !digits {
            return Err(form());
        }
        let number = |part: &str| part.parse::<u8>().map_err(|_| form());
        let year = year.parse().map_err(|_| form())?;
        let date = Self { year, month: number(month)?, day: number(day)? };
        let is_day = (1..=12).contains(&date.month) && (1..=date.days()).contains(&date.day);
        if is_day { Ok(date) } else { Err(Invalid::new("is no day of the calendar")) }
    }

    fn text(&self) -> Cow<'_, str> {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day).into()
    }
}

impl std::str::FromStr for Date {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

impl Date {
    fn days(self) -> u8 {
        let leap =
            self.year.is_multiple_of(4) && !self.year.is_multiple_of(100) || self.year.is_multiple_of(400);
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

/// The waivers of a blueprint, and which of them have been of use.
#[derive(Debug)]
pub struct Waivers<'a> {
    waivers: &'a [Waiver],
    used: Vec<bool>,
}

impl<'a> Waivers<'a> {
    /// None of them has been of use yet.
    pub fn new(waivers: &'a [Waiver]) -> Self {
        Self { waivers, used: vec![false; waivers.len()] }
    }

    /// Turns a finding into a note if somebody answers for it. `component` is the section and name of its component.
    pub fn apply(&mut self, subject: &Subject, component: (&str, &str), diagnostic: &mut Diagnostic) {
        let of_it = |waiver: &Waiver| {
            std::ptr::eq(waiver.rule.0.code, diagnostic.code) && waiver.subject.is(subject, component)
        };
        let Some(at) = self.waivers.iter().position(of_it) else { return };
        let waiver = &self.waivers[at];
        self.used[at] = true;
        diagnostic.severity = Severity::Note;
        let until = waiver.until.text();
        diagnostic.message = format!("{} (waived until {until}: {})", diagnostic.message, waiver.reason.0);
        diagnostic.help = None;
    }

    /// What is wrong with the waivers themselves, once all findings have been asked for. `today` is the day on which
    /// the blueprint is rendered, if anybody said so.
    pub fn review(&self, today: Option<Date>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (at, (waiver, used)) in self.waivers.iter().zip(&self.used).enumerate() {
            let path = Path::of(["waivers"]).index(at);
            if let Some(today) = today.filter(|today| waiver.until < *today) {
                let message =
                    format!("the waiver ended on {}, and today is {}", waiver.until.text(), today.text());
                let place = Place::value(path.key("until"));
                found.push(Diagnostic::new(&codes::EXPIRED, place, message));
            }
            if !used {
                let (rule, subject) = (waiver.rule.text(), waiver.subject.text());
                let message = format!("there is no finding of {rule} for `{subject}`");
                found.push(Diagnostic::new(&codes::IDLE_WAIVER, Place::value(path.key("rule")), message));
            }
        }
        found
    }
}

impl Target {
    fn is(&self, subject: &Subject, component: (&str, &str)) -> bool {
        match self {
            Self::Component { section, name } => (section.as_str(), name.as_str()) == component,
            Self::Object { kind, name } => kind == subject.kind && **name == *subject.name,
        }
    }
}
