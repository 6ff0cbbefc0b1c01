//! Each rule catches its defect, alone, where the user wrote it. A defect is planted by a patch, or by a file of the
//! user's own, in a platform that breaks no rule.

use std::collections::{BTreeMap, BTreeSet};

use hagen::{Source, compile_text};
use rayon::prelude::*;

/// A platform in three zones that breaks no rule, with an autoscaled application, one of three replicas, and a job.
const BASE: &str = include_str!("base.yaml");

/// A platform with monitoring and logs that breaks no rule.
const OBSERVED: &str = include_str!("../../blueprints/microservice-k3s.yaml");

/// A platform with a mesh that breaks no rule.
const MESHED: &str = include_str!("../../blueprints/mesh-logging.yaml");

/// A defect.
struct Mutant {
    /// The platform that it is planted in.
    base: &'static str,
    /// The rule that catches it.
    rule: &'static str,
    /// What is put at the end of the blueprint.
    blueprint: String,
    /// The user's own file `own.yaml`.
    own: &'static str,
    /// What stands on the line that is shown.
    line: &'static str,
    /// Another rule that the defect breaks as well.
    also: Option<&'static str>,
}

impl Mutant {
    /// The same, where the defect breaks another rule as well.
    fn also(self, rule: &'static str) -> Self {
        Self { also: Some(rule), ..self }
    }

    /// The same, in another platform.
    fn in_platform(self, base: &'static str) -> Self {
        Self { base, ..self }
    }

    /// The same, where the blueprint says more.
    fn with(self, blueprint: &str) -> Self {
        Self { blueprint: self.blueprint + blueprint, ..self }
    }
}

/// A patch of an object.
fn patch(rule: &'static str, object: &str, merge: &str, line: &'static str) -> Mutant {
    let (kind, name) = object.split_once(' ').unwrap();
    let blueprint =
        format!("patches:\n  defect:\n    kind: {kind}\n    name: {name}\n    merge:\n{}", indented(merge));
    Mutant { base: BASE, rule, blueprint, own: "", line, also: None }
}

/// An object of the user's own.
fn own(rule: &'static str, own: &'static str, line: &'static str) -> Mutant {
    Mutant {
        base: BASE,
        rule,
        blueprint: "manifests: { own: { from: own.yaml } }\n".to_owned(),
        own,
        line,
        also: None,
    }
}

/// Values of a chart, in a platform that has it.
fn values(rule: &'static str, base: &'static str, chart: &str, values: &str, line: &'static str) -> Mutant {
    let blueprint = format!("values:\n  {chart}: {values}\n");
    Mutant { base, rule, blueprint, own: "", line, also: None }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("      {line}\n")).collect()
}

/// A patch of the only container of a Deployment.
fn container(rule: &'static str, key: &str, line: &'static str) -> Mutant {
    let merge = format!("spec:\n  template:\n    spec:\n      containers:\n      - name: web\n        {key}");
    patch(rule, "Deployment web", &merge, line)
}

/// A patch of the pods of a Deployment.
fn pod(rule: &'static str, key: &str, line: &'static str) -> Mutant {
    patch(rule, "Deployment web", &format!("spec:\n  template:\n    spec:\n      {key}"), line)
}

