//! How an application is reached from outside: its port and its certificate.

use hagen_core::component::Tls;
use hagen_core::context::Site;
use hagen_core::exposure::{NoIssuer, WayIn, certificate};

use hagen_kube::Host;

use crate::ports::AppPort;
use crate::spec::{App, Expose};

/// A way in that is complete.
pub(crate) struct Exposure<'a> {
    pub(crate) expose: &'a Expose,
    pub(crate) port: AppPort,
    pub(crate) tls: Tls,
}

/// The way in to an application. `None` when it has none, or one that [`crate::review`] refuses.
pub(crate) fn exposure<'a>(app: &'a App, site: &Site<'_>) -> Option<Exposure<'a>> {
    let expose = app.expose.as_ref()?;
    Some(Exposure { expose, port: app.exposed_port()?, tls: tls(expose, site).ok()? })
}

/// Where the certificate comes from.
pub(crate) fn tls(expose: &Expose, site: &Site<'_>) -> Result<Tls, NoIssuer> {
    certificate(expose.tls.as_ref(), &site.shared.issuers)
}

impl App {
    /// The host that is served without TLS as well.
    pub(crate) fn plain_host(&self) -> Option<&Host> {
        self.expose.as_ref().filter(|expose| expose.plain.is_some()).map(|expose| &expose.host)
    }
}

impl Exposure<'_> {
    /// The route to a Service of this name.
    pub(crate) fn way_in<'a>(&'a self, service: &'a str) -> WayIn<'a> {
        WayIn {
            host: &self.expose.host,
            path: &self.expose.path,
            tls: &self.tls,
            service,
            port: (self.port.port.number, &self.port.name),
        }
    }
}
