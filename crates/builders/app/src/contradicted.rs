//! Variables that everybody reads alike, and that contradict the rest of the application.

use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::{Text as _, TimeZone};

use crate::codes;
use crate::spec::App;

pub(crate) fn review(app: &App, path: &Path) -> Vec<Diagnostic> {
    let variables = app.config.iter().filter_map(|(name, text)| {
        let (message, help) = match name.as_str() {
            "PORT" => port(app, text)?,
            "TZ" => zone(text)?,
            _ => return None,
        };
        let place = Place::value(path.key("config").key(name.as_str()));
        Some(Diagnostic::new(&codes::VARIABLE, place, message).help(help))
    });
    variables.collect()
}

/// Most programs and frameworks listen where `PORT` says.
fn port(app: &App, text: &str) -> Option<(String, String)> {
    let number: u16 = text.parse().ok()?;
    let ports = app.ports();
    let main = app.main_port()?;
    (!ports.iter().any(|port| port.port.number == number)).then(|| {
        let message = format!("the program is told to listen on {number}, and asked on {}", main.port.number);
        (message, format!("write `port: {number}`, or `PORT: \"{}\"`", main.port.number))
    })
}

/// `TZ` may be a rule of POSIX, such as `CET-1CEST`, or a file: what looks like a place has to be one.
fn zone(text: &str) -> Option<(String, String)> {
    let looks_like_place = text.contains('/') && !text.starts_with([':', '/']) && !text.contains(',');
    let invalid = looks_like_place.then(|| TimeZone::parse(text).err()).flatten()?;
    let message = format!("`{}` {}", text.escape_debug(), invalid.why);
    Some((message, invalid.help.unwrap_or_else(|| "for instance `Europe/Berlin`".to_owned())))
}
