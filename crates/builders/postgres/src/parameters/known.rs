//! Which parameters PostgreSQL has, from version 14 to 18, and what it takes for them: one that it does not know, or a value
//! that it cannot read, keeps the server from starting.

use hagen_core::section::nearest;
use hagen_kube::{Text, TimeZone};

/// One a line: its name, the first and the last version that have it so, its type, and of numbers the unit that they are
/// counted in, the least and the most. The servers themselves said so: `crates/facts/postgres/renew.sh`.
const KNOWN: &str = include_str!("known.txt");

/// What is wrong with a parameter, and what was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// PostgreSQL has none of this name. `None`: nor one that it could be a slip of.
    Name(Option<&'static str>),
    /// Another version has it: the first and the last that do.
    Version(i64, i64),
    /// It tells how the server was built or its data made, and nobody sets it.
    Preset,
    /// The value is not one of this parameter: why, and what to write.
    Value(String, String),
}

/// A line of the table.
struct Parameter {
    name: &'static str,
    since: i64,
    until: i64,
    kind: &'static str,
}

fn known() -> impl Iterator<Item = Parameter> {
    KNOWN.lines().filter_map(|line| {
        let mut words = line.splitn(4, ' ');
        let (name, since, until) = (words.next()?, words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        Some(Parameter { name, since, until, kind: words.next()? })
    })
}

/// What is wrong with a setting of a version. Those of extensions, which have a dot, are known to the extension alone.
pub(super) fn fault(name: &str, value: &str, version: i64) -> Option<Fault> {
    if name.contains('.') {
        return None;
    }
    let rows = || known().filter(|row| row.name.eq_ignore_ascii_case(name));
    let Some(row) = rows().find(|row| (row.since..=row.until).contains(&version)) else {
        let (since, until) = (rows().map(|row| row.since).min(), rows().map(|row| row.until).max());
        return Some(match since.zip(until) {
            Some((since, until)) => Fault::Version(since, until),
            None => Fault::Name(nearest(&name.to_ascii_lowercase(), known().map(|row| row.name))),
        });
    };
    let (why, help) = match row.kind.split_once(' ') {
        None if row.kind == "preset" => return Some(Fault::Preset),
        None if row.kind == "bool" => truth(value),
        None if row.name.ends_with("timezone") => time_zone(value),
        Some(("enum", choices)) => choice(choices, value),
        Some(("int" | "real", range)) => match range.split(' ').collect::<Vec<_>>()[..] {
            [unit, least, most] => number(value, unit, least, most),
            _ => None,
        },
        _ => None,
    }?;
    Some(Fault::Value(why, help))
}

/// How many bytes a setting is, where it is a size. `None`: it is none, or stands for no limit.
pub(super) fn bytes(name: &str, value: &str, version: i64) -> Option<u128> {
    let row = known().find(|row| row.name == name && (row.since..=row.until).contains(&version))?;
    let unit = row.kind.split(' ').nth(1)?;
    let blocks = unit.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<f64>().unwrap_or(1.0);
    let own =
        BYTES.iter().find(|(word, _)| *word == unit.trim_start_matches(|c: char| c.is_ascii_digit()))?.1;
    let value = value.trim();
    let end = value.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(value.len());
    let scale = match value[end..].trim() {
        "" => own * blocks,
        written => BYTES.iter().find(|(word, _)| *word == written)?.1,
    };
    let bytes = value[..end].parse::<f64>().ok()? * scale;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are beyond neither")]
    Some(bytes as u128)
}

type Wrong = Option<(String, String)>;

const TRUTHS: [&str; 8] = ["on", "off", "true", "false", "yes", "no", "1", "0"];

fn truth(value: &str) -> Wrong {
    let value = value.to_ascii_lowercase();
    let is_one = value != "o" && !value.is_empty() && TRUTHS.iter().any(|truth| truth.starts_with(&value));
    (!is_one).then(|| ("is neither on nor off".into(), "write `on` or `off`".into()))
}

fn choice(choices: &str, value: &str) -> Wrong {
    let is_switch = choices.split(',').any(|choice| choice == "on")
        && TRUTHS.iter().any(|truth| truth.eq_ignore_ascii_case(value));
    let is_one = is_switch || choices.split(',').any(|choice| choice.eq_ignore_ascii_case(value));
    (!is_one).then(|| {
        let help = match nearest(&value.to_ascii_lowercase(), choices.split(',')) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it takes {}", choices.trim_start_matches(',').replace(',', ", ")),
        };
        ("is none of its choices".into(), help)
    })
}

