//! What hagen has to know of a chart to wire it: one line a chart.

use std::collections::BTreeMap;

use hagen_core::artifact::Chart;
use hagen_core::component::Port;
use hagen_core::context::Context;
use hagen_core::secret::Secret;
use hagen_kube::Name;
use hagen_observe::Alert;
use hagen_yaml::Value;

use crate::component::Release;
use crate::nextcloud::Nextcloud;
use crate::spec::PackagedChart;

/// The wiring of a chart.
pub(crate) trait Wiring: Sync {
    /// The chart.
    fn chart(&self) -> &'static Chart;

    /// The sections of what it cannot do without.
    fn needs(&self) -> &'static [&'static str];

    /// The sections of what else it can use.
    fn takes(&self) -> &'static [&'static str];

    /// The names of its volumes. The first is common to all replicas.
    fn volumes(&self) -> &'static [&'static str];

    /// The labels of the pods that serve.
    fn serving_pods(&self, name: &Name) -> BTreeMap<String, String>;

    /// The labels of all its pods.
    fn pods(&self, name: &Name) -> BTreeMap<String, String>;

    /// The port of the Service, and that of the pods behind it.
    fn ports(&self) -> (u16, Port);

    /// Secrets beside those of what it uses.
    fn secrets(&self, name: &Name) -> Vec<Secret>;

    /// The values of the chart.
    fn values(&self, release: &Release, cx: &Context<'_>) -> Value;

    /// When somebody has to come.
    fn alerts(&self, release: &Release, cx: &Context<'_>) -> Vec<Alert>;
}

/// The wiring of a chart.
pub(crate) fn of(chart: PackagedChart) -> &'static dyn Wiring {
    match chart {
        PackagedChart::Nextcloud => &Nextcloud,
    }
}
