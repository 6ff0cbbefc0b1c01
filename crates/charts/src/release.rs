//! The values of a release against its chart.

use hagen_core::artifact::HelmRelease;
use hagen_core::{Code, Diagnostic, Path, Place};
use hagen_yaml::Node;

use crate::codes;
use crate::facts::{ChartFacts, Problem, ValueFinding};

/// What is wrong with the values of a release. What a user wrote (`user`, which stands at
/// [`HelmRelease::values_path`]) is found where they wrote it, hagen's own at the component.
///
/// A chart without facts is not checked.
pub fn check_release(release: &HelmRelease, user: Option<&Node>, component: &Path) -> Vec<Diagnostic> {
    let Some(facts) = ChartFacts::of(release.chart.name, release.chart.version) else { return Vec::new() };
    let findings = facts.check(&release.values);
    findings.into_iter().map(|finding| diagnostic(finding, release, user, component)).collect()
}

fn diagnostic(
    mut finding: ValueFinding,
    release: &HelmRelease,
    user: Option<&Node>,
    component: &Path,
) -> Diagnostic {
    let written = user.is_some_and(|user| finding.locate(user));
    let place = if written {
        let at_key = finding.problem.is_of_key();
        Place { path: below(&release.values_path, &finding.path), span: finding.span, at_key }
    } else {
        Place::key(component.clone())
    };
    let message = message(&finding, release);
    let diagnostic = Diagnostic::new(code(&finding.problem), place, message).help_if(finding.problem.help());
    match finding.problem {
        Problem::UnknownKey { suggestion: Some(key), elsewhere: None, .. } if written => {
            diagnostic.replace_with(key)
        }
        _ => diagnostic,
    }
}

/// What is wrong with a file of values, each finding at its place in it.
pub fn check_values(facts: &ChartFacts, values: &Node) -> Vec<Diagnostic> {
    let place = |finding: &ValueFinding| Place {
        path: finding.path.clone(),
        span: finding.span,
        at_key: finding.problem.is_of_key(),
    };
    let diagnostic = |finding: ValueFinding| {
        let message = match finding.path.steps() {
            [] => format!("a file of values is a mapping: {}", finding.problem),
            _ => format!("value `{}`: {}", finding.path, finding.problem),
        };
        let found = Diagnostic::new(code(&finding.problem), place(&finding), message);
        let found = found.help_if(finding.problem.help());
        match finding.problem {
            Problem::UnknownKey { suggestion: Some(key), elsewhere: None, .. } => found.replace_with(key),
            _ => found,
        }
    };
    facts.check_node(values).into_iter().map(diagnostic).collect()
}

fn code(problem: &Problem) -> &'static Code {
    match problem {
        Problem::UnknownKey { .. } => &codes::UNKNOWN_VALUE,
        Problem::Dead => &codes::VALUE_WITHOUT_EFFECT,
        Problem::Other { .. } => &codes::VALUE_UNLIKE_DEFAULT,
        _ => &codes::VALUE_OF_WRONG_SHAPE,
    }
}

fn message(finding: &ValueFinding, release: &HelmRelease) -> String {
    let chart = release.chart;
    format!("value `{}` of the chart `{}` {}: {}", finding.path, chart.name, chart.version, finding.problem)
}

fn below(values: &Path, path: &Path) -> Path {
    values.join(path.steps())
}