/// Zones of an area alone: what has none may be an abbreviation or a POSIX rule. The server knows them in any case.
fn time_zone(value: &str) -> Wrong {
    if !value.contains('/') {
        return None;
    }
    let help = TimeZone::parse(value).err()?.help?;
    let is_the_same = help.to_ascii_lowercase().contains(&format!("`{}`", value.to_ascii_lowercase()));
    (!is_the_same && help.starts_with("did you mean")).then(|| ("is no time zone".into(), help))
}

/// Units by their word, each with how many of the smallest it is.
const BYTES: [(&str, f64); 5] =
    [("B", 1.0), ("kB", 1024.0), ("MB", 1_048_576.0), ("GB", 1_073_741_824.0), ("TB", 1_099_511_627_776.0)];
const TIMES: [(&str, f64); 6] =
    [("us", 1.0), ("ms", 1e3), ("s", 1e6), ("min", 6e7), ("h", 3.6e9), ("d", 8.64e10)];

fn number(value: &str, unit: &str, least: &str, most: &str) -> Wrong {
    let value = value.trim();
    let end =
        value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(value.len());
    let (digits, written) = (&value[..end], value[end..].trim());
    if value.starts_with("0x") || digits.is_empty() && written.is_empty() {
        return None;
    }
    let Ok(amount) = digits.parse::<f64>() else {
        return Some(("is no number".into(), example(unit, least)));
    };
    let base = scale(unit.trim_start_matches(|c: char| c.is_ascii_digit()));
    let blocks: f64 =
        unit.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(1.0);
    let amount = match (written, base) {
        ("", _) => amount,
        (_, None) => {
            return Some(("has a unit, and is counted without one".into(), format!("write `{digits}`")));
        }
        (written, Some((units, base))) => match units.iter().find(|(word, _)| *word == written) {
            Some((_, scale)) => amount * scale / (base * blocks),
            // What has a unit of another exponent is read that way, too.
            None if written.starts_with(['e', 'E']) => return None,
            None => return Some((format!("has the unit `{written}`"), meant(units, digits, written))),
        },
    };
    let (least, most) = (least.parse().unwrap_or(f64::MIN), most.parse().unwrap_or(f64::MAX));
    // Numbers between the least and the next one are rounded; what stands for "off" is beside the range.
    let is_beyond = amount < least - 0.5 || amount > most + 0.5;
    is_beyond.then(|| {
        let counted = if unit == "-" { String::new() } else { format!(" (in {unit})") };
        ("is out of its range".into(), format!("it goes from {least} to {most}{counted}"))
    })
}

fn scale(unit: &str) -> Option<(&'static [(&'static str, f64)], f64)> {
    let of = |units: &'static [(&'static str, f64)]| {
        units.iter().find(|(word, _)| *word == unit).map(|(_, scale)| (units, *scale))
    };
    of(&BYTES).or_else(|| of(&TIMES))
}

/// The number with the unit that was meant: Kubernetes' and people's own are others.
fn meant(units: &[(&str, f64)], digits: &str, written: &str) -> String {
    let first = written.chars().next().unwrap_or_default().to_ascii_lowercase();
    let known: Vec<&str> = units.iter().map(|(word, _)| *word).collect();
    let near = known.iter().find(|word| {
        word.to_ascii_lowercase().starts_with(first) && (known[0] == "B" || written.starts_with(**word))
    });
    match near {
        Some(word) => format!("did you mean `{digits}{word}`?"),
        None => format!("its units are {}", known.join(", ")),
    }
}

