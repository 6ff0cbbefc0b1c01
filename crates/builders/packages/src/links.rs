//! What the components that are used give: by the customary names of their variables.

use std::sync::Arc;

use hagen_core::component::{Edge, Variable, VariableValue};

/// One used component.
#[derive(Clone, Copy)]
pub(crate) struct Used<'a>(&'a Edge);

/// The used component of a section, if there is one.
pub(crate) fn used<'a>(uses: &'a [Arc<Edge>], section: &str) -> Option<Used<'a>> {
    uses.iter().find(|edge| edge.to.section == section).map(|edge| Used(edge))
}

impl<'a> Used<'a> {
    fn variable(self, name: &str) -> Option<&'a Variable> {
        self.0.connection.variables.iter().find(|variable| variable.name.as_str() == name)
    }

    /// A variable that is no secret; empty when the component does not give it.
    pub(crate) fn text(self, name: &str) -> String {
        match self.variable(name).map(|variable| &variable.value) {
            Some(VariableValue::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }

    /// The Secret and the key that a variable comes from.
    pub(crate) fn secret(self, name: &str) -> (String, String) {
        match self.variable(name).map(|variable| &variable.value) {
            Some(VariableValue::Secret { name, key }) => (name.to_string(), key.to_string()),
            _ => Default::default(),
        }
    }
}
