//! How a new version reaches the users.

use hagen_core::section::{Checker, DAY, SECOND, Section, TimeWithin, Within};
use hagen_kube::Duration;

use super::ReplicaCount;
use crate::codes;

/// A part of the requests in percent.
pub type Weight = Within<1, 100>;

/// How a new version reaches the users: a part of them first, or all of them once it stands beside the old one. What
/// does not do well is taken back by itself. It takes Argo Rollouts, which comes along.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_rollout)]
pub struct Rollout {
    /// The percentages of the requests that the new version gets, step by step; at the end it gets all of them.
    ///
    /// In a mesh with sidecars all requests are shared out exactly so; behind Traefik or the mesh's own entry, those from
    /// outside. Otherwise they follow the numbers of replicas: of three, one is the least part.
    #[section(example = "[10, 50, 100]", also = "steps weights setWeight")]
    pub canary: Vec<Weight>,
    /// The new version stands beside the old one, and takes over all requests at once.
    #[section(example = "{}")]
    pub blue_green: Option<BlueGreen>,
    /// How long each step of a canary is watched before the next one; for blue/green, how long the new version stands
    /// before it takes over.
    #[section(default = TimeWithin::new(Duration::seconds(300)), also = "wait")]
    pub pause: TimeWithin<SECOND, { 14 * DAY }>,
    /// Who lets the new version go on.
    #[section(default, also = "autoPromotion autoPromotionEnabled")]
    pub promotion: Promotion,
    /// What tells how the new version does. Bad measurements take it back.
    #[section(example = "slo", also = "analysisTemplate metrics query")]
    pub analysis: Option<Analysis>,
    /// How long the old replicas stay once they get no requests: until they go, going back is a matter of a moment.
    #[section(default = TimeWithin::new(Duration::seconds(300)), also = "scaleDownDelaySeconds")]
    pub scale_down_delay: TimeWithin<SECOND, { 14 * DAY }>,
}

/// The new version stands beside the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Section)]
pub struct BlueGreen {
    /// How many replicas the new version has before it takes over. Absent: as many as the old one.
    #[section(example = "1")]
    pub preview_replicas: Option<ReplicaCount>,
}

/// Who lets a new version go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Section)]
pub enum Promotion {
    /// The clock, and the analysis if there is one.
    #[default]
    Automatic,
    /// A person, after the first step: `kubectl argo rollouts promote`.
    Manual,
}

/// What tells how a new version does.
#[derive(Debug, Clone, PartialEq, Section)]
pub enum Analysis {
    /// What the application promises by its `slo`, at the pace at which somebody would be woken: 14.4 times as many
    /// failures as the promise allows.
    Slo,
    /// Prometheus, by a question of your own.
    Query(Query),
}

/// A question to Prometheus.
#[derive(Debug, Clone, PartialEq, Section)]
#[section(check = check_query)]
pub struct Query {
    /// The question, in PromQL. `{{args.hash}}` is a part of the names of the new version's pods:
    /// `pod=~"shop-{{args.hash}}-.+"`.
    #[section(example = "avg(up{pod=~\"shop-{{args.hash}}-.+\"})")]
    pub promql: String,
    /// What is good: an expression of Argo Rollouts over `result`, the vector of the answer.
    #[section(example = "result[0] >= 0.99")]
    pub success: String,
}

fn check_rollout(rollout: &Rollout, checker: &mut Checker<'_, '_>) {
    if rollout.canary.is_empty() == rollout.blue_green.is_none() {
        let message = "a new version comes either by `canary: [10, 50, 100]` or by `blueGreen: {}`";
        let key = if rollout.canary.is_empty() { "canary" } else { "blueGreen" };
        checker.report(&codes::ROLLOUT, key, message);
    }
    if let Some(pair) = rollout.canary.windows(2).find(|pair| pair[1].get() <= pair[0].get()) {
        let message = format!("{} % comes after {} %, which is not less", pair[1].get(), pair[0].get());
        checker.report(&codes::ROLLOUT, "canary", message);
    }
}

fn check_query(query: &Query, checker: &mut Checker<'_, '_>) {
    for (key, text) in [("promql", &query.promql), ("success", &query.success)] {
        if text.trim().is_empty() {
            checker.report(&codes::ROLLOUT, key, format!("`{key}` says nothing"));
        }
    }
    if !query.success.contains("result") {
        checker.report(&codes::ROLLOUT, "success", "the condition does not look at `result`");
    }
}
