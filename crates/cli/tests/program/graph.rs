//! What uses what.

use super::support::Folder;

#[test]
fn a_program_reads_every_component_with_its_relations() {
    let folder = Folder::new();
    folder.change("port: 5672\n", "port: 5672\n    uses: [apps/web]\n");
    let json: serde_json::Value =
        serde_json::from_str(&folder.done(&["graph", "--env", "staging", "--format", "json"]).stdout)
            .unwrap();
    let components = json["result"]["components"].as_array().unwrap();
    let ids: Vec<&str> = components.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert!(ids.iter().all(|id| id.starts_with("in-cluster/staging/")), "{ids:?}");
    let queue = components.iter().find(|it| it["component"] == "apps/queue").unwrap();
    assert_eq!(queue["uses"], serde_json::json!(["in-cluster/staging/apps/web"]));
    let web = components.iter().find(|it| it["component"] == "apps/web").unwrap();
    assert!(web["wave"].as_i64() < queue["wave"].as_i64(), "{web} {queue}");
    assert_eq!(web["namespace"], "shop-staging");
}

#[test]
fn a_very_long_chain_is_drawn_in_pieces() {
    let folder = Folder::new();
    let app = |at: usize| {
        let uses = if at == 0 { String::new() } else { format!(", uses: [apps/a{}]", at - 1) };
        format!("  a{at}: {{ image: registry.example.com/a:1.4.2, port: 8000, health: /health{uses} }}\n")
    };
    let apps: String = (0..300).map(app).collect();
    let text = folder.read("blueprint.yaml");
    folder.write("blueprint.yaml", &format!("{}apps:\n{apps}", text.split("apps:\n").next().unwrap()));
    let drawn = folder.done(&["graph", "--env", "staging"]).stdout;
    for at in 0..300 {
        assert!(drawn.contains(&format!("apps/a{at}  wave {}", at + 1)), "a{at}: {drawn}");
    }
    assert!(drawn.lines().all(|line| line.chars().count() < 110), "{drawn}");
}
