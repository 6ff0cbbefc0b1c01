//! Storage as it is built: which class is for what, what Longhorn is told, and what is found wrong.

use hagen_charts::check_release;
use hagen_check::schema::{Minor, Schemas};
use hagen_core::Diagnostic;
use hagen_core::artifact::Artifact;
use hagen_core::chart::UserValues;
use hagen_core::context::{Context, Offers, Shared, Site, StorageClasses};
use hagen_core::section::{Field, Reader};
use hagen_core::target::{Cluster, Profile};
use hagen_kube::{Manifest, Name, StorageClassName};
use hagen_storage::Storage;
use hagen_yaml::{FileId, Limits, Value};

fn parse<T: Field>(text: &str) -> (Option<T>, Vec<Diagnostic>) {
    let reading = hagen_yaml::read(FileId(0), text.as_bytes(), &Limits::default());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    let mut diagnostics = Vec::new();
    let value = T::read(&reading.node.expect("the text holds something"), &mut Reader::new(&mut diagnostics));
    (value, diagnostics)
}

fn good<T: Field>(text: &str) -> T {
    let (value, diagnostics) = parse(text);
    assert_eq!(diagnostics, []);
    value.expect("without errors there is a value")
}

fn built(section: &str, cluster: &str) -> (Vec<Artifact>, Vec<&'static str>) {
    let (section, cluster): (Storage, Cluster) = (good(section), good(cluster));
    let component = hagen_storage::components(&section, &cluster, UserValues::default()).remove(0);
    let shared = Shared {
        network_policies: true,
        classes: hagen_storage::classes(&section, &cluster),
        ..Shared::default()
    };
    let (platform, cluster_name) = (Name::known("shop"), Name::known("eu"));
    let namespace = component.namespace().expect("a part of the platform has one");
    let site = Site {
        platform: &platform,
        cluster_name: &cluster_name,
        cluster: &cluster,
        environment: None,
        namespace: &namespace,
        profile: Profile::Production,
        shared: &shared,
    };
    let id = component.id();
    let cx = Context { site, id: &id, uses: &[], used_by: &[], offers: &Offers::default() };
    let codes = component.review(&cx).iter().map(|found| found.code.id).collect();
    (component.build(&cx), codes)
}

fn manifests(artifacts: &[Artifact]) -> Vec<Manifest> {
    let manifests: Vec<_> = artifacts.iter().filter_map(Artifact::manifest).cloned().collect();
    let schemas = Schemas::new(Minor::SUPPORTED[0]);
    for manifest in &manifests {
        let found: Vec<_> = schemas.check(manifest.value()).iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{} {}: {found:#?}", manifest.kind(), manifest.name());
    }
    manifests
}

fn text<'a>(manifests: &'a [Manifest], kind: &str, name: &str, path: &[&str]) -> &'a str {
    let found = manifests.iter().find(|manifest| manifest.kind() == kind && manifest.name() == name);
    let value = found.unwrap_or_else(|| panic!("no {kind} {name}")).value();
    value.at(path).and_then(Value::as_str).unwrap_or_else(|| panic!("{name} has no {path:?}"))
}

const BACKUP: &str = "{ longhorn: { backup: { to: { s3: { bucket: volumes, endpoint: https://s3.example.com, \
                      accessKeyId: volumes/id, secretAccessKey: volumes/key } } } } }";

#[test]
fn each_purpose_has_its_class() {
    let class = |name: &str| Some(StorageClassName::known(name));
    let classes = |section, cluster| hagen_storage::classes(&good(section), &good(cluster));
    let own = StorageClasses {
        ordinary: class("longhorn"),
        database: class("longhorn-database"),
        shared: class("longhorn-shared"),
    };
    assert_eq!(classes("{ longhorn: {} }", "{}"), own);
    assert_eq!(classes("{ longhorn: {} }", "{ storageClass: longhorn }"), own);
    let beside = classes("{ longhorn: {}, classes: { database: nvme } }", "{ storageClass: ssd }");
    let expected =
        StorageClasses { ordinary: class("ssd"), database: class("nvme"), shared: class("longhorn-shared") };
    assert_eq!(beside, expected);
    assert_eq!(classes("{}", "{}"), StorageClasses::default());
    let provided = classes("{ longhorn: {} }", "{ provides: [longhorn] }");
    assert_eq!(provided.database, class("longhorn"));
    let section: Storage = good("{ longhorn: {} }");
    let cluster: Cluster = good("{ provides: [longhorn] }");
    assert!(hagen_storage::components(&section, &cluster, UserValues::default()).is_empty());
}