fn mutants() -> Vec<Mutant> {
    vec![
        patch("A01", "Deployment api", "spec: { replicas: 1 }", "replicas: 1").also("A09"),
        patch("A02", "Deployment web", "spec: { replicas: 3 }", "replicas: 3"),
        patch(
            "A03",
            "HorizontalPodAutoscaler web",
            "spec: { minReplicas: 9, maxReplicas: 9 }",
            "maxReplicas: 9",
        ),
        patch(
            "A03",
            "HorizontalPodAutoscaler web",
            "spec: { behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } }",
            "stabilizationWindowSeconds",
        ),
        patch("A04", "Deployment web", SIDECAR, "containers").also("A23"),
        patch("A05", "HorizontalPodAutoscaler web", "spec: { scaleTargetRef: { name: wob } }", "name: wob")
            .also("A09"),
        patch(
            "A06",
            "PodDisruptionBudget web",
            "spec: { selector: { matchLabels: { app.kubernetes.io/name: wob } } }",
            "matchLabels",
        ),
        own("A06", SECOND_BUDGET, "selector:"),
        patch("A07", "PodDisruptionBudget web", "spec: { maxUnavailable: 0 }", "maxUnavailable: 0"),
        patch(
            "A07",
            "PodDisruptionBudget web",
            "spec: { maxUnavailable: null, minAvailable: 100% }",
            "minAvailable",
        ),
        patch("A08", "PodDisruptionBudget web", "spec: { maxUnavailable: 3 }", "maxUnavailable: 3"),
        own("A09", BUDGET_OF_API, "maxUnavailable").with(SINGLE_API),
        patch(
            "A10",
            "PodDisruptionBudget web",
            "spec: { unhealthyPodEvictionPolicy: IfHealthyBudget }",
            "IfHealthyBudget",
        ),
        pod(
            "A11",
            "topologySpreadConstraints: [{ topologyKey: kubernetes.io/hostname, maxSkew: 1, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: [pod-template-hash], labelSelector: { matchLabels: { app.kubernetes.io/name: web } } }]",
            "topologySpreadConstraints",
        ),
        pod(
            "A12",
            "{ topologySpreadConstraints: [{ topologyKey: topology.kubernetes.io/zone, maxSkew: 1, minDomains: 2, nodeTaintsPolicy: Honor, whenUnsatisfiable: DoNotSchedule, matchLabelKeys: [pod-template-hash], labelSelector: { matchLabels: { app.kubernetes.io/name: web } } }], affinity: null }",
            "topologySpreadConstraints",
        ),
        pod(
            "A13",
            "affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: wob } } } }] } }",
            "podAntiAffinity",
        ),
        pod(
            "A14",
            "affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app.kubernetes.io/name: web } } }] } }",
            "podAntiAffinity",
        ),
        pod(
            "A15",
            "topologySpreadConstraints: [{ topologyKey: topology.kubernetes.io/zone, maxSkew: 1, minDomains: 4, nodeTaintsPolicy: Honor, whenUnsatisfiable: DoNotSchedule, matchLabelKeys: [pod-template-hash], labelSelector: { matchLabels: { app.kubernetes.io/name: web } } }]",
            "minDomains",
        ),
        patch(
            "A16",
            "Deployment web",
            "spec: { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } }",
            "maxSurge",
        ),
        patch(
            "A16",
            "Deployment web",
            "spec: { strategy: { type: Recreate, rollingUpdate: null } }",
            "Recreate",
        ),
        container("A17", "readinessProbe: null", "readinessProbe"),
        container(
            "A18",
            "livenessProbe: { httpGet: { path: /readyz }, failureThreshold: 3, periodSeconds: 5 }",
            "livenessProbe",
        ),
        container("A19", "readinessProbe: { httpGet: { port: metrics } }", "port: metrics"),
        container("A20", "startupProbe: null", "startupProbe"),
        container("A21", "lifecycle: { preStop: { sleep: { seconds: 1 } } }", "preStop"),
        pod("A21", "terminationGracePeriodSeconds: 18", "terminationGracePeriodSeconds"),
        pod("A22", "priorityClassName: golden", "priorityClassName"),
        container("A23", "resources: { limits: { memory: 8Gi } }", "8Gi"),
        pod("A23", "volumes: [{ name: tmp, emptyDir: { sizeLimit: null } }]", "emptyDir"),
        container("A23", "resources: { limits: { ephemeral-storage: null } }", "ephemeral-storage"),
        patch("A25", "Service web", "spec: { selector: { app.kubernetes.io/name: wob } }", "selector"),
        patch("A25", "Service web", "spec: { ports: [{ name: http, targetPort: wob }] }", "targetPort"),
        own("A26", CLAIM, "volumes").with(API_WITH_CLAIM),
        patch("A27", "CronJob report", "spec: { concurrencyPolicy: Allow }", "concurrencyPolicy"),
        patch("A27", "CronJob report", "spec: { startingDeadlineSeconds: null }", "startingDeadlineSeconds"),
        patch(
            "A29",
            "Deployment web",
            "spec: { selector: { matchLabels: { app.kubernetes.io/version: 1.4.2 } } }",
            "matchLabels",
        ),
        pod("A30", "tolerations: []", "tolerations"),
        pod(
            "A33",
            "topologySpreadConstraints: [{ topologyKey: topology.kubernetes.io/zone, maxSkew: 1, whenUnsatisfiable: DoNotSchedule, matchLabelKeys: [pod-template-hash], labelSelector: { matchLabels: { app.kubernetes.io/name: web } } }]",
            "topologySpreadConstraints",
        ),
        pod("S01", "hostNetwork: true", "hostNetwork"),
        container("S01", "securityContext: { capabilities: { add: [SYS_ADMIN] } }", "capabilities"),
        container("S02", "securityContext: { readOnlyRootFilesystem: false }", "readOnlyRootFilesystem"),
        pod("S03", "automountServiceAccountToken: true", "automountServiceAccountToken"),
        container("S04", "image: registry.example.com/web:latest", "latest"),
        own("S05", ALL_RIGHTS, "verbs:"),
        patch(
            "A24",
            "Deployment api",
            "spec: { replicas: 16, template: { spec: { containers: [{ name: api, resources: { requests: { cpu: 2 }, limits: { cpu: 2 } } }] } } }",
            "containers",
        ),
        own("N01", NAMESPACE, "metadata"),
        patch(
            "N02",
            "NetworkPolicy report",
            "spec: { podSelector: { matchLabels: { app.kubernetes.io/name: wob } } }",
            "report:",
        ),
        patch("N03", "NetworkPolicy api", "spec: { ingress: [] }", "ingress"),
        patch(
            "N03",
            "NetworkPolicy web",
            "spec: { egress: [{ ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }] }] }",
            "egress",
        ),
        own("N04", OPEN_POLICY, "ingress"),
        own("N05", NO_NAMES, "egress"),
        patch("N06", "NetworkPolicy web", "spec: { ingress: [] }", "ingress"),
        patch(
            "M04",
            "ServiceMonitor web",
            "spec: { endpoints: [{ port: wob, path: /metrics }] }",
            "port: wob",
        ),
        patch(
            "M04",
            "ServiceMonitor web",
            "spec: { selector: { matchLabels: { app.kubernetes.io/name: wob } } }",
            "selector",
        ),
        own("N08", LOST_ROUTE, "rules:"),
        own("N08", PLAIN_INGRESS, "spec:"),
        container(
            "K01",
            "env: [{ name: TOKEN, valueFrom: { secretKeyRef: { name: wob, key: token } } }]",
            "env",
        ),
        container(
            "K01",
            "env: [{ name: TOKEN, valueFrom: { secretKeyRef: { name: web-web, key: wob } } }]",
            "env",
        ),
        patch("P01", "Cluster postgres-main", "spec: { instances: 2 }", "instances"),
        patch(
            "P02",
            "Cluster postgres-main",
            "spec: { postgresql: { synchronous: { number: 3 } } }",
            "number",
        ),
        patch("P02", "Cluster postgres-main", "spec: { postgresql: { synchronous: null } }", "synchronous"),
        patch(
            "P03",
            "Cluster postgres-main",
            "spec: { affinity: { podAntiAffinityType: preferred } }",
            "preferred",
        ),
        patch(
            "P03",
            "Cluster postgres-main",
            "spec: { affinity: { topologyKey: kubernetes.io/hostname } }",
            "hostname",
        ),
        own("P04", LOST_BACKUP, "name: wob"),
        patch("P05", "Cluster postgres-main", "spec: { enablePDB: false }", "enablePDB"),
        patch("P06", "Cluster postgres-main", "spec: { walStorage: null }", "walStorage"),
        patch(
            "P08",
            "Cluster postgres-main",
            "spec: { postgresql: { parameters: { max_connections: \"20\" } } }",
            "max_connections",
        ),
        patch(
            "P09",
            "Cluster postgres-main",
            "spec: { enableSuperuserAccess: true }",
            "enableSuperuserAccess",
        ),
        values("M01", OBSERVED, KPS, "{ prometheus: { prometheusSpec: { replicas: 1 } } }", "replicas"),
        values(
            "M01",
            OBSERVED,
            KPS,
            "{ prometheus: { prometheusSpec: { retentionSize: 50000MB } } }",
            "retentionSize",
        ),
        values("M01", OBSERVED, KPS, "{ prometheus: { prometheusSpec: { podAntiAffinity: soft } } }", "soft"),
        values("M02", OBSERVED, KPS, "{ alertmanager: { alertmanagerSpec: { replicas: 1 } } }", "replicas"),
        patch("M02", "NetworkPolicy kps-alertmanager", "spec: { ingress: [] }", "ingress")
            .in_platform(OBSERVED),
        own("M06", LOST_ALERT, "expr:"),
        values("M05", OBSERVED, "grafana", "{ persistence: { enabled: true } }", "persistence"),
        values("M05", OBSERVED, "grafana", "{ grafana.ini: { database: { type: sqlite3 } } }", "sqlite3"),
        values("L01", OBSERVED, "loki", "{ singleBinary: { replicas: 2 } }", "replicas"),
        values("L02", OBSERVED, "loki", "{ loki: { storage: { type: filesystem } } }", "filesystem"),
        patch("L02", "NetworkPolicy loki", "spec: { ingress: [] }", "ingress").in_platform(OBSERVED),
        values(
            "L03",
            OBSERVED,
            "loki",
            "{ singleBinary: { podDisruptionBudget: { maxUnavailable: 2 } } }",
            "maxUnavailable",
        ),
        values(
            "L04",
            OBSERVED,
            "k8s-monitoring",
            "{ collectors: { logs: { controller: { tolerations: [] } } } }",
            "tolerations",
        ),
        values("X01", MESHED, "istiod", "{ replicaCount: 1 }", "replicaCount"),
        values(
            "X02",
            MESHED,
            "istiod",
            "{ env: { ENABLE_NATIVE_SIDECARS: \"false\" } }",
            "ENABLE_NATIVE_SIDECARS",
        ),
        values(
            "X03",
            MESHED,
            "istiod",
            "{ sidecarInjectorWebhook: { rewriteAppHTTPProbe: false } }",
            "rewriteAppHTTPProbe",
        ),
        own("G02", PROJECT, "sourceRepos"),
        patch(
            "G03",
            "Cluster postgres-main",
            "metadata: { annotations: { argocd.argoproj.io/sync-options: Prune=true } }",
            "sync-options",
        ),
        own("G08", APPLICATION, "syncOptions"),
        patch("N07", "Service web", "spec: { type: NodePort }", "NodePort"),
    ]
}

