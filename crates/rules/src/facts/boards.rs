//! What is remembered of dashboards, of the Grafana that shows them, and of its data sources.

mod json;

use hagen_core::Step;
use hagen_core::artifact::HelmRelease;
use hagen_kube::Manifest;
use hagen_yaml::{FileId, Limits, Value};

use crate::finding::{Subject, steps};
use crate::labels::hash;
use crate::pod::{items, text};

/// The label by which a Grafana's sidecar finds dashboards, and the one for data sources.
pub(crate) const LABEL: &str = "grafana_dashboard";
const SOURCE_LABEL: &str = "grafana_datasource";
const FOLDER: &str = "grafana_folder";

/// What a component has to do with Grafana, beside the dashboards that hagen made.
#[derive(Debug, Default)]
pub(crate) struct Boards {
    pub(crate) shown: Vec<Board>,
    /// ConfigMaps for the sidecar, each with the value of its label, and whether it has a file that is one.
    pub(crate) bearers: Vec<(Subject, Box<str>, bool)>,
    pub(crate) grafanas: Vec<Grafana>,
    /// What a data source is called: its name, its uid.
    pub(crate) sources: Vec<Box<str>>,
    /// Whether there may be data sources that nobody sees here.
    pub(crate) is_open: bool,
}

/// A dashboard that a user wrote.
#[derive(Debug)]
pub(crate) struct Board {
    pub(crate) subject: Subject,
    /// The way to its text.
    pub(crate) way: Vec<Step>,
    /// What stands for its folder and its file there.
    pub(crate) file: u64,
    /// What stands for all of its text.
    pub(crate) content: u64,
    pub(crate) uid: Option<Box<str>>,
    pub(crate) title: Box<str>,
    /// What stands for its folder and its title; none where nobody knows the folder.
    pub(crate) place: Option<u64>,
    pub(crate) asks: Vec<Asked>,
}

/// A data source that a dashboard names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) source: Box<str>,
    /// What of the dashboard names it: ``the panel `Requests` ``.
    pub(crate) by: Box<str>,
}

/// A Grafana.
#[derive(Debug)]
pub(crate) struct Grafana {
    /// The label of dashboards, and the value that it must have.
    pub(crate) label: Box<str>,
    pub(crate) value: Box<str>,
    /// Whether files of one name stand beside each other.
    pub(crate) keeps_apart: bool,
}

/// What stands for the uid of a dashboard.
pub(crate) fn uid_key(uid: &str) -> u64 {
    hash(uid)
}

/// What stands for the title of a dashboard in its folder.
fn place_key(folder: &str, title: &str) -> u64 {
    hash(folder).rotate_left(17) ^ hash(title)
}

/// The dashboards that hagen made, each as what stands for its uid, and for its title in its folder.
pub(crate) fn own(manifest: &Manifest) -> Vec<u64> {
    let files = files(manifest).filter_map(|(name, text)| {
        let title = text.split_once("\n  \"title\": \"")?.1.split_once('"')?.0;
        Some([uid_key(name.strip_suffix(".json")?), place_key(folder(manifest), title)])
    });
    files.flatten().collect()
}

fn is_for(label: &str, manifest: &Manifest) -> bool {
    manifest.value().at(&["metadata", "labels", label]).is_some()
}

/// Whether Grafana reads a file of this name.
fn is_file(name: &str) -> bool {
    name.strip_suffix(".json").is_some()
}

fn folder(manifest: &Manifest) -> &str {
    text(manifest.value(), &["metadata", "annotations", FOLDER]).unwrap_or_default()
}

fn files(manifest: &Manifest) -> impl Iterator<Item = (&str, &str)> {
    let data = manifest.value().get("data").filter(|_| is_for(LABEL, manifest)).and_then(Value::as_map);
    data.into_iter().flatten().filter_map(|(name, text)| Some((&**name, text.as_str()?)))
}

impl Boards {
    /// Takes in an object that a user wrote, or a part of it.
    pub(crate) fn take(&mut self, subject: &Subject, manifest: &Manifest) {
        let labels = ["spec", "target", "template", "metadata", "labels", SOURCE_LABEL];
        match manifest.kind() {
            "ConfigMap" if is_for(LABEL, manifest) => self.bearer(subject, manifest),
            "ConfigMap" if is_for(SOURCE_LABEL, manifest) => self.provisioned(manifest),
            "ConfigMap" => {}
            _ => self.is_open |= is_for(SOURCE_LABEL, manifest) || manifest.value().at(&labels).is_some(),
        }
    }

    fn bearer(&mut self, subject: &Subject, manifest: &Manifest) {
        let folder = folder(manifest);
        let is_board = |(name, _): (&str, &str)| {
            is_file(name) || name.rsplit_once('.').is_some_and(|(_, end)| end == "url")
        };
        let binary = manifest.value().get("binaryData").is_some();
        let value = manifest.value().at(&["metadata", "labels", LABEL]).and_then(Value::as_str);
        self.bearers.push((
            subject.clone(),
            value.unwrap_or_default().into(),
            binary || files(manifest).any(is_board),
        ));
        for (name, text) in files(manifest).filter(|(name, _)| is_file(name)) {
            let way = steps!["data", name];
            self.shown.extend(Board::of(subject, way, &format!("{folder}/{name}"), Some(folder), text));
        }
    }

