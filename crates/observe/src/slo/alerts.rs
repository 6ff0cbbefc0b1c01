//! The alerts: when the budget is used up too fast.

use std::collections::BTreeMap;

use super::records::share;
use super::{Objective, Owner, decimal};
use crate::rules::{Alert, Severity, minutes};
use crate::runbook::Runbook;

/// A burn rate over two windows.
struct Burn {
    rate: f64,
    long: &'static str,
    short: &'static str,
}

/// Two percent of the budget in an hour, or five in six hours.
const FAST: [Burn; 2] =
    [Burn { rate: 14.4, long: "1h", short: "5m" }, Burn { rate: 6.0, long: "6h", short: "30m" }];

/// Ten percent of the budget in a day, or in three days.
const SLOW: [Burn; 2] =
    [Burn { rate: 3.0, long: "1d", short: "2h" }, Burn { rate: 1.0, long: "3d", short: "6h" }];

/// The runbook of `SloBudgetBurnsFast`.
pub const BURNS_FAST: Runbook = Runbook {
    meaning: "So many requests are bad (failed, or too slow, as the label `slo` says) that the allowance of thirty days would be gone \
              within two to five days. Users notice now.",
    look: "The rows *Objectives* and *Traffic* of the component's dashboard: since when, and is it all requests or those of one status code? \
           Then, in this order:\n\n1. Was something released just then? `git log` of the folder `out/`, or the history of the Application in Argo CD.\n\
           2. Are replicas missing or restarting? `kubectl get pods -n <namespace>`\n\
           3. Is something that it uses in trouble? Look at the alerts of the components that it `uses`.\n\
           4. Is there more traffic than ever? Compare with a week ago.",
    mend: "* A release: revert its commit. Do not search for the cause first.\n* Too few replicas: raise `replicas`, or its `max`.\n\
           * Something it uses: its own runbook.\n\nThe alert ends a few minutes after the trouble does; what was used of the budget stays used.",
};

/// The runbook of `SloBudgetBurnsSlowly`.
pub const BURNS_SLOWLY: Runbook = Runbook {
    meaning: "Bad requests use up the allowance of thirty days before the thirty days are over. Nothing is down; a share of the users \
              has been served badly for hours or days.",
    look: "The row *Objectives* of the component's dashboard: how much of the budget is left, and since when it goes down. Then the log for \
           that time: which requests are they, who sends them?",
    mend: "In working hours, before new features: find the cause and mend it. If this is as good as it has to be, the objective is too high: \
           lower it in the blueprint, with the agreement of those who rely on it.",
};

/// The runbook of `SloNotMeasured`.
pub const NOT_MEASURED: Runbook = Runbook {
    meaning: "There is an objective, and nothing tells whether it is kept: the series that it is measured by are not there. An outage would \
              raise no alert.",
    look: "Ask Prometheus for the expression of the rule `service:slo_requests:rate5m` of the component, one selector at a time: \
           is the metric there under another name, or with other labels? Is the target up (*Status → Targets*)?",
    mend: "* The metric has another name: say so in the blueprint, `metrics: { requests: …, duration: …, statusLabel: … }`.\n\
           * A latency objective: the histogram needs a bucket that ends at exactly that time.\n\
           * The target is missing: a monitor or a network policy. See TargetDown.",
};

pub(super) fn alerts(owner: &Owner, objective: &Objective) -> Vec<Alert> {
    let mut alerts = vec![not_measured(owner, objective)];
    alerts.extend(burn(owner, objective, &FAST).map(|expr| Alert {
        name: "SloBudgetBurnsFast",
        severity: Severity::Critical,
        expr,
        hold: minutes(2),
        runbook: BURNS_FAST,
        ..of(owner, objective, "would be gone in days at this rate")
    }));
    alerts.extend(burn(owner, objective, &SLOW).map(|expr| Alert {
        name: "SloBudgetBurnsSlowly",
        expr,
        hold: minutes(15),
        runbook: BURNS_SLOWLY,
        ..of(owner, objective, "will be gone before the thirty days are over")
    }));
    alerts
}

/// What the alerts of an objective have in common.
fn of(owner: &Owner, objective: &Objective, what: &str) -> Alert {
    let Owner { namespace, name } = owner;
    let Objective { name: slo, percent, .. } = objective;
    Alert {
        summary: format!("{namespace}/{name}: the budget for {slo} ({percent} %) {what}"),
        description: format!(
            "{{{{ $value | humanizePercentage }}}} of the requests were bad over the longer window; {} may be.",
            decimal(objective.budget())
        ),
        labels: BTreeMap::from([("namespace", namespace.clone()), ("slo", slo.clone())]),
        ..Alert::default()
    }
}

/// The expression for some burn rates, any of which is enough. A rate that no share of bad requests can reach says
/// nothing: of an objective of 90 %, all requests failing burns ten times too fast and no more.
fn burn(owner: &Owner, objective: &Objective, burns: &[Burn]) -> Option<String> {
    let of = owner.selector().is("slo", &objective.name);
    let pair = |burn: &Burn| {
        let limit = burn.rate * objective.budget();
        let over = |window| format!("{} > {}", of.of(&share(window)), decimal(limit));
        (limit < 1.0).then(|| format!("({} and ignoring () {})", over(burn.long), over(burn.short)))
    };
    let pairs: Vec<String> = burns.iter().filter_map(pair).collect();
    (!pairs.is_empty()).then(|| pairs.join(" or "))
}

fn not_measured(owner: &Owner, objective: &Objective) -> Alert {
    let Owner { namespace, name } = owner;
    let slo = &objective.name;
    Alert {
        name: "SloNotMeasured",
        expr: format!("absent({})", owner.selector().is("slo", slo).of(&share("5m"))),
        hold: minutes(60),
        summary: format!("{namespace}/{name}: nothing tells whether the objective {slo} is kept"),
        description: "The series that it is measured by are not there: a metric or a label has another name, a histogram \
                      has no such bucket, nothing is scraped, or there has never been a request."
            .into(),
        labels: BTreeMap::from([("namespace", namespace.clone()), ("slo", slo.clone())]),
        runbook: NOT_MEASURED,
        ..Alert::default()
    }
}