/// A second container without a request of CPU, which the autoscaler follows.
const SIDECAR: &str = "\
spec:
  template:
    spec:
      containers:
      - name: web
        resources: { requests: { cpu: null } }
";

const SINGLE_API: &str = "environments: { production: { overlay: { apps: { api: { replicas: 1 } } } } }\n";

const BUDGET_OF_API: &str = "\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: api
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      app.kubernetes.io/name: api
";

const CLAIM: &str = "\
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1Gi } }
";

const API_WITH_CLAIM: &str = "\
patches:
  claim:
    kind: Deployment
    name: api
    merge:
      spec: { template: { spec: { volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }] } } }
";

const NAMESPACE: &str = "\
apiVersion: v1
kind: Namespace
metadata:
  name: wild
  labels: { pod-security.kubernetes.io/enforce: restricted }
";

const OPEN_POLICY: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: open
spec:
  podSelector: { matchLabels: { app.kubernetes.io/name: web } }
  policyTypes: [Ingress]
  ingress: [{}]
";

const NO_NAMES: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: more
spec:
  podSelector: { matchLabels: { app.kubernetes.io/name: web } }
  policyTypes: [Egress]
  egress: [{ to: [{ ipBlock: { cidr: 192.0.2.0/24 } }], ports: [{ port: 443 }] }]
