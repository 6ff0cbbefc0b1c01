//! What is set from outside, by environment variables.

use std::env;
use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

/// How the log service is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// `PORT`: what it listens on; 0 for any that is free.
    pub port: u16,
    /// `WELCOME`: what it greets with.
    pub welcome: String,
    /// `LOG_LEVEL`: `debug` shows every request, anything else only what is logged and what goes wrong.
    pub is_verbose: bool,
    /// `LOG_FILE`: where it writes.
    pub file: PathBuf,
    /// `LOG_FILE_LIMIT`: how many bytes the file may have before a new one is begun.
    pub limit: u64,
    /// `HOSTNAME`: which replica this is.
    pub replica: String,
}

impl Config {
    /// Reads the environment. What is wrong is told as a sentence.
    pub fn from_environment() -> Result<Self, String> {
        Ok(Self {
            port: variable("PORT", "8080")?,
            welcome: variable("WELCOME", "Welcome to the custom app")?,
            is_verbose: variable::<String>("LOG_LEVEL", "info")? == "debug",
            file: variable("LOG_FILE", "/app/logs/app.log")?,
            limit: variable("LOG_FILE_LIMIT", "67108864")?,
            replica: variable("HOSTNAME", "local")?,
        })
    }
}

/// A variable that may be absent.
pub fn variable<T: FromStr<Err: Display>>(name: &str, default: &str) -> Result<T, String> {
    let text = env::var(name).unwrap_or_else(|_| default.to_owned());
    text.parse().map_err(|error| format!("{name} is `{text}`: {error}"))
}

/// A variable that has to be there.
pub fn required(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("{name} is not set"))
}
