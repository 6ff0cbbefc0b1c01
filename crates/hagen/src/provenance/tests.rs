//! Keys that matter, keys that do not, and lines that are none.

use hagen_core::component::NoFiles;

use hagen_yaml::{FileId, Limits, Value};

use super::{NoProvenance, Provenance, Subject, Without, provenance};
use crate::platform::link;
use crate::source::Document;

const TEXT: &str = "\
apiVersion: hagen/v1alpha1
kind: Blueprint
name: shop
delivery: { git: { repoURL: https://git.example.com/deploy.git } }
environments:
  production: {}
  staging: { overlay: { apps: { web: { replicas: 2 } } } }
apps:
  web:
    image: registry.example.com/web:1.0
    port: 8080
    config: { LOG_LEVEL: info }
    health: { liveness: /livez, readiness: /readyz }
";

fn asked(path: &str, begins: &str) -> Result<Provenance, NoProvenance> {
    let root = hagen_yaml::read(FileId(0), TEXT, &Limits::default()).node.unwrap();
    let file = link(Document::of(root.clone()), &NoFiles).platform.unwrap().file(path);
    let text = file.map_or(String::new(), |file| file.text);
    let line = text.lines().position(|line| line.trim_start().starts_with(begins)).map_or(0, |at| at + 1);
    provenance(&root, &NoFiles, path, line.max(1))
}

fn causes(path: &str, begins: &str) -> Vec<(String, Without)> {
    let causes = asked(path, begins).expect("a value").causes;
    causes.into_iter().map(|cause| (cause.place.path.to_string(), cause.without)).collect()
}

#[test]
fn a_key_that_can_go_tells_the_default() {
    let found = causes("in-cluster/staging/web/deployment.yaml", "replicas:");
    let expected =
        ("environments.staging.overlay.apps.web.replicas".to_owned(), Without::Other(Value::Int(3)));
    assert_eq!(found, [expected]);
    let found = causes("in-cluster/staging/web/configmap.yaml", "LOG_LEVEL:");
    assert_eq!(found, [("apps.web.config.LOG_LEVEL".to_owned(), Without::Gone)]);
}

#[test]
fn a_key_that_is_needed_is_known_by_its_value() {
    let found = causes("in-cluster/production/web/deployment.yaml", "image:");
    assert_eq!(found, [("apps.web.image".to_owned(), Without::Needed)]);
    let found = causes("in-cluster/production/web/deployment.yaml", "app.kubernetes.io/version:");
    assert_eq!(found, [("apps.web.image".to_owned(), Without::Needed)]);
}

#[test]
fn what_no_key_changes_is_hagens_own() {
    let found = asked("in-cluster/production/web/deployment.yaml", "minReadySeconds:").expect("a value");
    assert_eq!(found.causes, []);
    assert_eq!(found.subject, Subject::Object { kind: "Deployment".to_owned(), name: "web".to_owned() });
    assert_eq!(found.component, "apps/web");
}

#[test]
fn what_is_not_there_has_no_provenance() {
    assert_eq!(asked("in-cluster/production/wob/deployment.yaml", "x"), Err(NoProvenance::NoSuchFile));
    let root = hagen_yaml::read(FileId(0), TEXT, &Limits::default()).node.unwrap();
    let asked = |line| provenance(&root, &NoFiles, "in-cluster/production/web/deployment.yaml", line);
    assert_eq!(asked(100_000), Err(NoProvenance::NoSuchLine));
    assert_eq!(asked(1), Err(NoProvenance::NoValue));
}
