//! What changes mean.

use super::support::Folder;

/// What is said of a change of the blueprint.
fn planned(from: &str, to: &str) -> String {
    let folder = Folder::new();
    folder.done(&["render"]);
    folder.change(from, to);
    folder.done(&["plan"]).stdout
}

#[test]
fn what_is_alike_in_several_environments_is_told_once() {
    assert_eq!(
        planned("web:1.4.2", "web:1.5.0"),
        "out: 2 objects change; 2 workloads restart

in-cluster/production and staging
  ~ Deployment web  wave 1
      restarts pods (rolling): image 1.4.2 → 1.5.0
"
    );
    let only_one = planned("staging: {}", "staging: { overlay: { apps: { queue: { replicas: 5 } } } }");
    assert!(only_one.contains("\nin-cluster/staging\n  ~ StatefulSet queue"), "{only_one}");
    assert!(only_one.contains("      more capacity: replicas 3 → 5\n"), "{only_one}");
}

#[test]
fn what_a_cluster_refuses_stands_first() {
    let said = planned("size: 3Gi", "size: 2Gi");
    let refused = said.find("refused by the cluster").expect(&said);
    assert!(said.find("less capacity").is_none_or(|at| refused < at), "{said}");
    assert!(said.contains("2 changes are refused"), "{said}");
}

#[test]
fn a_component_that_goes_says_what_stays() {
    let said = planned("  web: { image: registry.example.com/web:1.4.2, port: 8000, health: /health }\n", "");
    assert!(said.contains("  - component web\n      deletes: "), "{said}");
    // It holds data, and so its Application has no finalizer.
    let folder = Folder::new();
    folder.done(&["render"]);
    let text = folder.read("blueprint.yaml");
    folder.write("blueprint.yaml", &text[..text.find("  queue:").unwrap()]);
    let said = folder.done(&["plan"]).stdout;
    assert!(said.contains("  - component queue\n      leaves behind, unmanaged: "), "{said}");
}

#[test]
fn a_pipeline_can_stop_at_a_risk() {
    let folder = Folder::new();
    folder.done(&["render"]);
    for args in [&["plan", "--exit-code"][..], &["plan", "--fail-on", "text"]] {
        assert!(folder.done(args).stdout.starts_with("out is up to date"), "{args:?}");
    }
    folder.change("replicas: 3", "replicas: 2");
    let code = |args: &[&str]| folder.run(args).code;
    assert_eq!(code(&["plan", "--exit-code"]), 10);
    assert_eq!(code(&["plan", "--fail-on", "less-capacity"]), 10);
    assert_eq!(code(&["plan", "--fail-on", "adds"]), 10);
    assert_eq!(code(&["plan", "--fail-on", "deletes-data"]), 0);
    assert_eq!(code(&["plan"]), 0);
}

#[test]
fn a_program_reads_every_object() {
    let folder = Folder::new();
    folder.done(&["render"]);
    folder.change("web:1.4.2", "web:1.5.0");
    let json = folder.done(&["plan", "--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let result = &json["result"];
    assert_eq!((&result["changed"], &result["added"], &result["removed"]), (&2.into(), &0.into(), &0.into()));
    assert_eq!(result["riskiest"], "restarts-pods");
    assert_eq!(result["effects"], serde_json::json!({ "restarts-pods": 2 }));
    let object = &result["objects"][1];
    assert_eq!(object["name"], "web");
    assert_eq!(object["scope"], "staging");
    assert_eq!(object["component"], "web");
    assert_eq!(object["namespace"], "shop-staging");
    assert_eq!(object["file"], "in-cluster/staging/web/deployment.yaml");
    assert_eq!(
        object["effects"][0]["causes"][0],
        serde_json::json!({
            "path": "spec.template.spec.containers.web.image",
            "label": "image", "item": null, "from": "1.4.2", "to": "1.5.0"
        })
    );
}

#[test]
fn an_edit_by_hand_is_what_changes_back() {
    let folder = Folder::new();
    folder.done(&["render"]);
    let path = "out/in-cluster/staging/web/deployment.yaml";
    folder.write(path, &folder.read(path).replace("replicas: 3", "replicas: 7"));
    let ran = folder.done(&["plan"]);
    assert!(ran.stdout.contains("less capacity: replicas 7 → 3"), "{}", ran.stdout);
    assert!(ran.stderr.contains("warning[HG0903]"), "{}", ran.stderr);
    folder.write(path, "not: [an object\n");
    assert!(folder.done(&["plan"]).stdout.contains("+ adds: Deployment web"));
}

#[test]
fn what_goes_with_an_application_follows_from_how_it_is_delivered() {
    let planned = |delivery: &str, from: &str, to: &str| {
        let folder = Folder::new();
        folder.change("git.example.com/deploy.git }", &format!("git.example.com/deploy.git }}{delivery}"));
        folder.done(&["render"]);
        folder.change(from, to);
        folder.done(&["plan"]).stdout
    };
    let web = "  web: { image: registry.example.com/web:1.4.2, port: 8000, health: /health }\n";
    let sets = planned(", argocd: { applicationSets: true }", web, "");
    assert!(sets.contains("  - component web\n      leaves behind, unmanaged: "), "{sets}");
    let shared = planned(", argocd: { granularity: environment }", web, "");
    assert!(shared.contains("  - component web\n      deletes: "), "{shared}");
    // Each component's Application goes, and takes with it what the environment's is to deliver.
    let switched = planned("", "deploy.git }", "deploy.git }, argocd: { granularity: environment }");
    let again = "recreates (what it delivers is deleted, and made again by another Application)";
    assert!(switched.contains("Application in-cluster-staging-web"), "{switched}");
    assert!(switched.replace("\n        ", " ").contains(again), "{switched}");
}
