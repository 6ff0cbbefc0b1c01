//! The rules of the product: no tree breaks one, as it is compiled and as it is read back from `out/`, and each rule
//! catches its defect. What only files can tell is asked of the files.

mod compiled;
mod delivery;
mod mutants;
mod object;
mod readback;
mod waivers;

use object::{Tree, trees};

type Promise = (&'static str, fn(&Tree) -> Vec<String>);

const PROMISES: [Promise; 6] = [
    ("G02 Applications are in projects of the tree", delivery::in_projects),
    ("G03 data stays until somebody agrees", delivery::data_stays),
    ("G04 waves follow the order of need", delivery::waves),
    ("G10 no links", delivery::plain_files),
    ("every Application finds its files", delivery::paths_exist),
    ("no secret in plain text", delivery::no_secrets),
];

#[test]
fn every_tree_keeps_what_files_can_tell() {
    let trees = trees();
    assert!(!trees.is_empty(), "there are no trees");
    let mut broken = Vec::new();
    for tree in &trees {
        assert!(tree.objects.len() > 20, "`{}` is nearly empty", tree.name);
        for (name, promise) in PROMISES {
            broken.extend(promise(tree).into_iter().map(|what| format!("{}: {name}: {what}", tree.name)));
        }
    }
    assert!(broken.is_empty(), "{} promises are broken:\n{}", broken.len(), broken.join("\n"));
}
