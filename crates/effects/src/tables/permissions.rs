//! Who may do what.

use crate::effect::Effect;
use crate::table::{ALLOWS, CHANGES, Table, Verdict, each, rule};
use crate::view;

pub(crate) const ROLE: Table = Table {
    view: Some(view::role),
    arrival: |_| Effect::MorePermissions,
    departure: |_| (Effect::FewerPermissions, ""),
    ..Table::of(Effect::MorePermissions, &[each("rules *", "may", 1, ALLOWS)])
};

pub(crate) const BINDING: Table = Table {
    arrival: |_| Effect::MorePermissions,
    departure: |_| (Effect::FewerPermissions, ""),
    ..Table::of(
        Effect::MorePermissions,
        &[
            each("subjects *", "for", 1, ALLOWS),
            // The API server keeps it: Argo CD deletes the binding and makes it again.
            rule("roleRef **", "role", Verdict::Is(Effect::Recreates)),
        ],
    )
};

pub(crate) const PROJECT: Table = Table {
    view: Some(view::project),
    ..Table::of(
        Effect::Changes,
        &[
            each("spec clusterResourceWhitelist *", "allows on the cluster", 1, ALLOWS),
            each("spec namespaceResourceWhitelist *", "allows", 1, ALLOWS),
            each("spec sourceRepos *", "repository", 1, ALLOWS),
            each("spec destinations *", "namespace", 1, ALLOWS),
            rule("spec description", "description", Verdict::Is(Effect::Text)),
        ],
    )
};

pub(crate) const ACCOUNT: Table = Table::of(
    Effect::Changes,
    &[
        rule("automountServiceAccountToken", "token in every pod", ALLOWS),
        each("metadata annotations *", "annotation", 1, CHANGES),
        rule("imagePullSecrets **", "secrets for images", CHANGES),
    ],
);

pub(crate) const NAMESPACE: Table = Table::of(
    Effect::Changes,
    &[
        rule(
            "metadata labels pod-security.kubernetes.io/enforce",
            "what pods may do",
            Verdict::Rank(
                &["restricted", "baseline", "", "privileged"],
                Effect::FewerPermissions,
                Effect::MorePermissions,
            ),
        ),
        each("metadata labels *", "label", 1, CHANGES),
    ],
);
