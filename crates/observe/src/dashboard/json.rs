//! A dashboard in the form that Grafana reads.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::layout::Page;
use super::{Dashboard, Fold, Kind, Panel, Row, Source, Target, Variable};

/// The form of the JSON. Newer Grafanas read older forms.
const SCHEMA_VERSION: u32 = 41;

/// The dashboard under a uid.
pub(super) fn dashboard(dashboard: &Dashboard, uid: &str) -> Value {
    let tags: BTreeSet<&str> = dashboard.tags.iter().copied().chain(["hagen"]).collect();
    json!({
        "uid": uid,
        "title": dashboard.title,
        "tags": tags,
        "schemaVersion": SCHEMA_VERSION,
        "editable": false,
        // The cursor stands in all panels at once.
        "graphTooltip": 1,
        "refresh": "1m",
        "time": { "from": "now-6h", "to": "now" },
        "timezone": "browser",
        "annotations": { "list": [] },
        "links": [],
        "templating": { "list": variables(dashboard) },
        "panels": panels(dashboard),
    })
}

fn variables(dashboard: &Dashboard) -> Vec<Value> {
    let of_panels = dashboard.panels().filter(|panel| panel.shows_data()).map(|panel| panel.source);
    let of_variables = dashboard.variables.iter().filter_map(Variable::source);
    let sources: BTreeSet<Source> = of_panels.chain(of_variables).collect();
    let sources = sources.into_iter().filter_map(Source::variable);
    sources.chain(dashboard.variables.iter().map(Variable::json)).collect()
}

fn panels(dashboard: &Dashboard) -> Vec<Value> {
    let mut page = Page::default();
    let mut ids = Ids::default();
    dashboard.rows.iter().flat_map(|row| row_json(row, &mut page, &mut ids)).collect()
}

/// The row's title and its panels; a closed row holds them.
fn row_json(row: &Row, page: &mut Page, ids: &mut Ids) -> Vec<Value> {
    let position = page.title();
    let id = ids.of(&[&row.title]);
    let panels: Vec<Value> = row.panels.iter().map(|panel| panel_json(row, panel, page, ids)).collect();
    let (within, below) = match row.fold {
        Fold::Open => (Vec::new(), panels),
        Fold::Closed => (panels, Vec::new()),
    };
    let title = json!({
        "id": id,
        "type": "row",
        "title": row.title,
        "collapsed": row.fold == Fold::Closed,
        "gridPos": position.json(),
        "panels": within,
    });
    std::iter::once(title).chain(below).collect()
}

fn panel_json(row: &Row, panel: &Panel, page: &mut Page, ids: &mut Ids) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), ids.of(&[&row.title, &panel.title]).into());
    map.insert("type".into(), panel.kind.id().into());
    map.insert("title".into(), panel.title.as_str().into());
    if let Some(description) = &panel.description {
        map.insert("description".into(), description.as_str().into());
    }
    map.insert("gridPos".into(), page.panel(panel).json());
    if panel.shows_data() {
        map.insert("datasource".into(), panel.source.json());
        let targets = panel.targets.iter().zip('A'..='Z');
        map.insert("targets".into(), targets.map(|(target, id)| target_json(panel, target, id)).collect());
        map.insert("fieldConfig".into(), json!({ "defaults": field(panel), "overrides": [] }));
    }
    map.insert("options".into(), options(&panel.kind));
    if let Kind::Table { columns } = &panel.kind {
        map.insert("transformations".into(), transformations(columns, panel.targets.len()));
    }
    Value::Object(map)
}

