//! What changes of objects do: each case is two objects, and what is said of the difference.

mod support;

use hagen_effects::Effect;
use support::{Trees, changes, told};

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: shop-production, labels: { app.kubernetes.io/version: '1.4.0' } }
spec:
  replicas: 3
  template:
    metadata: { labels: { app.kubernetes.io/version: '1.4.0' }, annotations: { checksum/config: aaa } }
    spec:
      containers:
      - name: shop
        image: r.example/shop:1.4.0
        env: [{ name: A, value: '1' }, { name: B, value: '2' }]
        envFrom: [{ configMapRef: { name: settings } }]
        resources: { limits: { memory: 512Mi }, requests: { memory: 512Mi } }
      - { name: proxy, image: 'r.example/proxy:7.0' }
";

/// A changed text, and what is said of it.
fn check(old: &str, edits: &[(&str, &str)], expected: &[&str]) {
    let mut new = old.to_owned();
    for (from, to) in edits {
        assert!(new.contains(from), "there is no `{from}`");
        new = new.replace(from, to);
    }
    assert_eq!(told(&Trees::one("eu/production/shop/object.yaml", old, &new)), expected, "{edits:?}");
}

#[test]
fn what_pods_are_made_of_restarts_them() {
    check(
        DEPLOYMENT,
        &[("1.4.0", "1.5.0")],
        &["changed Deployment shop: restarts-pods (rolling) [image 1.4.0 > 1.5.0]"],
    );
    check(
        DEPLOYMENT,
        &[("proxy:7.0", "proxy:7.1"), ("{ name: B, value: '2' }", "{ name: C, value: '3' }")],
        &["changed Deployment shop: restarts-pods (rolling) [proxy: image 7.0 > 7.1; \
           env B {name: B, value: \"2\"} > -; env C - > {name: C, value: \"3\"}]"],
    );
    check(
        DEPLOYMENT,
        &[("limits: { memory: 512Mi }", "limits: { memory: 256Mi }")],
        &["changed Deployment shop: less-capacity [memory limit 512Mi > 256Mi], \
           restarts-pods (rolling) [memory limit 512Mi > 256Mi]"],
    );
}

#[test]
fn what_pods_may_do_is_told_beside() {
    let bound = DEPLOYMENT.replace("image: r.example/shop:1.4.0\n", "image: r.example/shop:1.4.0\n        securityContext: { runAsNonRoot: true, capabilities: { drop: [ALL] } }\n");
    check(
        &bound,
        &[("runAsNonRoot: true", "runAsNonRoot: false, privileged: true")],
        &["changed Deployment shop: more-permissions [never as root true > false; privileged - > true], \
           restarts-pods (rolling) [never as root true > false; privileged - > true]"],
    );
    check(
        &bound,
        &[("drop: [ALL]", "drop: [NET_RAW]")],
        &["changed Deployment shop: more-permissions [dropped capability ALL ALL > -], \
           fewer-permissions [dropped capability NET_RAW - > NET_RAW], \
           restarts-pods (rolling) [dropped capability ALL ALL > -; dropped capability NET_RAW - > NET_RAW]"],
    );
    check(
        DEPLOYMENT,
        &[("    spec:\n      containers", "    spec:\n      hostNetwork: true\n      containers")],
        &["changed Deployment shop: opens-network [network of the node - > true], \
           restarts-pods (rolling) [network of the node - > true]"],
    );
}

#[test]
fn other_parts_of_a_workload_do_not() {
    check(
        DEPLOYMENT,
        &[("replicas: 3", "replicas: 5")],
        &["changed Deployment shop: more-capacity [replicas 3 > 5]"],
    );
    check(
        DEPLOYMENT,
        &[("labels: { app.kubernetes.io/version: '1.4.0' } }\nspec", "labels: { team: a } }\nspec")],
        &["changed Deployment shop: text [labels.team - > a]"],
    );
}

#[test]
fn how_pods_are_replaced_follows_from_the_workload() {
    let with = |from: &str, to: &str| DEPLOYMENT.replace(from, to);
    let image = [("1.4.0", "1.5.0")];
    let at_once = with("replicas: 3", "strategy: { type: Recreate }");
    check(
        &at_once,
        &image,
        &["changed Deployment shop: interrupts (all pods at once) [image 1.4.0 > 1.5.0]"],
    );
    let set = with("Deployment", "StatefulSet");
    check(&set, &image, &["changed StatefulSet shop: replaces-pods [image 1.4.0 > 1.5.0]"]);
    let single = set.replace("replicas: 3", "replicas: 1");
    check(
        &single,
        &image,
        &["changed StatefulSet shop: interrupts (its only pod restarts) [image 1.4.0 > 1.5.0]"],
    );
    let agent = with("Deployment", "DaemonSet").replace("  replicas: 3\n", "");
    check(&agent, &image, &["changed DaemonSet shop: restarts-pods (node by node) [image 1.4.0 > 1.5.0]"]);
}

