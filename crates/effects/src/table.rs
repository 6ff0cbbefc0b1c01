//! What the tables say of a kind.

use hagen_yaml::Value;

use crate::effect::Effect;

/// What is known of a kind.
pub(crate) struct Table {
    /// The object as it is compared: lists of rules become lists of sentences. `None` as it stands.
    pub(crate) view: Option<fn(&Value) -> Value>,
    /// What a new object does beside being there.
    pub(crate) arrival: fn(&Value) -> Effect,
    /// What it does that an object goes, unless it holds data.
    pub(crate) departure: fn(&Value) -> Pods,
    /// What becomes of its pods when what they are made of changes.
    pub(crate) pods: fn(&Value) -> Pods,
    /// The keys that lead to a pod template; empty when there is none.
    pub(crate) template: &'static str,
    /// What changing a place does: the first rule that matches counts.
    pub(crate) rules: &'static [Rule],
    /// What changing any other place does.
    pub(crate) otherwise: Verdict,
}

/// An effect, and how it happens.
pub(crate) type Pods = (Effect, &'static str);

/// What changing a place does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    /// The place, a [pattern](crate::pattern).
    pub(crate) at: &'static str,
    /// What it is called.
    pub(crate) label: &'static str,
    /// Which of the stars of the pattern names it, from 1; 0 for none.
    pub(crate) item: usize,
    /// What changing it does.
    pub(crate) then: Verdict,
}

/// What a difference does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Verdict {
    /// Always this.
    Is(Effect),
    /// What becomes of the pods.
    Pods,
    /// Less or more of something.
    Amount(Effect, Effect),
    /// What becomes of the pods, and this.
    PodsAnd(&'static Verdict),
    /// Something comes, or goes; a change is both.
    Items(Effect, Effect),
    /// What becomes of the pods; of another major version, everything stops until the data is in its form.
    Engine,
    /// Earlier or later in a list of words; the empty one stands for none, which otherwise is the first.
    Rank(&'static [&'static str], Effect, Effect),
    /// What becomes of the pods, and told only when there is nothing better to tell.
    Aside,
    /// Told only when there is nothing else to tell.
    AsideText,
    /// Told elsewhere.
    Silent,
}

impl Table {
    /// A kind of which nothing special is known.
    pub(crate) const PLAIN: Self = Self {
        view: None,
        arrival: |_| Effect::Adds,
        departure: |_| (Effect::Deletes, ""),
        pods: |_| (Effect::Changes, ""),
        template: "",
        rules: &[],
        otherwise: Verdict::Is(Effect::Changes),
    };

    /// A kind with an effect of its own.
    pub(crate) const fn of(otherwise: Effect, rules: &'static [Rule]) -> Self {
        Self { rules, otherwise: Verdict::Is(otherwise), ..Self::PLAIN }
    }
}

/// A place without a name of its own among others.
pub(crate) const fn rule(at: &'static str, label: &'static str, then: Verdict) -> Rule {
    Rule { at, label, item: 0, then }
}

/// A place that the star of this number names.
pub(crate) const fn each(at: &'static str, label: &'static str, item: usize, then: Verdict) -> Rule {
    Rule { at, label, item, then }
}

/// Less is less capacity, more is more.
pub(crate) const CAPACITY: Verdict = Verdict::Amount(Effect::LessCapacity, Effect::MoreCapacity);
/// The same of pods, which are replaced for it.
pub(crate) const POD_CAPACITY: Verdict = Verdict::PodsAnd(&CAPACITY);
/// Less of it is kept.
pub(crate) const KEPT: Verdict = Verdict::Amount(Effect::DeletesData, Effect::Changes);
/// What comes lets through, what goes does not.
pub(crate) const LETS_THROUGH: Verdict = Verdict::Items(Effect::OpensNetwork, Effect::ClosesNetwork);
/// What comes allows, what goes does not.
pub(crate) const ALLOWS: Verdict = Verdict::Items(Effect::MorePermissions, Effect::FewerPermissions);
/// Takes effect in place.
pub(crate) const CHANGES: Verdict = Verdict::Is(Effect::Changes);
/// Nothing that runs takes notice.
pub(crate) const TEXT: Verdict = Verdict::Is(Effect::Text);
