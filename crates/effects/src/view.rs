//! Objects whose meaning is a list of rules, with each rule as the sentences that it says.

use hagen_yaml::{Map, Value};

use crate::words;

/// A network policy: who may reach whom at which port.
pub(crate) fn network_policy(object: &Value) -> Value {
    let mut object = object.clone();
    for (direction, peers, word) in [("ingress", "from", "from"), ("egress", "to", "to")] {
        let rules = object.at(&["spec", direction]).and_then(Value::as_list).map(|rules| {
            let sentences = rules.iter().flat_map(|rule| allowed(rule, peers, word));
            sorted(sentences.collect())
        });
        set(&mut object, direction, rules);
    }
    object
}

fn allowed(rule: &Value, peers: &str, word: &str) -> Vec<String> {
    let of = |key: &str| rule.get(key).and_then(Value::as_list).unwrap_or_default();
    let peers: Vec<String> = match of(peers) {
        [] => vec!["anywhere".to_owned()],
        peers => peers.iter().map(peer).collect(),
    };
    let ports: Vec<String> = match of("ports") {
        [] => vec!["any port".to_owned()],
        ports => ports.iter().map(port).collect(),
    };
    peers.iter().flat_map(|peer| ports.iter().map(move |port| format!("{word} {peer} on {port}"))).collect()
}

fn port(port: &Value) -> String {
    let number = port.get("port").and_then(words::scalar).unwrap_or_else(|| "any port".to_owned());
    let end = port.get("endPort").and_then(words::scalar).map(|end| format!("-{end}")).unwrap_or_default();
    match port.get("protocol").and_then(Value::as_str) {
        None | Some("TCP") => number + &end,
        Some(protocol) => format!("{number}{end}/{protocol}"),
    }
}

fn peer(peer: &Value) -> String {
    if let Some(block) = peer.get("ipBlock") {
        let cidr = block.get("cidr").and_then(Value::as_str).unwrap_or_default();
        let except = block.get("except").map(|except| format!(" but {}", words::value(except)));
        return format!("{cidr}{}", except.unwrap_or_default());
    }
    let namespace = peer.get("namespaceSelector").map(selector);
    let pods = peer.get("podSelector").map(selector);
    match (namespace, pods) {
        (Some(namespace), Some(pods)) => format!("{namespace}/{pods}"),
        (Some(namespace), None) => format!("{namespace}/*"),
        (None, Some(pods)) => pods,
        (None, None) => "anywhere".to_owned(),
    }
}

/// Labels that name what they select. What else is asked for stands behind.
const NAMES: [&str; 9] = [
    "kubernetes.io/metadata.name",
    "cnpg.io/cluster",
    "strimzi.io/name",
    "strimzi.io/cluster",
    "cluster-name",
    "k8s-app",
    "app.kubernetes.io/instance",
    "app.kubernetes.io/name",
    "app",
];

fn selector(selector: &Value) -> String {
    let labels = selector.get("matchLabels").and_then(Value::as_map);
    let expressions = selector.get("matchExpressions").map(words::value);
    let mut labels: Vec<(&str, &str)> = labels
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.as_ref(), value.as_str()?)))
        .collect();
    let name = NAMES.iter().find_map(|name| labels.iter().position(|(key, _)| key == name));
    let name = name.map(|at| labels.remove(at).1);
    // The instance names the pods, the name of the program says the same again.
    labels.retain(|(key, value)| {
        *key != "app.kubernetes.io/name" || name.is_none_or(|name| !name.contains(value))
    });
    let rest = labels.iter().map(|(_, value)| (*value).to_owned()).chain(expressions);
    let rest = rest.collect::<Vec<_>>().join(" ");
    match (name, rest.is_empty()) {
        (None, true) => "*".to_owned(),
        (Some(name), true) => name.to_owned(),
        (None, false) => rest,
        (Some(name), false) => format!("{name} ({rest})"),
    }
}

