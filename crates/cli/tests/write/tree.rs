//! Trees to write, and what is on the disk.

use std::collections::BTreeMap;
use std::path::PathBuf;

use camino::{Utf8Path, Utf8PathBuf};
use hagen_cli::write::{Options, Output, Plan, WriteError};
use tempfile::TempDir;

/// Path to bytes.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

pub(crate) fn tree(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_owned())).collect()
}

/// A folder that goes away with the value. It is where `HAGEN_TEST_DISK` says, or in memory where the system has such
/// a place: these tests wait for the disk very often.
pub(crate) struct Scratch(TempDir);

impl Scratch {
    pub(crate) fn new() -> Self {
        let chosen = std::env::var_os("HAGEN_TEST_DISK").map(PathBuf::from);
        let memory = Some(PathBuf::from("/dev/shm")).filter(|memory| memory.is_dir());
        Self(tempfile::tempdir_in(chosen.or(memory).unwrap_or_else(std::env::temp_dir)).unwrap())
    }

    pub(crate) fn path(&self) -> Utf8PathBuf {
        self.0.path().to_owned().try_into().unwrap()
    }

    /// Where the output goes. It does not exist yet.
    pub(crate) fn out(&self) -> Utf8PathBuf {
        self.path().join("out")
    }
}

/// Writes a whole tree.
pub(crate) fn render(root: &Utf8Path, tree: &Tree) -> Result<Plan, WriteError> {
    render_with(root, tree, &Options::default())
}

pub(crate) fn render_with(root: &Utf8Path, tree: &Tree, options: &Options) -> Result<Plan, WriteError> {
    let output = Output::open(root, options)?;
    for (path, bytes) in tree {
        output.put(path, bytes)?;
    }
    output.commit(&BTreeMap::new())
}

/// Puts a whole tree.
pub(crate) fn put_all(tree: &Tree, put: impl Fn(&str, &[u8]) -> Result<(), WriteError>) {
    for (path, bytes) in tree {
        put(path, bytes).unwrap();
    }
}

/// Every file below a folder, without what hagen keeps for itself. A link shows as where it leads.
pub(crate) fn files(root: &Utf8Path) -> Tree {
    let mut found = everything(root);
    found.retain(|path, _| path != "hagen.lock" && !path.starts_with(".hagen/"));
    found
}

/// Every file below a folder.
pub(crate) fn everything(root: &Utf8Path) -> Tree {
    let mut found = Tree::new();
    collect(root, root, &mut found);
    found
}

fn collect(root: &Utf8Path, folder: &Utf8Path, found: &mut Tree) {
    let Ok(entries) = folder.read_dir_utf8() else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let path = entry.path();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            collect(root, path, found);
            continue;
        }
        let bytes = if kind.is_symlink() {
            path.read_link_utf8().unwrap().into_string().into_bytes()
        } else {
            std::fs::read(path).unwrap()
        };
        found.insert(path.strip_prefix(root).unwrap().to_string(), bytes);
    }
}

/// Every folder below a folder, without what hagen keeps for itself.
pub(crate) fn folders(root: &Utf8Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in folder.read_dir_utf8().unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() && entry.file_name() != ".hagen" {
                found.push(entry.path().strip_prefix(root).unwrap().to_string());
                open.push(entry.path().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// Makes a file and the folders above it.
pub(crate) fn place(root: &Utf8Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// The old and the new output of a render that does everything at once.
pub(crate) fn before_and_after() -> (Tree, Tree) {
    let before = tree(&[
        ("argocd/root.yaml", "root 1"),
        ("bootstrap/install.sh", "#!/bin/sh\necho 1\n"),
        ("eu/old/component/a.yaml", "goes with its folders"),
        ("eu/shop/deployment.yaml", "three replicas"),
        ("eu/shop/service.yaml", "the same"),
        ("eu/shop/stale.yaml", "goes alone"),
        ("file-then-folder", "was a file"),
        ("folder-then-file/inner/x.yaml", "was in a folder"),
        ("folder-then-file/y.yaml", "was there too"),
        ("renamed/App.yaml", "upper case"),
    ]);
    let after = tree(&[
        ("argocd/root.yaml", "root 2"),
        ("bootstrap/install.sh", "#!/bin/sh\necho 2\n"),
        ("eu/new/component/b.yaml", "comes with its folders"),
        ("eu/new/component/c.yaml", "comes with them too"),
        ("eu/shop/deployment.yaml", "five replicas"),
        ("eu/shop/hpa.yaml", "comes alone"),
        ("eu/shop/service.yaml", "the same"),
        ("file-then-folder/inner/z.yaml", "is in a folder"),
        ("folder-then-file", "is a file"),
        ("renamed/app.yaml", "lower case"),
        ("us/shop/deployment.yaml", "a whole new cluster"),
    ]);
    (before, after)
}
