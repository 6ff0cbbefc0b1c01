//! The ports of an application, with the names that Services, probes and monitors refer to.

use hagen_core::component::{Port, Protocol};

use crate::spec::{App, Transport};

/// A port of the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AppPort {
    pub(crate) name: String,
    pub(crate) port: Port,
    /// Whether nobody but Prometheus has to do with it.
    metrics_only: bool,
}

impl AppPort {
    pub(crate) fn is_tcp(&self) -> bool {
        self.port.protocol == Protocol::Tcp
    }

    pub(crate) fn is_metrics_only(&self) -> bool {
        self.metrics_only
    }

    pub(crate) fn protocol(&self) -> &'static str {
        if self.is_tcp() { "TCP" } else { "UDP" }
    }
}

impl App {
    /// All ports: `port` as `http`, those of `ports`, and that of the metrics if it is none of them.
    pub(crate) fn ports(&self) -> Vec<AppPort> {
        let port = |name: &str, number: i64, transport: Transport| AppPort {
            name: name.to_owned(),
            port: Port { number: u16::try_from(number).unwrap_or(u16::MAX), protocol: transport.into() },
            metrics_only: false,
        };
        let mut ports: Vec<AppPort> =
            self.port.iter().map(|number| port("http", number.get(), Transport::Tcp)).collect();
        ports.extend(
            self.ports.iter().map(|(name, spec)| port(name.as_str(), spec.number.get(), spec.protocol)),
        );
        if let Some(number) = self.metrics.as_ref().and_then(|metrics| metrics.port) {
            let metrics = AppPort { metrics_only: true, ..port("metrics", number.get(), Transport::Tcp) };
            if !ports.iter().any(|port| port.port == metrics.port) {
                ports.push(metrics);
            }
        }
        ports
    }

    /// The ports that other applications have to do with.
    pub(crate) fn served_ports(&self) -> Vec<AppPort> {
        self.ports().into_iter().filter(|port| !port.metrics_only).collect()
    }

    /// The port that requests go to: `http`, or the only one that speaks TCP.
    pub(crate) fn main_port(&self) -> Option<AppPort> {
        let mut tcp = self.served_ports();
        tcp.retain(AppPort::is_tcp);
        match tcp.iter().position(|port| port.name == "http") {
            Some(at) => Some(tcp.swap_remove(at)),
            None if tcp.len() == 1 => tcp.pop(),
            None => None,
        }
    }

    /// The port that is exposed.
    pub(crate) fn exposed_port(&self) -> Option<AppPort> {
        match &self.expose.as_ref()?.port {
            Some(name) => self.served_ports().into_iter().find(|port| port.name == name.as_str()),
            None => self.main_port(),
        }
    }

    /// The port that is asked how the application is.
    pub(crate) fn health_port(&self) -> Option<AppPort> {
        let said = self.health.as_ref().and_then(|health| health.port.as_ref());
        match said {
            Some(name) => self.served_ports().into_iter().find(|port| port.name == name.as_str()),
            None => self.main_port().or_else(|| self.served_ports().into_iter().find(AppPort::is_tcp)),
        }
    }

    /// The port that Prometheus reads.
    pub(crate) fn metrics_port(&self) -> Option<AppPort> {
        let metrics = self.metrics.as_ref()?;
        match metrics.port {
            Some(number) => self
                .ports()
                .into_iter()
                .find(|port| i64::from(port.port.number) == number.get() && port.is_tcp()),
            None => self.main_port(),
        }
    }
}
