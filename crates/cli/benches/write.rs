//! How long writing the output takes, against writing the same files plainly with one thread.
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

type Files = Vec<(String, Vec<u8>)>;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let folder = Utf8PathBuf::from(words.first().map_or("/tmp", |word| word));
    let count = words.get(1).map_or(9000, |word| word.parse().unwrap());
    let base = folder.join(format!("hagen-bench-{}", std::process::id()));
    let old = files(count, |_| 0);
    let new = files(count, |at| usize::from(at % 100 == 0));
    let newest = files(count, |_| 2);
    println!("{count} files in {folder}, best of {ROUNDS}");
    let mut best = [Duration::MAX; 6];
    for round in 0..ROUNDS {
        let out = base.join(round.to_string());
        let times = [
            time(|| plainly(&out.join("plain"), &old)),
            time(|| plainly_and_sync(&out.join("synced"), &old)),
            time(|| render(&out.join("out"), &old)),
            time(|| render(&out.join("out"), &old)),
            time(|| render(&out.join("out"), &new)),
            time(|| render(&out.join("out"), &newest)),
        ];
        best = std::array::from_fn(|at| best[at].min(times[at]));
    }
    std::fs::remove_dir_all(&base).unwrap();
    let names = ["plain", "plain and one sync", "new tree", "unchanged", "1 % changed", "all changed"];
    for (name, time) in names.iter().zip(best) {
        println!("{name:20} {time:>10.2?}  {:.2} x plain", time.as_secs_f64() / best[0].as_secs_f64());
    }
    println!("peak memory {} KiB", peak_memory());
}

/// Files of about 3 KiB, ten to a folder. `version` makes one file differ from another of the same path.
fn files(count: usize, version: impl Fn(usize) -> usize) -> Files {
    let file = |at: usize| {
        let path = format!("in-cluster/production/component-{}/manifest-{}.yaml", at / 10, at % 10);
        let line = format!("key-{at}: value number {}\n", version(at));
        (path, line.repeat(3000 / line.len() + at % 7).into_bytes())
    };
    (0..count).map(file).collect()
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn plainly(root: &Utf8Path, files: &Files) {
    let mut last = "";
    for (path, bytes) in files {
        let (folder, _) = path.rsplit_once('/').unwrap();
        if folder != last {
            std::fs::create_dir_all(root.join(folder)).unwrap();
            last = folder;
        }
        std::fs::write(root.join(path), bytes).unwrap();
    }
}

fn plainly_and_sync(root: &Utf8Path, files: &Files) {
    plainly(root, files);
    rustix::fs::syncfs(std::fs::File::open(root).unwrap()).unwrap();
}

fn render(root: &Utf8Path, files: &Files) {
    let output = Output::open(root, &Options::default()).unwrap();
    files.par_iter().for_each(|(path, bytes)| output.put(path, bytes).unwrap());
    output.commit(&BTreeMap::new()).unwrap();
}

fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.unwrap_or("?").trim().trim_end_matches(" kB").to_owned()
}
