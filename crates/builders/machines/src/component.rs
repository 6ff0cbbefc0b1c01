//! A group of machines as a part of the platform.

use std::collections::{BTreeMap, BTreeSet};

use hagen_core::artifact::Artifact;
use hagen_core::component::{Component, ComponentId, Need, Offer};
use hagen_core::context::{Context, Site};
use hagen_core::secret::{Secret, SecretKey, SecretOrigin, external_secret};
use hagen_core::{Diagnostic, Path};
use hagen_kube::{FileName, Identity, Manifest, Name, SecretRef};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::section::{Exporter, Group};
use crate::{alerts, dashboard, files, network, review, scrape};

/// A group of machines.
pub(crate) struct Machines {
    pub(crate) name: Name,
    pub(crate) group: Group,
    /// Every group by its name, this one too.
    pub(crate) others: BTreeMap<Name, Group>,
}

impl Machines {
    /// The environment they serve, as the label of their series.
    pub(crate) fn environment(&self) -> &str {
        self.group.environment.as_ref().map_or("platform", Name::as_str)
    }

    /// The group whose Patroni HAProxy leads to.
    pub(crate) fn balanced(&self) -> Option<&Group> {
        let group = self.others.get(self.group.balances.as_ref().unwrap_or(&self.name))?;
        group.exporters.patroni.is_some().then_some(group)
    }

    pub(crate) fn object_name(&self) -> Name {
        Name::known("machines").join(self.name.as_str())
    }

    pub(crate) fn identity(&self, cx: &Context<'_>) -> Identity {
        cx.identity("machines", self.object_name())
    }

    pub(crate) fn metadata(&self, cx: &Context<'_>, name: &Name) -> ObjectMeta {
        ObjectMeta {
            name: Some(name.to_string()),
            namespace: Some(cx.site.namespace.to_string()),
            labels: Some(self.identity(cx).labels()),
            ..ObjectMeta::default()
        }
    }

    /// The Secret that Prometheus reads a reference from.
    pub(crate) fn secret_name(&self, source: &Name) -> Name {
        self.object_name().join(source.as_str())
    }

    /// The Secret with the user of an exporter.
    pub(crate) fn user_secret(&self, job: &str) -> Name {
        self.object_name().join(job).join("user")
    }

    fn secrets(&self) -> Vec<Secret> {
        let mut keys: BTreeMap<&Name, BTreeSet<&FileName>> = BTreeMap::new();
        for reference in self.group.exporters.all().iter().flat_map(|(_, exporter)| certificates(exporter)) {
            keys.entry(&reference.name).or_default().insert(&reference.key);
        }
        let certificates = keys.into_iter().map(|(source, keys)| {
            let keys = keys.into_iter().map(|key| supplied(key.clone(), key)).collect();
            opaque(self.secret_name(source), source.clone(), keys)
        });
        let users = self.group.exporters.all().into_iter().filter_map(|(job, exporter)| {
            let user = exporter.user.as_ref()?;
            let name = SecretKey {
                key: FileName::known("username"),
                origin: SecretOrigin::Known(user.name.clone()),
            };
            let password = supplied(FileName::known("password"), &user.password.key);
            Some(opaque(self.user_secret(job), user.password.name.clone(), vec![name, password]))
        });
        certificates.chain(users).collect()
    }
}

fn certificates(exporter: &Exporter) -> Vec<&SecretRef> {
    let Some(tls) = &exporter.tls else { return Vec::new() };
    [&tls.ca, &tls.certificate, &tls.key].into_iter().flatten().collect()
}

fn supplied(key: FileName, from: &FileName) -> SecretKey {
    SecretKey { key, origin: SecretOrigin::Supplied(from.clone()) }
}

fn opaque(name: Name, source: Name, keys: Vec<SecretKey>) -> Secret {
    Secret { name, source, kind: "Opaque", keys, labels: Vec::new(), environment: None }
}

impl Component for Machines {
    fn id(&self) -> ComponentId {
        ComponentId::new("machines", self.name.clone())
    }

    fn path(&self) -> Path {
        Path::of(["machines", self.name.as_str()])
    }

    fn namespace(&self) -> Option<Name> {
        Some(Name::known("monitoring"))
    }

    fn offer(&self, site: &Site<'_>) -> Offer {
        if site.shared.prometheus.is_none() {
            return Offer::default();
        }
        let secrets = self.secrets();
        let needs = if secrets.is_empty() { Vec::new() } else { vec![Need::ExternalSecrets] };
        Offer { needs, secrets, ..Offer::default() }
    }

    fn review(&self, cx: &Context<'_>) -> Vec<Diagnostic> {
        review::review(self, cx)
    }

    fn build(&self, cx: &Context<'_>) -> Vec<Artifact> {
        let mut artifacts: Vec<Artifact> = files::files(self, cx).into_iter().map(Artifact::from).collect();
        if cx.site.shared.prometheus.is_none() {
            return artifacts;
        }
        let identity = self.identity(cx);
        let mut manifests: Vec<Manifest> =
            self.secrets().iter().flat_map(|secret| external_secret(&cx.site, &identity, secret)).collect();
        manifests.extend(scrape::scrape_configs(self, cx));
        manifests.extend(network::policy(self, cx));
        manifests.extend(dashboard::dashboard(self).config_map(cx, &identity));
        artifacts.extend(manifests.into_iter().map(Artifact::from));
        artifacts.extend(alerts::artifacts(self, cx));
        artifacts
    }
}
