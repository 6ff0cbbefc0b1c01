//! What is said about a section, and where.

use std::collections::BTreeSet;

use hagen_core::section::Map;
use hagen_kube::Name;
use hagen_postgres::Postgres;

use crate::platform::{Platform, codes, read};

/// The codes that reading `main: <section>` reports, with their paths.
fn reading(section: &str) -> Vec<(&'static str, String)> {
    let (_, diagnostics) = read::<Map<Name, Postgres>>(&format!("main: {section}"));
    diagnostics.iter().map(|d| (d.code.id, d.place.path.to_string())).collect()
}

fn one(section: &str, code: &'static str, path: &str) {
    assert_eq!(reading(section), [(code, path.to_owned())], "{section}");
}

#[test]
fn words_of_other_tools_come_with_advice() {
    one("{ storage: 10Gi, engine: bitnami }", "HG0400", "main.engine");
    one("{ storage: 10Gi, replicas: 3 }", "HG0400", "main.replicas");
    one("{ storage: 10Gi, enablePodMonitor: true }", "HG0400", "main.enablePodMonitor");
    let backup = "to: { s3: { bucket: bbb, accessKeyId: s/a, secretAccessKey: s/b } }";
    one(
        &format!("{{ storage: 10Gi, backup: {{ {backup}, retentionPolicy: 30d }} }}"),
        "HG0400",
        "main.backup.retentionPolicy",
    );
    one(
        &format!("{{ storage: 10Gi, backup: {{ {backup}, barmanObjectStore: {{}} }} }}"),
        "HG0400",
        "main.backup.barmanObjectStore",
    );
}

#[test]
fn what_cannot_be_is_refused_where_it_stands() {
    for (section, code, path) in [
        ("{ storage: 10Gi, version: 14 }", "HG0401", "main.version"),
        (
            "{ storage: 10Gi, parameters: { archive_command: cp } }",
            "HG0402",
            "main.parameters.archive_command",
        ),
        (
            "{ storage: 10Gi, parameters: { max_connections: 300 } }",
            "HG0402",
            "main.parameters.max_connections",
        ),
        (
            "{ storage: 10Gi, parameters: { wal_keep_segments: 64 } }",
            "HG0403",
            "main.parameters.wal_keep_segments",
        ),
        ("{ storage: 10Gi, parameters: { wal_level: minimal } }", "HG0402", "main.parameters.wal_level"),
        ("{ storage: 10Gi, parameters: { shared_bufers: 1GB } }", "HG0425", "main.parameters.shared_bufers"),
        ("{ storage: 10Gi, parameters: { work_mem: 64Mi } }", "HG0425", "main.parameters.work_mem"),
        ("{ storage: 10Gi, instances: 2 }", "HG0404", "main.instances"),
        ("{ storage: 10Gi, instances: 4 }", "HG0405", "main.instances"),
        ("{ storage: 10Gi, engine: zalando, walStorage: 5Gi }", "HG0410", "main.walStorage"),
        (
            "{ engine: { external: { hosts: [10.0.0.5] } }, backup: null, storage: 5Gi }",
            "HG0410",
            "main.storage",
        ),
        ("{ storage: 10Gi, extensions: [vector, pgvector] }", "HG0411", "main.extensions[1]"),
        (
            "{ storage: 10Gi, databases: { apps/shop: { extensions: [pg_trgrm] } } }",
            "HG0411",
            "main.databases[\"apps/shop\"].extensions[0]",
        ),
        ("{ storage: 10Gi, resources: { cpu: 1, memory: 128Mi } }", "HG0414", "main.resources"),
        ("{ storage: 10Gi, instances: 1, durability: required }", "HG0415", "main.durability"),
        ("{ storage: 10Gi, resources: { cpu: 1, memory: 10Mi } }", "HG0113", "main.resources.memory"),
        ("{ storage: 10Gi, walStorage: 20Gi }", "HG0428", "main.walStorage"),
        ("{ instances: 3 }", "HG0417", "main"),
        ("{ storage: 100Mi }", "HG0417", "main.storage"),
        ("{ storage: 10Gi, image: \"registry.example.com/pg:17.2\" }", "HG0422", "main.image"),
        ("{ storage: 10Gi, parameters: { Work_Mem: 1 } }", "HG0106", "main.parameters.Work_Mem"),
        (
            "{ storage: 10Gi, databases: { apps/shop: { name: Shop } } }",
            "HG0106",
            "main.databases[\"apps/shop\"].name",
        ),
        ("{ storage: 10Gi, version: 19 }", "HG0107", "main.version"),
    ] {
        let found: Vec<_> = reading(section);
        assert!(found.contains(&(code, path.to_owned())), "{section}: {found:?}");
    }
}

