//! `hagen crd add`: a definition is checked and named in the blueprint, and nothing else changes.

use super::support::{BLUEPRINT, Folder};

const WIDGETS: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Widget, plural: widgets }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { size: { type: integer } } } } } }
";

#[test]
fn a_definition_binds_the_objects_of_its_kind() {
    let folder = Folder::new();
    folder.write(
        "own.yaml",
        "apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: a }\nspec: { size: big }\n",
    );
    folder.write("blueprint.yaml", &format!("{BLUEPRINT}manifests: {{ own: {{ from: own.yaml }} }}\n"));
    let ran = folder.run(&["check"]);
    assert!(ran.stderr.contains("hagen crd add"), "{}", ran.stderr);
    folder.write("crds/widgets.yaml", WIDGETS);
    let ran = folder.done(&["crd", "add", "./crds/widgets.yaml"]);
    assert_eq!(ran.stdout, "example.com/v1 Widget: in a namespace\n+ blueprint.yaml: crds/widgets.yaml\n");
    let expected =
        format!("{BLUEPRINT}manifests: {{ own: {{ from: own.yaml }} }}\ncrds:\n  - crds/widgets.yaml\n");
    assert_eq!(folder.read("blueprint.yaml"), expected);
    let ran = folder.run(&["check"]);
    assert!(ran.stderr.contains("expected an integer, found a string"), "{}", ran.stderr);
    assert!(ran.stderr.contains("--> own.yaml:4:15"), "{}", ran.stderr);
    let again = folder.done(&["crd", "add", "crds/widgets.yaml", "--format", "json"]).json();
    assert_eq!(again["result"]["changed"], false);
    assert_eq!(folder.read("blueprint.yaml"), expected);
}

#[test]
fn what_is_wrong_changes_nothing() {
    let folder = Folder::new();
    folder.write("crds/good.yaml", WIDGETS);
    folder.write("crds/bad.yaml", &WIDGETS.replace("type: integer", "$ref: '#'").replace("widget", "gadget"));
    std::fs::create_dir(folder.at("crds/folder")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.at("crds/pipe")).status().unwrap();
    assert!(made.success());
    for (file, code, expected) in [
        ("crds/bad.yaml", 3, "error[HG0605]"),
        ("blueprint.yaml", 3, "error[HG0209]"),
        ("/etc/hostname", 5, "is an absolute path"),
        ("../x.yaml", 5, "leads out of the blueprint's folder"),
        ("crds/none.yaml", 5, "does not exist"),
        ("crds/folder", 5, "is a folder"),
        ("crds/pipe", 5, "is a pipe"),
    ] {
        let ran = folder.run(&["crd", "add", "crds/good.yaml", file]);
        assert_eq!(ran.code, code, "{file}: {}", ran.stderr);
        assert!(ran.stderr.contains(expected), "{file}: {}", ran.stderr);
        assert!(ran.stderr.contains("nothing was changed"), "{file}: {}", ran.stderr);
        assert_eq!(folder.read("blueprint.yaml"), BLUEPRINT, "{file}");
    }
}
