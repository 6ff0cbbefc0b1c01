//! Compiles one blueprint into a Git repository for Argo CD.

pub mod output;
