//! What comes of a command, and how it is printed.

use std::io;

use serde_json::{Value, json};

use crate::args::Format;
use crate::codes;
use crate::console::Console;
use crate::exit::Exit;
use crate::report::{self, Report};
use crate::style;

/// What comes of a command.
pub(crate) struct Outcome {
    /// What there is to say about input and output.
    pub(crate) report: Report,
    /// How the run ends.
    pub(crate) exit: Exit,
    /// The result as a person reads it, on standard output.
    pub(crate) text: String,
    /// The result as a program reads it, made when one does: it may name very many files.
    pub(crate) data: Box<dyn FnOnce() -> Value>,
    /// What the errors mean for the result: "nothing was written".
    pub(crate) failure: &'static str,
    /// Whether the text is the result in every format: a schema, a script.
    pub(crate) is_raw: bool,
}

impl Outcome {
    /// A result without findings.
    pub(crate) fn done(text: impl Into<String>, data: Value) -> Self {
        Self::of(text, move || data)
    }

    /// A result without findings, whose form for programs is made when it is asked for.
    pub(crate) fn of(text: impl Into<String>, data: impl FnOnce() -> Value + 'static) -> Self {
        Self {
            report: Report::default(),
            exit: Exit::Done,
            text: text.into(),
            data: Box::new(data),
            failure: "",
            is_raw: false,
        }
    }

    /// A result that is printed as it stands.
    pub(crate) fn raw(text: impl Into<String>) -> Self {
        Self { is_raw: true, ..Self::done(text, Value::Null) }
    }

    /// No result, for reasons that the report tells.
    pub(crate) fn failed(report: Report, exit: Exit, failure: &'static str) -> Self {
        Self { report, exit, failure, ..Self::done("", Value::Null) }
    }

    /// The same with a result for programs.
    pub(crate) fn with_data(self, data: Value) -> Self {
        Self { data: Box::new(move || data), ..self }
    }

    /// Prints everything and tells how the run ends.
    pub(crate) fn print(self, command: &str, format: Format, console: &mut Console<'_>) -> Exit {
        let exit = self.exit;
        let printed = match format {
            _ if self.is_raw => console.stdout.print(&self.text),
            Format::Human => self.human(console),
            Format::Json => document(console, &self.json(command)),
            Format::Sarif => document(console, &report::sarif(&self.report, self.exit)),
        };
        match printed {
            Ok(()) => exit,
            Err(error) => {
                // There is nowhere left to complain to if this fails too.
                let _ = console.stderr.print(&format!("error: cannot print the result: {error}\n"));
                Exit::Io
            }
        }
    }

    fn human(&self, console: &mut Console<'_>) -> io::Result<()> {
        console.stderr.print(&report::human(&self.report, console.width))?;
        console.stdout.print(&self.text)?;
        let closing = self.closing();
        console.stderr.print(&textwrap::fill(&closing, console.width))
    }

    /// `2 errors, 1 warning: nothing was written`, and where to read more.
    fn closing(&self) -> String {
        let counts = self.report.counts();
        if counts == report::Counts::default() {
            return String::new();
        }
        let mut closing = match (self.failure, counts.errors) {
            ("", _) | (_, 0) => counts.words(),
            (failure, _) => format!("{}: {failure}", counts.words()),
        };
        let worst = self.report.findings().iter().min_by_key(|found| found.diagnostic.severity);
        let code = worst.map(|finding| finding.diagnostic.code).filter(|code| **code != codes::UNKNOWN);
        if let Some(code) = code.map(|code| code.id) {
            let (dim, shown) = (style::DIM, style::CODE);
            closing = format!(
                "{closing} {dim}({dim:#}{shown}`hagen explain {code}`{shown:#}{dim} tells more){dim:#}"
            );
        }
        closing + "\n"
    }

    fn json(self, command: &str) -> Value {
        json!({
            "hagen": env!("CARGO_PKG_VERSION"),
            "command": command,
            "exit": self.exit.code(),
            "summary": report::summary(&self.report),
            "diagnostics": report::json(&self.report),
            "result": (self.data)(),
        })
    }
}

fn document(console: &mut Console<'_>, value: &Value) -> io::Result<()> {
    console.stdout.print(&format!("{value:#}\n"))
}
