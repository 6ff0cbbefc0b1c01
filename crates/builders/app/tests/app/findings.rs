//! What is found wrong, and where.

use hagen_core::section::Within;
use hagen_core::target::{Cores, NodeShape};
use hagen_kube::{Name, Quantity};

use super::fixture::{ALL, World, world};

/// An application, and the code and text of what is found.
type Case = (&'static str, &'static str, &'static str);

/// Everything that is found in `apps: { shop: { image: "a/shop:1", … } }` beside the missing digest and health.
fn found(world: &World, app: &str) -> Vec<(&'static str, String)> {
    let built = world.build(&format!("apps: {{ shop: {{ image: \"a/shop:1\", {app} }} }}\n"));
    let found = built.found().into_iter().filter(|(code, _)| !["HG0318", "HG0319"].contains(code));
    found.map(|(code, text)| (code, text.to_owned())).collect()
}

fn check(world: &World, cases: &[Case]) {
    for (app, code, text) in cases {
        assert_eq!(found(world, app), [(*code, (*text).to_owned())], "{app}");
    }
}

#[test]
fn contradictions_of_one_application() {
    check(
        &World::default(),
        &[
            ("perNode: true, schedule: \"0 3 * * *\"", "HG0301", "true"),
            ("perNode: true, replicas: 2", "HG0301", "2"),
            ("command: [\"/bin/shop --port 80\"]", "HG0301", "[\"/bin/shop --port 80\"]"),
            ("command: [\"\"]", "HG0301", "[\"\"]"),
            ("schedule: \"0 3 * * *\", port: 80", "HG0301", "80"),
            ("schedule: \"0 3 * * *\", health: /h", "HG0301", "/h"),
            ("schedule: \"0 3 * * *\", startTime: 7m", "HG0301", "7m"),
            ("port: 80, health: { command: [/check] }", "HG0301", "command"),
            ("port: 80, health: { command: [/check], readiness: /h }", "HG0301", "command"),
            ("perNode: true, volumes: { d: { mount: /d, size: 1Gi } }", "HG0301", "d"),
            ("strategy: recreate, replicas: { min: 2, max: 3 }", "HG0301", "recreate"),
            (
                "strategy: recreate, replicas: 2, volumes: { d: { mount: /d, size: 1Gi } }",
                "HG0301",
                "recreate",
            ),
        ],
    );
}

#[test]
fn amounts_that_cannot_be() {
    check(
        &World::default(),
        &[
            ("replicas: { min: 1, max: 3 }", "HG0302", "1"),
            ("replicas: { min: 3, max: 3 }", "HG0302", "3"),
            ("replicas: { min: 4, cpu: 71 }", "HG0302", "71"),
            ("replicas: 0", "HG0107", "0"),
            ("resources: { cpu: 2, cpuLimit: 1 }", "HG0303", "1"),
            ("resources: { memory: 0Mi }", "HG0303", "0Mi"),
            ("drainTime: 2d", "HG0107", "2d"),
            ("drainTime: 2h", "HG0326", "2h"),
            ("port: 80, config: { PORT: \"81\" }", "HG0325", "\"81\""),
            ("config: { TZ: Europe/Berln }", "HG0325", "Europe/Berln"),
            ("startTime: 1ms", "HG0107", "1ms"),
            ("port: 80, rollout: { canary: [10, 100], pause: 30d }", "HG0107", "30d"),
            ("schedule: { cron: \"0 3 * * *\", timeLimit: 1ms }", "HG0107", "1ms"),
            ("volumes: { d: { mount: /d } }", "HG0306", "/d"),
            ("volumes: { d: { mount: /d, size: 1Gi, ephemeral: 2Gi } }", "HG0306", "2Gi"),
            ("volumes: { d: { mount: /d, ephemeral: 2Gi, shared: true } }", "HG0306", "true"),
            ("volumes: { d: { mount: /d, ephemeral: 2Gi, storageClass: fast } }", "HG0306", "fast"),
            ("volumes: { d: { mount: /d, ephemeral: 0 } }", "HG0104", "0"),
            ("resources: { memory: 512 }", "HG0106", "512"),
            ("resources: { memory: \"640000\" }", "HG0303", "\"640000\""),
            ("resources: { memory: 4Mi }", "HG0303", "4Mi"),
            ("resources: { cpu: 500 }", "HG0315", "500"),
            ("replicas: 1, volumes: { d: { mount: /d, size: 100Ki } }", "HG0306", "100Ki"),
            ("schedule: { cron: \"0 3 * * *\", timeZone: Europe/Berln }", "HG0106", "Europe/Berln"),
            ("schedule: { cron: \"0 3 * * *\", timeZone: Local }", "HG0106", "Local"),
            ("schedule: { cron: \"0 3 * * *\", timeZone: berlin }", "HG0106", "berlin"),
            ("schedule: { cron: \"0 3 * * *\", startWithin: 5s }", "HG0308", "5s"),
        ],
    );
}

#[test]
fn ports_that_are_not_there() {
    check(
        &World::default(),
        &[
            ("port: 80, ports: { http: 81 }", "HG0304", "80"),
            ("ports: { a-name-that-is-too-long: 81 }", "HG0304", "a-name-that-is-too-long"),
            ("ports: { a--b: 81 }", "HG0304", "a--b"),
            ("ports: { a: 81, b: 81 }", "HG0304", "b"),
            ("expose: { host: x.example.com }", "HG0304", "{ host: x.example.com }"),
            ("metrics: /m", "HG0304", "/m"),
            ("health: /h", "HG0304", "/h"),
            ("ports: { a: 81, b: 82 }, expose: { host: x.example.com }", "HG0304", "{ host: x.example.com }"),
            ("port: 80, health: { readiness: /h, port: web }", "HG0304", "web"),
            (
                "ports: { u: { number: 53, protocol: udp } }, expose: { host: x.example.com, port: u }",
                "HG0304",
                "u",
            ),
            ("port: 80, health: { liveness: /h, readiness: /h }", "HG0305", "/h"),
        ],
    );
}

#[test]
fn paths_and_egress() {
    check(
        &World::default(),
        &[
            ("writable: [/tmp]", "HG0307", "/tmp"),
            ("files: { /a: { text: x } }, writable: [/a]", "HG0307", "/a"),
            ("files: { /a: { text: x }, /a/b: { text: y } }", "HG0307", "/a/b"),
            ("writable: [/w, /w]", "HG0307", "/w"),
            ("volumes: { d: { mount: /proc/x, ephemeral: 1Gi } }", "HG0106", "/proc/x"),
            ("volumes: { tmp: { mount: /t, ephemeral: 1Gi } }", "HG0307", "tmp"),
            ("files: { /a: { from: nowhere.txt } }", "HG0310", "nowhere.txt"),
            ("egress: [{ to: 0.0.0.0/0 }]", "HG0106", "0.0.0.0/0"),
            ("egress: [0.0.0.0/0]", "HG0106", "0.0.0.0/0"),
            ("egress: [127.0.0.0/8]", "HG0106", "127.0.0.0/8"),
            ("egress: [localhost]", "HG0106", "localhost"),
            ("egress: [index]", "HG0106", "index"),
            ("egress: [index.shop.svc.cluster.local]", "HG0106", "index.shop.svc.cluster.local"),
            ("egress: [10.0.0.0/8, 10.0.0.0/8]", "HG0112", "10.0.0.0/8"),
            ("egress: [{ to: internet, ports: [80, 80] }]", "HG0112", "80"),
            ("volumes: { d: { mount: /usr, ephemeral: 1Gi } }", "HG0307", "/usr"),
            ("egress: [{ to: internet, ports: [] }]", "HG0309", "[]"),
            ("egress: [\"https://x.example.com\"]", "HG0106", "\"https://x.example.com\""),
            ("egress: [10.0.0.1/8]", "HG0106", "10.0.0.1/8"),
            ("egress: [internt]", "HG0106", "internt"),
            ("startTime: 5", "HG0104", "5"),
            ("egress: [x.example.com]", "HG0323", "x.example.com"),
        ],
    );
}

#[test]
fn ways_in_that_nobody_finds() {
    check(
        &World::default(),
        &[
            ("port: 80, health: /h, expose: { host: 192.0.2.7 }", "HG0106", "192.0.2.7"),
            ("port: 80, health: /h, expose: { host: x.example.com, path: /api/* }", "HG0106", "/api/*"),
        ],
    );
    assert!(found(&World::default(), "port: 80, health: /h?full=1").is_empty());
}

#[test]
fn what_looks_like_a_variable_and_is_none() {
    check(
        &World::default(),
        &[
            ("config: { HOST: a, URL: http://$(HOST)/b }", "HG0324", "http://$(HOST)/b"),
            ("config: { HOST: a }, args: [x, --at=$(HOST)]", "HG0324", "--at=$(HOST)"),
        ],
    );
    assert!(found(&World::default(), "config: { A: $(date) }").is_empty());
}

#[test]
fn an_address_is_no_name() {
    assert!(found(&World::default(), "egress: [192.0.2.7]").is_empty());
}

#[test]
fn files_have_a_limit() {
    let mut world = World::default();
    world.files.insert("large".into(), vec![b'x'; (1 << 20) + 1]);
    assert_eq!(found(&world, "files: { /a: { from: large } }"), [("HG0310", "files".to_owned())]);
}

#[test]
fn variables_are_set_once() {
    let text = r#"apps:
  shop: { image: "a/shop:1", uses: [apps/auth, apps/auth], config: { AUTH_URL: mine, KEY: x }, secrets: { KEY: a/b } }
  auth: { image: "a/auth:1", port: 1234, health: /h }
"#;
    let built = World::default().build(text);
    let twice: Vec<_> = built.findings.iter().filter(|finding| finding.code.id == "HG0311").collect();
    let shown = |place: &hagen_core::Place| &text[place.span.start as usize..place.span.end as usize];
    let pairs: Vec<_> =
        twice.iter().map(|finding| (shown(&finding.place), shown(&finding.labels[0].place))).collect();
    assert_eq!(pairs, [("apps/auth", "apps/auth"), ("AUTH_URL", "apps/auth"), ("KEY", "KEY")]);
    assert!(twice.iter().all(|finding| finding.place.span != finding.labels[0].place.span));
    let prefixed = text.replace("[apps/auth, apps/auth]", "[apps/auth, { to: apps/auth, prefix: B_ }]");
    let built = World::default().build(&prefixed);
    assert_eq!(built.findings.iter().filter(|finding| finding.code.id == "HG0311").count(), 2);
}

#[test]
fn certificates_come_from_somewhere() {
    let exposed = "port: 80, health: /h, expose: { host: x.example.com }";
    let named = "port: 80, health: /h, expose: { host: x.example.com, tls: letsencrpt }";
    let mut world = World::default();
    assert!(found(&world, exposed).is_empty());
    check(&world, &[(named, "HG0312", "letsencrpt")]);
    let both = "port: 80, health: /h, expose: { host: x.example.com, tls: { issuer: a, secret: b } }";
    check(&world, &[(both, "HG0121", "b")]);
    world.shared.issuers.push(Name::known("internal"));
    check(&world, &[(exposed, "HG0312", "x.example.com")]);
    world.shared.issuers.clear();
    check(&world, &[(exposed, "HG0312", "x.example.com"), (named, "HG0312", "letsencrpt")]);
    world = World::default();
    world.shared.entry = None;
    check(&world, &[(exposed, "HG0313", "expose")]);
}

#[test]
fn what_the_cluster_cannot_keep() {
    let mut world = World::default();
    world.cluster.nodes.shape =
        Some(NodeShape { cpu: Cores(Quantity::known("4")), memory: Quantity::known("8Gi") });
    check(
        &world,
        &[
            ("resources: { memory: 9Gi }", "HG0315", "9Gi"),
            ("resources: { cpu: 4100m }", "HG0315", "4100m"),
            ("volumes: { d: { mount: /d, size: 1Gi } }", "HG0316", "d"),
            ("replicas: 1", "HG0317", "1"),
            ("volumes: { d: { mount: /d, size: 1Gi, shared: true } }", "HG0321", "d"),
        ],
    );
    world.shared.prometheus = None;
    check(&world, &[("port: 80, health: /h, metrics: /m", "HG0322", "/m")]);
    world.cluster.nodes.workers = Within::new(1);
    world.cluster.nodes.zones.clear();
    check(&world, &[("", "HG0317", "shop")]);
}

#[test]
fn names_leave_room_for_what_kubernetes_adds() {
    let build = |length: usize| {
        let name = "n".repeat(length);
        let text = format!("apps: {{ {name}: {{ image: \"a/b:1\", schedule: \"0 3 * * *\" }} }}\n");
        World::default().build(&text).found().iter().filter(|(code, _)| *code == "HG0314").count()
    };
    assert_eq!((build(52), build(53)), (0, 1));
}

#[test]
fn the_large_example_is_only_noted() {
    let built = world().build(ALL);
    assert!(!built.findings.iter().any(hagen_core::Diagnostic::is_error), "{:?}", built.findings);
    let codes: Vec<_> = built.found().into_iter().map(|(code, text)| format!("{code} {text}")).collect();
    for expected in ["HG0317 1", "HG0319 lone", "HG0319 worker", "HG0318 registry.example.com/auth:2.0.0"] {
        assert!(codes.iter().any(|code| code == expected), "{expected}: {codes:#?}");
    }
}

#[test]
fn every_code_is_tried_here() {
    let text = [
        include_str!("findings.rs"),
        include_str!("exposure.rs"),
        include_str!("mesh.rs"),
        include_str!("observed.rs"),
        include_str!("rollout.rs"),
        include_str!("split.rs"),
        include_str!("tls.rs"),
        include_str!("tracing.rs"),
    ]
    .concat();
    for code in hagen_app::codes::CODES {
        assert!(text.contains(code.id), "{}", code.id);
        assert!(code.page.trim().len() > 80, "{}", code.id);
    }
}
