//! Servers of Zalando's operator.

use crate::platform::{Platform, at, has, object, text, variables};

const S3: &str = "backup: { to: { s3: { bucket: shop-backups, endpoint: \"https://s3.example.com\", accessKeyId: s3/id, \
                  secretAccessKey: s3/key } }, keep: 14d }";

#[test]
fn patroni_promotes_only_a_synchronous_standby() {
    let manifests = Platform::new("{ engine: zalando, version: 17, storage: 10Gi }").app("auth-api").build();
    let server = object(&manifests, "postgresql", "postgres-main");
    assert_eq!(at(server, "spec/numberOfInstances").as_int(), Some(3));
    assert_eq!(text(server, "spec/postgresql/version"), "17");
    let patroni = at(server, "spec/patroni");
    for key in ["synchronous_mode", "synchronous_mode_strict", "failsafe_mode"] {
        assert_eq!(at(patroni, key).as_bool(), Some(true), "{key}");
    }
    assert_eq!(text(server, "spec/databases/auth_api"), "auth_api");
    assert_eq!(at(server, "spec/users/auth_api").as_list().unwrap().len(), 0);
    let preferred = Platform::new("{ engine: zalando, storage: 10Gi, durability: preferred }").build();
    let patroni = at(object(&preferred, "postgresql", "postgres-main"), "spec/patroni").clone();
    assert_eq!(at(&patroni, "synchronous_mode").as_bool(), Some(true));
    assert_eq!(at(&patroni, "synchronous_mode_strict").as_bool(), Some(false));
}

#[test]
fn consumers_read_the_operators_secret() {
    let platform = Platform::new("{ engine: zalando, storage: 10Gi, pooler: {} }").app("auth-api");
    let connection = platform.connection("auth-api");
    let expected = [
        ("PGHOST", "postgres-main-pooler.shop-production.svc.cluster.local"),
        ("PGPORT", "5432"),
        ("PGDATABASE", "auth_api"),
        ("PGUSER", "auth_api"),
        ("PGPASSWORD", "postgres-main-auth-api/password"),
        ("PGSSLMODE", "require"),
    ];
    assert_eq!(variables(&connection), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(connection.secret.is_none());
    assert!(!has(&platform.build(), "ExternalSecret"));
}

#[test]
fn zones_are_spread_over_by_the_cluster_itself() {
    let manifests =
        Platform::new("{ engine: zalando, storage: 10Gi }").nodes("{ workers: 3, zones: [a, b, c] }").build();
    let spread = at(object(&manifests, "postgresql", "postgres-main"), "spec/topologySpreadConstraints/0");
    assert_eq!(text(spread, "topologyKey"), "topology.kubernetes.io/zone");
    assert_eq!(text(spread, "labelSelector/matchLabels/cluster-name"), "postgres-main");
}

#[test]
fn backups_go_by_wal_g() {
    let manifests = Platform::new(&format!("{{ engine: zalando, storage: 10Gi, {S3} }}")).build();
    let env = at(object(&manifests, "postgresql", "postgres-main"), "spec/env").as_list().unwrap();
    let value = |name: &str| {
        let variable = env.iter().find(|variable| text(variable, "name") == name).unwrap();
        variable
            .get("value")
            .and_then(|value| value.as_str())
            .unwrap_or_else(|| text(variable, "valueFrom/secretKeyRef/key"))
    };
    assert_eq!(value("WALG_S3_PREFIX"), "s3://shop-backups/eu/production/postgres-main");
    assert_eq!(value("BACKUP_NUM_TO_RETAIN"), "15");
    assert_eq!(value("AWS_ENDPOINT"), "https://s3.example.com");
    assert_eq!(value("AWS_SECRET_ACCESS_KEY"), "SECRET_ACCESS_KEY");
    assert!(has(&manifests, "ExternalSecret"));
}

#[test]
fn both_ends_of_every_edge_are_open() {
    let manifests = Platform::new("{ engine: zalando, storage: 10Gi, pooler: {} }").app("web").build();
    let instances = format!("{:?}", object(&manifests, "NetworkPolicy", "postgres-main"));
    for part in ["postgres-operator", "db-connection-pooler", "8008", "prometheus"] {
        assert!(instances.contains(part), "{part}: {instances}");
    }
    assert!(!instances.contains("\"web\""), "consumers go by the pooler");
    let pooler = format!("{:?}", object(&manifests, "NetworkPolicy", "postgres-main-pooler"));
    assert!(pooler.contains("\"web\""));
}

#[test]
fn patroni_is_scraped_by_the_number_of_its_port() {
    let manifests = Platform::new("{ engine: zalando, storage: 10Gi }").build();
    let endpoint = at(object(&manifests, "PodMonitor", "postgres-main"), "spec/podMetricsEndpoints/0");
    assert_eq!(at(endpoint, "portNumber").as_int(), Some(8008));
    let rules =
        at(object(&manifests, "PrometheusRule", "postgres-main"), "spec/groups/0/rules").as_list().unwrap();
    assert!(rules.iter().any(|rule| text(rule, "expr").contains("patroni_primary")));
}