#[test]
fn a_parameter_that_is_gone_is_not_so_in_older_versions() {
    let section = |version: u8| {
        format!("{{ storage: 10Gi, version: {version}, parameters: {{ old_snapshot_threshold: 1h }} }}")
    };
    assert!(reading(&section(16)).is_empty());
    one(&section(17), "HG0403", "main.parameters.old_snapshot_threshold");
}

#[test]
fn buckets_and_hosts_have_to_make_sense() {
    let s3 = |rest: &str| {
        format!(
            "{{ storage: 10Gi, backup: {{ to: {{ s3: {{ {rest}, accessKeyId: s/a, secretAccessKey: s/b }} }} }} }}"
        )
    };
    one(&s3("bucket: My_Bucket"), "HG0106", "main.backup.to.s3.bucket");
    one(&s3("bucket: bbb, path: /abs"), "HG0106", "main.backup.to.s3.path");
    one(&s3("bucket: bbb, endpoint: \"http://s3.example.com\""), "HG0131", "main.backup.to.s3.endpoint");
    assert!(reading(&s3("bucket: bbb, endpoint: \"http://seaweedfs-s3.storage.svc:8333\"")).is_empty());
    let keep = "{ storage: 10Gi, backup: { keep: 2h, to: { s3: { bucket: bbb, accessKeyId: s/a, secretAccessKey: s/b } } } }";
    one(keep, "HG0419", "main.backup.keep");
    let external = |rest: &str| format!("{{ engine: {{ external: {{ {rest} }} }} }}");
    one(&external("hosts: []"), "HG0418", "main.engine.external.hosts");
    one(&external("hosts: [10.0.0.5, 10.0.0.5]"), "HG0418", "main.engine.external.hosts[1]");
    one(&external("hosts: [127.0.0.1]"), "HG0418", "main.engine.external.hosts[0]");
    one(&external("hosts: [localhost]"), "HG0418", "main.engine.external.hosts[0]");
    one(&external("hosts: [db.example.com, 10.0.0.5]"), "HG0418", "main.engine.external.hosts");
    one(&external("hosts: [10.0.0.5], tls: verify-full"), "HG0418", "main.engine.external.tls");
    one(&external("hosts: [\"fd00::5\", \"fd00:0::5\"]"), "HG0418", "main.engine.external.hosts[1]");
    one(&external("hosts: [\"::1\"]"), "HG0418", "main.engine.external.hosts[0]");
    one(&external("hosts: [db.a.svc]"), "HG0418", "main.engine.external.hosts[0]");
    one(&external("hosts: [10.0.0.5], networks: [10.1.0.0/16]"), "HG0418", "main.engine.external.hosts[0]");
    assert!(reading(&external("hosts: [10.1.0.5], networks: [10.1.0.0/16]")).is_empty());
    one(&external("hosts: [10.0.0.5], port: 8008"), "HG0117", "main.engine.external.port");
    one(&external("hosts: [10.0.0.5], tls: disable"), "HG0421", "main.engine.external.tls");
}

#[test]
fn a_secret_in_the_wrong_place_is_not_repeated() {
    let (_, diagnostics) = read::<Map<Name, Postgres>>(
        "main: { storage: 1Gi, backup: { to: { s3: { bucket: bbb, accessKeyId: AKIAEXAMPLE, secretAccessKey: hunter2 } } } }",
    );
    let said =
        format!("{:?}", diagnostics.iter().map(|d| (&d.message, &d.help, &d.label)).collect::<Vec<_>>());
    assert_eq!(diagnostics.len(), 2);
    assert!(!said.contains("hunter2") && !said.contains("AKIAEXAMPLE"), "{said}");
}

#[test]
fn the_cluster_and_the_consumers_are_reviewed() {
    let plain = "{ storage: 10Gi }";
    assert_eq!(codes(&Platform::new(plain).app("shop").review()), ["HG0408"]);
    assert_eq!(codes(&Platform::new(plain).dev().review()), ["HG0409"]);
    assert_eq!(codes(&Platform::new(plain).nodes("{ workers: 2 }").review()), ["HG0404", "HG0408"]);
    let crowded = Platform::new("{ storage: 10Gi, instances: 5 }").review();
    assert_eq!(codes(&crowded), ["HG0406", "HG0408"]);
    assert_eq!(crowded[0].place.path.to_string(), "postgres.main.instances");
}

