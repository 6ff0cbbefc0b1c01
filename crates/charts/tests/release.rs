//! Findings about the values of a release: at the user's place, or at the component.

use hagen_charts::{CERT_MANAGER, check_release, codes};
use hagen_core::Path;
use hagen_core::artifact::{Chart, HelmRelease};
use hagen_kube::Name;
use hagen_yaml::{FileId, Limits, Node, Value, value};

static UNKNOWN: Chart =
    Chart { name: "elsewhere", version: "1.0.0", app_version: "1", repo_url: "example.com" };

fn release(chart: &'static Chart, own: Value, user: &Node) -> HelmRelease {
    let mut values = own;
    values.merge(user.to_value());
    HelmRelease {
        chart,
        name: Name::known("cert-manager"),
        values,
        values_path: Path::of(["values", "cert-manager"]),
        delivers: Vec::new(),
    }
}

fn read(text: &str) -> Node {
    hagen_yaml::read(FileId(0), text.as_bytes(), &Limits::default()).node.expect("it is readable")
}

const USER: &str = "\
replicacount: 3
clusterResourceNamespace: { name: certs }
webhook: { replicaCount: 3 }
";

#[test]
fn a_finding_is_shown_where_the_user_wrote_it() {
    let user = read(USER);
    let release = release(&CERT_MANAGER, value!({ "crds": { "enabled": true } }), &user);
    let found = check_release(&release, Some(&user), &Path::of(["platform", "cert-manager"]));
    let told: Vec<_> = found
        .iter()
        .map(|one| {
            let (start, end) = (one.place.span.start as usize, one.place.span.end as usize);
            (one.code.id, one.place.path.to_string(), &USER[start..end], one.replacement.as_deref())
        })
        .collect();
    let (unknown, shape) = (codes::UNKNOWN_VALUE.id, codes::VALUE_OF_WRONG_SHAPE.id);
    assert_eq!(
        told,
        [
            (unknown, "values.cert-manager.replicacount".to_owned(), "replicacount", Some("replicaCount")),
            (
                shape,
                "values.cert-manager.clusterResourceNamespace".to_owned(),
                "clusterResourceNamespace",
                None
            ),
        ]
    );
    assert_eq!(
        found[0].message,
        "value `replicacount` of the chart `cert-manager` v1.21.1: no template of the chart reads it"
    );
}

#[test]
fn a_finding_of_hagens_own_is_shown_at_the_component() {
    let user = read("webhook: { replicaCount: 3 }");
    let own = value!({ "webhook": { "replicas": 2 } });
    let found = check_release(&release(&CERT_MANAGER, own, &user), Some(&user), &Path::of(["platform"]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].place.path, Path::of(["platform"]));
    assert!(found[0].place.span.is_none() && found[0].message.contains("`webhook.replicas`"), "{found:?}");
    assert_eq!(found[0].replacement, None, "the place is not that of the key");
}

#[test]
fn a_value_without_effect_is_a_warning() {
    let user = read("acmesolver: { image: { pullPolicy: Always } }");
    let found = check_release(&release(&CERT_MANAGER, value!({}), &user), Some(&user), &Path::ROOT);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].code, found[0].is_error()), (&codes::VALUE_WITHOUT_EFFECT, false));
}

#[test]
fn a_chart_without_facts_is_not_checked() {
    let release = release(&UNKNOWN, value!({ "any": "thing" }), &read("{}"));
    assert_eq!(check_release(&release, None, &Path::ROOT), []);
}
