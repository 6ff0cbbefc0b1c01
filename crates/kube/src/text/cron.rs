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

/// After so many years, each date is on the same day of the week again.
const CYCLE_YEARS: u32 = 28;
const CYCLE_DAYS: u32 = 7 * 1461;

impl Cron {
    fn check(text: &str) -> Result<(), Invalid> {
        if text.starts_with('@') {
            return Err(Invalid::new("is a macro").help(fields_of(text)));
        }
        let fields: Vec<&str> = text.split_ascii_whitespace().collect();
        if fields.len() != FIELDS.len() {
            let help = match fields[..] {
                [first, ..] if first.contains("TZ=") => {
                    "the time zone has a key of its own: `{ cron: …, timeZone: … }`"
                }
                ["0", ..] if fields.len() == 6 => {
                    "leave the seconds out: minute, hour, day of month, month, day of week"
                }
                _ => "minute, hour, day of month, month, day of week",
            };
            let count =
                if fields.len() == 1 { "one field".to_owned() } else { format!("{} fields", fields.len()) };
            return Err(Invalid::new(format!("has {count}, not 5")).help(help));
        }
        fields.iter().zip(&FIELDS).try_for_each(|(field, rule)| rule.check(field))?;
        if fields[4] == "*" && first_day(fields[2]) > longest_month(fields[3]) {
            return Err(Invalid::new("never comes: its months do not have that day"));
        }
        Ok(())
    }

    /// How many times an hour it comes, in an hour in which it does.
    pub fn times_an_hour(&self) -> usize {
        self.values(0).len()
    }

    /// The most days from one coming to the next.
    pub fn longest_gap(&self) -> u32 {
        let days = self.days();
        let gaps = days.windows(2).map(|pair| pair[1] - pair[0]);
        let around = days.first().zip(days.last()).map(|(first, last)| CYCLE_DAYS - last + first);
        gaps.chain(around).max().unwrap_or(CYCLE_DAYS)
    }

    /// The days on which it comes, of a cycle of years that begins on a Monday.
    fn days(&self) -> Vec<u32> {
        let [in_month, months, in_week] = [2, 3, 4].map(|field| self.values(field));
        let is_any =
            |field: usize| self.0.split_ascii_whitespace().nth(field).is_some_and(|it| it.starts_with('*'));
        let either = !is_any(2) && !is_any(4);
        let mut days = Vec::new();
        let mut day = 0;
        for year in 0..CYCLE_YEARS {
            for month in 1..=12_u32 {
                let length = match month {
                    2 if year % 4 == 0 => 29,
                    2 => 28,
                    4 | 6 | 9 | 11 => 30,
                    _ => 31,
                };
                for of_month in 1..=length {
                    let (by_month, by_week) =
                        (in_month.contains(&of_month), in_week.contains(&((day + 1) % 7)));
                    let comes = if either { by_month || by_week } else { by_month && by_week };
                    if comes && months.contains(&month) {
                        days.push(day);
                    }
                    day += 1;
                }
            }
        }
        days
    }

    /// The numbers that a field names, in order.
    fn values(&self, field: usize) -> Vec<u32> {
        let rule = &FIELDS[field];
        let text = self.0.split_ascii_whitespace().nth(field).unwrap_or("*");
        let mut values: Vec<u32> = text.split(',').flat_map(|part| rule.values(part)).collect();
        values.sort_unstable();
        values.dedup();
        values
    }

    /// The schedule with a leading field for seconds, as CloudNativePG reads it.
    pub fn with_seconds(&self) -> String {
        format!("0 {}", self.0)
    }
}

/// What a macro of other programs is in five fields.
fn fields_of(word: &str) -> &'static str {
    match word {
        "@hourly" => "write the five fields: `0 * * * *`",
        "@daily" | "@midnight" => "write the five fields: `0 0 * * *`",
        "@weekly" => "write the five fields: `0 0 * * 0`",
        "@monthly" => "write the five fields: `0 0 1 * *`",
        "@yearly" | "@annually" => "write the five fields: `0 0 1 1 *`",
        _ => "write the five fields, for instance `0 3 * * *` for 03:00 daily",
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
            (first, last) => Err(self.beyond(range, first, last)),
        }
    }

    fn beyond(&self, range: &str, first: Option<u32>, last: Option<u32>) -> Invalid {
        let Self { name, from, to, .. } = self;
        if let (Some(first), Some(last)) = (first, last) {
            return Invalid::new(format!("goes from {first} back to {last} as {name}"))
                .help(format!("write both parts: `{first}-{to},{from}-{last}`"));
        }
        let invalid = Invalid::new(format!("has `{range}` as {name}, which goes from {from} to {to}"));
        match range {
            "7" if *to == 6 => invalid.help("Sunday is `0`"),
            "?" => invalid.help("any is `*`"),
            _ if !self.words.is_empty() && range.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                invalid.help(format!("the words are {}", self.words.join(", ")))
            }
            _ => invalid,
        }
    }

    /// The numbers of a part that is known to be right.
    fn values(&self, part: &str) -> Vec<u32> {
        let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
        let (first, last) = match range.split_once('-') {
            Some((first, last)) => (self.number(first), self.number(last)),
            None if range == "*" => (Some(self.from), Some(self.to)),
            None => (self.number(range), step.map(|_| self.to).or(self.number(range))),
        };
        let step = step.and_then(|step| step.parse().ok()).unwrap_or(1).max(1);
        (first.unwrap_or(self.from)..=last.unwrap_or(self.to)).step_by(step).collect()
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
    fn how_often() {
        for (text, times, days) in [
            ("0 3 * * *", 1, 1),
            ("*/10 * * * *", 6, 1),
            ("5/20 * * * *", 3, 1),
            ("0 3 * * 0", 1, 7),
            ("0 3 * * mon-fri", 1, 3),
            ("0 3 1 * *", 1, 31),
            ("0 3 1 * 1", 1, 7),
            ("0 3 1 1 *", 1, 366),
            ("0 3 1 jan,jul *", 1, 184),
            ("0 0 29 2 *", 1, 1461),
        ] {
            let cron = Cron::known(text);
            assert_eq!((cron.times_an_hour(), cron.longest_gap()), (times, days), "{text}");
        }
    }

    #[test]
    fn says_what_was_meant() {
        let help = |text: &str| Cron::parse(text).unwrap_err().help.unwrap_or_default();
        assert_eq!(help("@weekly"), "write the five fields: `0 0 * * 0`");
        assert_eq!(help("0 0 * * 7"), "Sunday is `0`");
        assert_eq!(help("0 22-6 * * *"), "write both parts: `22-23,0-6`");
        assert_eq!(help("0 0 ? * *"), "any is `*`");
        assert!(help("CRON_TZ=UTC 0 0 * * *").contains("timeZone"));
        assert!(help("0 0 12 * * ?").starts_with("leave the seconds out"));
        assert!(help("0 0 * * Mo").contains("mon, tue"));
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
