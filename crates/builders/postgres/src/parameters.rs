//! `postgresql.conf`: what hagen derives from the size of an instance, and what nobody may set.

mod fit;
mod known;

use std::collections::BTreeMap;

use hagen_core::section::Checker;
use hagen_core::{Path, Place, Severity};
use hagen_kube::Quantity;

use crate::codes;
use crate::spec::{Engine, Postgres};
use known::Fault;

/// Parameters that CloudNativePG sets itself or refuses (version 1.30).
/// <https://cloudnative-pg.io/documentation/current/postgresql_conf/#fixed-parameters>
const FIXED: [&str; 65] = [
    "allow_alter_system",
    "allow_system_table_mods",
    "archive_cleanup_command",
    "archive_command",
    "archive_mode",
    "bonjour",
    "bonjour_name",
    "cluster_name",
    "config_file",
    "data_directory",
    "data_sync_retry",
    "event_source",
    "external_pid_file",
    "hba_file",
    "hot_standby",
    "ident_file",
    "jit_provider",
    "listen_addresses",
    "log_destination",
    "log_directory",
    "log_file_mode",
    "log_filename",
    "log_rotation_age",
    "log_rotation_size",
    "log_truncate_on_rotation",
    "logging_collector",
    "pg_failover_slots.primary_dsn",
    "pg_failover_slots.standby_slot_names",
    "port",
    "primary_conninfo",
    "primary_slot_name",
    "promote_trigger_file",
    "recovery_end_command",
    "recovery_min_apply_delay",
    "recovery_target",
    "recovery_target_action",
    "recovery_target_inclusive",
    "recovery_target_lsn",
    "recovery_target_name",
    "recovery_target_time",
    "recovery_target_timeline",
    "recovery_target_xid",
    "restart_after_crash",
    "restore_command",
    "shared_preload_libraries",
    "ssl",
    "ssl_ca_file",
    "ssl_cert_file",
    "ssl_crl_file",
    "ssl_dh_params_file",
    "ssl_key_file",
    "ssl_passphrase_command",
    "ssl_passphrase_command_supports_reload",
    "ssl_prefer_server_ciphers",
    "stats_temp_directory",
    "synchronized_standby_slots",
    "synchronous_standby_names",
    "syslog_facility",
    "syslog_ident",
    "syslog_sequence_numbers",
    "syslog_split_messages",
    "temp_tablespaces",
    "unix_socket_directories",
    "unix_socket_group",
    "unix_socket_permissions",
];

/// Parameters that Patroni controls by its own configuration.
const PATRONIS: [&str; 8] = [
    "archive_mode",
    "cluster_name",
    "hot_standby",
    "listen_addresses",
    "port",
    "restore_command",
    "synchronous_standby_names",
    "wal_log_hints",
];

/// Parameters that supported versions no longer have, the version that dropped them, and what to write today.
const REMOVED: [(&str, i64, &str); 13] = [
    ("wal_keep_segments", 13, "`wal_keep_size`, in bytes: a segment is 16MB"),
    ("checkpoint_segments", 10, "`max_wal_size`"),
    ("max_locks_per_tran", 10, "`max_locks_per_transaction`"),
    ("replacement_sort_tuples", 11, "nothing: the sort it tuned is gone"),
    ("vacuum_cleanup_index_scale_factor", 14, "nothing: vacuum decides by itself"),
    ("operator_precedence_warning", 14, "nothing"),
    ("stats_temp_directory", 15, "nothing: statistics are in shared memory"),
    ("force_parallel_mode", 16, "`debug_parallel_query`"),
    ("vacuum_defer_cleanup_age", 16, "`hot_standby_feedback` or replication slots"),
    ("promote_trigger_file", 16, "nothing: the operator promotes"),
    ("old_snapshot_threshold", 17, "`idle_in_transaction_session_timeout`"),
    ("db_user_namespace", 17, "nothing: roles belong to the server"),
    ("trace_recovery_messages", 17, "nothing"),
];

/// Connections that are nobody's: the superuser's, the operator's, metrics, the pooler's look-ups.
pub(crate) const RESERVED: i64 = 20;

pub(crate) fn check(spec: &Postgres, checker: &mut Checker<'_, '_>) {
    let fixed: &[&str] = if spec.engine == Engine::Zalando { &PATRONIS } else { &FIXED };
    for (name, setting) in &spec.parameters {
        let path = checker.path().key("parameters").key(name.as_str());
        // The server knows them in any case.
        let name = name.as_str().to_ascii_lowercase();
        let name = name.as_str();
        let removed = REMOVED.iter().find(|(gone, since, _)| *gone == name && *since <= spec.version.get());
        let (code, message, help) = if let Some((_, since, instead)) = removed {
            let message = format!("`{name}` is gone since PostgreSQL {since}");
            (&codes::REMOVED_PARAMETER, message, format!("write {instead}"))
        } else if fixed.contains(&name) {
            let help = "leave it out: the server would not start, or the setting would be ignored".to_owned();
            (&codes::FIXED_PARAMETER, format!("`{name}` is controlled by the operator"), help)
        } else if name == "max_connections" {
            let help = "write `maxConnections`, which the consumers' shares follow from".to_owned();
            (&codes::FIXED_PARAMETER, "the limit of connections has a key of its own".to_owned(), help)
        } else if name == "wal_level" && setting.0.eq_ignore_ascii_case("minimal") {
            let help = "leave it out".to_owned();
            (&codes::FIXED_PARAMETER, "standbys and backups need more than the minimal log".to_owned(), help)
        } else {
            if let Some(fault) = known::fault(name, &setting.0, spec.version.get()) {
                unknown(spec, (name, &setting.0), fault, path, checker);
            }
            continue;
        };
        checker.report_at(code, Place::key(path), message).help = Some(help);
    }
    fit::check(spec, checker);
}

