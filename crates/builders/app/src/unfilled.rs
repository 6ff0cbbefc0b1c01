//! Texts that name a variable as Kubernetes would fill it in, and stay as they are.

use hagen_core::{Diagnostic, Path, Place};

use crate::codes;
use crate::environment::linked_name;
use crate::workload::Workload;

/// Where a text has `$(NAME)` of a variable that the container has. Values of a ConfigMap are taken as they are, and so
/// are arguments: what is text in a blueprint stays text.
pub(crate) fn review(workload: &Workload<'_>, path: &Path) -> Vec<Diagnostic> {
    let app = workload.app;
    let config = app.config.iter().map(|(name, text)| (text, path.key("config").key(name.as_str())));
    let list = |key: &str, texts: &'_ [String]| -> Vec<(String, Path)> {
        texts.iter().enumerate().map(|(at, text)| (text.clone(), path.key(key).index(at))).collect()
    };
    let texts = config.map(|(text, path)| (text.clone(), path));
    let texts = texts.chain(list("command", &app.command)).chain(list("args", &app.args));
    texts.filter_map(|(text, path)| unfilled(workload, &text, path)).collect()
}

fn unfilled(workload: &Workload<'_>, text: &str, path: Path) -> Option<Diagnostic> {
    let mut named = text.split("$(").skip(1).filter_map(|rest| rest.split_once(')')).map(|(name, _)| name);
    let name = named.find(|name| is_variable(workload, name))?;
    let message = format!("`$({name})` stays as it is written: nothing is filled in");
    let help = format!(
        "let the program read `{name}` from its environment, or a shell: `command: [sh, -c, …]` with `$\
                        {name}`"
    );
    Some(Diagnostic::new(&codes::UNFILLED, Place::value(path), message).help(help))
}

/// Whether the container has a variable of this name.
fn is_variable(workload: &Workload<'_>, name: &str) -> bool {
    let app = workload.app;
    let is_said = app.config.keys().chain(app.secrets.keys()).any(|known| known.as_str() == name);
    let mut linked = workload
        .cx
        .uses
        .iter()
        .flat_map(|edge| edge.connection.variables.iter().map(|variable| linked_name(edge, variable)));
    is_said || linked.any(|known| known == name)
}
