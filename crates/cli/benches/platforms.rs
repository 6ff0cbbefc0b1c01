//! Renders generated platforms with the program itself, and plainly writes the same files, in one run on one file
//! system. The figures to look at are the ratios: hagen checks, compares and survives a kill; `plain` only writes.
//! `unchanged` is the next run, which remembers the input and compares the output with its digests; `compiled` the same
//! where it is told to compile all the same. Below each row stands what it should be, and whether it is: in milliseconds
//! where little is written, else in times of plain writing in the same run, which holds on any machine.
//!
//! The program is built as it is handed out (profile `dist`), which takes minutes.
//!
//! `cargo bench -p hagen-cli --bench platforms [-- FOLDER]`; FOLDER is where the trees go, by default a temporary one.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark measures and prints")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// A platform to render, and what the first rendering of it may cost.
struct Platform {
    apps: usize,
    clusters: usize,
    /// How often each figure is taken.
    runs: usize,
    time: Time,
    /// The most memory, in MiB.
    memory: Option<u64>,
}

/// How long a rendering may take.
enum Time {
    Milliseconds(f64),
    TimesPlain(f64),
    /// Nothing is said.
    Any,
}

/// A fleet is to be there within 1.5 s where 9,000 files are plainly written in 94 ms: so many times what its 100,203
/// files take.
const FLEET: f64 = 1.5 / (0.094 / 9000.0 * 100_203.0);

const PLATFORMS: [Platform; 5] = [
    Platform { apps: 10, clusters: 1, runs: 9, time: Time::Milliseconds(15.0), memory: None },
    Platform { apps: 100, clusters: 1, runs: 9, time: Time::Milliseconds(40.0), memory: None },
    Platform { apps: 1000, clusters: 1, runs: 9, time: Time::TimesPlain(1.5), memory: Some(64) },
    Platform { apps: 10_000, clusters: 1, runs: 1, time: Time::Any, memory: None },
    Platform { apps: 1000, clusters: 10, runs: 5, time: Time::TimesPlain(FLEET), memory: Some(128) },
];

