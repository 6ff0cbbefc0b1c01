//! A secret that went astray into a blueprint is refused, and nothing that hagen prints repeats it.
#![allow(clippy::disallowed_methods, reason = "a test starts programs and writes what they read")]

use std::fs;
use std::process::Command;

const BLUEPRINT: &str = "\
apiVersion: hagen/v1alpha1
kind: Blueprint
name: shop
delivery: { git: { repoURL: 'https://robot:canary-one@git.example.com/deploy.git' } }
apps:
  web: { image: registry.example.com/web:1.0, secrets: { API_KEY: canary-two!, OTHER: 'canary three' } }
";

#[test]
fn nothing_repeats_a_secret() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::write(folder.path().join("blueprint.yaml"), BLUEPRINT).expect("a file can be written");
    for format in ["human", "json", "sarif"] {
        for command in ["check", "render", "diff"] {
            let output = Command::new(env!("CARGO_BIN_EXE_hagen"))
                .args([command, "--format", format, "--color", "always"])
                .current_dir(folder.path())
                .output()
                .expect("the program starts");
            let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            assert_eq!(output.status.code(), Some(3), "{said}");
            assert_eq!(said.matches("canary").count(), 0, "{command} --format {format} says:\n{said}");
            assert!(said.contains("HG0106"), "{said}");
        }
    }
    assert!(!folder.path().join("out").exists());
}
