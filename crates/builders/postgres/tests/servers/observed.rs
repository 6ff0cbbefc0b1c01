//! Alerts and dashboards: whether they ask for what there is, and whether alerts fire when they should.

use std::collections::BTreeMap;

use hagen_core::artifact::Artifact;
use hagen_observe::testing::{Case, Series, exposed_by, expressions, prove};

use crate::platform::{Platform, at, object, text};

fn cloudnative_pg() -> Platform {
    observed(&format!("{{ storage: 10Gi, pooler: {{}}, {} }}", crate::cloudnative_pg::BACKUP))
}

fn zalando() -> Platform {
    observed("{ engine: zalando, storage: 10Gi }")
}

fn observed(section: &str) -> Platform {
    let mut platform = Platform::new(section);
    platform.shared.dashboards = true;
    platform
}

/// A series of an instance of `main`, with further labels.
fn series(metric: &str, instance: u8, labels: &str, values: &'static str) -> Series {
    let pod = format!("postgres-main-{instance}");
    (format!("{metric}{{namespace=\"shop-production\",pod=\"{pod}\"{labels}}}"), values)
}

/// The same values for three instances.
fn three(metric: &str, values: [&'static str; 3]) -> Vec<Series> {
    (1..).zip(values).map(|(instance, values)| series(metric, instance, "", values)).collect()
}

fn one(metric: &str, values: &'static str) -> Vec<Series> {
    vec![series(metric, 1, "", values)]
}

/// Free bytes of a volume of ten gibibytes.
fn volume(claim: &str, free: &'static str) -> Vec<Series> {
    let labels = format!("{{namespace=\"shop-production\",persistentvolumeclaim=\"{claim}\"}}");
    vec![
        (format!("kubelet_volume_stats_available_bytes{labels}"), free),
        (format!("kubelet_volume_stats_capacity_bytes{labels}"), "10737418240x500"),
    ]
}

fn both(mut one: Vec<Series>, other: Vec<Series>) -> Vec<Series> {
    one.extend(other);
    one
}

fn volumes(claim: &str) -> Vec<Case> {
    vec![
        // Five megabytes a minute are seven gibibytes a day, and two and a half are left.
        Case::new(
            "PostgresVolumeFilling",
            volume(claim, "2684354560-5242880x400"),
            volume(claim, "2684354560x400"),
        )
        .at(360),
        Case::new("PostgresVolumeNearlyFull", volume(claim, "900000000x60"), volume(claim, "2000000000x60")),
    ]
}

fn availability() -> Vec<Case> {
    let recovery = |values| three("cnpg_pg_replication_in_recovery", values);
    let up = |values| three("cnpg_collector_up", values);
    vec![
        Case::new(
            "PostgresWithoutPrimary",
            recovery(["1x60", "1x60", "1x60"]),
            recovery(["0x60", "1x60", "1x60"]),
        ),
        Case::new(
            "PostgresTwoPrimaries",
            recovery(["0x60", "0x60", "1x60"]),
            recovery(["0x60", "1x60", "1x60"]),
        ),
        // The third is gone altogether.
        Case::new("PostgresInstanceDown", up(["1x60", "1x60", "_x60"]), up(["1x60", "1x60", "1x60"])),
        Case::new(
            "PostgresFenced",
            one("cnpg_collector_fencing_on", "1x60"),
            one("cnpg_collector_fencing_on", "0x60"),
        ),
        Case::new(
            "PostgresSwitchoverRequired",
            one("cnpg_collector_manual_switchover_required", "1x60"),
            one("cnpg_collector_manual_switchover_required", "0x60"),
        ),
    ]
}

fn replication() -> Vec<Case> {
    let standbys = |values| three("cnpg_pg_replication_streaming_replicas", values);
    let lag = |values| three("cnpg_pg_replication_lag", values);
    let receives = |values| {
        let recovery = three("cnpg_pg_replication_in_recovery", ["0x60", "1x60", "1x60"]);
        both(recovery, three("cnpg_pg_replication_is_wal_receiver_up", values))
    };
    vec![
        Case::new(
            "PostgresNoFailoverCandidate",
            standbys(["0x60", "0x60", "0x60"]),
            standbys(["2x60", "0x60", "0x60"]),
        ),
        Case::new("PostgresReplicationLag", lag(["0x60", "61x60", "2x60"]), lag(["0x60", "59x60", "2x60"])),
        Case::new(
            "PostgresStandbyNotReceiving",
            receives(["0x60", "0x60", "1x60"]),
            receives(["0x60", "1x60", "1x60"]),
        ),
    ]
}

fn load() -> Vec<Case> {
    let connections = |values| {
        let limit = series("cnpg_pg_settings_setting", 1, ",name=\"max_connections\"", "100x60");
        let shop = series("cnpg_backends_total", 1, ",usename=\"shop\",state=\"idle\"", values);
        vec![limit, shop, series("cnpg_backends_total", 1, ",usename=\"web\",state=\"active\"", "40x60")]
    };
    let longest = |values| {
        let labels = ",datname=\"shop\",usename=\"shop\",state=\"idle in transaction\"";
        vec![series("cnpg_backends_max_tx_duration_seconds", 1, labels, values)]
    };
    let age = |values| vec![series("cnpg_pg_database_xid_age", 1, ",datname=\"shop\"", values)];
    vec![
        Case::new("PostgresConnectionsNearLimit", connections("41x60"), connections("39x60")),
        Case::new("PostgresLongTransaction", longest("1801x60"), longest("1700x60")),
        Case::new("PostgresTransactionIdsRunOut", age("1000000001x60"), age("200000000x60")),
    ]
}

fn backups() -> Vec<Case> {
    let last = "barman_cloud_cloudnative_pg_io_last_available_backup_timestamp";
    let failed = "barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp";
    let archiving = |unarchived, waiting| {
        let waiting = series("cnpg_collector_pg_wal_archive_status", 1, ",value=\"ready\"", waiting);
        let archived = series("cnpg_pg_stat_archiver_last_archived_time", 1, "", "1000x60");
        vec![waiting, archived, series("cnpg_pg_stat_archiver_last_failed_time", 1, "", unarchived)]
    };
    vec![
        // The clock begins at zero, and the backup was made two days before, or one.
        Case::new("PostgresBackupTooOld", one(last, "-172801x100"), one(last, "-86400x100")),
        Case::new(
            "PostgresBackupFailed",
            both(one(last, "1000x60"), one(failed, "2000x60")),
            both(one(last, "3000x60"), one(failed, "2000x60")),
        ),
        Case::new("PostgresArchivingFails", archiving("0x60", "61x60"), archiving("999x60", "3x60")),
    ]
}

fn pooler(values: &'static str) -> Vec<Series> {
    let labels =
        "namespace=\"shop-production\",pod=\"postgres-main-pooler-7d9f8b6c5d-x2x4z\",database=\"shop\"";
    vec![(format!("cnpg_pgbouncer_pools_maxwait{{{labels}}}"), values)]
}

#[test]
fn promtool_of_cloudnative_pg() {
    let mut cases = availability();
    cases.extend(replication());
    cases.extend(load());
    cases.extend(backups());
    cases.extend(volumes("postgres-main-1-wal"));
    cases.push(Case::new("PostgresPoolerClientsWait", pooler("2x60"), pooler("0x60")));
    prove(&cloudnative_pg().artifacts(), &cases);
}

#[test]
fn promtool_of_zalando() {
    let primary = |values| three("patroni_primary", values);
    let running = |values| three("patroni_postgres_running", values);
    let paused = |values| one("patroni_is_paused", values);
    let streams = |values| {
        both(three("patroni_replica", ["0x60", "1x60", "1x60"]), three("patroni_postgres_streaming", values))
    };
    let mut cases = vec![
        Case::new(
            "PostgresWithoutPrimary",
            primary(["0x60", "0x60", "0x60"]),
            primary(["0x60", "1x60", "0x60"]),
        ),
        Case::new(
            "PostgresInstanceDown",
            running(["1x60", "0x60", "1x60"]),
            running(["1x60", "1x60", "1x60"]),
        ),
        Case::new("PostgresPatroniPaused", paused("1x90"), paused("0x90")),
        Case::new(
            "PostgresStandbyNotReceiving",
            streams(["0x60", "1x60", "0x60"]),
            streams(["0x60", "1x60", "1x60"]),
        ),
    ];
    cases.extend(volumes("pgdata-postgres-main-0"));
    prove(&zalando().artifacts(), &cases);
}

#[test]
fn nothing_is_asked_that_nobody_exposes() {
    let common = ["kubelet", "kube-state-metrics"];
    for (platform, own, panels) in [
        (cloudnative_pg(), &["cloudnative-pg", "cloudnative-pg-pooler", "barman-cloud"][..], 30),
        (zalando(), &["patroni", "postgres-exporter"][..], 19),
    ] {
        let found = expressions(&platform.artifacts());
        assert!(found.asked.len() > panels, "{} expressions", found.asked.len());
        let mut exposed = exposed_by(&[&common[..], own].concat());
        exposed.extend(own_queries(&platform));
        assert_eq!(found.unknown(&exposed), Vec::<String>::new());
    }
}

/// A query of CloudNativePG's own format.
#[derive(serde::Deserialize)]
struct Query {
    query: String,
    metrics: Vec<BTreeMap<String, Column>>,
}

#[derive(serde::Deserialize)]
struct Column {
    usage: String,
}

/// The metrics that the server has of queries beside the operator's.
fn own_queries(platform: &Platform) -> Vec<String> {
    let manifests = platform.build();
    let Some(map) = manifests.iter().find(|manifest| manifest.name() == "postgres-main-queries") else {
        return Vec::new();
    };
    let reference =
        at(object(&manifests, "Cluster", "postgres-main"), "spec/monitoring/customQueriesConfigMap/0");
    assert_eq!(text(reference, "name"), map.name());
    let queries = at(map.value(), "data").get(text(reference, "key")).and_then(hagen_yaml::Value::as_str);
    let queries: BTreeMap<String, Query> =
        serde_yaml::from_str(queries.expect("the key that the cluster names")).expect("queries");
    let mut metrics = Vec::new();
    for (name, query) in &queries {
        for (column, how) in query.metrics.iter().flatten() {
            assert!(query.query.contains(column), "{column}: {}", query.query);
            metrics.extend((how.usage == "COUNTER").then(|| format!("cnpg_{name}_{column}")));
        }
    }
    metrics
}

#[test]
fn each_alert_has_a_runbook() {
    for platform in [cloudnative_pg(), zalando()] {
        for artifact in platform.artifacts() {
            let Artifact::File(page) = artifact else { continue };
            let text = page.text.whole();
            let sections: Vec<&str> = text.split("\n## ").collect();
            assert_eq!(sections.len(), 4, "{}", page.path);
            assert!(sections.iter().skip(1).all(|section| section.len() > 60), "{text}");
        }
    }
}

#[test]
fn there_is_a_dashboard_where_there_is_a_grafana() {
    let dashboards = |platform: &Platform| {
        let manifests = platform.build();
        manifests.iter().filter(|manifest| manifest.name() == "postgres-main-dashboard").count()
    };
    assert_eq!((dashboards(&cloudnative_pg()), dashboards(&zalando())), (1, 1));
    assert_eq!(dashboards(&Platform::new("{ storage: 10Gi }")), 0);
}
