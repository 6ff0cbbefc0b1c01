//! The script runs, its tools being played; the other files are read.
#![allow(clippy::disallowed_methods, reason = "the script is run as a user would run it")]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use hagen_core::target::{Cluster, Distribution, Pipeline};
use hagen_kube::{Name, Url, Zone};
use tempfile::TempDir;

use crate::example::{Example, built, platform, release};

/// Plays a tool: notes how it was called, and answers by the first line of `answers` that the call contains.
const TOOL: &str = r#"#!/bin/sh
echo "${0##*/} $*" >> "$LOG"
while IFS='|' read -r part answer code; do
    case "${0##*/} $*" in
    *"$part"*) [ -z "$answer" ] || printf "$answer"; exit "${code:-0}" ;;
    esac
done < "$ANSWERS"
"#;

/// An output on disk, with tools that only play.
struct Stage {
    folder: TempDir,
}

impl Stage {
    fn of(example: &Example) -> Self {
        let folder = TempDir::new().unwrap();
        for file in example.files() {
            let path = folder.path().join("out").join(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file.text).unwrap();
        }
        let stage = Self { folder };
        fs::create_dir(stage.path("bin")).unwrap();
        stage.tool("kubectl", TOOL);
        stage.tool("helm", TOOL);
        // Time does not pass in a test.
        stage.tool("sleep", "#!/bin/sh\n");
        for tool in ["awk", "base64", "cat", "dirname", "sh", "tr"] {
            let places = ["/bin", "/usr/bin"].map(|folder| Path::new(folder).join(tool));
            let place = places.iter().find(|place| place.exists()).expect("every Unix has it");
            symlink(place, stage.path("bin").join(tool)).unwrap();
        }
        stage
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn tool(&self, name: &str, text: &str) {
        let path = self.path("bin").join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs the script; `answers` are lines of a part of a call, what it prints, and its exit code.
    fn run(&self, arguments: &[&str], answers: &[&str]) -> Output {
        fs::write(self.path("log"), "").unwrap();
        fs::write(self.path("answers"), answers.join("\n") + "\n").unwrap();
        Command::new("sh")
            .arg(self.path("out/bootstrap/install.sh"))
            .args(arguments)
            .env("PATH", self.path("bin"))
            .env("LOG", self.path("log"))
            .env("ANSWERS", self.path("answers"))
            .output()
            .unwrap()
    }

    /// How the tools were called.
    fn calls(&self) -> Vec<String> {
        let log = fs::read_to_string(self.path("log")).unwrap();
        let out = self.path("out").canonicalize().unwrap().display().to_string();
        log.lines().map(|line| line.replace(&out, "OUT")).collect()
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

const NO_ARGO_CD: &str = "get applications.argoproj.io eu-platform-argo-cd||1";
const SIX_AND_ROOT: &str = "--no-headers|shop Synced Healthy\\na Synced Healthy\\nb Synced Healthy\\n\
    c Synced Healthy\\nd Synced Healthy\\ne Synced Healthy\\nf Synced Healthy\\n|0";

#[test]
fn a_first_run_installs_and_waits() {
    let stage = Stage::of(&Example::shop());
    let output = stage.run(&["--context", "eu"], &[NO_ARGO_CD, SIX_AND_ROOT]);
    assert!(output.status.success(), "{output:?}");
    let calls = stage.calls();
    let helm: Vec<&String> = calls.iter().filter(|call| call.starts_with("helm")).collect();
    let chart = &hagen_charts::ARGO_CD;
    assert_eq!(
        helm,
        [&format!(
            "helm upgrade --install argocd argo-cd --repo {} --version {} --kube-context eu --namespace argocd \
             --create-namespace --values OUT/eu/platform/argo-cd/values.yaml --wait --timeout 10m",
            chart.repo_url, chart.version
        )]
    );
    let apply = "kubectl --context eu apply --server-side --force-conflicts --field-manager hagen --filename \
                 OUT/argocd/root.yaml";
    assert!(calls.iter().any(|call| call == apply), "{calls:#?}");
    let said = text(&output.stdout);
    assert!(said.contains("7 of 7 Synced and Healthy."), "{said}");
    assert!(said.contains("is private, give it some"), "{said}");
    assert!(said.ends_with("shop is up.\n"), "{said}");
}

#[test]
fn a_second_run_leaves_argo_cd_alone() {
    let stage = Stage::of(&Example::shop());
    let output = stage.run(&[], &["get secrets|secret/known|0", SIX_AND_ROOT]);
    assert!(output.status.success(), "{output:?}");
    assert!(!stage.calls().iter().any(|call| call.starts_with("helm")), "{:#?}", stage.calls());
    assert!(!text(&output.stdout).contains("private"));
}

#[test]
fn it_says_what_it_waits_for_and_gives_up() {
    let stage = Stage::of(&Example::shop());
    let open = "--no-headers|shop OutOfSync Healthy\\na Synced Healthy\\nb Synced Progressing\\n\
        c <none> <none>\\nd Unknown Degraded\\n|0";
    let output = stage.run(&["--timeout=20"], &[open]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    let line = "1 of 7 Synced and Healthy. shop (OutOfSync, Healthy), b (Synced, Progressing), c (<none>, <none>) \
                and 1 more\n";
    assert_eq!(said.matches(line).count(), 1, "the same line is said once:\n{said}");
    assert!(said.contains("d Unknown Degraded"), "{said}");
    assert!(text(&output.stderr).contains("describe applications.argoproj.io"));
}

#[test]
fn not_all_there_is_not_done() {
    let stage = Stage::of(&Example::shop());
    let output = stage.run(&["--timeout", "5"], &["--no-headers|shop Synced Healthy\\n|0"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

#[test]
fn a_dry_run_asks_no_cluster() {
    let stage = Stage::of(&Example::shop());
    let output = stage.run(&["--dry-run"], &[]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(stage.calls(), [""; 0]);
    let steps = text(&output.stdout).lines().filter(|line| line.starts_with("+ ")).count();
    assert_eq!(steps, 4, "{}", text(&output.stdout));
}

#[test]
fn misuse_is_told() {
    let stage = Stage::of(&Example::shop());
    let code = |arguments: &[&str]| stage.run(arguments, &[]).status.code();
    assert_eq!(code(&["--help"]), Some(0));
    assert_eq!(code(&["--fast"]), Some(2));
    assert_eq!(code(&["--timeout", "soon"]), Some(2));
    assert_eq!(code(&["--context"]), Some(2));
    assert_eq!(stage.calls(), [""; 0]);
}

#[test]
fn a_cluster_that_does_not_answer_is_left_alone() {
    let stage = Stage::of(&Example::shop());
    let output = stage.run(&[], &["get --raw /readyz||1"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stage.calls().len(), 1);
}

#[test]
fn a_missing_tool_or_file_is_told() {
    let stage = Stage::of(&Example::shop());
    fs::remove_file(stage.path("bin/helm")).unwrap();
    let output = stage.run(&[], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("helm is needed"), "{output:?}");
    let stage = Stage::of(&Example::shop());
    fs::remove_file(stage.path("out/argocd/root.yaml")).unwrap();
    assert!(text(&stage.run(&[], &[]).stderr).contains("root.yaml is missing"));
}

#[test]
fn argo_cd_that_is_there_is_not_installed() {
    let mut shop = Example::shop();
    shop.components.remove(0);
    let stage = Stage::of(&shop);
    fs::remove_file(stage.path("bin/helm")).unwrap();
    let output = stage.run(
        &[],
        &["--no-headers|a Synced Healthy\\nb Synced Healthy\\nc Synced Healthy\\n\
        d Synced Healthy\\ne Synced Healthy\\nshop Synced Healthy\\n|0"],
    );
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn unknown_clusters_are_named() {
    let mut shop = Example::shop();
    let us = Cluster { server: Url::known("https://us.example.com:6443"), ..Cluster::default() };
    shop.clusters.push((Name::known("us"), us));
    let stage = Stage::of(&shop);
    let unknown = stage.run(&[], &[SIX_AND_ROOT]);
    assert!(text(&unknown.stdout).contains("argocd cluster add <its context> --name us"), "{unknown:?}");
    // The address in base64, as a Secret has it.
    let secret = "secret-type=cluster|aHR0cHM6Ly91cy5leGFtcGxlLmNvbTo2NDQz\\n|0";
    let known = stage.run(&[], &[secret, SIX_AND_ROOT]);
    assert!(!text(&known.stdout).contains("argocd cluster add"), "{known:?}");
}

#[test]
fn shellcheck_finds_nothing() {
    let stage = Stage::of(&Example::shop());
    let script = stage.path("out/bootstrap/install.sh");
    match Command::new("shellcheck").arg("--shell=sh").arg(&script).output() {
        Ok(output) => assert!(output.status.success(), "{}", text(&output.stdout)),
        Err(_) => assert!(Path::new(&script).exists(), "shellcheck is not there, so nothing is checked"),
    }
}

#[test]
fn k3s_nodes_are_prepared() {
    let mut shop = Example::shop();
    let (_, cluster) = &mut shop.clusters[0];
    cluster.distribution = Distribution::K3s;
    cluster.nodes.zones = ["a", "b", "c"].map(Zone::known).into();
    let agent = shop.text("bootstrap/k3s/eu-agent.yaml");
    assert!(
        agent.contains("topology.kubernetes.io/zone=a") && agent.ends_with("server: https://SERVER:6443\n")
    );
    let server = shop.text("bootstrap/k3s/eu-server.yaml");
    let config: Vec<&str> = server.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        config,
        [
            "cluster-init: true",
            "secrets-encryption: true",
            "etcd-expose-metrics: true",
            "disable:",
            "- metrics-server",
            "write-kubeconfig-mode: \"0600\"",
        ]
    );
}

#[test]
fn k3s_takes_the_address_of_the_cluster() {
    let mut shop = Example::empty();
    let (_, cluster) = &mut shop.clusters[0];
    cluster.distribution = Distribution::K3s;
    cluster.server = Url::known("https://k8s.example.com:6443");
    let traefik = release(&hagen_charts::TRAEFIK, "traefik", hagen_yaml::value!({"replicas": 2}));
    shop.components = vec![built(&platform("traefik", "gateway", 1), vec![traefik])];
    assert!(shop.text("bootstrap/k3s/eu-agent.yaml").ends_with("server: https://k8s.example.com:6443\n"));
    let server = shop.text("bootstrap/k3s/eu-server.yaml");
    assert!(
        server.contains("tls-san:\n- k8s.example.com\n") && server.contains("disable:\n- traefik\n"),
        "{server}"
    );
}

#[test]
fn pipelines_are_asked_for() {
    let mut shop = Example::shop();
    assert!(!shop.paths().iter().any(|path| path.starts_with("pipelines/")));
    for (pipeline, path, pushes) in [
        (Pipeline::Github, "pipelines/github.yaml", true),
        (Pipeline::Github, "pipelines/github-check.yaml", false),
        (Pipeline::Gitlab, "pipelines/gitlab.yaml", true),
        (Pipeline::Gitlab, "pipelines/gitlab-check.yaml", false),
    ] {
        shop.delivery.pipeline = Some(pipeline);
        let text = shop.text(path);
        for document in text.split("\n---\n") {
            serde_yaml::from_str::<serde_yaml::Value>(document).unwrap();
        }
        assert!(text.contains("platform/shop-deploy") && text.contains("hagen check"), "{text}");
        assert_eq!(text.contains("HEAD:main") && text.contains("argocd app wait"), pushes, "{text}");
        assert!(
            !text.contains("only:")
                && !text.contains("set-output")
                && !text.contains("app set ")
                && !text.contains(".git/"),
            "{text}"
        );
        // GitLab takes a job of this name for what all jobs run in.
        assert!(!text.contains("\nimage:"), "{text}");
        for marker in ["@url@", "@repository@", "@revision@", "@pipeline@", "@check@", "@argocd@", "@out@"] {
            assert!(!text.contains(marker), "{marker} is left in {path}");
        }
    }
}
