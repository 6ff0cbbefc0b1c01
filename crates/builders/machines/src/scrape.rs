//! What Prometheus scrapes of the machines.

use std::collections::BTreeMap;

use hagen_core::context::Context;
use hagen_kube::custom::monitoring::{
    ScrapeConfig, ScrapeTls, ScrapeUser, SecretKeyRef, SecretSource, StaticTargets,
};
use hagen_kube::{Manifest, Name, SecretRef, ServerAddress};

use crate::component::Machines;
use crate::section::{Exporter, ExporterTls};

/// One object for each exporter.
pub(crate) fn scrape_configs(machines: &Machines, cx: &Context<'_>) -> Vec<Manifest> {
    let exporters = machines.group.exporters.all();
    let object = |(job, exporter): (&'static str, &Exporter)| {
        let metadata = machines.metadata(cx, &machines.object_name().join(job));
        Manifest::custom(&metadata, &scrape_config(machines, job, exporter))
    };
    exporters.into_iter().map(object).collect()
}

fn scrape_config(machines: &Machines, job: &str, exporter: &Exporter) -> ScrapeConfig {
    let targets = |(name, address): (&Name, &ServerAddress)| StaticTargets {
        targets: vec![address.with_port(exporter.number())],
        labels: labels(machines, name, exporter),
    };
    ScrapeConfig {
        job_name: job.to_owned(),
        scheme: exporter.tls.is_some().then_some("HTTPS"),
        static_configs: machines.group.hosts.iter().map(targets).collect(),
        tls_config: exporter.tls.as_ref().map(|said| tls(machines, said)),
        basic_auth: exporter.user.as_ref().map(|_| user(machines, job)),
        ..ScrapeConfig::default()
    }
}

/// A machine keeps its name when its address changes.
fn labels(machines: &Machines, name: &Name, exporter: &Exporter) -> BTreeMap<String, String> {
    let label = |key: &str, value: String| (key.to_owned(), value);
    BTreeMap::from([
        label("instance", format!("{name}:{}", exporter.number())),
        label("machine", name.to_string()),
        label("group", machines.name.to_string()),
        label("environment", machines.environment().to_owned()),
    ])
}

fn tls(machines: &Machines, said: &ExporterTls) -> ScrapeTls {
    let key = |reference: &SecretRef| SecretKeyRef {
        name: machines.secret_name(&reference.name),
        key: reference.key.to_string(),
    };
    let source = |reference: &SecretRef| SecretSource { secret: key(reference) };
    ScrapeTls {
        ca: said.ca.as_ref().map(source),
        cert: said.certificate.as_ref().map(source),
        key_secret: said.key.as_ref().map(key),
        server_name: said.server_name.as_ref().map(ToString::to_string),
    }
}

fn user(machines: &Machines, job: &str) -> ScrapeUser {
    let key = |key: &str| SecretKeyRef { name: machines.user_secret(job), key: key.to_owned() };
    ScrapeUser { username: key("username"), password: key("password") }
}
