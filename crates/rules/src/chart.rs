//! Rules about the values of charts, whose objects nobody sees here.

use hagen_core::artifact::HelmRelease;
use hagen_core::{Code, Step};
use hagen_kube::{Quantity, Text};
use hagen_yaml::Value;

use crate::codes;
use crate::facts::{Facts, Gossip};
use crate::finding::IntoStep;
use crate::judge::Judge;
use crate::labels::{Labels, hash};
use crate::pod::{items, text};

/// Judges a release, and remembers who in it talks to its like.
pub(crate) fn judge(judge: &mut Judge<'_>, release: &HelmRelease, facts: &mut Facts) {
    facts.with_boards(|boards| boards.release(&judge.subject, release));
    let values = Values { judge, release };
    match release.chart.name {
        "kube-prometheus-stack" => values.prometheus(facts),
        "grafana" => values.grafana(),
        "loki" => values.loki(facts),
        "k8s-monitoring" => values.collector(),
        "istiod" => values.mesh(),
        _ => {}
    }
}

struct Values<'j, 'a, 'r> {
    judge: &'j mut Judge<'a>,
    release: &'r HelmRelease,
}

impl Values<'_, '_, '_> {
    fn at(&self, path: &[&str]) -> Option<&Value> {
        self.release.values.at(path)
    }

    fn number(&self, path: &[&str]) -> Option<i64> {
        self.at(path)?.as_int()
    }

    fn is(&self, path: &[&str], truth: bool) -> bool {
        self.at(path).and_then(Value::as_bool) == Some(truth)
    }

    /// The way to a value, from the blueprint on.
    fn way(&self, path: &[&str]) -> Vec<Step> {
        let values = self.release.values_path.steps().iter().cloned();
        values.chain(path.iter().map(|key| key.step())).collect()
    }

    fn find(&mut self, code: &'static Code, path: &[&str], message: impl Into<String>) {
        let way = self.way(path);
        self.judge.find(code, way, message);
    }

    /// How many replicas there are to be, given how many nodes there are. Of fewer that a section of the blueprint asks
    /// for, its builder tells.
    fn wanted(&self, replicas: i64) -> i64 {
        let (situation, by_user) = (self.judge.situation, self.judge.subject.by_user);
        if by_user && situation.spares() { replicas.min(situation.nodes()) } else { 1 }
    }

    /// Remembers pods that are to find each other, and the rule that says so.
    fn gossip(
        &self,
        code: &'static Code,
        facts: &mut Facts,
        labels: &[(&str, &str)],
        ports: &'static [(u16, bool)],
    ) {
        facts.gossip.push(Gossip {
            subject: self.judge.subject.clone(),
            code,
            namespace: hash(self.judge.situation.namespace),
            labels: Labels::of_pairs(labels.iter().copied()),
            ports,
        });
    }

    /// M01, M02.
    fn prometheus(mut self, facts: &mut Facts) {
        const SPEC: [&str; 2] = ["prometheus", "prometheusSpec"];
        let [prometheus, spec] = SPEC;
        let replicas = self.number(&[prometheus, spec, "replicas"]).unwrap_or(1);
        if replicas < self.wanted(2) {
            self.find(&codes::PROMETHEUS, &[prometheus, spec, "replicas"], "has a single Prometheus");
        }
        if replicas > 1 && text(&self.release.values, &[prometheus, spec, "podAntiAffinity"]) != Some("hard")
        {
            let message = "may have all its Prometheus on one node";
            self.find(&codes::PROMETHEUS, &[prometheus, spec, "podAntiAffinity"], message);
        }
        if replicas > 1 && !self.is(&[prometheus, "podDisruptionBudget", "enabled"], true) {
            let message = "has no disruption budget for its Prometheus";
            self.find(&codes::PROMETHEUS, &[prometheus, "podDisruptionBudget", "enabled"], message);
        }
        if !self.retention_fits() {
            let message = "fills the volume of its Prometheus: `retentionSize` is more than 85 % of it";
            self.find(&codes::PROMETHEUS, &[prometheus, spec, "retentionSize"], message);
        }
        if self.is(&["alertmanager", "enabled"], false) {
            return;
        }
        let way = ["alertmanager", "alertmanagerSpec", "replicas"];
        let alertmanagers = self.number(&way).unwrap_or(1);
        if alertmanagers < self.wanted(3) {
            self.find(&codes::ALERTMANAGER, &way, "has fewer than three Alertmanagers");
        }
        if alertmanagers > 1 {
            let labels = [
                ("app.kubernetes.io/name", "alertmanager"),
                ("app.kubernetes.io/instance", "kps-alertmanager"),
            ];
            self.gossip(&codes::ALERTMANAGER, facts, &labels, &[(9094, true), (9094, false)]);
        }
    }

    fn retention_fits(&self) -> bool {
        let spec = ["prometheus", "prometheusSpec"];
        let size = text(&self.release.values, &[spec[0], spec[1], "retentionSize"]).and_then(binary);
        let volume = ["storageSpec", "volumeClaimTemplate", "spec", "resources", "requests", "storage"];
        let path: Vec<&str> = spec.into_iter().chain(volume).collect();
        let volume = text(&self.release.values, &path).and_then(|text| Quantity::parse(text).ok());
        let (Some(size), Some(volume)) = (size, volume) else { return true };
        size * 100 <= volume.units() * 85
    }

    /// M05.
    fn grafana(mut self) {
        if self.number(&["replicas"]).unwrap_or(1) < 2 {
            return;
        }
        let kind = text(&self.release.values, &["grafana.ini", "database", "type"]);
        if kind.is_none_or(|kind| kind == "sqlite3") {
            let message = "has several Grafanas, each with a database of its own";
            self.find(&codes::GRAFANA, &["grafana.ini", "database", "type"], message);
        }
        if self.is(&["persistence", "enabled"], true) {
            let message = "has several Grafanas that want one volume";
            self.find(&codes::GRAFANA, &["persistence", "enabled"], message);
        }
        let alerting = ["grafana.ini", "unified_alerting", "enabled"];
        let peers = self.at(&["grafana.ini", "unified_alerting", "ha_peers"]).is_some();
        if !self.is(&alerting, false) && !peers {
            let message = "has several Grafanas that all send every alert";
            self.find(&codes::GRAFANA, &["grafana.ini", "unified_alerting", "ha_peers"], message);
        }
        if self.is(&["assertNoLeakedSecrets"], false) {
            let message = "lets secrets into a ConfigMap";
            self.find(&codes::GRAFANA, &["assertNoLeakedSecrets"], message);
        }
    }

    /// L01, L02, L03.
    fn loki(mut self, facts: &mut Facts) {
        let copies = self.number(&["loki", "commonConfig", "replication_factor"]).unwrap_or(3);
        let (writer, replicas) = ["singleBinary", "ingester", "write"]
            .into_iter()
            .map(|part| (part, self.number(&[part, "replicas"]).unwrap_or(0)))
            .max_by_key(|(_, replicas)| *replicas)
            .unwrap_or(("singleBinary", 0));
        if replicas < copies {
            let message = format!("keeps {copies} copies of each line, and has {replicas} writers");
            self.find(&codes::LOKI_COPIES, &[writer, "replicas"], message);
        }
        if replicas > 1 {
            if text(&self.release.values, &["loki", "storage", "type"]) == Some("filesystem") {
                let message = "has several writers, each with a store of its own";
                self.find(&codes::LOKI_STORE, &["loki", "storage", "type"], message);
            }
            if self.number(&[writer, "podDisruptionBudget", "maxUnavailable"]).unwrap_or(1) != 1 {
                let message = "lets more than one writer go at once, or none";
                self.find(&codes::LOKI_WRITERS, &[writer, "podDisruptionBudget", "maxUnavailable"], message);
            }
            let labels = [
                ("app.kubernetes.io/name", "loki"),
                ("app.kubernetes.io/instance", "loki"),
                ("app.kubernetes.io/part-of", "memberlist"),
            ];
            self.gossip(&codes::LOKI_STORE, facts, &labels, &[(7946, true)]);
        }
        if self.is(&[writer, "persistence", "enabled"], false) {
            let message = "loses what writers have not yet stored when they are moved";
            self.find(&codes::LOKI_WRITERS, &[writer, "persistence", "enabled"], message);
        }
        if self.number(&["compactor", "replicas"]).unwrap_or(0) > 1 {
            let message = "has two compactors, which delete each other's work";
            self.find(&codes::LOKI_WRITERS, &["compactor", "replicas"], message);
        }
    }

    /// L04.
    fn collector(mut self) {
        const LOGS: [&str; 2] = ["collectors", "logs"];
        let [collectors, logs] = LOGS;
        if self.at(&LOGS).is_none() {
            return;
        }
        let presets: Vec<&str> =
            items(self.at(&[collectors, logs, "presets"])).filter_map(Value::as_str).collect();
        let (on_nodes, keeps) = (presets.contains(&"daemonset"), presets.contains(&"host-storage"));
        let everywhere = items(self.at(&[collectors, logs, "controller", "tolerations"]))
            .any(|it| text(it, &["operator"]) == Some("Exists") && it.get("key").is_none());
        if !on_nodes {
            self.find(&codes::COLLECTOR, &[collectors, logs, "presets"], "does not collect on every node");
        } else if !keeps {
            let message = "forgets where it was, and sends or loses lines twice, when its pod is replaced";
            self.find(&codes::COLLECTOR, &[collectors, logs, "presets"], message);
        }
        if !everywhere {
            let message = "collects nothing on nodes with a taint";
            self.find(&codes::COLLECTOR, &[collectors, logs, "controller", "tolerations"], message);
        }
    }

    /// X01, X02, X03.
    fn mesh(mut self) {
        let scaled = self.is(&["autoscaleEnabled"], true);
        let key = if scaled { "autoscaleMin" } else { "replicaCount" };
        if self.number(&[key]).unwrap_or(1) < self.wanted(2) {
            self.find(
                &codes::MESH_CONTROL,
                &[key],
                "has a single pod that gives proxies their configuration",
            );
        }
        if self.is(&["global", "defaultPodDisruptionBudget", "enabled"], false) {
            let message = "has no disruption budget for what gives proxies their configuration";
            self.find(&codes::MESH_CONTROL, &["global", "defaultPodDisruptionBudget", "enabled"], message);
        }
        if text(&self.release.values, &["env", "ENABLE_NATIVE_SIDECARS"]) == Some("false") {
            let message = "gives pods proxies that stop before their program, and that keep jobs from ending";
            self.find(&codes::SIDECARS, &["env", "ENABLE_NATIVE_SIDECARS"], message);
        }
        let rewrites = ["sidecarInjectorWebhook", "rewriteAppHTTPProbe"];
        if self.is(&rewrites, false) {
            let message = "leaves probes as they are, which strict mTLS refuses";
            self.find(&codes::MESH_PROBES, &rewrites, message);
        }
    }
}

/// An amount of bytes as Prometheus writes it: `MB` is of 1024s there.
fn binary(text: &str) -> Option<u128> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit())?;
    let unit = ["B", "KB", "MB", "GB", "TB"].iter().position(|unit| *unit == &text[digits..])?;
    text[..digits].parse::<u128>().ok().map(|number| number << (10 * unit))
}