fn main() {
    let given = env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let base = given.map_or_else(|| temporary.path().to_path_buf(), PathBuf::from);
    println!(
        "{:>6} {:>8} {:>7} {:>10} {:>10} {:>7} {:>10} {:>7} {:>10} {:>7} {:>9}",
        "apps",
        "clusters",
        "files",
        "plain",
        "new",
        "ratio",
        "unchanged",
        "ratio",
        "compiled",
        "ratio",
        "peak MiB"
    );
    for platform in PLATFORMS {
        let Platform { apps, clusters, .. } = platform;
        let folder = base.join(format!("{apps}x{clusters}"));
        fs::create_dir_all(&folder).expect("the folder can be made");
        fs::write(folder.join("blueprint.yaml"), blueprint(apps, clusters))
            .expect("the blueprint can be written");
        print_row(&folder, &platform);
        fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
}

fn print_row(folder: &Path, platform: &Platform) {
    let Platform { apps, clusters, runs, .. } = *platform;
    let (mut new, mut unchanged, mut compiled) = (Vec::new(), Vec::new(), Vec::new());
    let mut plain = Vec::new();
    let mut files = BTreeMap::new();
    for _ in 0..runs {
        remove(&folder.join("out"));
        new.push(render(folder, &[]));
        unchanged.push(render(folder, &[]));
        compiled.push(render(folder, &["--no-cache"]));
        if files.is_empty() {
            files = read_tree(&folder.join("out"));
        }
        remove(&folder.join("plain"));
        plain.push(write_plainly(&folder.join("plain"), &files));
    }
    remove(&folder.join("out"));
    let peak = peak_memory(folder);
    let (plain, new) = (median(plain), median(new));
    let (unchanged, compiled) = (median(unchanged), median(compiled));
    let ratio = |time: Duration| time.as_secs_f64() / plain.as_secs_f64();
    println!(
        "{apps:>6} {clusters:>8} {:>7} {:>7.1} ms {:>7.1} ms {:>7.2} {:>7.1} ms {:>7.2} {:>7.1} ms {:>7.2} {:>9}",
        files.len(),
        plain.as_secs_f64() * 1e3,
        new.as_secs_f64() * 1e3,
        ratio(new),
        unchanged.as_secs_f64() * 1e3,
        ratio(unchanged),
        compiled.as_secs_f64() * 1e3,
        ratio(compiled),
        peak / 1024
    );
    platform.print_target(plain, new, peak / 1024);
}

impl Platform {
    /// What the figures of the first rendering should be.
    fn print_target(&self, plain: Duration, new: Duration, peak: u64) {
        let met = |is_met: bool| if is_met { "met" } else { "missed" };
        let (milliseconds, ratio) = (new.as_secs_f64() * 1e3, new.as_secs_f64() / plain.as_secs_f64());
        let time = match self.time {
            Time::Milliseconds(most) => format!("new within {most} ms: {}", met(milliseconds <= most)),
            Time::TimesPlain(most) => format!("new within {most:.2} × plain: {}", met(ratio <= most)),
            Time::Any => return,
        };
        let memory = self.memory.map(|most| format!(", at most {most} MiB: {}", met(peak <= most)));
        println!("{:>15} {time}{}", "target:", memory.unwrap_or_default());
    }
}

/// The wall time of one run of the program.
fn render(folder: &Path, args: &[&str]) -> Duration {
    let start = Instant::now();
    let status = program(folder).args(args).status().expect("the program starts");
    assert!(status.success(), "hagen render failed");
    start.elapsed()
}

/// The peak memory of one run, in KiB. It is a run of its own, as whoever looks on takes time from it.
fn peak_memory(folder: &Path) -> u64 {
    let mut child = program(folder).spawn().expect("the program starts");
    let mut peak = 0;
    loop {
        peak = peak.max(memory(child.id()));
        if let Some(status) = child.try_wait().expect("the program can be waited for") {
            assert!(status.success(), "hagen render failed");
            return peak;
        }
        thread::sleep(Duration::from_micros(500));
    }
}

fn program(folder: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_hagen"));
    program.args(["render", "blueprint.yaml", "-o", "out"]);
    program.env("XDG_CACHE_HOME", folder.join("cache")).current_dir(folder).stdout(Stdio::null());
    program
}

fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

fn write_plainly(root: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) -> Duration {
    let start = Instant::now();
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("files are in folders")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    start.elapsed()
}

fn read_tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the tree can be read") {
            let path = entry.expect("the tree can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).expect("it is below the root").to_path_buf();
                files.insert(name, fs::read(&path).expect("the tree can be read"));
            }
        }
    }
    files
}

fn remove(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("the folder can be removed");
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn blueprint(apps: usize, clusters: usize) -> String {
    let mut text = String::from(
        "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: bench\n\
         delivery: { git: { repoURL: https://git.example.com/bench.git } }\nclusters:\n",
    );
    for cluster in 0..clusters {
        let _ = writeln!(text, "  c{cluster}:");
        let _ = writeln!(text, "    server: https://c{cluster}.example.com");
        let _ = writeln!(text, "    nodes: {{ workers: 9, zones: [a, b, c] }}");
        let _ = writeln!(text, "    provides: [prometheus-operator]");
    }
    text.push_str("apps:\n");
    for app in 0..apps {
        let _ = writeln!(text, "  app-{app}:");
        let _ = writeln!(text, "    image: registry.example.com/app-{app}:1.{app}.0@sha256:{app:064x}");
        let _ = writeln!(text, "    port: 8080");
        let _ = writeln!(text, "    health: {{ liveness: /livez, readiness: /readyz }}");
        let _ = writeln!(text, "    replicas: {{ min: 3, max: 9, cpu: 70 }}");
        let _ = writeln!(text, "    config: {{ LOG_LEVEL: info, SHARD: \"{app}\" }}");
        let _ = writeln!(text, "    metrics: /metrics");
        if app % 10 != 0 {
            let _ = writeln!(text, "    uses: [apps/app-{}]", app - app % 10);
        }
    }
    text
}
