//! The ConfigMaps: what the servers, the sentinels and the entry read, and the programs that start and stop them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hagen_core::context::Context;
use hagen_kube::{Manifest, Name};
use k8s_openapi::api::core::v1::ConfigMap;
use sha2::{Digest, Sha256};

use crate::component::{CacheComponent, PORT, SENTINEL, metadata};
use crate::haproxy;

/// The programs, each by its file name.
const PROGRAMS: [(&str, &str); 6] = [
    ("cache.sh", include_str!("scripts/cache.sh")),
    ("server.sh", include_str!("scripts/server.sh")),
    ("sentinel.sh", include_str!("scripts/sentinel.sh")),
    ("stop.sh", include_str!("scripts/stop.sh")),
    ("ready.sh", include_str!("scripts/ready.sh")),
    ("alive.sh", include_str!("scripts/alive.sh")),
];

/// The file that the entry reads.
pub(crate) const HAPROXY_FILE: &str = "haproxy.cfg";

/// Files of a ConfigMap by name.
pub(crate) type Files = BTreeMap<String, String>;

pub(crate) fn config_maps(cache: &CacheComponent, cx: &Context<'_>) -> Vec<Manifest> {
    let map = |identity: &hagen_kube::Identity, name: &Name, files: Files| {
        Manifest::new(&ConfigMap {
            metadata: metadata(cx, identity, name),
            data: Some(files),
            ..ConfigMap::default()
        })
    };
    let mut maps = vec![map(&cache.servers_identity(cx), &cache.servers_name(), server_files(cache, cx))];
    if cache.is_replicated(&cx.site) {
        maps.push(map(&cache.entry_identity(cx), &cache.object_name(), entry_files(cache, cx)));
    }
    maps
}

/// What servers and sentinels read.
pub(crate) fn server_files(cache: &CacheComponent, cx: &Context<'_>) -> Files {
    let mut files: Files = PROGRAMS.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect();
    files.insert("valkey.conf".into(), valkey(cache, cx));
    if cache.is_replicated(&cx.site) {
        files.insert("sentinel.conf".into(), sentinel());
    }
    files
}

/// What the entry reads.
pub(crate) fn entry_files(cache: &CacheComponent, cx: &Context<'_>) -> Files {
    Files::from([(HAPROXY_FILE.to_owned(), haproxy::configuration(&cache.hosts(&cx.site)))])
}

/// A digest of files, so that pods restart when one changes.
pub(crate) fn checksum(files: &Files) -> String {
    let mut digest = Sha256::new();
    for (name, text) in files {
        digest.update(format!("{name} {}\n{text}", text.len()));
    }
    digest.finalize().iter().take(8).fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes all");
        hex
    })
}

fn valkey(cache: &CacheComponent, cx: &Context<'_>) -> String {
    let memory = cache.spec.memory.units();
    let backlog = (memory / 16).clamp(1 << 20, 64 << 20);
    let eviction = cache.spec.eviction.word();
    let mut text = format!(
        "bind * -::*\nport {PORT}\nprotected-mode no\ntcp-keepalive 60\nmaxmemory {memory}\nmaxmemory-policy {eviction}\n\
         shutdown-timeout 10\n"
    );
    if cache.is_replicated(&cx.site) {
        // A primary that nobody follows is cut off: what it took would be lost when it is found again.
        text += "min-replicas-to-write 1\nmin-replicas-max-lag 10\n";
        text += "repl-diskless-sync yes\nrepl-diskless-sync-delay 1\nrepl-timeout 15\nrepl-ping-replica-period 5\n";
        writeln!(text, "repl-backlog-size {backlog}").expect("a string takes all");
    }
    text + match cache.spec.persistence {
        Some(_) => "save \"\"\nappendonly yes\nappendfsync everysec\n",
        // Files of a sync would be read at the next start, however old they were by then.
        None => "save \"\"\nappendonly no\nrdb-del-sync-files yes\n",
    }
}

fn sentinel() -> String {
    format!(
        "bind * -::*\nport {SENTINEL}\nprotected-mode no\nsentinel resolve-hostnames yes\nsentinel announce-hostnames yes\n"
    )
}
