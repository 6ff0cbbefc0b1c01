//! A case, and how to make one.

use std::path::Path;
use std::sync::Arc;

/// The first four lines of a blueprint.
pub(crate) const HEAD: &str = "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: shop\n\
                               delivery: { git: { repoURL: https://git.example.com/deploy.git } }\n";

/// What the output was rendered from.
pub(crate) const GOOD: &str = "apiVersion: hagen/v1alpha1\nkind: Blueprint\nname: shop\n\
                               delivery: { git: { repoURL: https://git.example.com/deploy.git } }\n\
                               apps:\n  web: { image: registry.example.com/web:1.0, port: 80, health: /up }\n";

/// Does something to the folder before the program runs there.
pub(crate) type Preparation = Arc<dyn Fn(&Path) + Send + Sync>;

/// One bad input.
#[derive(Clone)]
pub(crate) struct Case {
    /// Its number in the list of bad inputs.
    pub(crate) id: &'static str,
    pub(crate) name: String,
    pub(crate) blueprint: Vec<u8>,
    pub(crate) prepare: Option<Preparation>,
    pub(crate) args: Vec<String>,
    /// What the shell does before it starts the program.
    pub(crate) shell: &'static str,
    /// A text that has to be in the output as it is.
    pub(crate) literal: Option<String>,
}

impl Case {
    /// A blueprint.
    pub(crate) fn new(id: &'static str, name: impl Into<String>, blueprint: impl Into<Vec<u8>>) -> Self {
        let args = ["render", "--format", "json"].map(str::to_owned).to_vec();
        let (name, blueprint) = (name.into().replace([' ', ':'], "-"), blueprint.into());
        Self { id, name, blueprint, prepare: None, args, shell: "", literal: None }
    }

    /// A blueprint that goes on after its head, from the fifth line.
    pub(crate) fn with(id: &'static str, name: impl Into<String>, rest: &str) -> Self {
        Self::new(id, name, format!("{HEAD}{rest}\n"))
    }

    /// An application with these keys beside image, port and health; they stand in the sixth line.
    pub(crate) fn app(id: &'static str, name: impl Into<String>, keys: &str) -> Self {
        let app =
            format!("apps:\n  web: {{ image: registry.example.com/web:1.0, port: 80, health: /up, {keys} }}");
        Self::with(id, name, &app)
    }

    pub(crate) fn prepared(self, prepare: impl Fn(&Path) + Send + Sync + 'static) -> Self {
        Self { prepare: Some(Arc::new(prepare)), ..self }
    }

    pub(crate) fn literal(self, text: &str) -> Self {
        Self { literal: Some(text.to_owned()), ..self }
    }

    pub(crate) fn arguments(mut self, more: &[&str]) -> Self {
        self.args.extend(more.iter().map(ToString::to_string));
        self
    }
}
