//! Addresses in the variables of applications: of others in the blueprint, to which the network is closed unless `uses`
//! names them, and of names that are nearly theirs.

use std::collections::BTreeSet;

use hagen_app::App;
use hagen_core::codes::SLIP;
use hagen_core::section::nearest;
use hagen_core::{Diagnostic, Path, Place};
use hagen_kube::Name;

use super::{LinkedCluster, Scope, written};
use crate::codes;
use crate::targets::is_sibling;

pub(super) fn review(cluster: &LinkedCluster, diagnostics: &mut Vec<Diagnostic>) {
    if !cluster.shared.network_policies {
        return;
    }
    for scope in written(cluster.scopes.get(1..).unwrap_or_default()) {
        let mut found = of_scope(scope);
        hagen_core::locate(&mut found, &scope.view.node);
        diagnostics.extend(found);
    }
}

fn of_scope(scope: &Scope) -> Vec<Diagnostic> {
    let blueprint = &scope.view.blueprint;
    let listens = |app: &App| app.port.is_some() || !app.ports.is_empty();
    let apps = blueprint.apps.iter().filter_map(|(name, entry)| Some((name, entry.image()?)));
    let served: BTreeSet<&str> =
        apps.clone().filter(|(_, app)| listens(app)).map(|(name, _)| name.as_str()).collect();
    let others = blueprint.apps.keys().chain(blueprint.charts.keys()).chain(blueprint.manifests.keys());
    let known =
        Known { served, others: others.map(Name::as_str).collect(), namespace: scope.namespace.as_str() };
    let of_app = |(name, app): (&Name, &App)| {
        let said = app.config.iter().filter_map(|(variable, text)| {
            let path = Path::of(["apps", name.as_str(), "config", variable.as_str()]);
            known.call(name, app, text, path)
        });
        said.collect::<Vec<_>>()
    };
    apps.flat_map(of_app).collect()
}

/// The names that lead somewhere within an environment.
struct Known<'a> {
    served: BTreeSet<&'a str>,
    others: BTreeSet<&'a str>,
    namespace: &'a str,
}

impl Known<'_> {
    /// What is wrong with the address in a variable, if it has one.
    fn call(&self, caller: &Name, app: &App, text: &str, path: Path) -> Option<Diagnostic> {
        let host = host(text)?;
        let mut labels = host.split('.');
        let name = labels.next()?;
        let is_here = labels.next().is_none_or(|namespace| {
            namespace == self.namespace && matches!(labels.next(), None | Some("svc"))
        });
        if !is_here || name == caller.as_str() {
            return None;
        }
        if self.served.contains(name) {
            let is_used =
                app.uses.iter().any(|used| used.to.section == "apps" && used.to.name.as_str() == name);
            return (!is_used).then(|| {
                let message =
                    format!("`{caller}` does not use `apps/{name}`: the network between the two is closed");
                Diagnostic::new(&codes::UNLINKED, Place::value(path), message)
                    .help(format!("write `uses: [apps/{name}]` of `{caller}`"))
            });
        }
        if self.others.contains(name) || host.contains('.') {
            return None;
        }
        let near = nearest(name, self.served.iter().copied().filter(|served| !is_sibling(served, name)))?;
        let message = format!("nothing here is called `{name}`");
        Some(Diagnostic::new(&SLIP, Place::value(path), message).help(format!("did you mean `{near}`?")))
    }
}

/// The host of an address such as `http://search:8080/v1`, or `search:8080`.
fn host(text: &str) -> Option<&str> {
    let rest = match text.split_once("://") {
        Some((_, rest)) => rest.rsplit_once('@').map_or(rest, |(_, rest)| rest),
        None => text.split_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map(|_| text)?,
    };
    let end = rest.find([':', '/', '?', '#']).unwrap_or(rest.len());
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    Some(&rest[..end]).filter(|host| !host.is_empty() && host.chars().all(fits))
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn hosts_of_addresses() {
        for (text, expected) in [
            ("http://search:8080/v1", Some("search")),
            ("search:8080", Some("search")),
            ("postgres://user@db.shop/x", Some("db.shop")),
            ("https://a.example.com", Some("a.example.com")),
            ("info", None),
            ("a:b", None),
            ("http://$HOST/", None),
            ("08:30", Some("08")),
        ] {
            assert_eq!(host(text), expected, "{text}");
        }
    }
}
