//! The options that Traefik starts with: arguments of the user's, and what the chart makes arguments of. Traefik does not
//! start with one that it does not know; capital letters do not matter to it.

use hagen_core::section::nearest;
use hagen_yaml::Value;

use super::wrong;
use crate::schema::{Finding, Part, Problem, Schemas, Step};

/// What Traefik reads that is no part of its configuration: where that stands, and what only its paid edition has.
const BESIDE: [&str; 2] = ["configfile", "hub"];

/// What Traefik would refuse of an argument: `--providers.kubernetesCRD.allowCrossNamespace=true`.
pub(super) fn argument(text: &str) -> Option<Finding> {
    let (name, value) = match text.strip_prefix("--")?.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text.strip_prefix("--")?, None),
    };
    let first = name.split('.').next().unwrap_or_default();
    if BESIDE.iter().any(|known| first.eq_ignore_ascii_case(known)) || name.is_empty() {
        return None;
    }
    let steps: Vec<&str> = name.split('.').collect();
    let mut at = root();
    for (depth, step) in steps.iter().enumerate() {
        match next(at, step) {
            Next::At(inner) => at = inner,
            Next::Anything => return None,
            Next::Nothing => {
                let before = steps[..depth].join(".");
                return Some(wrong(&[], said(step, &before, at)));
            }
        }
    }
    let value = value?;
    at.refusal(value)
        .map(|expected| wrong(&[], format!("`{value}` is not {expected}: Traefik does not start with it")))
}

/// What Traefik would refuse of a part of its configuration that the chart makes arguments of.
pub(super) fn part(path: &str, value: &Value) -> Vec<Finding> {
    let Some(part) = Schemas::configuration("traefik", path) else { return Vec::new() };
    let mut findings = Vec::new();
    within(part, path, value, &mut Vec::new(), &mut findings);
    findings
}

fn within(
    part: Part<'static>,
    before: &str,
    value: &Value,
    path: &mut Vec<Step>,
    findings: &mut Vec<Finding>,
) {
    for (key, inner) in value.as_map().into_iter().flatten() {
        path.push(Step::Key(key.to_string()));
        match next(part, key) {
            // The chart reads it itself.
            _ if key == "enabled" => {}
            Next::At(at) => within(at, &format!("{before}.{key}"), inner, path, findings),
            Next::Anything => {}
            Next::Nothing => {
                let suggestion = near(key, part).map(str::to_owned);
                let problem = Problem::UnknownField { name: key.to_string(), suggestion, place: None };
                findings.push(Finding { path: path.clone(), problem, message: said(key, before, part) });
            }
        }
        path.pop();
    }
}

fn root() -> Part<'static> {
    Schemas::configuration("traefik", "").expect("a test finds it")
}

enum Next {
    At(Part<'static>),
    /// What follows is not known.
    Anything,
    Nothing,
}

/// Where a name leads, with the number of an element behind it: `domains[0]`.
fn next(part: Part<'static>, step: &str) -> Next {
    let (name, number) = step.split_once('[').map_or((step, None), |(name, number)| (name, Some(number)));
    let inner = if part.names().is_empty() { part.entry() } else { part.field_in_any_case(name) };
    match inner {
        Some(inner) if number.is_some() => inner.entry().map_or(Next::Anything, Next::At),
        Some(inner) => Next::At(inner),
        None if part.is_open() => Next::Anything,
        None => Next::Nothing,
    }
}

fn near(name: &str, part: Part<'static>) -> Option<&'static str> {
    nearest(name, part.names())
}

fn said(name: &str, before: &str, part: Part<'static>) -> String {
    let place = if before.is_empty() { String::new() } else { format!(" in `{before}`") };
    let near = near(name, part).map(|near| format!(", did you mean `{near}`")).unwrap_or_default();
    format!("Traefik has no option `{name}`{place} and does not start with it{near}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_options_of_traefik() {
        for right in [
            "--providers.kubernetescrd.allowCrossNamespace=true",
            "--entrypoints.web.http.redirections.entrypoint.to=websecure",
            "--entryPoints.websecure.http.tls.domains[0].main=a.example.com",
            "--certificatesresolvers.le.acme.dnschallenge.provider=route53",
            "--experimental.plugins.bouncer.modulename=github.com/a/b",
            "--serversTransport.insecureSkipVerify",
            "--log.level=DEBUG",
            "--api",
            "--metrics.prometheus=true",
            "--configFile=/etc/traefik.yaml",
            "--hub.token=x",
            "--providers.plugin.mine.anything.goes=1",
            "plain",
            "--ping=true",
            "--providers.knative.privateService.name=a",
            "--accesslog.fields.headers.names.User-Agent=keep",
            "--entrypoints.web.transport.respondingTimeouts.readTimeout=0",
            "--providers.kubernetesingress.ingressendpoint.publishedservice=a/b",
            "--tracing.otlp.http.endpoint=http://x:4318/v1/traces",
        ] {
            assert_eq!(argument(right), None, "{right}");
        }
        for (wrong, said) in [
            (
                "--providers.kubernetescrd.alowCrossNamespace=true",
                "no option `alowCrossNamespace` in `providers.kubernetescrd` and does not start with it, did you \
                 mean `allowCrossNamespace`",
            ),
            ("--pilot.token=x", "no option `pilot` and does not start with it"),
            ("--serverstransport.insecureskipverify=ture", "`ture` is not `true` or `false`"),
            (
                "--log.levle=DEBUG",
                "no option `levle` in `log` and does not start with it, did you mean `level`",
            ),
            ("--accesslog.bufferingsize=many", "`many` is not a whole number"),
        ] {
            let found = argument(wrong).unwrap_or_else(|| panic!("{wrong}"));
            assert!(found.message.contains(said), "{}", found.message);
        }
    }
}