/// Roles: who may do what with which objects.
pub(crate) fn role(object: &Value) -> Value {
    let mut object = object.clone();
    let Some(rules) = object.get("rules").and_then(Value::as_list) else { return object };
    let sentences = sorted(rules.iter().flat_map(permissions).collect());
    if let Some(map) = object.as_map_mut() {
        map.insert("rules", sentences);
    }
    object
}

fn permissions(rule: &Value) -> Vec<String> {
    let list = |key: &str| -> Vec<String> {
        let items = rule.get(key).and_then(Value::as_list).unwrap_or_default();
        items.iter().filter_map(words::scalar).collect()
    };
    let verbs = list("verbs").join("/");
    let names = list("resourceNames");
    let things = list("resources").into_iter().chain(list("nonResourceURLs"));
    let groups =
        list("apiGroups").into_iter().filter(|group| !group.is_empty()).collect::<Vec<_>>().join(",");
    let group = if groups.is_empty() { String::new() } else { format!(" of {groups}") };
    let sentences = things.flat_map(|thing| {
        let what = format!("{verbs} {thing}{group}");
        if names.is_empty() {
            vec![what]
        } else {
            names.iter().map(|name| format!("{what} {name}")).collect()
        }
    });
    sentences.collect()
}

/// The cluster that Argo CD runs in.
const HERE: &str = "https://kubernetes.default.svc";

/// Argo CD's projects: lists of what they allow.
pub(crate) fn project(object: &Value) -> Value {
    let mut object = object.clone();
    for list in ["clusterResourceWhitelist", "namespaceResourceWhitelist"] {
        let kinds = object.at(&["spec", list]).and_then(Value::as_list).map(|kinds| {
            let text = |kind: &Value, key: &str| kind.get(key).and_then(words::scalar).unwrap_or_default();
            let kind = |it: &Value| [text(it, "kind"), text(it, "name")].join(" ").trim().to_owned();
            let said = |it: &Value| match text(it, "group") {
                group if group.is_empty() => kind(it),
                group => format!("{} ({group})", kind(it)),
            };
            sorted(kinds.iter().map(said).collect())
        });
        set(&mut object, list, kinds);
    }
    let destinations = object.at(&["spec", "destinations"]).and_then(Value::as_list).map(|destinations| {
        let text = |it: &Value, key: &str| it.get(key).and_then(words::scalar).unwrap_or_default();
        let said = |it: &Value| match text(it, "server").as_str() {
            "" | HERE => text(it, "namespace"),
            server => format!("{} at {server}", text(it, "namespace")),
        };
        sorted(destinations.iter().map(said).collect())
    });
    set(&mut object, "destinations", destinations);
    object
}

/// The mesh's rules of who may send what.
pub(crate) fn authorization(object: &Value) -> Value {
    let mut object = object.clone();
    let rules = object.at(&["spec", "rules"]).and_then(Value::as_list).map(|rules| {
        let sentences = rules.iter().flat_map(|rule| {
            let sources = rule.get("from").and_then(Value::as_list).unwrap_or_default();
            let sources = sources.iter().filter_map(|from| from.get("source")?.as_map());
            let who: Vec<String> = sources
                .flat_map(|source| source.iter())
                .flat_map(|(_, names)| names.as_list().unwrap_or_default())
                .filter_map(words::scalar)
                .collect();
            let who = if who.is_empty() { vec!["anybody".to_owned()] } else { who };
            let what = rule.get("to").map(|to| format!(" to {}", words::value(to))).unwrap_or_default();
            let when =
                rule.get("when").map(|when| format!(" when {}", words::value(when))).unwrap_or_default();
            who.into_iter().map(move |who| format!("{who}{what}{when}"))
        });
        sorted(sentences.collect())
    });
    set(&mut object, "rules", rules);
    object
}

fn sorted(mut sentences: Vec<String>) -> Value {
    sentences.sort();
    sentences.dedup();
    sentences.into()
}

fn set(object: &mut Value, key: &'static str, value: Option<Value>) {
    let spec = object.as_map_mut().and_then(|map| map.get_mut("spec"));
    if let (Some(spec), Some(value)) = (spec.and_then(Value::as_map_mut), value) {
        Map::insert(spec, key, value);
    }
}