#[test]
fn names_of_the_server_are_its_own() {
    let role = |role: &str| format!("{{ storage: 10Gi, databases: {{ apps/shop: {{ role: {role} }} }} }}");
    for name in ["postgres", "pg_shop", "streaming_replica", "cnpg_pooler_pgbouncer"] {
        let found = Platform::new(&role(name)).app("shop").review();
        assert_eq!(codes(&found), ["HG0426", "HG0408"], "{name}");
        assert_eq!(found[0].place.path.to_string(), "postgres.main.databases[\"apps/shop\"].role");
    }
    assert_eq!(codes(&Platform::new(&role("postgresql")).app("shop").review()), ["HG0408"]);
    let unsaid = Platform::new("{ storage: 10Gi }").app("postgres").review();
    assert_eq!(codes(&unsaid), ["HG0426", "HG0426", "HG0408"], "database and role");
}

#[test]
fn an_instance_fits_a_node() {
    let section = "{ storage: 10Gi, resources: { cpu: 9, memory: 8Gi } }";
    assert_eq!(codes(&Platform::new(section).review()), ["HG0408"]);
    let small = Platform::new(section).nodes("{ workers: 3, shape: { cpu: 8, memory: 32Gi } }").review();
    assert_eq!(codes(&small), ["HG0427", "HG0408"]);
    assert_eq!(small[0].place.path.to_string(), "postgres.main.resources.cpu");
    let slip = "{ storage: 10Gi, resources: { cpu: 500, memory: 8Gi } }";
    assert_eq!(codes(&Platform::new(slip).review()), ["HG0427", "HG0408"]);
}

#[test]
fn limits_have_to_fit() {
    let section = "{ storage: 10Gi, maxConnections: 100, databases: { apps/shop: { connectionLimit: 80 } } }";
    assert_eq!(codes(&Platform::new(section).app("shop").review()), ["HG0408"]);
    let crowded = Platform::new(section).app("shop").app("auth").review();
    assert_eq!(codes(&crowded), ["HG0407", "HG0408"]);
    assert!(crowded[0].message.contains("limits of 80"), "{}", crowded[0].message);
}

#[test]
fn entries_of_databases_have_to_be_of_consumers() {
    let section = "{ storage: 10Gi, databases: { apps/shpo: { connectionLimit: 9 }, apps/shop: { sameAs: apps/gone } } }";
    let found = Platform::new(section).app("shop").review();
    assert_eq!(codes(&found), ["HG0413", "HG0413", "HG0408"]);
    let clash = "{ storage: 10Gi, databases: { apps/auth: { name: shop } } }";
    assert_eq!(codes(&Platform::new(clash).app("shop").app("auth").review()), ["HG0416", "HG0408"]);
}

#[test]
fn names_have_to_leave_room_for_suffixes() {
    let spec = crate::platform::good::<Map<Name, Postgres>>(
        "a-name-that-is-clearly-too-long-for-an-operator: { storage: 10Gi }",
    );
    let found = Platform::of(hagen_postgres::components(&spec).remove(0)).review();
    assert_eq!(codes(&found), ["HG0412", "HG0408"]);
}

#[test]
fn zalando_cannot_do_everything() {
    let section = "{ storage: 10Gi, engine: zalando, extensions: [pg_trgm], databases: { apps/shop: { connectionLimit: 9 } } }";
    let found = Platform::new(section).app("shop").consumer("monitoring", "grafana", "monitoring").review();
    assert_eq!(codes(&found), ["HG0408", "HG0423", "HG0410", "HG0410"]);
}

#[test]
fn a_section_is_written_as_it_was_read() {
    let text = "main: { storage: 10Gi, engine: { external: { hosts: [10.0.0.5] } }, parameters: { jit: true }, extensions: \
                [vector], databases: { apps/shop: { sameAs: apps/auth, name: store } }, pooler: { mode: session }, backup: { \
                to: { s3: { bucket: bbb, accessKeyId: s/a, secretAccessKey: s/b } } } }";
    let (section, _) = read::<Map<Name, Postgres>>(text);
    let section = section.unwrap();
    let again = hagen_yaml::Node::from_value(hagen_core::section::Field::write(&section));
    let mut ignored = Vec::new();
    let mut reader = hagen_core::section::Reader::new(&mut ignored);
    assert_eq!(hagen_core::section::Field::read(&again, &mut reader), Some(section));
}

#[test]
fn every_code_has_a_page() {
    let ids: BTreeSet<_> = hagen_postgres::codes::CODES.iter().map(|code| code.id).collect();
    assert_eq!(ids.len(), hagen_postgres::codes::CODES.len());
    for code in hagen_postgres::codes::CODES {
        assert!(code.page.split("\n\n").count() >= 2, "{}: what is wrong, and how to mend it", code.id);
    }
}
