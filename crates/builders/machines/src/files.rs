//! The files to install on the machines. Nothing in the cluster reads them.

mod alloy;
mod etcd;
mod haproxy;
mod node_exporter;
mod readme;

use hagen_core::artifact::PlainFile;
use hagen_core::context::Context;

use crate::component::Machines;

/// What everything below installs.
const PINS: [(&str, &str); 4] =
    [("node_exporter", "1.12.1"), ("etcd", "3.6.14"), ("alloy", "1.18.1"), ("postgres_exporter", "0.20.1")];

pub(crate) fn files(machines: &Machines, cx: &Context<'_>) -> Vec<PlainFile> {
    let exporters = &machines.group.exporters;
    let mut files = vec![("README.md".to_owned(), readme::readme(machines, cx))];
    files.extend(node_exporter::files(&exporters.node));
    if let Some(etcd) = &exporters.etcd {
        files.extend(etcd::files(machines, etcd));
    }
    if let (Some(exporter), Some(group)) = (&exporters.haproxy, machines.balanced()) {
        files.push(("haproxy.cfg".to_owned(), haproxy::config(exporter, group)));
    }
    if let Some(entry) = &cx.site.shared.log_entry {
        files.push(("config.alloy".to_owned(), alloy::config(machines, cx, entry)));
    }
    let path = |name: String| format!("machines/{}/{name}", machines.name);
    files.into_iter().map(|(name, text)| PlainFile { path: path(name), text: text.into() }).collect()
}

/// The pinned version of a program.
fn version(program: &str) -> &'static str {
    PINS.iter().find(|(name, _)| *name == program).map_or("", |(_, version)| version)
}
