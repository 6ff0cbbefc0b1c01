//! The few styles of the terminal that hagen uses.

use anstyle::{AnsiColor, Style};

/// The heading of a page.
pub(crate) const TITLE: Style = Style::new().bold().underline();
/// What the eye should find.
pub(crate) const STRONG: Style = Style::new().bold();
/// What is typed as it stands.
pub(crate) const CODE: Style = AnsiColor::Cyan.on_default();
/// The word that says something is wrong.
pub(crate) const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
/// What may be overlooked.
pub(crate) const DIM: Style = Style::new().dimmed();
/// What is new.
pub(crate) const ADDED: Style = AnsiColor::Green.on_default();
/// What is another than before.
pub(crate) const CHANGED: Style = AnsiColor::Yellow.on_default();
/// What is no more.
pub(crate) const REMOVED: Style = AnsiColor::Red.on_default();
