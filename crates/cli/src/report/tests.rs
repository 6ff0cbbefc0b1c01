use hagen_core::{Code, Diagnostic, Path, Place, Severity};
use hagen_yaml::{FileId, Span};

use super::*;
use crate::exit::Exit;

static WRONG: Code = Code {
    id: "HG0001",
    title: "wrong thing",
    severity: Severity::Error,
    page: "It is wrong.\n\n* mend `it`",
};
static ODD: Code = Code { id: "HG0002", title: "odd thing", severity: Severity::Warning, page: "It is odd." };

const TEXT: &str = "name: shop\napps:\n  größe: { replcas: 3 }\n";

fn span(of: &str) -> Place {
    let start = u32::try_from(TEXT.find(of).unwrap()).unwrap();
    let end = start + u32::try_from(of.len()).unwrap();
    Place::span(Span { file: FileId(0), start, end })
}

fn report(text: &str, diagnostics: Vec<Diagnostic>) -> Report {
    let mut report = Report::default();
    report.sources.add(Source::new("blueprint.yaml", text.as_bytes()));
    report.diagnose(diagnostics);
    report
}

fn plain(report: &Report, width: usize) -> String {
    anstream::adapter::strip_str(&human(report, width)).to_string()
}

fn misspelt() -> Diagnostic {
    Diagnostic::new(&WRONG, span("replcas"), "unknown key `replcas`")
        .label("not a key of an app")
        .help("did you mean `replicas`?")
        .replace_with("replicas")
}

#[test]
fn shows_place_label_and_patch() {
    let text = plain(&report(TEXT, vec![misspelt()]), 100);
    let expected = "\
error[HG0001]: unknown key `replcas`
 --> blueprint.yaml:3:12
  |
3 |   größe: { replcas: 3 }
  |            ^^^^^^^ not a key of an app
  |
help: did you mean `replicas`?
  |
3 |   größe: { replicas: 3 }
  |                +
";
    assert_eq!(text.trim_end(), expected.trim_end());
}

#[test]
fn a_place_outside_the_text_is_shown_by_its_path() {
    let place = Place::value(Path::of(["apps", "shop", "replicas"]));
    let text = plain(&report(TEXT, vec![Diagnostic::new(&ODD, place, "only one")]), 100);
    assert_eq!(text.trim_end(), "warning[HG0002]: only one\n--> apps.shop.replicas");
}

#[test]
fn findings_are_in_the_order_of_the_text_and_told_once() {
    let later = Diagnostic::new(&WRONG, span("replcas"), "later");
    let first = Diagnostic::new(&ODD, span("name"), "first");
    let placeless = Diagnostic::new(&WRONG, Place::default(), "nowhere");
    let report = report(TEXT, vec![placeless, later.clone(), first, later]);
    let order: Vec<_> = report.findings().iter().map(|finding| &*finding.diagnostic.message).collect();
    assert_eq!(order, ["first", "later", "nowhere"]);
    assert_eq!(report.counts().words(), "2 errors, 1 warning");
}

#[test]
fn distant_labels_get_snippets_of_their_own() {
    let text = format!("{TEXT}{}last: 1\n", "# filler\n".repeat(50_000));
    let at = u32::try_from(text.find("last").unwrap()).unwrap();
    let far = Place::span(Span { file: FileId(0), start: at, end: at + 4 });
    let diagnostic = Diagnostic::new(&WRONG, span("name"), "twice").also(far, "and here");
    let shown = plain(&report(&text, vec![diagnostic]), 100);
    assert!(shown.contains("blueprint.yaml:1:1"), "{shown}");
    assert!(shown.contains("50004 | last: 1"), "{shown}");
    assert!(!shown.contains("filler\n|\n"), "{shown}");
    assert!(shown.lines().count() < 20, "{shown}");
}

#[test]
fn odd_texts_are_shown_without_harm() {
    for text in ["", "\u{feff}name: x\r\n\tb: \u{1b}[31m\r\n", "日本: 語\n", "no end"] {
        let end = u32::try_from(text.len()).unwrap();
        for (start, end) in [(0, end), (end, end), (0, 0), (1, 2), (end, end + 7)] {
            let place = Place::span(Span { file: FileId(0), start, end });
            let report = report(text, vec![Diagnostic::new(&WRONG, place, "odd").replace_with("x")]);
            for width in [1, 40, 200] {
                assert!(!plain(&report, width).contains('\u{1b}'), "{text:?} {start}");
            }
        }
    }
}

#[test]
fn long_help_is_wrapped_to_the_terminal() {
    let help = "leave the key out, and hagen takes what the cluster has: ".repeat(3);
    let report = report(TEXT, vec![Diagnostic::new(&WRONG, span("name"), "no").help(help)]);
    let widest = |width| plain(&report, width).lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest(40) <= 40, "{}", plain(&report, 40));
    assert!((120..=200).contains(&widest(200)));
}

#[test]
fn very_many_findings_of_a_kind_are_counted() {
    let odd = (0..13).map(|n| Diagnostic::new(&ODD, span("name"), format!("odd {n}")));
    let wrong = (0..13).map(|n| Diagnostic::new(&WRONG, span("name"), format!("wrong {n}")));
    let shown = plain(&report(TEXT, odd.chain(wrong).collect()), 100);
    assert_eq!(shown.matches("warning[HG0002]: odd").count(), 10);
    assert_eq!(shown.matches("error[HG0001]: wrong").count(), 13);
    assert!(shown.ends_with("… and 3 warnings[HG0002]; `--format json` tells all\n\n"), "{shown}");
}

#[test]
fn json_counts_characters_from_one_and_bytes_from_zero() {
    let found = json(&report(TEXT, vec![misspelt().also(span("name"), "see")]));
    let start = TEXT.find("replcas").unwrap();
    let expected = serde_json::json!([{
        "code": "HG0001", "severity": "error", "title": "wrong thing",
        "message": "unknown key `replcas`",
        "file": "blueprint.yaml", "path": null, "line": 3, "column": 12, "endLine": 3, "endColumn": 19,
        "start": start, "end": start + 7,
        "label": "not a key of an app",
        "labels": [{
            "text": "see", "file": "blueprint.yaml", "path": null, "line": 1, "column": 1,
            "endLine": 1, "endColumn": 5, "start": 0, "end": 4,
        }],
        "help": "did you mean `replicas`?", "replacement": "replicas",
    }]);
    assert_eq!(found, expected);
}

#[test]
fn sarif_names_its_rules_and_fixes() {
    let mut report = report(TEXT, vec![misspelt()]);
    report.add([Finding::about("out/a b.yaml", &ODD, "edited").help("use --force")]);
    let log = sarif(&report, Exit::Blueprint);
    let run = &log["runs"][0];
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "HG0001");
    assert_eq!(run["tool"]["driver"]["rules"][0]["help"]["text"], "It is wrong.\n\n* mend `it`");
    assert_eq!(run["invocations"][0]["exitCode"], 3);
    let result = &run["results"][0];
    assert_eq!(result["ruleIndex"], 0);
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startColumn"], 12);
    let change = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(change["insertedContent"]["text"], "replicas");
    let other = &run["results"][1];
    assert_eq!(other["level"], "warning");
    assert_eq!(other["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "out/a%20b.yaml");
}
