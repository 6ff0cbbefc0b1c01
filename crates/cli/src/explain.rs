//! What a code or a key of the blueprint means.

mod describe;
mod find;
mod key;

use hagen_core::Code;
use hagen_core::section::{SectionInfo, nearest};
use serde_json::{Value, json};

use crate::{markdown, style};

const MORE: &str = "`hagen explain <key or code>` tells more: `hagen explain apps`, `hagen explain HG0101`.";

/// An explanation, for people and for programs.
pub(crate) struct Explanation {
    /// With the codes of a terminal.
    pub(crate) text: String,
    /// The same as data.
    pub(crate) data: Value,
}

/// Why there is no explanation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unknown {
    /// What is not known.
    pub(crate) message: String,
    /// What may have been meant.
    pub(crate) help: String,
}

/// The language and the codes, which is all there is to explain.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// The whole blueprint.
    pub(crate) root: &'static SectionInfo,
    /// All codes.
    pub(crate) codes: &'a [&'static Code],
    /// The width to wrap to.
    pub(crate) width: usize,
}

impl Subject<'_> {
    /// Explains a code or a key path.
    pub(crate) fn explain(&self, what: &str) -> Result<Explanation, Unknown> {
        if looks_like_code(what) {
            return self.code(what);
        }
        match find::find(self.root, what) {
            Ok(found) => Ok(key::explain(&found, self.width)),
            Err(unknown) => Err(unknown),
        }
    }

    fn code(&self, what: &str) -> Result<Explanation, Unknown> {
        let id = what.to_uppercase();
        match self.codes.iter().find(|code| code.id == id) {
            Some(code) => Ok(page(code, self.width)),
            None => Err(Unknown {
                message: format!("there is no code `{id}`"),
                help: match nearest(&id, self.codes.iter().map(|code| code.id)) {
                    Some(near) => format!("did you mean `{near}`? `hagen explain` lists all codes"),
                    None => "`hagen explain` lists all codes".to_owned(),
                },
            }),
        }
    }

    /// The keys at the root of a blueprint, and all codes.
    pub(crate) fn list(&self) -> Explanation {
        let keys = key::list(self.root, self.width);
        let codes: Vec<(String, String)> = self
            .codes
            .iter()
            .map(|code| (code.id.to_owned(), format!("{} ({})", code.title, code.severity.word())))
            .collect();
        let strong = style::STRONG;
        let text = format!(
            "{strong}Keys of a blueprint{strong:#}\n\n{keys}\n{strong}Codes{strong:#}\n\n{}\n{}",
            describe::columns(&codes, self.width),
            textwrap::fill(MORE, self.width) + "\n",
        );
        let codes = self.codes.iter();
        let data = json!({
            "keys": self.root.fields.iter().map(key::data).collect::<Vec<_>>(),
            "codes": codes.map(|code| code_data(code)).collect::<Vec<_>>(),
        });
        Explanation { text, data }
    }
}

/// `HG0101`, in any case; no key of a blueprint looks like that.
fn looks_like_code(what: &str) -> bool {
    what.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("hg"))
        && what.len() > 2
        && what[2..].chars().all(|c| c.is_ascii_digit())
}

fn page(code: &'static Code, width: usize) -> Explanation {
    let (strong, error) = (style::STRONG, style::ERROR);
    let title =
        format!("{error}{}{error:#}[{}]: {strong}{}{strong:#}", code.severity.word(), code.id, code.title);
    let mut data = code_data(code);
    data["page"] = json!(code.page.trim());
    Explanation { text: format!("{title}\n\n{}\n", markdown::terminal(code.page, width)), data }
}

fn code_data(code: &Code) -> Value {
    json!({ "code": code.id, "severity": code.severity.word(), "title": code.title })
}

#[cfg(test)]
mod tests;
