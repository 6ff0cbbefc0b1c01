//! M07, M08: Grafana tells dashboards apart, finds them, and has the data sources that they name.

use hagen_core::Step;
use hagen_core::section::nearest;

use super::Indexes;
use crate::codes;
use crate::facts::{Asked, Board, Boards, DASHBOARD_LABEL, Grafana, uid_key};
use crate::finding::{Finding, Subject, steps};
use crate::labels::{HashMap, HashSet};

pub(super) fn judge(indexes: &Indexes<'_>, found: &mut Vec<Finding>) {
    let all: Vec<&Boards> = indexes.facts().filter_map(|facts| facts.boards.as_deref()).collect();
    let mut grafanas = all.iter().flat_map(|boards| &boards.grafanas);
    // With several, nobody knows which shows what.
    let (Some(grafana), None) = (grafanas.next(), grafanas.next()) else { return };
    if &*grafana.label != DASHBOARD_LABEL {
        return;
    }
    let boards: Vec<&Board> = all.iter().flat_map(|boards| &boards.shown).collect();
    found.extend(all.iter().flat_map(|it| &it.bearers).filter_map(|bearer| unseen(bearer, grafana)));
    if boards.is_empty() {
        return;
    }
    let own: HashSet<u64> = indexes.facts().flat_map(|facts| facts.own_boards.iter().copied()).collect();
    twins(&boards, &own, grafana, found);
    if !indexes.has_any_chart && all.iter().all(|boards| !boards.is_open) {
        let mut names: Vec<&str> = all.iter().flat_map(|it| &it.sources).map(|name| &**name).collect();
        // By their uid first.
        names.sort_unstable_by_key(|name| (name.starts_with(char::is_uppercase), *name));
        names.dedup();
        found.extend(boards.iter().flat_map(|board| no_source(board, &names)));
    }
}

/// What the sidecar passes over, or Grafana does.
fn unseen((subject, value, has_file): &(Subject, Box<str>, bool), grafana: &Grafana) -> Option<Finding> {
    let find = |way, message: String| Finding::new(&codes::BLANK_BOARD, subject, way, message);
    if !grafana.value.is_empty() && *value != grafana.value {
        let way = steps!["metadata", "labels", DASHBOARD_LABEL];
        let message =
            format!("has the label `{DASHBOARD_LABEL}: {value}`, and Grafana's sidecar passes over it");
        let help = format!("write `{DASHBOARD_LABEL}: \"{}\"`", grafana.value);
        return Some(find(way, message).help(help));
    }
    (!has_file).then(|| {
        let message = "has no file that Grafana reads: the name of a dashboard ends in `.json`";
        find(steps!["data"], message.to_owned()).help("rename the key in `data`: `requests.json`")
    })
}

/// Dashboards that Grafana cannot tell apart.
fn twins(boards: &[&Board], own: &HashSet<u64>, grafana: &Grafana, found: &mut Vec<Finding>) {
    let mut files: HashMap<u64, &Board> = HashMap::default();
    let (mut uids, mut places) = (HashMap::default(), HashMap::default());
    for &board in boards {
        let uid = board.uid.as_deref().map(uid_key);
        if let Some(other) = files.insert(board.file, board).filter(|_| !grafana.keeps_apart) {
            // The same file, twice: in two environments.
            if other.content != board.content {
                found.push(twin(
                    board,
                    Some(other),
                    "has the file name of another dashboard, which Grafana's sidecar writes over it",
                ));
            }
            continue;
        }
        if let Some(uid) = uid {
            let other = uids.insert(uid, board);
            if other.is_some() || own.contains(&uid) {
                let said = board.uid.as_deref().unwrap_or_default();
                found.push(
                    twin(board, other, &format!("has the uid `{said}` of another dashboard"))
                        .within(pairs("uid", said)),
                );
                continue;
            }
        }
        let Some(place) = board.place else { continue };
        let other = places.insert(place, board);
        if other.is_some() || own.contains(&place) {
            let message = format!("has the title `{}` of another dashboard in its folder", board.title);
            found.push(twin(board, other, &message).within(pairs("title", &board.title)));
        }
    }
}

/// A key and its text, as JSON may have them.
fn pairs(key: &str, text: &str) -> [String; 3] {
    [format!("\"{key}\": \"{text}\""), format!("\"{key}\":\"{text}\""), format!("\"{text}\"")]
}

fn twin(board: &Board, other: Option<&Board>, message: &str) -> Finding {
    let message = match other {
        Some(_) => message.to_owned(),
        None => format!("{message}, one of hagen's"),
    };
    let finding = Finding::new(&codes::TWIN_BOARDS, &board.subject, board.way.clone(), message);
    let finding = finding.help("give each dashboard a `uid`, a `title` and a file name of its own");
    match other.filter(|other| other.subject != board.subject) {
        Some(other) => finding.also(&other.subject, "has the other one"),
        None => finding,
    }
}

/// As many data sources of a dashboard are told as anybody mends at once.
const MOST: usize = 3;

fn no_source(board: &Board, names: &[&str]) -> Vec<Finding> {
    let mut missing: Vec<&Asked> = Vec::new();
    for asked in board.asks.iter().filter(|asked| !names.contains(&&*asked.source)) {
        if missing.iter().all(|other| other.source != asked.source) {
            missing.push(asked);
        }
    }
    let find = |asked: &&Asked| {
        let Asked { source, by } = asked;
        let message = format!("asks a data source `{source}` that Grafana does not have, in {by}");
        let way: Vec<Step> = board.way.clone();
        let meant = nearest(source, names.iter().copied());
        let lower = || names.iter().copied().find(|name| name.eq_ignore_ascii_case(source));
        let help = match (meant.or_else(lower), &*source.to_lowercase()) {
            (Some(meant), _) => format!("did you mean `{meant}`?"),
            (None, "loki") => "`logging` brings Loki".to_owned(),
            (None, "tempo") => "`tracing` brings Tempo".to_owned(),
            (None, _) => format!(
                "there are {}; a variable of the type `datasource` leaves the choice to who looks",
                listed(names)
            ),
        };
        let finding = Finding::new(&codes::BLANK_BOARD, &board.subject, way, message).help(help);
        let keys = ["uid", "datasource"].into_iter().flat_map(|key| pairs(key, source).into_iter().take(2));
        finding.within(keys.chain([format!("\"{source}\""), source.to_string()]))
    };
    missing.iter().take(MOST).map(find).collect()
}

fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
