//! Whatever `hagen.lock` holds, nothing outside the output changes, and nothing inside that is not hagen's own:
//! `../run.sh lock`.

#![no_main]

use std::collections::BTreeMap;
use std::fs;

use camino::Utf8Path;
use hagen_cli::write::{Options, Output, verify};
use libfuzzer_sys::fuzz_target;

const FOREIGN: &str = "kept by hand";
const OWN: &str = "in-cluster/a.yaml";

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir_in("/dev/shm").expect("there is room");
    let base = Utf8Path::from_path(folder.path()).expect("it is text");
    let root = base.join("out");
    fs::create_dir_all(root.join("in-cluster")).expect("a folder can be made");
    for file in [base.join("beside.yaml"), root.join("notes.txt"), root.join("in-cluster/b.yaml")] {
        fs::write(file, FOREIGN).expect("a file can be written");
    }
    fs::write(root.join(OWN), "a: 1\n").expect("a file can be written");
    fs::write(root.join("hagen.lock"), bytes).expect("a file can be written");
    let verified = verify(&root);
    let written = rendered(&root);
    assert!(verified.is_ok() || written.is_none(), "it is refused and written over");
    for file in [base.join("beside.yaml"), root.join("notes.txt"), root.join("in-cluster/b.yaml")] {
        assert_eq!(fs::read_to_string(&file).ok().as_deref(), Some(FOREIGN), "{file}");
    }
    let names = fs::read_dir(base).expect("it can be read").count();
    assert_eq!(names, 2, "something was made beside the output");
    if written == Some(true) {
        assert!(verify(&root).expect("it was just written").is_as_written());
    }
});

/// Renders a file into the output: whether that was done, or `None` where the output could not even be opened.
fn rendered(root: &Utf8Path) -> Option<bool> {
    let output = Output::open(root, &Options::default()).ok()?;
    let done = output.put(OWN, b"a: 2\n").is_ok() && output.commit(&BTreeMap::new()).is_ok();
    Some(done)
}
