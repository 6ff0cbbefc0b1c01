//! The corpus of bad inputs, B01 to B90: each is made here, goes through the real program in a folder that has an output
//! already, and ends as `expected.txt` says: with the code and the place of each finding, and the output as it was.
//!
//! `HAGEN_BLESS=1 cargo test -p hagen-cli --test bad_inputs` writes `expected.txt` anew; its diff is then to be judged.
//!
//! What has tests of its own is not repeated: B32, B33 and B67 to B69 at every step of the disk (`tests/write`), the
//! surroundings of B72 (`tests/surroundings.rs`), B46 and B47 are of vendored charts, which hagen does not read.
#![allow(clippy::disallowed_methods, reason = "these tests are about files and programs")]
#![allow(clippy::format_collect, clippy::format_push_string, reason = "texts are made once, to be read here")]
#![allow(clippy::print_stdout, reason = "the figures are for who runs the tests")]
#![allow(clippy::unwrap_used, reason = "these are tests, also where they are not marked as such")]

mod case;
mod definitions;
mod files;
mod meaning;
mod names;
mod output;
mod run;
mod secrets;
mod sense;
mod text;
mod values;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use case::Case;
use run::{Base, Ran};

/// No input may take more, and the program is not even built for speed here.
const MOST_MEMORY: u64 = 256 << 20;
const LONGEST: Duration = Duration::from_secs(10);
/// A program that has not ended by then never does.
pub(crate) const NEVER: Duration = Duration::from_secs(170);

fn cases() -> Vec<Case> {
    [
        text::cases(),
        names::cases(),
        files::cases(),
        output::cases(),
        definitions::cases(),
        values::cases(),
        secrets::cases(),
        meaning::cases(),
        sense::cases(),
    ]
    .concat()
}

#[test]
fn every_bad_input_is_met() {
    let base = Base::render();
    let cases = cases();
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let ran = base.run(case);
                    done.lock().unwrap().push((case, ran));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(case, _)| (case.id, case.name.clone()));
    let wrong: Vec<String> = done.iter().flat_map(|(case, ran)| faults(case, ran)).collect();
    figures(&done);
    compare(&done);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What no case may do, whatever is expected of it.
fn faults(case: &Case, ran: &Ran) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("{} {}: {what}", case.id, case.name));
    if ![0, 2, 3, 4, 5, 6].contains(&ran.exit) || ran.said.contains("has a bug") {
        fault(format!("ends with {}: {}", ran.exit, ran.said));
    }
    if ran.exit != 0 && !ran.is_untouched {
        fault("the output has changed".to_owned());
    }
    if case.id == "B48" && !ran.is_untouched {
        fault("other line ends make another output".to_owned());
    }
    if ran.exit == 0 && !ran.is_literal {
        fault("the text is not in the output as it is".to_owned());
    }
    if ran.peak > MOST_MEMORY {
        fault(format!("takes {} MiB", ran.peak >> 20));
    }
    if ran.worked > LONGEST {
        fault(format!("works for {:?}", ran.worked));
    }
    for message in ran.messages.iter().filter(|message| message.contains('\n') || message.len() > 600) {
        fault(format!("a cause of more than a line: {message}"));
    }
    faults
}

fn compare(done: &[(&Case, Ran)]) {
    let lines = done.iter().map(|(case, ran)| format!("{} {}: {}\n", case.id, case.name, ran.summary()));
    let found: String = lines.collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad_inputs/expected.txt");
    if std::env::var_os("HAGEN_BLESS").is_some() {
        return std::fs::write(path, found).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap();
    let differing: Vec<String> = similar::TextDiff::from_lines(&expected, &found)
        .iter_all_changes()
        .filter(|change| change.tag() != similar::ChangeTag::Equal)
        .map(|change| format!("{}{change}", change.tag()))
        .collect();
    assert!(differing.is_empty(), "expected (-) and found (+):\n{}", differing.concat());
}

fn figures(done: &[(&Case, Ran)]) {
    let families: BTreeSet<&str> = done.iter().flat_map(|(case, _)| case.id.split('-').take(1)).collect();
    let refused = done.iter().filter(|(_, ran)| ran.exit != 0).count();
    let peak = done.iter().map(|(_, ran)| ran.peak).max().unwrap_or_default() >> 20;
    let slowest = done.iter().max_by_key(|(_, ran)| ran.worked).unwrap();
    println!(
        "figure inputs: {} cases of {} families: {refused} refused, {} harmless, none with a panic; at most {peak} MiB, at most {:?} of work ({} {})",
        done.len(),
        families.len(),
        done.len() - refused,
        slowest.1.worked,
        slowest.0.id,
        slowest.0.name,
    );
}
