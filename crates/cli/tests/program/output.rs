//! What happens to the output folder.

use super::support::Folder;

const WEB: &str = "out/in-cluster/staging/web/deployment.yaml";

#[test]
fn a_rendering_is_written_and_verified() {
    let folder = Folder::new();
    let ran = folder.done(&["render"]);
    assert!(ran.stdout.contains("in-cluster/staging\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("+ web "), "{}", ran.stdout);
    let ran = folder.done(&["render", "--exit-code"]);
    assert!(ran.stdout.starts_with("out is up to date: "), "{}", ran.stdout);
    let ran = folder.done(&["verify"]);
    assert!(ran.stdout.starts_with("out is as hagen wrote it: "), "{}", ran.stdout);
}

#[test]
fn a_difference_is_shown_and_not_written() {
    let folder = Folder::new();
    folder.done(&["render"]);
    folder.change("web:1.4.2", "web:1.5.0");
    let ran = folder.run(&["diff", "--exit-code"]);
    assert_eq!(ran.code, 10);
    assert!(ran.stdout.contains(&format!("--- a/{WEB}\n+++ b/{WEB}\n@@")), "{}", ran.stdout);
    assert!(
        ran.stdout.contains(
            "-        image: registry.example.com/web:1.4.2\n+        image: registry.example.com/web:1.5.0\n"
        ) || ran.stdout.contains("image: registry.example.com/web:1.5.0"),
        "{}",
        ran.stdout
    );
    let ran = folder.run(&["render", "--dry-run", "--exit-code"]);
    assert_eq!(ran.code, 10);
    assert!(ran.stdout.contains("~ web "), "{}", ran.stdout);
    assert!(folder.read(WEB).contains("web:1.4.2"));
    assert_eq!(folder.run(&["render", "--exit-code"]).code, 10);
    assert!(folder.read(WEB).contains("web:1.5.0"));
    assert_eq!(folder.done(&["diff", "--exit-code"]).stdout.split(':').next(), Some("out is up to date"));
}

#[test]
fn nothing_is_written_over_an_edit() {
    let folder = Folder::new();
    folder.done(&["render"]);
    folder.write(WEB, "kind: Edited\n");
    folder.change("web:1.4.2", "web:1.5.0");
    let ran = folder.run(&["render"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("error[HG0903]"), "{}", ran.stderr);
    assert!(ran.stderr.contains(&format!("--> {WEB}")), "{}", ran.stderr);
    assert_eq!(folder.run(&["render", "--dry-run"]).code, 4);
    let ran = folder.done(&["diff"]);
    assert!(ran.stdout.contains("-kind: Edited"), "{}", ran.stdout);
    assert!(ran.stderr.contains("warning[HG0903]"), "{}", ran.stderr);
    let ran = folder.run(&["verify", "--format", "json"]);
    assert_eq!(ran.code, 4);
    assert_eq!(ran.json()["result"]["edited"], serde_json::json!([WEB.strip_prefix("out/").unwrap()]));
    folder.done(&["render", "--force"]);
    folder.done(&["verify"]);
}

#[test]
fn foreign_and_missing_files_are_told_apart() {
    let folder = Folder::new();
    folder.done(&["render"]);
    folder.write("out/notes.txt", "mine");
    let ran = folder.done(&["verify"]);
    assert!(ran.stderr.contains("warning[HG0904]: `notes.txt` is not hagen's"), "{}", ran.stderr);
    std::fs::remove_file(folder.at(WEB)).unwrap();
    let ran = folder.run(&["verify"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("error[HG0913]"), "{}", ran.stderr);
}

#[test]
fn data_goes_only_by_name() {
    let folder = Folder::new();
    folder.done(&["render"]);
    folder.change("    volumes: { data: { mount: /data, size: 3Gi } }\n", "");
    let set = "in-cluster/production/queue/statefulset.yaml";
    let ran = folder.run(&["render"]);
    assert_eq!(ran.code, 3, "{}", ran.stdout);
    assert!(
        ran.stderr.contains("error[HG0918]: the StatefulSet `queue` in the namespace `shop-production`"),
        "{}",
        ran.stderr
    );
    assert!(folder.at("out").join(set).exists());
    assert!(folder.done(&["diff"]).stderr.contains("warning[HG0918]"));
    assert_eq!(folder.run(&["render", "--drop", set]).code, 3);
    let staging = "out/in-cluster/staging/queue/statefulset.yaml";
    folder.done(&["render", "--drop", set, "--drop", staging]);
    assert!(!folder.at("out").join(set).exists());
}

#[test]
fn what_the_cluster_refuses_is_said_at_the_users_line() {
    let folder = Folder::new();
    folder.done(&["render"]);
    folder.change("size: 3Gi", "size: 5Gi");
    let set = "in-cluster/production/queue/statefulset.yaml";
    let ran = folder.run(&["render"]);
    assert_eq!(ran.code, 3, "{}", ran.stdout);
    assert!(ran.stderr.contains("error[HG0920]: the StatefulSet `queue` in the namespace `shop-production`"));
    assert!(ran.stderr.contains("is `3Gi` and cannot"), "{}", ran.stderr);
    assert!(ran.stderr.contains("blueprint.yaml:12:38"), "{}", ran.stderr);
    assert!(ran.stderr.contains("--cascade=orphan"), "{}", ran.stderr);
    assert_eq!(folder.run(&["render", "--dry-run"]).code, 3);
    for command in ["check", "diff"] {
        let ran = folder.done(&[command]);
        assert!(ran.stderr.contains("warning[HG0920]"), "{command}: {}", ran.stderr);
    }
    assert!(!folder.done(&["check", "-o", "elsewhere"]).stderr.contains("HG0920"));
    assert!(folder.read(&format!("out/{set}")).contains("storage: 3Gi"));
    assert_eq!(folder.run(&["render", "--recreate", set]).code, 3);
    folder.done(&[
        "render",
        "--recreate",
        set,
        "--recreate",
        &format!("out/{}", set.replace("production", "staging")),
    ]);
    assert!(folder.read(&format!("out/{set}")).contains("storage: 5Gi"));
    assert!(!folder.done(&["check"]).stderr.contains("HG0920"));
}

#[test]
fn an_object_of_the_users_own_is_shown_where_they_wrote_it() {
    let folder = Folder::new();
    folder.change("apps:\n", "manifests: { own: { from: own.yaml } }\napps:\n");
    let claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: own }\nspec:\n  \
                 storageClassName: fast\n  accessModes: [ReadWriteOnce]\n  resources: { requests: { storage: 4Gi } }\n";
    folder.write("own.yaml", claim);
    folder.done(&["render"]);
    folder.write("own.yaml", &claim.replace("4Gi", "2Gi"));
    let ran = folder.run(&["render"]);
    assert!(
        ran.stderr.contains("`spec.resources.requests.storage` is `4Gi` and cannot shrink to `2Gi`"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("own.yaml:7:37"), "{}", ran.stderr);
    folder.write("own.yaml", &claim.replace("4Gi", "8Gi"));
    folder.done(&["render"]);
}

#[test]
fn a_part_leaves_the_rest_as_it_is() {
    let folder = Folder::new();
    folder.done(&["render"]);
    folder.change("web:1.4.2", "web:1.5.0");
    let ran = folder.done(&["render", "--env", "staging"]);
    assert!(!ran.stdout.contains("in-cluster/production"), "{}", ran.stdout);
    assert!(folder.read(WEB).contains("web:1.5.0"));
    assert!(folder.read(&WEB.replace("staging", "production")).contains("web:1.4.2"));
    folder.done(&["verify"]);
    let ran = folder.run(&["diff", "--stat"]);
    assert!(ran.stdout.contains("in-cluster/production"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("in-cluster/staging"), "{}", ran.stdout);
    let ran = folder.run(&["render", "--env", "stagin"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("did you mean `staging`?"), "{}", ran.stderr);
}

#[test]
fn folders_that_nobody_means_are_refused() {
    let folder = Folder::new();
    let ran = folder.run(&["render", "-o", "."]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("error[HG0902]"), "{}", ran.stderr);
    std::os::unix::fs::symlink("elsewhere", folder.at("out")).unwrap();
    assert_eq!(folder.run(&["render"]).code, 4);
}

#[test]
fn only_one_run_writes() {
    let folder = Folder::new();
    folder.done(&["render"]);
    let claim = std::fs::File::open(folder.at("out")).unwrap();
    claim.lock().unwrap();
    let ran = folder.run(&["render"]);
    assert_eq!(ran.code, 6);
    assert!(ran.stderr.contains("error[HG0909]"), "{}", ran.stderr);
}

#[test]
fn a_lost_lock_is_not_guessed() {
    let folder = Folder::new();
    folder.done(&["render"]);
    std::fs::remove_file(folder.at("out/hagen.lock")).unwrap();
    folder.change("web:1.4.2", "web:1.5.0");
    let ran = folder.run(&["render"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("error[HG0907]"), "{}", ran.stderr);
    folder.write("out/hagen.lock", "<<<<<<< ours\n");
    let ran = folder.run(&["render"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("error[HG0908]"), "{}", ran.stderr);
}

#[test]
fn an_example_renders_where_init_puts_it() {
    let folder = Folder::new();
    folder.done(&["init", "fresh"]);
    assert!(
        folder
            .read("fresh/blueprint.yaml")
            .starts_with("# yaml-language-server: $schema=./hagen.schema.json\n")
    );
    assert_eq!(folder.read("fresh/hagen.schema.json"), folder.done(&["schema"]).stdout);
    assert_eq!(folder.run(&["init", "fresh"]).code, 5);
    folder.done(&["render", "fresh/blueprint.yaml", "-o", "fresh/out"]);
    folder.done(&["verify", "fresh/out"]);
}

#[test]
fn nothing_is_written_through_a_link() {
    let folder = Folder::new();
    folder.done(&["render"]);
    std::fs::rename(folder.at("out/in-cluster/staging"), folder.at("moved")).unwrap();
    std::os::unix::fs::symlink("../../moved", folder.at("out/in-cluster/staging")).unwrap();
    folder.change("web:1.4.2", "web:1.5.0");
    let ran = folder.run(&["render"]);
    assert_eq!(ran.code, 4, "{}", ran.stdout);
    assert!(ran.stderr.contains("error[HG0905]"), "{}", ran.stderr);
    assert!(folder.read("moved/web/deployment.yaml").contains("web:1.4.2"));
}

#[test]
fn an_interrupted_run_is_told_of_and_cleared_away() {
    let folder = Folder::new();
    folder.done(&["render"]);
    folder.write("out/.hagen/files/a.yaml", "half");
    let ran = folder.run(&["render"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("error[HG0908]: `out/.hagen` is broken"), "{}", ran.stderr);
    folder.write("out/.hagen/.gitignore", "# Files that hagen is about to move into place.\n*\n");
    let ran = folder.run(&["verify"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("error[HG0910]"), "{}", ran.stderr);
    folder.done(&["render"]);
    folder.done(&["verify"]);
}
