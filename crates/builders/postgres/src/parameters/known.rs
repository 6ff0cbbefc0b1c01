//! Which parameters PostgreSQL has, from version 14 to 18, and what it takes for them: one that it does not know, or a value
//! that it cannot read, keeps the server from starting.

use hagen_core::section::nearest;

/// One a line: its name, its type, and of numbers the unit that they are counted in, the least and the most.
const KNOWN: &str = include_str!("known.txt");

/// What is wrong with a parameter, and what was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// PostgreSQL has none of this name. `None`: nor one that it could be a slip of.
    Name(Option<&'static str>),
    /// The value is not one of this parameter: why, and what to write.
    Value(String, String),
}

/// What is wrong with a setting. Those of extensions, which have a dot, are known to the extension alone.
pub(super) fn fault(name: &str, value: &str) -> Option<Fault> {
    if name.contains('.') {
        return None;
    }
    let names = || KNOWN.lines().filter_map(|line| line.split(' ').next());
    let Some(line) = KNOWN.lines().find(|line| line.split(' ').next() == Some(name)) else {
        return Some(Fault::Name(nearest(name, names())));
    };
    let words: Vec<&str> = line.split(' ').collect();
    let (why, help) = match words[1..] {
        ["bool"] => truth(value),
        ["enum", choices] => choice(choices, value),
        ["int" | "real", unit, least, most] => number(value, unit, least, most),
        _ => None,
    }?;
    Some(Fault::Value(why, help))
}

type Wrong = Option<(String, String)>;

const TRUTHS: [&str; 8] = ["on", "off", "true", "false", "yes", "no", "1", "0"];

fn truth(value: &str) -> Wrong {
    let value = value.to_ascii_lowercase();
    let is_one = value != "o" && !value.is_empty() && TRUTHS.iter().any(|truth| truth.starts_with(&value));
    (!is_one).then(|| ("is neither on nor off".into(), "write `on` or `off`".into()))
}

fn choice(choices: &str, value: &str) -> Wrong {
    let lower = value.to_ascii_lowercase();
    let is_switch = choices.split(',').any(|choice| choice == "on") && TRUTHS.contains(&lower.as_str());
    let is_one = is_switch || choices.split(',').any(|choice| choice == lower);
    (!is_one).then(|| {
        let help = match nearest(&lower, choices.split(',')) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it takes {}", choices.replace(',', ", ")),
        };
        ("is none of its choices".into(), help)
    })
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
    use super::{Fault, fault};

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
        ] {
            assert_eq!(fault(name, value), None, "{name} = {value}");
        }
    }

    #[test]
    fn settings_that_keep_it_from_starting() {
        let help = |name: &str, value: &str| match fault(name, value) {
            Some(Fault::Value(_, help)) => help,
            other => panic!("{name} = {value}: {other:?}"),
        };
        assert_eq!(fault("shared_bufers", "1GB"), Some(Fault::Name(Some("shared_buffers"))));
        assert_eq!(fault("innodb_buffer_pool_size", "1GB"), Some(Fault::Name(None)));
        assert_eq!(help("work_mem", "64Mi"), "did you mean `64MB`?");
        assert_eq!(help("work_mem", "64mb"), "did you mean `64MB`?");
        assert_eq!(help("shared_buffers", "4G"), "did you mean `4GB`?");
        assert_eq!(help("effective_cache_size", "lots"), "for instance `64MB`");
        assert_eq!(help("statement_timeout", "30sec"), "did you mean `30s`?");
        assert_eq!(help("checkpoint_completion_target", "7"), "it goes from 0 to 1");
        assert_eq!(help("jit", "maybe"), "write `on` or `off`");
        assert_eq!(help("synchronous_commit", "remote_aply"), "did you mean `remote_apply`?");
        assert_eq!(help("max_worker_processes", "8MB"), "write `8`");
    }
}
