//! Tracing: a collector takes the traces of applications, Tempo keeps them.

mod alerts;
pub mod codes;
mod collector;
mod section;
mod tempo;

use hagen_charts::{OPENTELEMETRY_COLLECTOR, TEMPO};
use hagen_core::artifact::Chart;
use hagen_core::chart::UserValues;
use hagen_core::component::{Component, Pods, Port};
use hagen_core::context::{Backend, Telemetry};
use hagen_kube::Name;

pub use section::{Resources, Tracing};

/// The namespace of both.
const NAMESPACE: &str = "tracing";

/// The parts of the platform that tracing is made of. `values` are the user's for a chart.
pub fn components(section: &Tracing, values: impl Fn(&Chart) -> UserValues) -> Vec<Box<dyn Component>> {
    vec![
        Box::new(tempo::Tempo { section: section.clone(), values: values(&TEMPO) }),
        Box::new(collector::Collector { section: section.clone(), values: values(&OPENTELEMETRY_COLLECTOR) }),
    ]
}

/// Where traces are asked for.
pub fn backend() -> Backend {
    Backend {
        url: format!("http://tempo.{NAMESPACE}.svc.cluster.local:{}", tempo::HTTP.number),
        pods: tempo::pods(),
        port: tempo::HTTP,
        tenant: None,
    }
}

/// Who takes traces of applications.
pub fn telemetry() -> Telemetry {
    let url =
        |port: Port| format!("http://{}.{NAMESPACE}.svc.cluster.local:{}", collector::RELEASE, port.number);
    Telemetry { grpc: url(collector::GRPC), http: url(collector::HTTP), pods: collector::pods() }
}

/// The pods of a release in the namespace.
fn pods(name: &str, release: &str) -> Pods {
    Pods { namespace: Name::known(NAMESPACE), labels: hagen_core::chart::labels(name, release) }
}