    /// Takes in a file of data sources in an object.
    fn provisioned(&mut self, manifest: &Manifest) {
        let data = manifest.value().get("data").and_then(Value::as_map);
        for (_, file) in data.into_iter().flatten() {
            let text = file.as_str().unwrap_or_default();
            match hagen_yaml::read(FileId(0), text, &Limits::default()).node {
                Some(file) => self.named(&file.to_value()),
                None => self.is_open = true,
            }
        }
    }

    /// Takes in a file of data sources.
    fn named(&mut self, file: &Value) {
        for source in items(file.get("datasources")) {
            let said = [text(source, &["name"]), text(source, &["uid"])];
            // One without gets one that follows from its name, and some are filled in by Grafana.
            self.is_open |= said[1].is_none() || said.iter().flatten().any(|text| text.contains('$'));
            self.sources.extend(said.into_iter().flatten().map(Box::from));
        }
    }

    /// Takes in the values of a chart.
    pub(crate) fn release(&mut self, subject: &Subject, release: &HelmRelease) {
        let values = &release.values;
        if release.chart.name != "grafana" {
            self.is_open |= subject.by_user && mentions(values, &OF_OTHERS);
            return;
        }
        let said = |key: &str| text(values, &["sidecar", "dashboards", key]).unwrap_or_default().into();
        let apart = values.at(&["sidecar", "enableUniqueFilenames"]).and_then(Value::as_bool);
        self.grafanas.push(Grafana {
            label: said("label"),
            value: said("labelValue"),
            keeps_apart: apart == Some(true),
        });
        for (_, file) in values.get("datasources").and_then(Value::as_map).into_iter().flatten() {
            self.named(file);
        }
        let mut others = values.as_map().into_iter().flatten().filter(|(key, _)| !KNOWN.contains(&&**key));
        self.is_open |= others.any(|(key, value)| &**key == "extraObjects" || mentions(value, &OF_GRAFANA));
        self.of_values(subject, release);
    }

    /// Takes in the dashboards among the values of Grafana.
    fn of_values(&mut self, subject: &Subject, release: &HelmRelease) {
        let providers = release.values.get("dashboards").and_then(Value::as_map).into_iter().flatten();
        for (provider, boards) in providers {
            for (name, board) in boards.as_map().into_iter().flatten() {
                let begin = release.values_path.steps().iter().cloned();
                let way = |key: &str| -> Vec<Step> {
                    begin.clone().chain(steps!["dashboards", &**provider, &**name, key]).collect()
                };
                let file = format!("values/{provider}/{name}");
                if let Some(text) = text(board, &["json"]) {
                    self.shown.extend(Board::of(subject, way("json"), &file, None, text));
                } else if let Some(source) = text(board, &["datasource"]).filter(|it| json::is_name(it)) {
                    let by = format!("the dashboard `{name}`").into();
                    let asks = vec![Asked { source: source.into(), by }];
                    let title = (&**name).into();
                    let (file, content, subject) = (hash(&file), 0, subject.clone());
                    let (uid, place, way) = (None, None, way("datasource"));
                    self.shown.push(Board { subject, way, file, content, uid, title, place, asks });
                }
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.shown.is_empty()
            && self.bearers.is_empty()
            && self.grafanas.is_empty()
            && self.sources.is_empty()
            && !self.is_open
    }
}

/// Values that have nothing to do with where data sources come from.
const KNOWN: [&str; 3] = ["sidecar", "datasources", "dashboards"];
const OF_GRAFANA: [&str; 2] = [SOURCE_LABEL, "provisioning"];
const OF_OTHERS: [&str; 3] = [SOURCE_LABEL, "additionalDataSources", "forceDeployDatasources"];

/// Whether one of these words stands anywhere in a value.
fn mentions(value: &Value, words: &[&str]) -> bool {
    let is = |text: &str| words.iter().any(|word| text.contains(word));
    match value {
        Value::Map(map) => map.iter().any(|(key, value)| is(key) || mentions(value, words)),
        Value::List(list) => list.iter().any(|item| mentions(item, words)),
        Value::String(text) => is(text),
        _ => false,
    }
}

impl Board {
    /// Of a text; none when it is no dashboard.
    fn of(subject: &Subject, way: Vec<Step>, file: &str, folder: Option<&str>, text: &str) -> Option<Self> {
        let read = json::read(text)?;
        Some(Self {
            subject: subject.clone(),
            way,
            file: hash(file),
            content: hash(text),
            place: folder.map(|folder| place_key(folder, &read.title)),
            uid: read.uid,
            title: read.title,
            asks: read.asks,
        })
    }
}