#[test]
fn a_configuration_is_told_at_who_reads_it() {
    let config = |name: &str, level: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: {name}, namespace: shop-production }}\n\
             data: {{ LOG_LEVEL: {level} }}\n"
        )
    };
    let mut trees =
        Trees::one("eu/production/shop/deployment.yaml", DEPLOYMENT, &DEPLOYMENT.replace("aaa", "bbb"));
    trees.add("eu/production/shop/configmap.yaml", &config("settings", "info"), &config("settings", "debug"));
    trees.add("eu/production/shop/other.yaml", &config("unread", "warn"), &config("unread", "error"));
    assert_eq!(
        told(&trees),
        [
            "changed ConfigMap settings (told by Deployment shop): changes [config LOG_LEVEL info > debug]",
            "changed ConfigMap unread: changes [config LOG_LEVEL warn > error]",
            "changed Deployment shop: restarts-pods (rolling) [config LOG_LEVEL info > debug]",
        ]
    );
}

#[test]
fn network_policies_are_told_by_who_reaches_whom() {
    let policy = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: shop-production }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress]
  ingress:
  - from: [{ podSelector: { matchLabels: { app.kubernetes.io/instance: shop, app.kubernetes.io/name: shop } } }]
    ports: [{ port: 5432, protocol: TCP }]
";
    check(
        policy,
        &[("5432", "6432")],
        &["changed NetworkPolicy db: opens-network [ingress from shop on 6432 - > from shop on 6432], \
           closes-network [ingress from shop on 5432 from shop on 5432 > -]"],
    );
    let only = |old: &str, new: &str| told(&Trees::one("eu/production/shop/policy.yaml", old, new));
    assert_eq!(
        only("", policy),
        ["added NetworkPolicy db: opens-network [ingress from shop on 5432 - > from shop on 5432]"]
    );
    assert_eq!(only(policy, ""), ["removed NetworkPolicy db: closes-network []"]);
    let deny = policy.split("  ingress:").next().unwrap();
    assert_eq!(only(deny, ""), ["removed NetworkPolicy db: opens-network []"]);
}

#[test]
fn permissions_are_told_by_who_may_do_what() {
    let role = "apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: reader, namespace: shop-production }
rules: [{ apiGroups: [''], resources: [secrets], resourceNames: [db], verbs: [get] }]
";
    check(
        role,
        &[("[db]", "[db, mail]")],
        &["changed Role reader: more-permissions [may get secrets mail - > get secrets mail]"],
    );
}

#[test]
fn databases_and_topics_are_judged_by_their_operators() {
    let cluster = "apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: main, namespace: shop-production }
spec:
  instances: 3
  imageName: r.example/postgresql:18.6
  postgresql: { parameters: { max_connections: '100', work_mem: 4MB } }
";
    check(
        cluster,
        &[("'100'", "'200'"), ("4MB", "8MB")],
        &["changed Cluster main: replaces-pods (with a switchover) [parameter max_connections 100 > 200], \
           changes [parameter work_mem 4MB > 8MB]"],
    );
    check(
        cluster,
        &[("18.6", "19.0")],
        &["changed Cluster main: interrupts (stops until its data is upgraded) [image 18.6 > 19.0]"],
    );
    check(
        cluster,
        &[("18.6", "17.9")],
        &["changed Cluster main: refused (data does not go back to an older version) [image 18.6 > 17.9]"],
    );
    let topic = "apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: orders, namespace: shop-production }
spec: { config: { retention.ms: 1209600000 } }
";
    check(
        topic,
        &[("1209600000", "604800000")],
        &["changed KafkaTopic orders: deletes-data [messages are kept 14d > 7d]"],
    );
    check(
        topic,
        &[("1209600000", "2419200000")],
        &["changed KafkaTopic orders: changes [messages are kept 14d > 28d]"],
    );
    let kept_for_ever = topic.replace("1209600000", "-1");
    check(
        &kept_for_ever,
        &[("-1", "604800000")],
        &["changed KafkaTopic orders: deletes-data [messages are kept for ever > 7d]"],
    );
}

#[test]
fn every_place_that_differs_is_told() {
    check(
        "apiVersion: example.com/v1\nkind: Gadget\nmetadata: { name: g }\nspec: { a: { b: 1 } }\n",
        &[("b: 1", "b: 2")],
        &["changed Gadget g: changes [a.b 1 > 2]"],
    );
    assert!(changes(&Trees::one("eu/production/shop/object.yaml", DEPLOYMENT, DEPLOYMENT)).is_empty());
}

#[test]
fn what_an_effect_is_called_is_not_said_twice() {
    let ids: std::collections::BTreeSet<&str> = Effect::all().map(Effect::id).collect();
    let words: std::collections::BTreeSet<&str> = Effect::all().map(Effect::words).collect();
    assert_eq!((ids.len(), words.len()), (Effect::all().count(), Effect::all().count()));
}
