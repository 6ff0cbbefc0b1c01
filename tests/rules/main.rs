//! What hagen promises of a tree, read from the committed trees by a reader and by rules of their own: a second opinion
//! that shares nothing with the builders.

mod delivery;
mod network;
mod object;
mod workloads;

use object::{Tree, trees};

type Rule = (&'static str, fn(&Tree) -> Vec<String>);

const RULES: [Rule; 25] = [
    ("G05 one owner for each object", delivery::one_owner),
    ("G02 least privilege of projects", delivery::least_privilege),
    ("G03 deleting is safe", delivery::deleting_is_safe),
    ("G04 waves follow the order of need", delivery::waves),
    ("every Application finds its files", delivery::paths_exist),
    ("no secret in plain text", delivery::no_secrets),
    ("A01 two replicas at least", workloads::replicas),
    ("A02 autoscaled workloads have no replicas", workloads::autoscaled),
    ("A06 one disruption budget for each", workloads::budgets),
    ("A10 sick pods do not block a drain", workloads::sick_pods),
    ("A12 spread over nodes", workloads::spread),
    ("A13 spread selects its own pods", workloads::spread_selects),
    ("A16 rollouts without an outage", workloads::rolling),
    ("A17 probes differ, on declared ports", workloads::probes),
    ("A21 time to drain", workloads::draining),
    ("A23 requests and limits", workloads::resources),
    ("A27 jobs end", workloads::jobs),
    ("A29 selectors are in the template", workloads::selectors),
    ("A31 variables and mounts are whole", workloads::variables_and_mounts),
    ("§2 pods are confined", workloads::confined),
    ("A25 services reach pods", network::services),
    ("M04 monitors reach ports", network::monitors),
    ("N01 every namespace is closed", network::closed),
    ("N02 every pod has a policy", network::policies),
    ("N04 nothing is open to everyone", network::nothing_open),
];

#[test]
fn every_tree_keeps_every_promise() {
    let trees = trees();
    assert!(!trees.is_empty(), "there are no trees");
    let mut broken = Vec::new();
    for tree in &trees {
        assert!(tree.objects.len() > 20, "`{}` is nearly empty", tree.name);
        for (name, rule) in RULES {
            broken.extend(rule(tree).into_iter().map(|what| format!("{}: {name}: {what}", tree.name)));
        }
    }
    assert!(broken.is_empty(), "{} promises are broken:\n{}", broken.len(), broken.join("\n"));
}
