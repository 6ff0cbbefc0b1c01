//! What has to hold between the keys of a server.

use hagen_core::Place;
use hagen_core::section::{Checker, Within};

use super::{Durability, Engine, Postgres};
use crate::{codes, images, parameters};

/// Keys without a meaning for a server that hagen does not run.
const NOT_EXTERNAL: [&str; 12] = [
    "version",
    "image",
    "instances",
    "storage",
    "walStorage",
    "storageClass",
    "resources",
    "durability",
    "parameters",
    "extensions",
    "pooler",
    "backup",
];

pub(super) fn postgres(spec: &Postgres, checker: &mut Checker<'_, '_>) {
    if let Engine::External(_) = spec.engine {
        for key in NOT_EXTERNAL.into_iter().filter(|key| checker.has(key)).collect::<Vec<_>>() {
            let message = format!("`{key}` has no effect on a server that hagen does not run");
            checker.report(&codes::NOT_FOR_ENGINE, key, message);
        }
        return;
    }
    version(spec, checker);
    storage(spec, checker);
    instances(spec, checker);
    memory(spec, checker);
    parameters::check(spec, checker);
    checker.distinct("extensions", &spec.extensions);
    extensions(spec, checker);
}

fn version(spec: &Postgres, checker: &mut Checker<'_, '_>) {
    let major = spec.version.get();
    if major < images::OLDEST_SUPPORTED {
        let message = format!("PostgreSQL {major} gets no fixes since {}", images::END_OF_14);
        checker.report(&codes::END_OF_LIFE, "version", message).help =
            Some("move to 18: dump and restore, or raise `version` after a backup".into());
    }
    let tag = spec.image.as_ref().and_then(images::major);
    if let Some(tag) = tag.filter(|tag| *tag != major) {
        let message = format!("the image holds PostgreSQL {tag}, `version` is {major}");
        checker.report(&codes::IMAGE_VERSION, "image", message).help =
            Some(format!("write `version: {tag}`, or an image of {major}"));
    }
    if spec.image.is_some() && spec.engine == Engine::Zalando {
        checker.report(&codes::NOT_FOR_ENGINE, "image", "Spilo's image comes with the operator").help =
            Some("set `configGeneral.docker_image` in the values of postgres-operator".into());
    }
}

fn storage(spec: &Postgres, checker: &mut Checker<'_, '_>) {
    let Some(storage) = &spec.storage else {
        checker.report(&codes::STORAGE, "storage", "the key `storage` is missing").help =
            Some("say how large the data volume of each instance is: `storage: 10Gi`".into());
        return;
    };
    for (key, size) in [("storage", Some(storage)), ("walStorage", spec.wal_storage.as_ref())] {
        if let Some(size) = size.filter(|size| size.units() < 1 << 30) {
            checker.report(&codes::STORAGE, key, format!("`{size}` is too small a volume")).help =
                Some("an empty server needs a good part of 1Gi".into());
        }
    }
    if let Some(log) = spec.wal_storage.as_ref().filter(|log| log.units() > storage.units()) {
        let message = format!("the log gets {log}, and all the data {storage}");
        checker.report(&codes::LARGE_LOG, "walStorage", message).help =
            Some("are the two mixed up? The log is mostly a quarter of the data".into());
    }
    if spec.wal_storage.is_some() && spec.engine == Engine::Zalando {
        checker.report(&codes::NOT_FOR_ENGINE, "walStorage", "Spilo keeps the log on the data volume").help =
            Some("leave it out and make `storage` larger".into());
    }
}

fn instances(spec: &Postgres, checker: &mut Checker<'_, '_>) {
    let Some(instances) = spec.instances.map(Within::get) else { return };
    if instances == 2 {
        checker
            .report(&codes::TWO_INSTANCES, "instances", "two instances: one failure leaves a single copy")
            .help = Some("three keep a synchronous copy while one is away".into());
    } else if instances > 2 && instances % 2 == 0 {
        let message = format!("{instances} instances survive no more failures than {}", instances - 1);
        checker.report(&codes::EVEN_INSTANCES, "instances", message);
    }
    match spec.durability {
        Some(Durability::Required) if instances == 2 => {
            let message = "with two instances, every write waits while the standby is away";
            checker.report(&codes::WRITES_WAIT, "durability", message).help =
                Some("use three instances, or `preferred`".into());
        }
        Some(Durability::Required | Durability::Preferred) if instances == 1 => {
            checker.report(&codes::WRITES_WAIT, "durability", "one instance has no standby to wait for");
        }
        _ => {}
    }
}

/// In mebibytes: below it the server is killed while it starts.
const LEAST_MEMORY: u64 = 128;

fn memory(spec: &Postgres, checker: &mut Checker<'_, '_>) {
    let Some(resources) = &spec.resources else { return };
    let why = "the server and what watches it take about 100Mi before the first connection";
    checker.at_least(&["resources", "memory"], &resources.memory, LEAST_MEMORY, why);
    let memory = resources.memory.units();
    if memory < 256 << 20 && memory >= u128::from(LEAST_MEMORY) << 20 {
        let message = format!("`{}` of memory is too little for PostgreSQL", resources.memory);
        checker.report(&codes::MEMORY, "resources", message).help = Some("256Mi at least, better 1Gi".into());
    }
}

fn extensions(spec: &Postgres, checker: &mut Checker<'_, '_>) {
    if spec.image.is_some() || spec.engine != Engine::CloudnativePg {
        return;
    }
    let root = checker.path().clone();
    let own = spec.extensions.iter().enumerate();
    let own = own.map(|(at, extension)| (root.key("extensions").index(at), extension));
    let of_databases = spec.databases.iter().flat_map(|(consumer, database)| {
        let path = root.key("databases").key(&consumer.to_string()).key("extensions");
        database.extensions.iter().enumerate().map(move |(at, extension)| (path.index(at), extension))
    });
    for (path, extension) in own.chain(of_databases) {
        if images::has_extension(extension.as_str()) {
            continue;
        }
        let meant = match extension.as_str() {
            "pgvector" => Some("vector"),
            name => hagen_core::section::nearest(name, images::extensions()),
        };
        let message = format!("the image has no extension `{extension}`");
        checker.report_at(&codes::UNKNOWN_EXTENSION, Place::value(path), message).help = Some(match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "name an `image` that has it".into(),
        });
    }
}
