//! Runs the program on a case, and looks at everything that came of it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::case::{Case, GOOD};

/// A rendered output that each case begins with.
pub(crate) struct Base(BTreeMap<PathBuf, Vec<u8>>);

/// What came of a case.
pub(crate) struct Ran {
    pub(crate) exit: i32,
    /// Code and place of each error.
    pub(crate) findings: Vec<String>,
    pub(crate) messages: Vec<String>,
    /// Everything that was printed.
    pub(crate) said: String,
    pub(crate) is_untouched: bool,
    /// Whether the text that has to be in the output is there.
    pub(crate) is_literal: bool,
    /// The most memory that was seen, in bytes.
    pub(crate) peak: u64,
    /// The time that it spent computing, however busy the machine was.
    pub(crate) worked: Duration,
}

impl Ran {
    /// The exit code and the findings, of very many the first ones.
    pub(crate) fn summary(&self) -> String {
        let shown: Vec<&str> = self.findings.iter().take(4).map(String::as_str).collect();
        let more = self.findings.len().saturating_sub(4);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{} {}{more}", self.exit, shown.join(", ")).trim_end().to_owned()
    }
}

impl Base {
    pub(crate) fn render() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("blueprint.yaml"), GOOD).unwrap();
        let rendered = hagen(folder.path(), "", &["render"]).output().unwrap();
        assert!(rendered.status.success(), "{rendered:?}");
        Self(everything(&folder.path().join("out")))
    }

    pub(crate) fn run(&self, case: &Case) -> Ran {
        // Below a folder of its own, so that `..` can be looked at.
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("here");
        for (path, bytes) in &self.0 {
            let path = folder.join("out").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        fs::write(folder.join("blueprint.yaml"), &case.blueprint).unwrap();
        if let Some(prepare) = &case.prepare {
            prepare(&folder);
        }
        let before = everything(temporary.path());
        let mut ran = watched(&folder, case);
        let after = everything(temporary.path());
        ran.is_untouched = after == before;
        ran.is_literal = case.literal.as_ref().is_none_or(|text| {
            after.iter().any(|(path, file)| path.starts_with("here/out") && holds(file, text))
        });
        ran
    }
}

fn hagen(folder: &Path, shell: &str, args: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{shell} exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_hagen")]);
    command.args(args).current_dir(folder).stdin(Stdio::null()).env("HOME", folder.join("home"));
    command
}

fn watched(folder: &Path, case: &Case) -> Ran {
    let args: Vec<&str> = case.args.iter().map(String::as_str).collect();
    let start = Instant::now();
    let mut command = hagen(folder, case.shell, &args);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut stdout, mut stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let reader = std::thread::spawn(move || text(&mut stdout));
    let complaints = std::thread::spawn(move || text(&mut stderr));
    let (mut peak, mut worked) = (0, Duration::ZERO);
    let status = loop {
        peak = peak.max(memory(child.id()));
        worked = worked.max(self::worked(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > crate::NEVER {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    let (stdout, stderr) = (reader.join().unwrap(), complaints.join().unwrap());
    let report: Value = serde_json::from_str(&stdout).unwrap_or_default();
    let errors: Vec<&Value> = report["diagnostics"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|found| found["severity"] == "error")
        .collect();
    Ran {
        exit: status.code().unwrap_or(-1),
        findings: errors.iter().map(|found| finding(found)).collect(),
        messages: errors
            .iter()
            .map(|found| found["message"].as_str().unwrap_or_default().to_owned())
            .collect(),
        said: stdout + &stderr,
        is_untouched: true,
        is_literal: true,
        peak,
        worked,
    }
}

/// `HG0101 6:3`, with the name of the file when that is not the blueprint.
fn finding(found: &Value) -> String {
    let code = found["code"].as_str().unwrap_or_default();
    let file = found["file"].as_str().filter(|file| *file != "blueprint.yaml");
    let place = match (found["line"].as_u64(), found["column"].as_u64()) {
        (Some(line), Some(column)) => format!(" {line}:{column}"),
        _ => String::new(),
    };
    format!("{code}{}{place}", file.map(|file| format!(" {file}")).unwrap_or_default())
}

fn text(from: &mut dyn Read) -> String {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The most memory that a process has had so far; nothing where the system does not tell. Before it is the program, it is
/// the shell, and before that it may share the memory of this test for a moment.
fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    if !status.starts_with("Name:\thagen\n") {
        return 0;
    }
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() * 1024
}

/// Whether a file of YAML has exactly this text somewhere.
fn holds(file: &[u8], text: &str) -> bool {
    let value: serde_yaml::Value = serde_yaml::from_slice(file).unwrap_or_default();
    has(&value, text)
}

fn has(value: &serde_yaml::Value, text: &str) -> bool {
    match value {
        serde_yaml::Value::String(found) => found == text,
        serde_yaml::Value::Sequence(items) => items.iter().any(|item| has(item, text)),
        serde_yaml::Value::Mapping(map) => map.values().any(|item| has(item, text)),
        _ => false,
    }
}

/// The time that a process has spent computing so far; nothing where the system does not tell.
fn worked(process: u32) -> Duration {
    let status = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = status.rsplit(')').next().unwrap_or_default().split_ascii_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    // Linux counts in hundredths of a second.
    Duration::from_millis(ticks * 10)
}

/// Every file below a folder; a link shows as where it leads, and what is no file as nothing.
fn everything(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            let name = path.strip_prefix(root).unwrap().to_path_buf();
            if kind.is_symlink() {
                found.insert(name, fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes());
            } else if kind.is_dir() {
                folders.push(path);
            } else {
                found.insert(name, if kind.is_file() { fs::read(&path).unwrap() } else { Vec::new() });
            }
        }
    }
    found
}
