//! Tests of the whole; see the test targets.
