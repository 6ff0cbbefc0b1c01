//! The panels of a dashboard.

use super::{Source, Unit};

/// Panels that belong together, under a title.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// The title.
    pub title: String,
    /// Whether its panels are shown at first.
    pub fold: Fold,
    /// The panels, from the left to the right and from the top.
    pub panels: Vec<Panel>,
}

/// Whether the panels of a row are shown at first. What is not shown is not queried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fold {
    /// They are.
    #[default]
    Open,
    /// The reader unfolds them.
    Closed,
}

/// One picture.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Panel {
    /// The title, unique within the row.
    pub title: String,
    /// What it tells, and how it should look: shown on request.
    pub description: Option<String>,
    /// How the data is shown.
    pub kind: Kind,
    /// Where the data comes from.
    pub source: Source,
    /// What is asked.
    pub targets: Vec<Target>,
    /// What the numbers are.
    pub unit: Unit,
    /// From which values on the colour is another. Below the first it is green.
    pub thresholds: Vec<Threshold>,
    /// The least value of the axis.
    pub min: Option<f64>,
    /// The largest value of the axis.
    pub max: Option<f64>,
    /// How wide it is. Absent: as suits its kind.
    pub width: Option<Width>,
}

/// How data is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Kind {
    /// Lines over time.
    #[default]
    TimeSeries,
    /// Areas over time, one on top of the other, for what makes a sum.
    Stacked,
    /// The states of something over time.
    StateTimeline,
    /// The last value, large.
    Stat,
    /// The last value between the least and the largest.
    Gauge,
    /// The last values in rows, with these titles for the columns; only columns with a title are shown.
    Table {
        /// Labels and `Value` (or `Value #A` … for several targets), each with its title, from the left.
        columns: Vec<(&'static str, &'static str)>,
    },
    /// How often which values occur, over time, from the buckets of a histogram.
    Heatmap,
    /// Lines of a log.
    Logs,
    /// Markdown.
    Text(String),
}

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// PromQL, or LogQL.
    pub expr: String,
    /// What the series are called: `{{pod}}`. Empty: all their labels.
    pub legend: String,
}

/// A value from which on the colour is another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The value.
    pub from: f64,
    /// The colour.
    pub color: Color,
}

/// What a value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// All is well.
    Green,
    /// Worth a look.
    Yellow,
    /// Somebody has to do something.
    Red,
}

/// How wide a panel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// As wide as the page.
    Full,
    /// Two in a line.
    Half,
    /// Three in a line.
    Third,
    /// Four in a line.
    Quarter,
    /// Six in a line.
    Sixth,
}

impl Row {
    /// Panels that are shown at first.
    pub fn new(title: impl Into<String>, panels: impl IntoIterator<Item = Panel>) -> Self {
        Self { title: title.into(), fold: Fold::Open, panels: panels.into_iter().collect() }
    }

    /// Panels that the reader unfolds.
    pub fn closed(title: impl Into<String>, panels: impl IntoIterator<Item = Panel>) -> Self {
        Self { fold: Fold::Closed, ..Self::new(title, panels) }
    }
}

impl Target {
    /// A query and what its series are called.
    pub fn new(expr: impl Into<String>, legend: impl Into<String>) -> Self {
        Self { expr: expr.into(), legend: legend.into() }
    }
}

impl Panel {
    /// Lines over time.
    pub fn time_series(
        title: impl Into<String>,
        unit: Unit,
        targets: impl IntoIterator<Item = Target>,
    ) -> Self {
        Self { title: title.into(), unit, targets: targets.into_iter().collect(), ..Self::default() }
    }

    /// Lines over time, of one query.
    pub fn line(
        title: impl Into<String>,
        unit: Unit,
        expr: impl Into<String>,
        legend: impl Into<String>,
    ) -> Self {
        Self::time_series(title, unit, [Target::new(expr, legend)])
    }

    /// Areas over time, one on top of the other.
    pub fn stacked(title: impl Into<String>, unit: Unit, targets: impl IntoIterator<Item = Target>) -> Self {
        Self { kind: Kind::Stacked, ..Self::time_series(title, unit, targets) }
    }

    /// The last value of one series, large.
    pub fn stat(title: impl Into<String>, unit: Unit, expr: impl Into<String>) -> Self {
        Self { kind: Kind::Stat, ..Self::time_series(title, unit, [Target::new(expr, "")]) }
    }

    /// The last values, in rows.
    pub fn table(
        title: impl Into<String>,
        unit: Unit,
        targets: impl IntoIterator<Item = Target>,
        columns: impl IntoIterator<Item = (&'static str, &'static str)>,
    ) -> Self {
        let kind = Kind::Table { columns: columns.into_iter().collect() };
        Self { kind, ..Self::time_series(title, unit, targets) }
    }

    /// Lines of a log of Loki.
    pub fn logs(title: impl Into<String>, expr: impl Into<String>) -> Self {
        let targets = [Target::new(expr, "")];
        Self { kind: Kind::Logs, source: Source::Loki, ..Self::time_series(title, Unit::Short, targets) }
    }

    /// Markdown.
    pub fn text(title: impl Into<String>, markdown: impl Into<String>) -> Self {
        Self { title: title.into(), kind: Kind::Text(markdown.into()), ..Self::default() }
    }

    /// Says what it tells, and how it should look.
    #[must_use]
    pub fn describe(self, text: impl Into<String>) -> Self {
        Self { description: Some(text.into()), ..self }
    }

    /// Sets how wide it is.
    #[must_use]
    pub fn width(self, width: Width) -> Self {
        Self { width: Some(width), ..self }
    }

    /// Colours values from here on.
    #[must_use]
    pub fn threshold(mut self, from: f64, color: Color) -> Self {
        self.thresholds.push(Threshold { from, color });
        self
    }

    /// Sets the least value of the axis.
    #[must_use]
    pub fn min(self, min: f64) -> Self {
        Self { min: Some(min), ..self }
    }

    /// Sets the largest value of the axis.
    #[must_use]
    pub fn max(self, max: f64) -> Self {
        Self { max: Some(max), ..self }
    }
}

impl Color {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}
