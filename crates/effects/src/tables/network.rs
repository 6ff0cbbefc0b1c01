//! Who reaches whom: policies, services, routes, the mesh.

use hagen_yaml::Value;

use crate::effect::Effect;
use crate::table::{CHANGES, LETS_THROUGH, Table, Verdict, each, rule};
use crate::view;

const REROUTES: Verdict = Verdict::Is(Effect::Reroutes);

pub(crate) const POLICY: Table = Table {
    view: Some(view::network_policy),
    arrival: |object| if lets_through(object) { Effect::OpensNetwork } else { Effect::ClosesNetwork },
    departure: |object| (if lets_through(object) { Effect::ClosesNetwork } else { Effect::OpensNetwork }, ""),
    ..Table::of(
        Effect::OpensNetwork,
        &[
            each("spec ingress *", "ingress", 1, LETS_THROUGH),
            each("spec egress *", "egress", 1, LETS_THROUGH),
            // What is named here and has no rule is closed.
            each(
                "spec policyTypes *",
                "closed by default:",
                1,
                Verdict::Items(Effect::ClosesNetwork, Effect::OpensNetwork),
            ),
            rule("spec podSelector **", "whose pods", LETS_THROUGH),
        ],
    )
};

fn lets_through(object: &Value) -> bool {
    ["ingress", "egress"].iter().any(|rules| {
        object.at(&["spec", rules]).and_then(Value::as_list).is_some_and(|rules| !rules.is_empty())
    })
}

pub(crate) const SERVICE: Table = Table::of(
    Effect::Changes,
    &[
        rule(
            "spec type",
            "type",
            Verdict::Rank(
                &["ClusterIP", "NodePort", "LoadBalancer"],
                Effect::ClosesNetwork,
                Effect::OpensNetwork,
            ),
        ),
        each("spec ports * targetPort|port|protocol", "port", 1, REROUTES),
        each("spec ports *", "port", 1, LETS_THROUGH),
        rule("spec selector **", "whose pods", REROUTES),
        rule("spec externalName", "leads to", REROUTES),
        rule("spec loadBalancerSourceRanges **", "who may come", LETS_THROUGH),
    ],
);

pub(crate) const GATEWAY: Table = Table {
    departure: |_| (Effect::ClosesNetwork, ""),
    ..Table::of(
        Effect::Reroutes,
        &[
            each("spec listeners *", "listener", 1, LETS_THROUGH),
            each("spec listeners * tls **", "TLS of", 1, CHANGES),
            each("spec listeners * allowedRoutes **", "who may attach to", 1, LETS_THROUGH),
        ],
    )
};

pub(crate) const MESH_GATEWAY: Table =
    Table::of(Effect::Reroutes, &[rule("spec servers **", "servers", LETS_THROUGH)]);

pub(crate) const ROUTE: Table = Table {
    departure: |_| (Effect::ClosesNetwork, ""),
    ..Table::of(
        Effect::Reroutes,
        &[
            rule("spec hostnames|hosts *", "host", LETS_THROUGH),
            rule("spec parentRefs ** sectionName", "listener", REROUTES),
            rule("spec rules ** backendRefs **", "backend", REROUTES),
            rule("spec rules ** timeouts **", "timeouts", CHANGES),
        ],
    )
};

/// What says how requests go, but not whether.
pub(crate) const ROUTING: Table =
    Table { departure: |_| (Effect::Reroutes, ""), ..Table::of(Effect::Reroutes, &[]) };

pub(crate) const AUTHORIZATION: Table = Table {
    view: Some(view::authorization),
    arrival: |object| {
        if object.at(&["spec", "rules"]).is_some() { Effect::Adds } else { Effect::ClosesNetwork }
    },
    departure: |object| {
        let has_rules = object.at(&["spec", "rules"]).is_some();
        (if has_rules { Effect::ClosesNetwork } else { Effect::OpensNetwork }, "")
    },
    ..Table::of(
        Effect::Reroutes,
        &[
            each("spec rules *", "allowed:", 1, LETS_THROUGH),
            rule("spec selector **", "whose pods", LETS_THROUGH),
            rule("spec action", "action", LETS_THROUGH),
        ],
    )
};

pub(crate) const AUTHENTICATION: Table = Table {
    arrival: |_| Effect::ClosesNetwork,
    departure: |_| (Effect::OpensNetwork, ""),
    ..Table::of(
        Effect::Changes,
        &[rule(
            "spec ** mode",
            "mutual TLS",
            Verdict::Rank(&["DISABLE", "PERMISSIVE", "STRICT"], Effect::OpensNetwork, Effect::ClosesNetwork),
        )],
    )
};
