//! Packaged applications in a whole blueprint: how they are wired, and what is found wrong.

use hagen::{Compilation, NoFiles, Source, compile_text};

const HEAD: &str = "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: office\n\
                    delivery: { git: { repoURL: https://git.example.com/deploy.git } }\n";
const BESIDE: &str = "postgres: { main: { storage: 1Gi }, other: { storage: 1Gi } }\ncaches: { sessions: {} }\n\
                      buckets: { files: {} }\nstorage: { classes: { shared: efs } }\n\
                      certificates: { internal: { ca: {} } }\n";

fn compiled(cloud: &str, beside: &str) -> Compilation {
    let text = format!("{HEAD}{beside}apps:\n  cloud: {cloud}\n");
    compile_text(Source { name: "blueprint.yaml".into(), text: text.into_bytes() }, &NoFiles)
}

/// The findings of packaged applications: code and path.
fn found(cloud: &str, beside: &str) -> Vec<String> {
    let diagnostics = compiled(cloud, beside).diagnostics;
    let ours = diagnostics.iter().filter(|found| found.code.id.starts_with("HG18"));
    ours.map(|found| format!("{} {}", found.code.id, found.place.path)).collect()
}

const USES: &str = "chart: nextcloud, uses: [postgres/main, caches/sessions]";
const REST: &str = "volumes: { data: { size: 5Gi, shared: true } }, expose: { host: cloud.example.com }";

#[test]
fn links_become_values_and_secrets_stay_references() {
    let cloud =
        format!("{{ chart: nextcloud, uses: [postgres/main, caches/sessions, buckets/files], {REST} }}");
    let compilation = compiled(&cloud, BESIDE);
    let tree = compilation.tree.unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics));
    let values = &tree.files["in-cluster/production/cloud/values.yaml"];
    for line in [
        "  host: postgres-main-rw.office-production.svc.cluster.local:5432\n",
        "    secretName: postgres-main-cloud\n",
        "  host: cache-sessions.office-production.svc.cluster.local\n",
        "      bucket: office-production-files\n",
        "        accessKey: AWS_ACCESS_KEY_ID\n",
        "  existingClaim: cloud-data\n",
        "replicaCount: 3\n",
    ] {
        assert!(values.contains(line), "no {line:?} in {values}");
    }
    let claim = &tree.files["in-cluster/production/cloud/pvc.yaml"];
    assert!(claim.contains("- ReadWriteMany") && claim.contains("storageClassName: efs"), "{claim}");
    let route = &tree.files["in-cluster/production/cloud/http-route.yaml"];
    assert!(route.contains("kind: TraefikService"), "{route}");
}

#[test]
fn others_refer_to_it_as_to_any_application() {
    let cloud =
        format!("{{ {USES}, {REST} }}\n  other: {{ image: \"r.example.com/o:1\", uses: [apps/cloud] }}");
    let tree = compiled(&cloud, BESIDE).tree.expect("this blueprint is right");
    assert!(
        tree.files["in-cluster/production/other/deployment.yaml"].contains("http://cloud.office-production")
    );
}

#[test]
fn user_values_are_checked_where_they_stand() {
    let cloud = format!("{{ {USES}, {REST}, values: {{ replicaCuont: 4 }} }}");
    let diagnostics = compiled(&cloud, BESIDE).diagnostics;
    assert!(diagnostics.iter().any(|found| found.place.path.to_string() == "apps.cloud.values.replicaCuont"));
}

#[test]
fn what_is_missing_or_too_much_is_found() {
    let right = format!("{{ {USES}, {REST} }}");
    assert_eq!(found(&right, BESIDE), [] as [&str; 0]);
    let cases = [
        (format!("{{ chart: nextcloud, uses: [postgres/main], {REST} }}"), "HG1801 apps.cloud"),
        (format!("{{ {USES}, expose: {{ host: cloud.example.com }} }}"), "HG1802 apps.cloud"),
        (
            format!("{{ {USES}, expose: {{ host: c.example.com }}, volumes: {{ data: {{ size: 5Gi }} }} }}"),
            "HG1802 apps.cloud.volumes",
        ),
        (
            format!("{{ chart: nextcloud, uses: [postgres/main, caches/sessions, postgres/other], {REST} }}"),
            "HG1803 apps.cloud.uses[2]",
        ),
        (format!("{{ {USES}, volumes: {{ data: {{ size: 5Gi, shared: true }} }} }}"), "HG1804 apps.cloud"),
        (format!("{{ {USES}, {REST}, replicas: 1 }}"), "HG1805 apps.cloud"),
        (format!("{{ {USES}, {REST}, redis: {{}} }}"), "HG1800 apps.cloud.redis"),
    ];
    for (cloud, expected) in cases {
        assert_eq!(found(&cloud, BESIDE), [expected], "{cloud}");
    }
}

