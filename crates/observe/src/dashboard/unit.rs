//! What the numbers of a panel are.

/// A unit of Grafana.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// A number, shortened: `1.2 K`.
    #[default]
    Short,
    /// A share from 0 to 1, shown as percent.
    Share,
    /// Percent from 0 to 100.
    Percent,
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Bytes, by 1024.
    Bytes,
    /// Bytes each second, by 1024.
    BytesPerSecond,
    /// Requests each second.
    RequestsPerSecond,
    /// Operations each second.
    OperationsPerSecond,
    /// Cores of a processor.
    Cores,
    /// Milliseconds since 1970, shown as how long ago that was.
    Ago,
    /// Any other, by the name it has in Grafana.
    Other(&'static str),
}

impl Unit {
    /// The name it has in Grafana.
    pub fn id(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Share => "percentunit",
            Self::Percent => "percent",
            Self::Seconds => "s",
            Self::Milliseconds => "ms",
            Self::Bytes => "bytes",
            Self::BytesPerSecond => "binBps",
            Self::RequestsPerSecond => "reqps",
            Self::OperationsPerSecond => "ops",
            Self::Cores => "suffix: cores",
            Self::Ago => "dateTimeFromNow",
            Self::Other(id) => id,
        }
    }
}
