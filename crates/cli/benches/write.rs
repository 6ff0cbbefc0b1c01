//! How long writing the output takes, against writing the same files plainly with one thread, and how much memory.
//!
//! `cargo bench -p hagen-cli --bench write -- [folder] [files]`: the folder decides which disk is measured.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark is about the disk and the clock, and prints what it finds"
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use hagen_cli::write::{Options, Output};
use rayon::prelude::*;

const ROUNDS: usize = 5;
/// Ext4 is slow to give out an inode again within five seconds of its deletion, whoever asks. Only the last of the
/// measurements meets that.
const NAMES: [&str; 7] = [
    "plain",
    "plain and one sync",
    "new tree",
    "unchanged",
    "1 % changed",
    "plain over the old",
    "all changed",
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let folder = Utf8PathBuf::from(words.first().map_or("/tmp", |word| word));
    let count = words.get(1).map_or(9000, |word| word.parse().unwrap());
    let base = folder.join(format!("hagen-bench-{}", std::process::id()));
    println!("{count} files in {folder}, best of {ROUNDS}");
    let mut best = [(Duration::MAX, 0); NAMES.len()];
    for round in 0..ROUNDS {
        let measured = measure(&base.join(round.to_string()), count);
        // The first round needs the memory; the others find it with the allocator.
        best = std::array::from_fn(|at| (best[at].0.min(measured[at].0), best[at].1.max(measured[at].1)));
    }
    std::fs::remove_dir_all(&base).unwrap();
    for (name, (time, memory)) in NAMES.iter().zip(best) {
        let ratio = time.as_secs_f64() / best[0].0.as_secs_f64();
        println!("{name:20} {time:>10.2?}  {ratio:5.2} x plain  {memory:>6} KiB");
    }
}

fn measure(base: &Utf8Path, count: usize) -> [(Duration, u64); NAMES.len()] {
    let (plain, synced, out) = (base.join("plain"), base.join("synced"), base.join("out"));
    let old = Files { count, changed_every: usize::MAX };
    let new = Files { count, changed_every: 100 };
    let newest = Files { count, changed_every: 1 };
    [
        time(|| write_plainly(&plain, &old)),
        time(|| {
            write_plainly(&synced, &old);
            rustix::fs::syncfs(std::fs::File::open(&synced).unwrap()).unwrap();
        }),
        time(|| render(&out, &old)),
        time(|| render(&out, &old)),
        time(|| render(&out, &new)),
        time(|| write_plainly(&plain, &newest)),
        time(|| render(&out, &newest)),
    ]
}

/// Files of about 3 KiB, ten to a folder, that take no memory: each is a part of one long text.
struct Files {
    count: usize,
    changed_every: usize,
}

impl Files {
    fn file(&self, at: usize) -> (String, &'static [u8]) {
        static TEXT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
            (0..20_000).map(|line| format!("key-{line}: value\n")).collect::<Vec<_>>().concat()
        });
        let path = format!("in-cluster/production/component-{}/manifest-{}.yaml", at / 10, at % 10);
        let version = usize::from(at.is_multiple_of(self.changed_every));
        let start = (at * 7 + version * 100_003) % (TEXT.len() - 4000);
        (path, &TEXT.as_bytes()[start..start + 3000 + at % 7])
    }
}

/// How long the work takes, and how much memory, in KiB, more than there was before.
fn time(work: impl FnOnce()) -> (Duration, u64) {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = memory("VmRSS:");
    let start = Instant::now();
    work();
    (start.elapsed(), memory("VmHWM:").saturating_sub(before))
}

fn write_plainly(root: &Utf8Path, files: &Files) {
    let mut last = String::new();
    for (path, bytes) in (0..files.count).map(|at| files.file(at)) {
        let (folder, _) = path.rsplit_once('/').unwrap();
        if folder != last {
            std::fs::create_dir_all(root.join(folder)).unwrap();
            folder.clone_into(&mut last);
        }
        std::fs::write(root.join(&path), bytes).unwrap();
    }
}

fn render(root: &Utf8Path, files: &Files) {
    let output = Output::open(root, &Options::default()).unwrap();
    (0..files.count).into_par_iter().for_each(|at| {
        let (path, bytes) = files.file(at);
        output.put(&path, bytes).unwrap();
    });
    output.commit(&BTreeMap::new()).unwrap();
}

fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
