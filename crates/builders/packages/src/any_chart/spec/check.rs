//! What cannot be true of one chart.

use hagen_core::section::{Checker, is_mapping};

use super::AnyChart;
use crate::codes;

pub(super) fn chart(chart: &AnyChart, checker: &mut Checker<'_, '_>) {
    repository(&chart.repository, checker);
    values(chart, checker);
    version(&chart.version, checker);
    let named = chart.chart.as_deref().unwrap_or("chart");
    if named.is_empty() || !named.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c)) {
        let message = format!("`{}` is no name of a chart", named.escape_debug());
        checker.report(&codes::CHART, "chart", message);
    }
    for (key, kinds) in [("kinds", &chart.kinds), ("clusterKinds", &chart.cluster_kinds)] {
        for kind in kinds.iter().filter(|kind| !is_kind(kind)) {
            let message = format!("`{}` is no kind", kind.escape_debug());
            checker.report(&codes::CHART, key, message).help =
                Some("write `Secret`, or `rbac.authorization.k8s.io/Role`".into());
        }
    }
    if chart.expose.is_some() && chart.port.is_none() {
        checker.report(&codes::CHART, "expose", "which port of its Service?").help =
            Some("write `port: 80`, and `service` if it is not named like this entry".into());
    }
}

fn repository(repository: &str, checker: &mut Checker<'_, '_>) {
    let rest = repository.strip_prefix("https://").or_else(|| repository.strip_prefix("oci://"));
    let Some(rest) = rest else {
        checker.report(&codes::CHART, "repository", "a repository begins with `https://` or `oci://`").help =
            Some("for instance `https://charts.example.com`".into());
        return;
    };
    if let Some((message, help)) = page(repository) {
        checker.report(&codes::CHART, "repository", message).help = Some(help);
        return;
    }
    let last = rest.rsplit('/').next().unwrap_or_default();
    if let Some((_, tag)) =
        last.split_once(':').filter(|_| repository.starts_with("oci://") && rest.contains('/'))
    {
        let message = format!("the repository ends with the version `{}`", tag.escape_debug());
        checker.report(&codes::CHART, "repository", message).help =
            Some(format!("leave it out, and write `version: {tag}`"));
        return;
    }
    if rest.is_empty() || rest.contains('@') || rest.chars().any(|c| c.is_whitespace() || c.is_control()) {
        let message = "the address of the repository is not one, or has a user in it";
        checker.report(&codes::CHART, "repository", message).help =
            Some("credentials of a repository are for Argo CD to have, in a Secret of its own".into());
    }
}

/// What was copied from a browser, with what to write instead.
fn page(repository: &str) -> Option<(String, String)> {
    if let Some(base) = repository.strip_suffix("/index.yaml") {
        let message = "`index.yaml` is the list that the repository begins with".to_owned();
        return Some((message, format!("write `{base}`")));
    }
    let is_page = ["https://github.com/", "https://gitlab.com/", "https://artifacthub.io/"]
        .iter()
        .any(|site| repository.starts_with(site));
    // Helm takes the files of a release or of a branch from there as well.
    let is_files =
        ["/releases/download/", "/raw/", "/-/package", "/api/"].iter().any(|part| repository.contains(part));
    (is_page && !is_files).then(|| {
        let help = "its page tells what to give to `helm repo add`: that is the address";
        (format!("`{repository}` is a page for people, and no repository of charts"), help.to_owned())
    })
}

/// Helm takes a mapping alone.
fn values(chart: &AnyChart, checker: &mut Checker<'_, '_>) {
    if !chart.values.is_empty() && !is_mapping(&chart.values.0) {
        checker.report(&codes::CHART, "values", "the values of a chart are a mapping").help =
            Some("for instance `values: { replicas: 3 }`".into());
    }
}

/// Three numbers, and perhaps more behind them: no range, and no word that moves.
fn version(version: &str, checker: &mut Checker<'_, '_>) {
    let bare = version.strip_prefix('v').unwrap_or(version);
    let core = bare.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    let exact = numbers.len() == 3
        && numbers.iter().all(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()))
        && bare.chars().all(|c| c.is_ascii_alphanumeric() || "-+.".contains(c));
    if !exact {
        let message = format!("`{}` is no exact version", version.escape_debug());
        checker.report(&codes::CHART, "version", message).help =
            Some("write the one that you have reviewed: `version: 7.1.4`".into());
    }
}

/// `Kind`, or `group/Kind`.
fn is_kind(text: &str) -> bool {
    let (group, kind) = text.rsplit_once('/').unwrap_or(("", text));
    let is_kind =
        kind.starts_with(|c: char| c.is_ascii_uppercase()) && kind.bytes().all(|b| b.is_ascii_alphanumeric());
    let group_fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
    is_kind && group.chars().all(group_fits) && group.is_empty() != text.contains('/')
}