fn target_json(panel: &Panel, target: &Target, id: char) -> Value {
    let mut map = Map::new();
    map.insert("refId".into(), id.to_string().into());
    map.insert("datasource".into(), panel.source.json());
    map.insert("expr".into(), target.expr.as_str().into());
    if !target.legend.is_empty() {
        map.insert("legendFormat".into(), target.legend.as_str().into());
    }
    let how: &[(&str, Value)] = match panel.kind {
        Kind::Table { .. } => &[("format", "table".into()), ("instant", true.into())],
        Kind::Stat | Kind::Gauge => &[("instant", true.into())],
        Kind::Heatmap => &[("format", "heatmap".into()), ("range", true.into())],
        Kind::Logs => &[("queryType", "range".into())],
        Kind::TimeSeries | Kind::Stacked | Kind::StateTimeline | Kind::Text(_) => &[("range", true.into())],
    };
    map.extend(how.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    Value::Object(map)
}

/// How values are drawn.
fn field(panel: &Panel) -> Value {
    let mut map = Map::new();
    map.insert("unit".into(), panel.unit.id().into());
    for (key, bound) in [("min", panel.min), ("max", panel.max)] {
        map.extend(bound.map(|bound| (key.to_owned(), number(bound))));
    }
    let mut steps = vec![json!({ "color": "green", "value": null })];
    let threshold = |at: &super::Threshold| json!({ "color": at.color.word(), "value": number(at.from) });
    steps.extend(panel.thresholds.iter().map(threshold));
    map.insert("thresholds".into(), json!({ "mode": "absolute", "steps": steps }));
    if !panel.thresholds.is_empty() && matches!(panel.kind, Kind::Stat | Kind::Gauge | Kind::StateTimeline) {
        map.insert("color".into(), json!({ "mode": "thresholds" }));
    }
    map.extend(custom(panel).map(|custom| ("custom".into(), custom)));
    Value::Object(map)
}

fn custom(panel: &Panel) -> Option<Value> {
    let marks = if panel.thresholds.is_empty() { "off" } else { "dashed" };
    match panel.kind {
        Kind::TimeSeries => Some(json!({
            "fillOpacity": 10, "showPoints": "never", "thresholdsStyle": { "mode": marks },
        })),
        Kind::Stacked => Some(json!({
            "fillOpacity": 40, "showPoints": "never", "stacking": { "mode": "normal", "group": "A" },
            "thresholdsStyle": { "mode": marks },
        })),
        _ => None,
    }
}

fn options(kind: &Kind) -> Value {
    let last = || json!({ "calcs": ["lastNotNull"], "fields": "", "values": false });
    match kind {
        Kind::TimeSeries | Kind::Stacked => json!({
            "legend": { "displayMode": "list", "placement": "bottom", "showLegend": true },
            "tooltip": { "mode": "multi", "sort": "desc" },
        }),
        Kind::StateTimeline => json!({ "mergeValues": true, "showValue": "never" }),
        Kind::Stat => json!({ "colorMode": "value", "graphMode": "none", "reduceOptions": last() }),
        Kind::Gauge => json!({ "reduceOptions": last() }),
        Kind::Table { .. } => json!({ "cellHeight": "sm", "showHeader": true }),
        Kind::Heatmap => json!({ "calculate": false, "yAxis": { "unit": "s" } }),
        Kind::Logs => json!({ "enableLogDetails": true, "showTime": true, "sortOrder": "Descending" }),
        Kind::Text(markdown) => json!({ "mode": "markdown", "content": markdown }),
    }
}

/// Makes one table of all targets, with the columns that have a title.
fn transformations(columns: &[(&str, &str)], targets: usize) -> Value {
    let names = columns.iter().map(|(column, _)| *column);
    let by_name: Map<String, Value> =
        columns.iter().map(|(column, title)| ((*column).to_owned(), (*title).into())).collect();
    let order: Map<String, Value> =
        columns.iter().enumerate().map(|(at, (column, _))| ((*column).to_owned(), at.into())).collect();
    let mut steps = Vec::new();
    if targets > 1 {
        steps.push(json!({ "id": "merge", "options": {} }));
    }
    let names = names.collect::<Vec<_>>();
    steps.push(json!({ "id": "filterFieldsByName", "options": { "include": { "names": names } } }));
    steps.push(json!({ "id": "organize", "options": { "indexByName": order, "renameByName": by_name } }));
    steps.into()
}

/// Whole numbers without a point.
#[allow(clippy::cast_possible_truncation, reason = "what is cut off is known to be zero")]
fn number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 1e15 { (number as i64).into() } else { number.into() }
}

/// The numbers of panels follow from their titles: links to a panel survive that others come and go.
#[derive(Debug, Default)]
struct Ids(BTreeSet<u32>);

impl Ids {
    fn of(&mut self, titles: &[&str]) -> u32 {
        let bytes = titles.iter().flat_map(|title| title.bytes().chain([0]));
        let hash =
            bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let mut id = 1 + hash % 1_000_000;
        while !self.0.insert(id) {
            id += 1;
        }
        id
    }
}

impl Panel {
    pub(super) fn shows_data(&self) -> bool {
        !matches!(self.kind, Kind::Text(_))
    }
}

impl Kind {
    fn id(&self) -> &'static str {
        match self {
            Self::TimeSeries | Self::Stacked => "timeseries",
            Self::StateTimeline => "state-timeline",
            Self::Stat => "stat",
            Self::Gauge => "gauge",
            Self::Table { .. } => "table",
            Self::Heatmap => "heatmap",
            Self::Logs => "logs",
            Self::Text(_) => "text",
        }
    }
}
