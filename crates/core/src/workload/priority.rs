//! The priority classes of every cluster: who gives way when nodes are lost.

/// What others cannot do without: databases, the entry, monitoring.
pub const CRITICAL: &str = "hagen-critical";

/// Applications that serve.
pub const STANDARD: &str = "hagen-standard";

/// Jobs, which can wait and run again.
pub const BATCH: &str = "hagen-batch";
