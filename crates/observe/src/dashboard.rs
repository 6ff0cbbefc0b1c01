//! Dashboards of Grafana, as the ConfigMaps that its sidecar gathers.
//!
//! A builder says which panels there are; where they stand, their numbers and the dashboard's address follow from that.
//! <https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/>

mod config_map;
mod json;
mod layout;
mod panel;
mod unit;
mod variable;

pub use config_map::{FOLDER_ANNOTATION, LABEL};
pub use panel::{Color, Fold, Kind, Panel, Row, Target, Threshold, Width};
pub use unit::Unit;
pub use variable::{Choices, Source, Variable};

/// A dashboard of a component.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dashboard {
    /// The title.
    pub title: String,
    /// What tells it from other dashboards of the same component, in the form of a DNS label: `pooler`.
    pub key: Option<&'static str>,
    /// The folder in Grafana. Absent: one for the environment, or for the platform.
    pub folder: Option<String>,
    /// Tags, by which dashboards of a kind are found; `hagen` is one of each.
    pub tags: Vec<&'static str>,
    /// What a reader may choose. The data sources that its panels read are added by themselves.
    pub variables: Vec<Variable>,
    /// The rows, from the top.
    pub rows: Vec<Row>,
}

impl Dashboard {
    /// Every panel.
    pub fn panels(&self) -> impl Iterator<Item = &Panel> {
        self.rows.iter().flat_map(|row| &row.panels)
    }
}
