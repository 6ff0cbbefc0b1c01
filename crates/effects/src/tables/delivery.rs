//! What Argo CD does with everything else.

use crate::effect::Effect;
use crate::table::{CHANGES, TEXT, Table, Verdict, rule};

pub(crate) const APPLICATION: Table = Table::of(
    Effect::Changes,
    &[
        // The release tells.
        rule("spec sources * targetRevision|chart|repoURL", "", Verdict::Silent),
        rule("spec source targetRevision|chart|repoURL", "", Verdict::Silent),
        rule("metadata annotations argocd.argoproj.io/sync-options", "sync options", CHANGES),
        rule("metadata finalizers **", "finalizer", CHANGES),
        rule("spec syncPolicy **", "sync policy", CHANGES),
        rule("spec destination namespace", "namespace", CHANGES),
        rule("spec destination **", "destination", Verdict::Is(Effect::Recreates)),
        rule("spec revisionHistoryLimit", "", TEXT),
    ],
);

pub(crate) const APPLICATION_SET: Table = Table::of(Effect::Changes, &[]);
