//! How fast manifests are written and blueprints read, beside what cannot be beaten and what others do, in one run:
//! `cargo bench -p hagen-yaml`. The ratios say more than the megabytes, which depend on the machine.

// A measurement reads the clock and prints what it says.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use hagen_yaml::{FileId, Limits, Style, Value, read, value, write_into};

const RUNS: usize = 5;

fn main() {
    let manifests: Vec<Value> = (0..10_000).map(deployment).collect();
    let mut out = String::new();
    let ranked = measure(|| write_all(&mut out, &manifests, &Style::ranked(rank)));
    let inserted = measure(|| write_all(&mut out, &manifests, &Style::insertion()));
    let text = out.clone();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let pushed = measure(|| {
        out.clear();
        for line in &lines {
            out.push_str(line);
        }
        black_box(&out);
    });
    let foreign = measure(|| {
        for manifest in &manifests {
            black_box(serde_yaml::to_string(manifest).expect("a manifest"));
        }
    });
    let blueprint = blueprint();
    let limits = Limits { bytes: 64 << 20, nodes: 10_000_000, ..Limits::default() };
    let reading = measure(|| assert!(read(FileId(0), &blueprint, &limits).problems.is_empty()));
    let foreign_reading = measure(|| {
        black_box(serde_yaml::from_str::<serde_yaml::Value>(&blueprint).expect("a blueprint"));
    });

    println!("{:<36} {:>8} {:>8}", "", "MB/s", "ratio");
    report("write, keys ranked", text.len(), ranked, foreign);
    report("write, keys as inserted", text.len(), inserted, foreign);
    report("write with yaml_serde", text.len(), foreign, foreign);
    report("push the same lines", text.len(), pushed, foreign);
    report("read", blueprint.len(), reading, foreign_reading);
    report("read with yaml_serde", blueprint.len(), foreign_reading, foreign_reading);
}

fn write_all(out: &mut String, manifests: &[Value], style: &Style) {
    out.clear();
    for manifest in manifests {
        write_into(out, manifest, style);
    }
    black_box(out);
}

/// The best of some runs: the others were disturbed.
fn measure(mut run: impl FnMut()) -> Duration {
    let times = (0..RUNS).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

#[allow(clippy::cast_precision_loss)]
fn report(what: &str, bytes: usize, time: Duration, against: Duration) {
    let speed = bytes as f64 / time.as_secs_f64() / 1e6;
    println!("{what:<36} {speed:>8.0} {:>7.1}x", against.as_secs_f64() / time.as_secs_f64());
}

fn rank(key: &str) -> u8 {
    match key {
        "apiVersion" => 0,
        "kind" => 1,
        "metadata" | "name" => 2,
        "namespace" | "image" => 3,
        "spec" => 5,
        _ => 4,
    }
}

fn deployment(number: usize) -> Value {
    let name = format!("app-{number}");
    let labels = || value!({ "app.kubernetes.io/name": name.clone(), "app.kubernetes.io/managed-by": "hagen", "app.kubernetes.io/version": "1.20" });
    value!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": { "name": name.clone(), "namespace": "shop", "labels": (labels()) },
        "spec": {
            "replicas": 3,
            "selector": { "matchLabels": { "app.kubernetes.io/name": (name.clone()) } },
            "template": {
                "metadata": { "labels": (labels()), "annotations": { "checksum/config": (format!("{number:064x}")) } },
                "spec": {
                    "containers": [{
                        "name": (name.clone()),
                        "image": (format!("registry.example.com/shop/{name}:1.{number}.0")),
                        "args": ["--config=/etc/app/config.yaml", "--log-level=info"],
                        "env": [{ "name": "PORT", "value": "8080" }, { "name": "FEATURES", "value": "search, cart: v2" }],
                        "ports": [{ "name": "http", "containerPort": 8080, "protocol": "TCP" }],
                        "resources": { "requests": { "cpu": "100m", "memory": "128Mi" }, "limits": { "memory": "256Mi" } },
                        "readinessProbe": { "httpGet": { "path": "/ready", "port": "http" }, "periodSeconds": 5 },
                        "securityContext": { "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": { "drop": ["ALL"] } },
                        "volumeMounts": [{ "name": "config", "mountPath": "/etc/app", "readOnly": true }]
                    }],
                    "volumes": [{ "name": "config", "configMap": { "name": (format!("{name}-config")) } }],
                    "terminationGracePeriodSeconds": 30
                }
            }
        }
    })
}

fn blueprint() -> String {
    use std::fmt::Write as _;

    let mut text = String::from("name: shop\napps:\n");
    for number in 0..10_000 {
        write!(
            text,
            "  - name: app-{number}\n    image: registry.example.com/shop/app-{number}:1.{number}.0\n    replicas: 3 # as measured\n    \
             ports: [{{name: http, port: 8080}}]\n    env:\n      FEATURES: \"search, cart: v2\"\n      GREETING: 'it''s {number}'\n    \
             resources:\n      cpu: 100m\n      memory: 128Mi\n    script: |\n      set -eu\n      exec /app --port 8080\n"
        )
        .expect("writing to a string cannot fail");
    }
    text
}
