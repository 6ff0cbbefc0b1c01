//! The house rules that can be tested: layers, the map of crates, the README.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

struct Crate {
    folder: String,
    uses: BTreeSet<String>,
}

/// The crates of the workspace and what each uses of it outside of tests.
fn crates() -> BTreeMap<String, Crate> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let one = |package: &serde_json::Value| {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let folder = manifest.parent().unwrap().strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        let uses = package["dependencies"].as_array().unwrap().iter();
        let uses = uses.filter(|dependency| dependency["kind"].is_null() && dependency["path"].is_string());
        let uses = uses.map(|dependency| dependency["name"].as_str().unwrap().to_owned()).collect();
        (package["name"].as_str().unwrap().to_owned(), Crate { folder, uses })
    };
    packages.iter().map(one).collect()
}

/// How high a crate lives. A crate uses only crates below it.
fn layer(krate: &str, folder: &str) -> u8 {
    match krate {
        "hagen-yaml" | "hagen-derive" => 0,
        "hagen-kube" => 1,
        "hagen-core" => 2,
        "hagen-charts" | "hagen-check" | "hagen-rules" | "hagen-observe" | "hagen-simulate"
        | "hagen-effects" => 3,
        _ if folder.starts_with("crates/builders/") => 4,
        "hagen" => 5,
        "hagen-cli" => 6,
        "hagen-facts" | "hagen-tests" | "mesh-logging" => 7,
        _ => panic!("`{krate}` has no layer yet"),
    }
}

#[test]
fn a_crate_uses_only_what_is_below_it() {
    let crates = crates();
    for (name, krate) in &crates {
        for used in &krate.uses {
            let (above, below) = (layer(name, &krate.folder), layer(used, &crates[used].folder));
            assert!(
                below < above || (name == "hagen-facts"),
                "`{name}` uses `{used}`, which is not below it"
            );
        }
    }
}

#[test]
fn the_map_of_crates_is_the_workspace() {
    let map = fs::read_to_string(root().join("crates/README.md")).unwrap();
    let on_map: BTreeSet<String> = map
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split('`').next())
        .map(str::to_owned)
        .collect();
    let there: BTreeSet<String> = crates()
        .values()
        .map(|krate| krate.folder.strip_prefix("crates/").unwrap_or(&krate.folder).to_owned())
        .collect();
    assert_eq!(on_map, there);
}

#[test]
fn the_quickstart_of_the_readme_is_the_blueprint() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let blueprint = fs::read_to_string(root().join("blueprints/quickstart.yaml")).unwrap();
    let block = readme.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert_eq!(block, blueprint);
}

#[test]
fn every_code_has_a_number_of_its_own_and_a_page() {
    let codes = hagen::all_codes();
    let numbers: BTreeSet<&str> = codes.iter().map(|code| code.id).collect();
    assert_eq!(numbers.len(), codes.len());
    println!("figure explained: {} codes, each with a page in `hagen explain`", codes.len());
    for code in codes {
        assert!(code.id.len() == 6 && code.id.starts_with("HG"), "{}", code.id);
        assert!(code.page.trim().len() > 60, "the page of {} is empty", code.id);
        assert!(!code.title.ends_with('.') && code.title.len() > 4, "{}", code.id);
    }
}

#[test]
fn the_top_level_stays_as_it_is() {
    let listed = ["Cargo.toml", "Cargo.lock", "README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];
    let folders = ["crates", "blueprints", "out", "tests", "target"];
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let known =
            name.starts_with('.') || listed.contains(&name.as_str()) || folders.contains(&name.as_str());
        assert!(known, "`{name}` does not belong at the top");
    }
}
