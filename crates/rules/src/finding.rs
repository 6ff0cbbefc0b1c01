//! What a rule found, and in which object.

use std::borrow::Cow;

use hagen_core::{Code, Diagnostic, Place, Step, Within};

/// The object that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The number of its component, as the caller counts them.
    pub component: usize,
    /// Its number among the artifacts of the component.
    pub artifact: usize,
    /// Its kind, or `chart` for the values of a chart.
    pub kind: &'static str,
    /// Its name.
    pub name: Box<str>,
    /// Whether a user wrote it or a part of it.
    pub by_user: bool,
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule.
    pub code: &'static Code,
    /// The object.
    pub subject: Subject,
    /// The way to what is wrong in it.
    pub path: Vec<Step>,
    /// What is wrong, to stand behind the name of the object.
    pub message: String,
    /// Which part of a long text is meant.
    pub within: Option<Within>,
    /// What to do.
    pub help: Option<Cow<'static, str>>,
    /// Other objects that have a part in it, and which.
    pub also: Vec<(Subject, String)>,
}

impl Subject {
    /// The object as people name it: ``Deployment `shop` ``.
    pub fn title(&self) -> String {
        format!("{} `{}`", self.kind, self.name)
    }
}

impl Finding {
    /// A finding in an object.
    pub(crate) fn new(
        code: &'static Code,
        subject: &Subject,
        path: Vec<Step>,
        message: impl Into<String>,
    ) -> Self {
        let (subject, message) = (subject.clone(), message.into());
        Self { code, subject, path, message, within: None, help: None, also: Vec::new() }
    }

    /// Says what to do.
    pub(crate) fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says which part of a long text is meant: the first of these that is there.
    pub(crate) fn within(mut self, texts: impl IntoIterator<Item = String>) -> Self {
        self.within = Some(Within::Text(texts.into_iter().collect()));
        self
    }

    /// Names another object that has a part in it.
    pub(crate) fn also(mut self, other: &Subject, text: impl Into<String>) -> Self {
        self.also.push((other.clone(), text.into()));
        self
    }

    /// What is said of the object; `place` finds an object, and a way in it, in the blueprint.
    pub fn diagnostic(&self, place: impl Fn(&Subject, &[Step]) -> Place) -> Diagnostic {
        let message = format!("{} {}", self.subject.title(), self.message);
        let here = place(&self.subject, &self.path);
        let mut diagnostic = Diagnostic::new(self.code, here, message).help_if(self.help.clone());
        diagnostic = diagnostic.within(self.within.clone());
        for (other, text) in &self.also {
            diagnostic = diagnostic.also(place(other, &[]), format!("{} {text}", other.title()));
        }
        diagnostic
    }
}

/// A step of a way through an object.
pub(crate) trait IntoStep {
    /// The step.
    fn step(self) -> Step;
}

impl IntoStep for &str {
    fn step(self) -> Step {
        Step::Key(self.to_owned())
    }
}

impl IntoStep for usize {
    fn step(self) -> Step {
        Step::Index(self)
    }
}

/// A way through an object: `steps!["spec", "containers", 0, "image"]`.
macro_rules! steps {
    ($($step:expr),* $(,)?) => { vec![$($crate::finding::IntoStep::step($step)),*] };
}
pub(crate) use steps;
