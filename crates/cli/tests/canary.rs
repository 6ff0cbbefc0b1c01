//! Nothing that hagen was not given gets out, and no secret that went astray into a blueprint is repeated.
#![allow(clippy::disallowed_methods, reason = "a test starts programs and writes what they read")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const HEAD: &str = "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: shop\n";

const ASTRAY: &str = "\
delivery: { git: { repoURL: 'https://robot:canary-one@git.example.com/deploy.git' } }
apps:
  web: { image: registry.example.com/web:1.0, secrets: { API_KEY: canary-two!, OTHER: 'canary three' } }
";

/// Variables that programs of this kind read.
const VARIABLES: [&str; 18] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "ARGOCD_AUTH_TOKEN",
    "DATABASE_URL",
    "GITHUB_TOKEN",
    "GITLAB_TOKEN",
    "HAGEN_TOKEN",
    "HELM_REGISTRY_CONFIG",
    "HTTPS_PROXY",
    "KUBECONFIG",
    "PGPASSWORD",
    "REGISTRY_AUTH_FILE",
    "SOPS_AGE_KEY",
    "SSH_AUTH_SOCK",
    "USER",
    "VAULT_TOKEN",
    "A",
    "PASSWORD",
];

/// Files that nobody names, in the home folder and beside the blueprint.
const FILES: [&str; 14] = [
    "home/.netrc",
    "home/.kube/config",
    "home/.docker/config.json",
    "home/.aws/credentials",
    "home/.ssh/id_ed25519",
    "home/.gitconfig",
    "home/.config/hagen/config.yaml",
    "home/.vault-token",
    "here/.env",
    "here/secret.yaml",
    "here/hagen.yaml",
    "here/blueprint.yml",
    "here/files/other.toml",
    "here/.git/config",
];

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hagen"));
    command.args(args).current_dir(folder.join("here")).env("HOME", folder.join("home"));
    for name in VARIABLES {
        command.env(name, format!("canary-of-{name}"));
    }
    command.output().expect("the program starts")
}

fn said(output: Output) -> String {
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// A folder with a blueprint, and canaries all around it.
fn planted(blueprint: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for path in FILES {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder can be made");
        fs::write(&path, format!("canary-in-{}", path.display())).expect("a file can be written");
    }
    fs::write(folder.path().join("here/files/app.toml"), "level = 7\n").expect("a file can be written");
    fs::write(folder.path().join("here/blueprint.yaml"), blueprint).expect("a file can be written");
    folder
}

#[test]
fn nothing_repeats_a_secret() {
    let folder = planted(&format!("{HEAD}{ASTRAY}"));
    for format in ["human", "json", "sarif"] {
        for command in ["check", "render", "diff"] {
            let output = run(folder.path(), &[command, "--format", format, "--color", "always"]);
            assert_eq!(output.status.code(), Some(3));
            let said = said(output);
            assert_eq!(said.matches("canary").count(), 0, "{command} --format {format} says:\n{said}");
            assert!(said.contains("HG0106"), "{said}");
        }
    }
    assert!(!folder.path().join("here/out").exists());
}

#[test]
fn nothing_of_what_is_around_gets_out() {
    let good = "delivery: { git: { repoURL: https://git.example.com/deploy.git } }\n\
                apps:\n  web: { image: registry.example.com/web:1.0, port: 80, health: /up, \
                config: { A: '$PASSWORD ${PASSWORD} $(env) %PASSWORD% {{ env \"PASSWORD\" }}' }, \
                files: { /etc/app.toml: { from: files/app.toml } } }\n\
                postgres: { main: { storage: 1Gi } }\n";
    let bad = "apps:\n  web: { image: nothing, files: { /etc/app.toml: { from: files/othr.toml } } }\n";
    let worse = "apps:\n  web: [\n";
    for (blueprint, code) in [(good, 0), (bad, 3), (worse, 3)] {
        let folder = planted(&format!("{HEAD}{blueprint}"));
        for args in [
            &["check"][..],
            &["render"],
            &["diff"],
            &["render", "--format", "json"],
            &["secrets"],
            &["charts"],
            &["explain", "apps.web.config"],
            &["crd", "add", "files/app.toml"],
            &["verify"],
            &["render", "--no-such-option"],
        ] {
            let said = said(run(folder.path(), args));
            assert!(!said.contains("canary"), "{args:?} says:\n{said}");
        }
        assert_eq!(run(folder.path(), &["check"]).status.code(), Some(code));
        for path in walk(&folder.path().join("here/out")) {
            let text = fs::read_to_string(&path).expect("what hagen writes is text");
            assert!(!text.contains("canary"), "{}", path.display());
        }
        for path in FILES {
            let path = folder.path().join(path);
            let text = fs::read_to_string(&path).expect("it is still there");
            assert_eq!(text, format!("canary-in-{}", path.display()));
        }
    }
    let canaries = VARIABLES.len() + FILES.len();
    println!(
        "figure plaintext: {canaries} canaries in the environment and in files nobody names: none gets out"
    );
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    paths.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
