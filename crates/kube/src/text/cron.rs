//! Cron schedules.

use super::{Invalid, text};

/// A schedule of five fields (minute, hour, day of month, month, day of week), as Kubernetes CronJobs take it.
/// Macros such as `@daily` and `@every` are refused: the first hide the hour, the second drifts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cron(String);
text!(Cron, "a cron schedule of five fields", "0 3 * * *");

struct FieldRule {
    name: &'static str,
    from: u32,
    to: u32,
    words: &'static [&'static str],
}

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIELDS: [FieldRule; 5] = [
    FieldRule { name: "minute", from: 0, to: 59, words: &[] },
    FieldRule { name: "hour", from: 0, to: 23, words: &[] },
    FieldRule { name: "day of month", from: 1, to: 31, words: &[] },
    FieldRule { name: "month", from: 1, to: 12, words: MONTHS },
    FieldRule { name: "day of week", from: 0, to: 6, words: DAYS },
];

impl Cron {
    fn check(text: &str) -> Result<(), Invalid> {
        if text.starts_with('@') {
            return Err(Invalid::new("is a macro")
                .help("write the five fields, for instance `0 3 * * *` for 03:00 daily"));
        }
        let fields: Vec<&str> = text.split_ascii_whitespace().collect();
        if fields.len() != FIELDS.len() {
            let help = "minute, hour, day of month, month, day of week";
            return Err(Invalid::new(format!("has {} fields, not 5", fields.len())).help(help));
        }
        fields.iter().zip(&FIELDS).try_for_each(|(field, rule)| rule.check(field))?;
        if fields[4] == "*" && first_day(fields[2]) > longest_month(fields[3]) {
            return Err(Invalid::new("never comes: its months do not have that day"));
        }
        Ok(())
    }

    /// The schedule with a leading field for seconds, as CloudNativePG reads it.
    pub fn with_seconds(&self) -> String {
        format!("0 {}", self.0)
    }
}

/// The first day of a month that a field names.
fn first_day(field: &str) -> u32 {
    let first = |part: &str| part.split(['-', '/']).next().and_then(|first| first.parse().ok()).unwrap_or(1);
    field.split(',').map(first).min().unwrap_or(1)
}

/// The length of the longest of the months that a field names.
fn longest_month(field: &str) -> u32 {
    let length = |part: &str| {
        let range = part.split('/').next().unwrap_or_default();
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let months = FIELDS[3].number(first).zip(FIELDS[3].number(last)).filter(|_| range == part);
        let months = months.map_or(1..=12, |(first, last)| first..=last);
        months.map(|month| [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month as usize - 1]).max()
    };
    field.split(',').filter_map(length).max().unwrap_or(31)
}

impl FieldRule {
    fn check(&self, field: &str) -> Result<(), Invalid> {
        field.split(',').try_for_each(|part| self.check_part(part))
    }

    fn check_part(&self, part: &str) -> Result<(), Invalid> {
        let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
        if step.is_some_and(|step| step.parse::<u32>().map_or(true, |step| step == 0 || step > self.to)) {
            return Err(Invalid::new(format!("has the step `{part}` as {}", self.name)));
        }
        if range == "*" {
            return Ok(());
        }
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        match (self.number(first), self.number(last)) {
            (Some(first), Some(last)) if first <= last => Ok(()),
            _ => Err(Invalid::new(format!(
                "has `{range}` as {}, which goes from {} to {}",
                self.name, self.from, self.to
            ))),
        }
    }

    fn number(&self, text: &str) -> Option<u32> {
        let word = self.words.iter().position(|word| text.eq_ignore_ascii_case(word));
        let number = match word {
            Some(at) => u32::try_from(at).ok()? + self.from,
            None => text.parse().ok()?,
        };
        (self.from..=self.to).contains(&number).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::Cron;
    use crate::text::Text;

    #[test]
    fn takes_five_fields() {
        for text in [
            "*/10 * * * *",
            "0 3 * * 1-5",
            "0 0 1 jan,jul *",
            "5-59/15 8-18 * * mon",
            "0 0 29 2 *",
            "0 0 31 */2 *",
            "0 0 31 2 1",
            "0 0 1,31 2 *",
        ] {
            assert!(Cron::parse(text).is_ok(), "{text}");
        }
        assert_eq!(Cron::known("0 3 * * *").with_seconds(), "0 0 3 * * *");
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "61 * * * *",
            "@every 5m",
            "@daily",
            "* * * *",
            "0 0 3 * * *",
            "*/0 * * * *",
            "5-1 * * * *",
            "x * * * *",
            "0 0 31 2 *",
            "0 0 30,31 feb *",
            "0 0 31 4,6,9,11 *",
        ] {
            assert!(Cron::parse(text).is_err(), "{text}");
        }
    }
}
