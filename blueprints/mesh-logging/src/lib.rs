//! A log service that keeps what it is told in a file, and a job that archives the files of all its replicas.

pub mod archive;
pub mod config;
pub mod log_file;
pub mod metrics;
pub mod service;
