//! How an application is reached from outside: its port and its certificate.

use hagen_core::component::Tls;
use hagen_core::context::Site;
use hagen_kube::Name;

use crate::ports::AppPort;
use crate::spec::{App, Expose, TlsSource};

/// A way in that is complete.
pub(crate) struct Exposure<'a> {
    pub(crate) expose: &'a Expose,
    pub(crate) port: AppPort,
    pub(crate) tls: Tls,
}

/// Why a certificate comes from nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoIssuer {
    /// There is none at all.
    None,
    /// There are several, and none is named.
    Several,
    /// There is none of this name.
    Unknown(Name),
}

/// The way in to an application. `None` when it has none, or one that [`crate::review`] refuses.
pub(crate) fn exposure<'a>(app: &'a App, site: &Site<'_>) -> Option<Exposure<'a>> {
    let expose = app.expose.as_ref()?;
    Some(Exposure { expose, port: app.exposed_port()?, tls: tls(expose, site).ok()? })
}

/// Where the certificate comes from.
pub(crate) fn tls(expose: &Expose, site: &Site<'_>) -> Result<Tls, NoIssuer> {
    let issuers = &site.shared.issuers;
    match (&expose.tls, issuers.as_slice()) {
        (Some(TlsSource { secret: Some(secret), .. }), _) => Ok(Tls::Secret(secret.clone())),
        (Some(TlsSource { issuer: Some(issuer), .. }), known) if known.contains(issuer) => {
            Ok(Tls::Issuer(issuer.clone()))
        }
        (Some(TlsSource { issuer: Some(issuer), .. }), _) => Err(NoIssuer::Unknown(issuer.clone())),
        (_, [only]) => Ok(Tls::Issuer(only.clone())),
        (_, []) => Err(NoIssuer::None),
        _ => Err(NoIssuer::Several),
    }
}
