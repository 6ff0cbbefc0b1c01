//! Unit tests of alerts, run by the `promtool` of a real Prometheus.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use hagen_core::artifact::Artifact;
use hagen_kube::{Duration, Text};
use serde_json::{Value, json};

use super::artifacts::json as object;

/// A series and its values, one a minute from minute 0, in promtool's notation: `1x60` is 1 for an hour, `0+5x60` a
/// counter, `_x5` nothing for five minutes.
pub type Series = (String, &'static str);

/// Series with which an alert has to fire, and series with which it must not.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// The alert.
    pub alert: &'static str,
    /// With these it fires.
    pub fires: Vec<Series>,
    /// With these it does not.
    pub quiet: Vec<Series>,
    /// The minute at which it fires at the latest. Absent: ten minutes after the time that the alert waits.
    pub at: Option<u64>,
}

impl Case {
    /// An alert, when it fires and when it does not.
    pub fn new(
        alert: &'static str,
        fires: impl IntoIterator<Item = Series>,
        quiet: impl IntoIterator<Item = Series>,
    ) -> Self {
        Self { alert, fires: fires.into_iter().collect(), quiet: quiet.into_iter().collect(), at: None }
    }

    /// Sets the minute at which it fires at the latest.
    #[must_use]
    pub fn at(self, minute: u64) -> Self {
        Self { at: Some(minute), ..self }
    }
}

/// An alert as it was rendered.
struct Rendered {
    name: String,
    hold: u64,
}

/// Holds the rules among artifacts against the cases, by promtool. Every alert needs a case, and every case an alert.
///
/// Each alert is tested three times: it fires, with its labels; it does not fire before its time; it is quiet. Without
/// promtool the test says so and holds no more than that the cases are complete. `HAGEN_ENGINES` tells where programs
/// are, and with `HAGEN_ENGINES_REQUIRED=1` promtool has to be; `tests/engines/build.sh promtool` builds it.
pub fn prove(artifacts: &[Artifact], cases: &[Case]) {
    let rules: Vec<Value> = artifacts
        .iter()
        .filter_map(Artifact::manifest)
        .filter(|manifest| manifest.kind() == "PrometheusRule")
        .map(|manifest| object(manifest)["spec"].clone())
        .collect();
    let alerts: Vec<Rendered> = rules.iter().flat_map(rendered).collect();
    complete(&alerts, cases);
    let tests: Vec<Value> = cases.iter().flat_map(|case| tests(case, &alerts)).collect();
    let Some(promtool) = promtool() else {
        println!("promtool: skipped, it is not there: tests/engines/build.sh promtool builds it");
        return;
    };
    let folder = folder(&rules, &tests);
    for (at, _) in rules.iter().enumerate() {
        let check = ["check", "rules", "--lint=all", "--lint-fatal"];
        run(Command::new(&promtool).args(check).arg(folder.join(format!("rules-{at}.yaml"))));
    }
    run(Command::new(&promtool).args(["test", "rules"]).arg(folder.join("tests.yaml")));
    println!("promtool: {} alerts, {} unit tests, 0 failed", cases.len(), tests.len());
    fs::remove_dir_all(&folder).expect("the folder was made here");
}

fn rendered(spec: &Value) -> Vec<Rendered> {
    let groups = spec["groups"].as_array().into_iter().flatten();
    let rules = groups.flat_map(|group| group["rules"].as_array().into_iter().flatten());
    let alerts = rules.filter_map(|rule| {
        let hold = rule["for"].as_str().and_then(|hold| Duration::parse(hold).ok());
        let name = rule["alert"].as_str()?.to_owned();
        Some(Rendered { name, hold: hold.map_or(0, Duration::as_seconds) / 60 })
    });
    alerts.collect()
}

fn complete(alerts: &[Rendered], cases: &[Case]) {
    let rendered: BTreeSet<&str> = alerts.iter().map(|alert| &*alert.name).collect();
    let tested: BTreeSet<&str> = cases.iter().map(|case| case.alert).collect();
    assert_eq!(rendered, tested, "every alert has a case, and every case an alert");
    assert_eq!(tested.len(), cases.len(), "an alert has one case");
}

fn tests(case: &Case, alerts: &[Rendered]) -> Vec<Value> {
    let hold = alerts.iter().filter(|alert| alert.name == case.alert).map(|alert| alert.hold).min();
    let hold = hold.unwrap_or_default();
    let at = case.at.unwrap_or(hold + 10);
    let labelled = format!(
        "count(ALERTS{{alertname=\"{}\",alertstate=\"firing\",severity!=\"\",environment!=\"\",component!=\"\"}}) > bool 0",
        case.alert
    );
    let firing = json!([{ "labels": "{}", "value": 1 }]);
    let test = |name: &str, series: &[Series], minute: u64, samples: Value| {
        let input: Vec<Value> =
            series.iter().map(|(series, values)| json!({ "series": series, "values": values })).collect();
        json!({
            "name": format!("{} {name}", case.alert),
            "interval": "1m",
            "input_series": input,
            "promql_expr_test": [
                { "expr": labelled, "eval_time": format!("{minute}m"), "exp_samples": samples },
            ],
        })
    };
    let mut tests =
        vec![test("fires", &case.fires, at, firing), test("is quiet", &case.quiet, at, json!([]))];
    if let Some(early) = hold.checked_sub(1) {
        tests.push(test("does not fire before its time", &case.fires, early, json!([])));
    }
    tests
}

/// Writes the rules and their tests where promtool finds them. JSON is YAML.
fn folder(rules: &[Value], tests: &[Value]) -> PathBuf {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("main").replace("::", "-");
    let folder = env::temp_dir().join(format!("hagen-promtool-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).expect("the folder for temporary files can be written to");
    let write = |name: &str, value: &Value| {
        fs::write(folder.join(name), value.to_string()).expect("the folder was made here");
    };
    let files: Vec<String> = (0..rules.len()).map(|at| format!("rules-{at}.yaml")).collect();
    files.iter().zip(rules).for_each(|(name, spec)| write(name, spec));
    let suite = json!({ "rule_files": files, "evaluation_interval": "1m", "tests": tests });
    write("tests.yaml", &suite);
    folder
}

fn run(command: &mut Command) {
    let output = command.output().expect("promtool is a program");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&said));
}

/// Where promtool is, if it was built.
pub fn promtool() -> Option<PathBuf> {
    let engines = env::var_os("HAGEN_ENGINES").map(PathBuf::from);
    let home = || Some(Path::new(&env::var_os("HOME")?).join(".cache/hagen-engines"));
    let built = engines
        .or_else(home)
        .map(|engines| engines.join("bin/promtool"))
        .filter(|promtool| promtool.is_file());
    let is_required = env::var_os("HAGEN_ENGINES_REQUIRED").is_some_and(|required| required == "1");
    assert!(built.is_some() || !is_required, "promtool is not built: tests/engines/build.sh promtool");
    built
}