/// A parameter that the server does not know, or a value that it does not take.
fn unknown(
    spec: &Postgres,
    (name, value): (&str, &str),
    fault: Fault,
    path: Path,
    checker: &mut Checker<'_, '_>,
) {
    let version = spec.version.get();
    // A fork may have more than PostgreSQL does: the image is the user's to choose.
    let may_be = spec.image.is_some() && fault == Fault::Name(None);
    let (place, message, help) = match fault {
        Fault::Name(near) => {
            let help = near.map_or_else(
                || "leave it out: the server would not start. What belongs to an extension begins with the extension's name and a dot".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            (Place::key(path), format!("PostgreSQL has no parameter `{name}`"), help)
        }
        Fault::Version(since, until) => {
            let help = if version < since {
                format!("it came with PostgreSQL {since}: write `version: {since}`, or leave it out")
            } else {
                format!("it went with PostgreSQL {}: leave it out", until + 1)
            };
            (Place::key(path), format!("PostgreSQL {version} has no parameter `{name}`"), help)
        }
        Fault::Preset => {
            let help = "leave it out: it tells how the server was built, or its data made".to_owned();
            (Place::key(path), format!("`{name}` cannot be set"), help)
        }
        Fault::Value(why, help) => {
            (Place::value(path), format!("the setting `{}` of `{name}` {why}", value.escape_debug()), help)
        }
    };
    let found = checker.report_at(&codes::UNKNOWN_PARAMETER, place, message);
    found.help = Some(help);
    if may_be {
        found.severity = Severity::Warning;
    }
}

/// What the parameters are derived from.
pub(crate) struct Sizing<'a> {
    pub(crate) memory: &'a Quantity,
    pub(crate) max_connections: i64,
    /// The volume that the write-ahead log is on.
    pub(crate) wal_volume: &'a Quantity,
    /// Whether the volume holds nothing but the log.
    pub(crate) wal_is_apart: bool,
}

/// How many connections an instance takes by default.
pub(crate) fn default_connections(memory: &Quantity) -> i64 {
    match memory.units() >> 20 {
        0..2048 => 100,
        2048..8192 => 200,
        _ => 400,
    }
}

/// The parameters that follow from the size of an instance.
pub(crate) fn derived(sizing: &Sizing<'_>) -> BTreeMap<String, String> {
    let memory = mebibytes(sizing.memory);
    let shared_buffers = memory / 4;
    let connections = u64::try_from(sizing.max_connections).unwrap_or(1).max(1);
    let work_mem = ((memory - shared_buffers) / (connections * 3)).clamp(4, 64);
    let sized = [
        ("effective_cache_size", memory * 3 / 4),
        ("maintenance_work_mem", (memory / 16).clamp(32, 2048)),
        ("shared_buffers", shared_buffers),
        ("work_mem", work_mem),
    ];
    let fixed = [
        ("checkpoint_timeout", "15min".to_owned()),
        ("log_autovacuum_min_duration", "1min".to_owned()),
        ("log_lock_waits", "on".to_owned()),
        ("log_min_duration_statement", "2s".to_owned()),
        ("log_temp_files", "16MB".to_owned()),
        ("max_connections", sizing.max_connections.to_string()),
        // Loads the library and creates the extension in every database.
        ("pg_stat_statements.max", "10000".to_owned()),
        ("pg_stat_statements.track", "top".to_owned()),
        // Network and solid state storage read at random nearly as fast as in sequence.
        ("random_page_cost", "1.1".to_owned()),
    ];
    let sized = sized.into_iter().chain(log(sizing));
    sized
        .map(|(name, size)| (name, format!("{size}MB")))
        .chain(fixed)
        .map(|(name, v)| (name.to_owned(), v))
        .collect()
}

/// Keeps the write-ahead log within its volume. A standby that is away must not fill the primary's disk: beyond half
/// of the volume its slot is given up, and it is made anew.
fn log(sizing: &Sizing<'_>) -> [(&'static str, u64); 4] {
    let share = if sizing.wal_is_apart { 1 } else { 4 };
    let volume = mebibytes(sizing.wal_volume) / share;
    let max = (volume / 4).clamp(128, 16 << 10);
    [
        ("max_slot_wal_keep_size", (volume / 2).max(256)),
        ("max_wal_size", max),
        ("min_wal_size", (max / 4).max(80)),
        ("wal_keep_size", (volume / 8).clamp(64, 512)),
    ]
}

fn mebibytes(amount: &Quantity) -> u64 {
    u64::try_from(amount.units() >> 20).unwrap_or(u64::MAX >> 20)
}
