//! The program `hagen`.
fn main() {}