";

const LOST_ROUTE: &str = "\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: lost
spec:
  parentRefs: [{ name: production, namespace: traefik }]
  hostnames: [lost.example.com]
  rules: [{ backendRefs: [{ name: wob, port: 8080 }] }]
";

const PLAIN_INGRESS: &str = "\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: plain
spec:
  rules: [{ host: plain.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 8080 } } } }] } }]
";

const KPS: &str = "kube-prometheus-stack";

const LOST_ALERT: &str = "\
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: lost
spec:
  groups:
  - name: lost
    rules:
    - alert: Lost
      expr: up{namespace=\"wob\"} == 0
";

const LOST_BACKUP: &str = "\
apiVersion: postgresql.cnpg.io/v1
kind: ScheduledBackup
metadata:
  name: lost
spec:
  schedule: '0 0 3 * * *'
  cluster:
    name: wob
";

const PROJECT: &str = "\
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: all
  namespace: argocd
spec:
  sourceRepos: ['*']
  destinations: [{ server: https://kubernetes.default.svc, namespace: shop-production }]
";

const APPLICATION: &str = "\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: more
  namespace: argocd
spec:
  project: more
  destination: { server: https://kubernetes.default.svc, namespace: shop-production }
  source: { repoURL: https://git.example.com/more.git, path: more, targetRevision: main }
  syncPolicy: { syncOptions: [CreateNamespace=false] }
";

const SECOND_BUDGET: &str = "\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: second
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      app.kubernetes.io/name: web
";

const ALL_RIGHTS: &str = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: all
rules:
- apiGroups: [apps]
  resources: [deployments]
  verbs: ['*']
";

/// The findings of rules: the code, and the line that is shown.
fn findings(base: &str, blueprint: &str, own: &str) -> BTreeSet<(String, String)> {
    let files = BTreeMap::from([("own.yaml".to_owned(), own.as_bytes().to_vec())]);
    let source = Source { name: "blueprint.yaml".into(), text: format!("{base}{blueprint}").into_bytes() };
    let compilation = compile_text(source, &files);
    let shown = |diagnostic: &hagen::Diagnostic| {
        let span = diagnostic.place.span;
        let source = compilation.sources.get(span.file).expect("a finding has a place");
        let text = String::from_utf8_lossy(&source.text);
        let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..].lines().next().unwrap_or_default().to_owned();
        (diagnostic.code.id.to_owned(), line)
    };
    let of_other =
        |diagnostic: &&hagen::Diagnostic| !diagnostic.code.id.starts_with("HG21") && diagnostic.is_error();
    let others: Vec<&str> =
        compilation.diagnostics.iter().filter(of_other).map(|it| it.message.as_str()).collect();
    assert!(others.is_empty(), "{blueprint}{own}: {others:?}");
    compilation.diagnostics.iter().filter(|it| it.code.id.starts_with("HG21")).map(shown).collect()
}

#[test]
fn the_base_breaks_no_rule() {
    assert_eq!(findings(BASE, "", ""), BTreeSet::new());
}

#[test]
fn each_defect_is_caught_by_its_rule_alone_where_it_was_written() {
    let wrong: Vec<String> = mutants().par_iter().filter_map(fault).collect();
    assert!(wrong.is_empty(), "{} mutants live:\n{}", wrong.len(), wrong.join("\n"));
}

fn fault(mutant: &Mutant) -> Option<String> {
    let Mutant { base, rule, blueprint, own, line, also } = mutant;
    let found = findings(base, blueprint, own);
    let code_of = |rule: &str| hagen_rules::Rule::named(rule).expect("a rule").code.id;
    let (code, other) = (code_of(rule), also.map(code_of));
    let is_known = |(id, _): &(String, String)| id == code || Some(id.as_str()) == other;
    let is_right =
        found.iter().any(|(id, shown)| id == code && shown.contains(line)) && found.iter().all(is_known);
    (!is_right).then(|| format!("{rule} {code} `{line}`: {blueprint}{own}→ {found:?}"))
}

#[test]
fn every_rule_has_a_mutant() {
    let caught: BTreeSet<&str> = mutants().iter().map(|mutant| mutant.rule).collect();
    let missing: Vec<&str> =
        hagen_rules::RULES.iter().map(|rule| rule.id).filter(|id| !caught.contains(id)).collect();
    assert_eq!(missing, [""; 0]);
}