#[test]
fn databases_keep_one_copy_where_they_are() {
    let (artifacts, _) = built(BACKUP, "{}");
    let manifests = manifests(&artifacts);
    let of = |name, key| text(&manifests, "StorageClass", name, &["parameters", key]);
    assert_eq!((of("longhorn", "numberOfReplicas"), of("longhorn-database", "numberOfReplicas")), ("3", "1"));
    assert_eq!(of("longhorn-database", "dataLocality"), "strict-local");
    assert!(of("longhorn-database", "recurringJobSelector").contains("kept-by-itself"));
    let binding = |name| text(&manifests, "StorageClass", name, &["volumeBindingMode"]);
    assert_eq!(
        (binding("longhorn-database"), binding("longhorn-shared")),
        ("WaitForFirstConsumer", "Immediate")
    );
    for name in ["longhorn", "longhorn-database", "longhorn-shared"] {
        assert_eq!(text(&manifests, "StorageClass", name, &["reclaimPolicy"]), "Retain");
    }
    assert_eq!(text(&manifests, "RecurringJob", "backup", &["spec", "task"]), "backup");
}

#[test]
fn the_chart_knows_its_values_and_the_bucket() {
    let (artifacts, _) = built(BACKUP, "{ nodes: { workers: 3, zones: [a, b, c] } }");
    let release = artifacts.iter().find_map(|artifact| match artifact {
        Artifact::Release(release) => Some(release),
        _ => None,
    });
    let release = release.expect("Longhorn is a release");
    assert_eq!(check_release(release, None, &release.values_path), []);
    let at = |path: &[&str]| release.values.at(path).and_then(Value::as_str).map(str::to_owned);
    assert_eq!(at(&["defaultBackupStore", "backupTarget"]).as_deref(), Some("s3://volumes@us-east-1/"));
    let zones = release.values.at(&["defaultSettings", "replicaZoneSoftAntiAffinity"]);
    assert_eq!(zones.and_then(Value::as_bool), Some(false));
}

#[test]
fn what_volumes_do_not_survive_is_found() {
    let codes = |section, cluster| built(section, cluster).1;
    assert_eq!(codes(BACKUP, "{}"), ["HG1703"]);
    assert_eq!(codes("{ longhorn: {} }", "{}"), ["HG1705", "HG1703"]);
    let shared = "{ longhorn: {}, classes: { shared: efs } }";
    assert_eq!(codes(shared, "{ nodes: { workers: 1, servers: 1 } }"), ["HG1701", "HG1705"]);
    let many = "{ longhorn: { replicas: 3 }, classes: { shared: efs } }";
    assert_eq!(codes(many, "{ nodes: { workers: 2 } }"), ["HG1701", "HG1705"]);
}

#[test]
fn what_cannot_be_is_found_where_it_stands() {
    let cases = [
        ("{ longhorn: { backup: { to: buckets/volumes } } }", "HG1704 longhorn.backup"),
        (
            "{ longhorn: { backup: { to: { s3: { bucket: volumes, accessKeyId: a/id, secretAccessKey: b/key } } } } }",
            "HG1702 longhorn.backup",
        ),
        ("{ longhorn: { defaultSettings: {} } }", "HG1700 longhorn.defaultSettings"),
        ("{ nfs: {} }", "HG1700 nfs"),
    ];
    for (section, expected) in cases {
        let found: Vec<_> = parse::<Storage>(section)
            .1
            .iter()
            .map(|found| format!("{} {}", found.code.id, found.place.path))
            .collect();
        assert_eq!(found, [expected], "{section}");
    }
}
