//! Any text compiles or is refused, with places that lie in it, and what comes out is YAML: `../run.sh compile`.
//!
//! Bytes alone would hardly get past the reader of YAML, so that most changes are made to the tree of the text: a part goes,
//! comes twice, gets another name or value, or the part of another blueprint.

#![no_main]

#[path = "compile/mutation.rs"]
mod mutation;

use hagen::{NoFiles, Source, compile_text};
use hagen_yaml::{FileId, Limits, read};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|bytes: &[u8]| {
    let source = Source { name: "blueprint.yaml".to_owned(), text: bytes.to_vec() };
    let compilation = compile_text(source, &NoFiles);
    let text = str::from_utf8(bytes);
    for found in &compilation.diagnostics {
        assert!(!found.message.is_empty());
        let span = found.place.span;
        if let Ok(text) = text
            && !span.is_none()
        {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{found:?}");
        }
    }
    let Some(tree) = compilation.tree else {
        assert!(compilation.diagnostics.iter().any(|found| found.is_error()), "refused without a reason");
        return;
    };
    for (path, text) in tree.files.iter().filter(|(path, _)| path.ends_with(".yaml")) {
        for document in text.split("\n---\n") {
            let again = read(FileId(0), document, &Limits::default());
            assert_eq!(again.problems, [], "{path}");
        }
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    if seed % 8 == 0 {
        return fuzzer_mutate(data, size, max_size);
    }
    match mutation::mutated(&data[..size], seed) {
        Some(text) if text.len() <= max_size => {
            data[..text.len()].copy_from_slice(text.as_bytes());
            text.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
});
