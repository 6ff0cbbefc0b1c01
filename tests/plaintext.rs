//! Secrets of every shape, in everything that carries a text, plain and wrapped: all refused, at their line, and never
//! repeated.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hagen::{Source, compile_text};
use rayon::prelude::*;

const HEAD: &str = "apiVersion: hagen/v1alpha1
kind: Blueprint
name: shop
delivery: { git: { repoURL: https://git.example.com/deploy.git } }
";

/// Where a text may stand. `@` is the text, quoted; what follows the second line is a file beside the blueprint.
const CARRIERS: [(&str, &str, &str); 9] = [
    (
        "a variable",
        "apps:\n  web: { image: registry.example.com/web:1.0, port: 80, health: /up, config: { THING: @ } }\n",
        "",
    ),
    (
        "an argument",
        "apps:\n  web: { image: registry.example.com/web:1.0, port: 80, health: /up, args: [--thing, @] }\n",
        "",
    ),
    (
        "a command",
        "apps:\n  web: { image: registry.example.com/web:1.0, port: 80, health: /up, command: [sh, -c, @] }\n",
        "",
    ),
    (
        "a file",
        "apps:\n  web: { image: registry.example.com/web:1.0, port: 80, health: /up, files: { /etc/thing: { text: @ } } }\n",
        "",
    ),
    (
        "a value of a chart",
        "postgres: { main: { storage: 1Gi } }\nvalues:\n  cloudnative-pg: { additionalArgs: [@] }\n",
        "",
    ),
    (
        "a chart of one's own",
        "charts:\n  own: { chart: thing, repository: https://charts.example.com, version: 1.0.0, values: { deep: [{ thing: @ }] } }\n",
        "",
    ),
    (
        "a patch",
        "apps:\n  web: { image: registry.example.com/web:1.0, port: 80, health: /up }\npatches:\n  more: { kind: Deployment, name: web, merge: { metadata: { annotations: { thing: @ } } } }\n",
        "",
    ),
    (
        "an object",
        "manifests: { own: { from: own.yaml } }\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: own, namespace: shop-production }\ndata: { thing: @ }\n",
    ),
    (
        "a note on an object",
        "manifests: { own: { from: own.yaml } }\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: own, namespace: shop-production, annotations: { thing: @ } }\n",
    ),
];

/// A text that begins like a token, without this file holding one.
fn token(begin: &str, length: usize) -> String {
    begin.to_owned() + &"a1B2c3D4e5F6g7H8".repeat(5)[..length]
}

/// What gives itself away, whatever it is called.
fn secrets() -> Vec<(&'static str, String)> {
    let key = |kind: &str| {
        let edge = |word: &str| format!("-----{word} {kind}PRIVATE KEY-----");
        format!("{}\n{}\n{}\n", edge("BEGIN"), token("MIIE", 60), edge("END"))
    };
    vec![
        ("a private key", key("")),
        ("a private key of RSA", key("RSA ")),
        ("a private key of SSH", key("OPENSSH ")),
        ("a key of Amazon's", token("AKIA", 16).to_uppercase()),
        ("a token of GitHub's", token("ghp_", 36)),
        ("a token of GitLab's", token("glpat-", 20)),
        ("a token of Slack's", token("xoxb-", 20)),
        ("a key of Stripe's", token("sk_live_", 24)),
        (
            "a token of a service",
            format!("{}.{}.{}", "eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxIn0", token("c2ln", 30)),
        ),
        ("an address", format!("postgres://shop:{}@db.example.com/shop", token("", 12))),
    ]
}

/// The ways in which a secret is written into a text.
fn written(secret: &str) -> [String; 4] {
    let json = serde_json::json!({ "a": { "b": [secret] } }).to_string();
    [secret.to_owned(), format!("the thing is {secret} here"), STANDARD.encode(secret), json]
}

struct Planted {
    what: String,
    secret: String,
    blueprint: String,
    beside: String,
    /// The file that it stands in, and its line, from 0.
    file: &'static str,
    line: usize,
}

fn planted() -> Vec<Planted> {
    let mut planted = Vec::new();
    for (name, secret) in secrets() {
        for (way, text) in written(&secret).iter().enumerate() {
            // JSON is YAML: a text with its line ends on one line.
            let quoted = serde_json::Value::from(text.clone()).to_string();
            for (carrier, blueprint, beside) in CARRIERS {
                let own = format!("{HEAD}{blueprint}");
                let (file, template) =
                    if beside.is_empty() { ("blueprint.yaml", &*own) } else { ("own.yaml", beside) };
                planted.push(Planted {
                    what: format!("{name} in {carrier}, way {way}"),
                    secret: secret.clone(),
                    blueprint: own.replace('@', &quoted),
                    beside: beside.replace('@', &quoted),
                    line: template.lines().take_while(|line| !line.contains('@')).count(),
                    file,
                });
            }
        }
    }
    planted
}

/// What is not as it should be: the secret gets through, is told at another line, or is repeated.
fn fault(planted: &Planted) -> Option<String> {
    let Planted { what, secret, blueprint, beside, file, line: line_of_it } = planted;
    let files = BTreeMap::from([("own.yaml".to_owned(), beside.clone().into_bytes())]);
    let source = Source { name: "blueprint.yaml".into(), text: blueprint.clone().into_bytes() };
    let compilation = compile_text(source, &files);
    if compilation.tree.is_some() {
        return Some(format!("{what}: gets through"));
    }
    let said = format!("{:?}", compilation.diagnostics);
    if secret.lines().any(|line| said.contains(line) && !line.starts_with("---")) {
        return Some(format!("{what}: is repeated"));
    }
    let is_there = |diagnostic: &hagen::Diagnostic| {
        let span = diagnostic.place.span;
        let Some(source) = compilation.sources.get(span.file) else { return false };
        let before = &source.text[..span.start as usize];
        let line = before.split(|byte| *byte == b'\n').count() - 1;
        (source.name.as_str(), line) == (*file, *line_of_it)
    };
    let is_located = compilation.diagnostics.iter().any(|it| it.is_error() && is_there(it));
    let errors = compilation.diagnostics.iter().filter(|it| it.is_error());
    let said: Vec<_> = errors.map(|it| (&it.code.id, &it.message, &it.place.path)).collect();
    (!is_located).then(|| format!("{what}: is told elsewhere: {said:?}"))
}

#[test]
fn no_secret_gets_through_in_whatever_carries_it() {
    let planted = planted();
    let wrong: Vec<String> = planted.par_iter().filter_map(fault).collect();
    println!(
        "figure plaintext: {} secrets of {} shapes in {} places, plain, in a sentence, in base64, in JSON: {} refused at their line",
        planted.len(),
        secrets().len(),
        CARRIERS.len(),
        planted.len() - wrong.len()
    );
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), planted.len(), wrong.join("\n"));
}