fn example(unit: &str, least: &str) -> String {
    match scale(unit.trim_start_matches(|c: char| c.is_ascii_digit())) {
        Some((units, _)) if units[0].0 == "B" => "for instance `64MB`".into(),
        Some(_) => "for instance `30s`".into(),
        None => format!("a number from {least} on"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, bytes, fault};

    #[test]
    fn settings_that_the_server_takes() {
        for (name, value) in [
            ("work_mem", "64MB"),
            ("work_mem", "65536"),
            ("shared_buffers", "1.5GB"),
            ("jit", "off"),
            ("jit", "TRUE"),
            ("synchronous_commit", "on"),
            ("synchronous_commit", "remote_apply"),
            ("huge_pages", "false"),
            ("checkpoint_completion_target", "0.9"),
            ("statement_timeout", "30s"),
            ("statement_timeout", "0"),
            ("log_min_duration_statement", "-1"),
            ("vacuum_cost_delay", "2ms"),
            ("autovacuum_vacuum_scale_factor", "0.02"),
            ("timezone", "Europe/Berlin"),
            ("io_method", "worker"),
            ("wal_compression", "zstd"),
            ("transaction_timeout", "1h"),
            ("auto_explain.log_min_duration", "anything"),
            ("max_wal_size", "4GB"),
            ("temp_file_limit", "-1"),
            ("maintenance_work_mem", "64kB"),
            ("random_page_cost", "1.1"),
            ("TimeZone", "CET"),
            ("timezone", "europe/berlin"),
            ("ssl_min_protocol_version", "TLSv1.3"),
            ("default_transaction_isolation", "repeatable read"),
            ("client_min_messages", "debug"),
            ("wal_level", "hot_standby"),
        ] {
            assert_eq!(fault(name, value, 18), None, "{name} = {value}");
        }
    }

    #[test]
    fn settings_that_keep_it_from_starting() {
        let help = |name: &str, value: &str| match fault(name, value, 18) {
            Some(Fault::Value(_, help)) => help,
            other => panic!("{name} = {value}: {other:?}"),
        };
        assert_eq!(fault("shared_bufers", "1GB", 18), Some(Fault::Name(Some("shared_buffers"))));
        assert_eq!(fault("innodb_buffer_pool_size", "1GB", 18), Some(Fault::Name(None)));
        assert_eq!(help("work_mem", "64Mi"), "did you mean `64MB`?");
        assert_eq!(help("work_mem", "64mb"), "did you mean `64MB`?");
        assert_eq!(help("shared_buffers", "4G"), "did you mean `4GB`?");
        assert_eq!(help("effective_cache_size", "lots"), "for instance `64MB`");
        assert_eq!(help("statement_timeout", "30sec"), "did you mean `30s`?");
        assert_eq!(help("checkpoint_completion_target", "7"), "it goes from 0 to 1");
        assert_eq!(help("jit", "maybe"), "write `on` or `off`");
        assert_eq!(help("synchronous_commit", "remote_aply"), "did you mean `remote_apply`?");
        assert_eq!(help("max_worker_processes", "8MB"), "write `8`");
        assert_eq!(help("timezone", "Europe/Berln"), "did you mean `Europe/Berlin`?");
        assert_eq!(
            help("default_transaction_isolation", "repeatable"),
            "it takes serializable, repeatable read, read committed, read uncommitted"
        );
    }

    #[test]
    fn each_version_has_its_own() {
        assert_eq!(fault("io_method", "worker", 17), Some(Fault::Version(18, 18)));
        assert_eq!(fault("old_snapshot_threshold", "1h", 18), Some(Fault::Version(14, 16)));
        assert_eq!(fault("log_connections", "authentication", 18), None);
        assert!(matches!(fault("log_connections", "authentication", 17), Some(Fault::Value(..))));
        assert_eq!(fault("wal_segment_size", "64MB", 18), Some(Fault::Preset));
    }

    #[test]
    fn sizes_in_bytes() {
        assert_eq!(bytes("shared_buffers", "4GB", 18), Some(4 << 30));
        assert_eq!(bytes("shared_buffers", "16384", 18), Some(128 << 20));
        assert_eq!(bytes("max_wal_size", "1024", 15), Some(1 << 30));
        assert_eq!(bytes("max_slot_wal_keep_size", "-1", 18), None);
        assert_eq!(bytes("statement_timeout", "30s", 18), None);
    }
}