#[test]
fn what_the_cluster_lacks_is_found() {
    let right = format!("{{ {USES}, {REST} }}");
    let classless = BESIDE.replace("storage: { classes: { shared: efs } }\n", "");
    assert_eq!(found(&right, &classless), ["HG1807 apps.cloud.volumes.data"]);
    let issuerless = BESIDE.replace("certificates: { internal: { ca: {} } }\n", "");
    assert_eq!(found(&right, &issuerless), ["HG1808 apps.cloud.expose.host"]);
    let other =
        format!("{BESIDE}gateway: {{ engine: {{ ingress: {{ class: nginx, namespace: entry }} }} }}\n");
    assert_eq!(found(&right, &other), ["HG1806 apps.cloud.expose"]);
}

const LOGIN: &str = "charts:
  login:
    chart: keycloakx
    repository: https://charts.example.com
    version: 7.1.4
    uses: [postgres/main]
    secrets: [keycloak/admin, keycloak/salt]
    service: login-http
    port: 80
    targetPort: 8080
    metricsPort: 9000
    expose: { host: login.example.com }
    internet: true
    kinds: [Secret, rbac.authorization.k8s.io/Role]
    clusterKinds: [rbac.authorization.k8s.io/ClusterRole]
    values: { replicas: 3, database: { existingSecret: postgres-main-charts-login }, extraEnvFrom: [{ secretRef: { name: login-keycloak } }] }
";

fn any_chart(charts: &str) -> Compilation {
    let beside = "postgres: { main: { storage: 1Gi } }\ncertificates: { internal: { ca: {} } }\n";
    let client = "apps: { shop: { image: \"r.example.com/shop:1\", uses: [charts/login] } }\n";
    let text = format!("{HEAD}{beside}{client}{charts}");
    compile_text(Source { name: "blueprint.yaml".into(), text: text.into_bytes() }, &NoFiles)
}

#[test]
fn any_chart_is_delivered_with_least_privilege() {
    let compilation = any_chart(LOGIN);
    let found: Vec<_> = compilation.diagnostics.iter().map(|found| found.code.id).collect();
    let tree = compilation.tree.unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics));
    assert!(found.contains(&"HG1810") && !found.contains(&"HG1811"), "{found:?}");
    let folder = "in-cluster/production/charts-login";
    for (file, texts) in [
        (
            "argocd/applications/in-cluster-production-charts-login.yaml",
            &["chart: keycloakx", "targetRevision: \"7.1.4\""][..],
        ),
        (
            "argocd/projects/in-cluster-production.yaml",
            &["https://charts.example.com", "kind: Role\n", "kind: ClusterRole\n", "kind: Secret\n"],
        ),
        (
            &format!("{folder}/values.yaml"),
            &["existingSecret: postgres-main-charts-login", "chart keycloakx 7.1.4"],
        ),
        (
            &format!("{folder}/external-secret.yaml"),
            &["name: login-keycloak", "secretKey: admin", "secretKey: salt"],
        ),
        (&format!("{folder}/configmap.yaml"), &["PGHOST: postgres-main-rw.office-production"]),
        (&format!("{folder}/http-route.yaml"), &["name: login-http", "port: 80\n"]),
        (
            &format!("{folder}/network-policy.yaml"),
            &["port: 8080", "app.kubernetes.io/name: shop", "port: 5432"],
        ),
        (
            "in-cluster/production/postgres-main/network-policy-postgres-main-instances.yaml",
            &["app.kubernetes.io/instance: login"],
        ),
        (
            "in-cluster/production/shop/deployment.yaml",
            &["LOGIN_SERVICE_HOST", "login-http.office-production"],
        ),
    ] {
        let content = tree.files.get(file).unwrap_or_else(|| panic!("no {file}: {:#?}", tree.files.keys()));
        for text in texts {
            assert!(content.contains(text), "no {text:?} in {file}:\n{content}");
        }
    }
}

#[test]
fn what_any_chart_cannot_be_is_found() {
    let found = |old: &str, new: &str| -> Vec<String> {
        let diagnostics = any_chart(&LOGIN.replace(old, new)).diagnostics;
        let ours = diagnostics.iter().filter(|it| it.code.id.starts_with("HG18") && it.code.id != "HG1810");
        ours.map(|found| format!("{} {}", found.code.id, found.place.path)).collect()
    };
    for (old, new, expected) in [
        ("version: 7.1.4", "version: ^7.1.4", "HG1809 charts.login.version"),
        ("version: 7.1.4", "version: latest", "HG1809 charts.login.version"),
        ("https://charts", "http://charts", "HG1809 charts.login.repository"),
        ("https://charts", "https://me:pass@charts", "HG1809 charts.login.repository"),
        ("kinds: [Secret,", "kinds: [secrets,", "HG1809 charts.login.kinds"),
        ("    port: 80\n", "", "HG1809 charts.login.expose"),
        ("postgres-main-charts-login", "elsewhere", "HG1811 charts.login.uses[0]"),
        ("name: login-keycloak", "name: elsewhere", "HG1811 charts.login.secrets"),
    ] {
        assert_eq!(found(old, new), [expected], "{new}");
    }
    let known = LOGIN.replace("keycloakx", "metrics-server").replace("7.1.4", "3.13.1");
    let codes: Vec<_> = any_chart(&known).diagnostics.iter().map(|it| it.code.id).collect();
    assert!(
        codes.contains(&"HG0701") && !codes.contains(&"HG1810"),
        "a chart with facts is checked: {codes:?}"
    );
}
