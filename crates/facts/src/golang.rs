//! Enumerations and defaults out of the generated Go source that describes the API, where `swagger.json` is silent.

use std::collections::HashMap;

/// What the Go source says about the fields of one API.
#[derive(Default)]
pub(crate) struct Mined(HashMap<(String, String), Field>);

/// What the Go source says about one field.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Field {
    /// The values it may have.
    pub(crate) values: Vec<String>,
    /// The values its elements may have.
    pub(crate) element_values: Vec<String>,
    /// Its default, as JSON.
    pub(crate) default: Option<String>,
}

/// In the generated source a property stands this deep, and what is said about it two levels deeper.
const PROPERTY_DEPTH: usize = 5;
const ATTRIBUTE_DEPTH: usize = 7;

impl Mined {
    /// Reads `zz_generated.openapi.go`.
    pub(crate) fn parse(source: &str) -> Self {
        let mut mined = Self::default();
        let (mut definition, mut property) = (String::new(), String::new());
        for line in source.lines() {
            let text = line.trim_start_matches('\t');
            let depth = line.len() - text.len();
            if let Some(function) = line.strip_prefix("func schema_") {
                definition = definition_of_function(function);
                property.clear();
            } else if depth == PROPERTY_DEPTH && text.ends_with(": {") {
                text.trim_end_matches(": {").trim_matches('"').clone_into(&mut property);
            } else if !property.is_empty() && depth >= ATTRIBUTE_DEPTH {
                mined.add(&definition, &property, depth, text);
            }
        }
        mined
    }

    /// What is known of a property of a definition with its full name, like `io.k8s.api.core.v1.Container`.
    pub(crate) fn field(&self, definition: &str, property: &str) -> Option<&Field> {
        self.0.get(&(short_name(definition), property.to_owned()))
    }

    fn add(&mut self, definition: &str, property: &str, depth: usize, text: &str) {
        let key = || (definition.to_owned(), property.to_owned());
        if let Some(values) = text.strip_prefix("Enum:") {
            let field = self.0.entry(key()).or_default();
            let own = depth == ATTRIBUTE_DEPTH;
            *(if own { &mut field.values } else { &mut field.element_values }) = strings(values);
        } else if depth == ATTRIBUTE_DEPTH
            && let Some(default) = text.strip_prefix("Default:").and_then(default)
        {
            self.0.entry(key()).or_default().default = Some(default);
        }
    }
}

/// `k8sio_api_core_v1_Container(ref …` to `core.v1.Container`.
fn definition_of_function(function: &str) -> String {
    let name = function.split('(').next().unwrap_or_default();
    let mut parts: Vec<&str> = name.rsplitn(4, '_').take(3).collect();
    parts.reverse();
    parts.join(".")
}

/// `io.k8s.api.core.v1.Container` to `core.v1.Container`.
pub(crate) fn short_name(definition: &str) -> String {
    let mut parts: Vec<&str> = definition.rsplitn(4, '.').take(3).collect();
    parts.reverse();
    parts.join(".")
}

/// The texts of a Go slice of strings.
fn strings(literal: &str) -> Vec<String> {
    let inner = literal.rsplit_once('{').map_or("", |(_, rest)| rest).trim_end_matches("},");
    let mut values: Vec<String> = inner.split(", ").map(|value| value.trim_matches('"').to_owned()).collect();
    values.sort();
    values
}

/// A default that says something: not Go's zero value, and no mapping.
fn default(literal: &str) -> Option<String> {
    let value = literal.trim().trim_end_matches(',');
    let telling = value.len() > 2 && value.starts_with('"')
        || value == "true"
        || value != "0" && value.parse::<f64>().is_ok();
    telling.then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "func schema_k8sio_api_core_v1_Port(ref common.ReferenceCallback) common.OpenAPIDefinition {\n\
        \t\t\t\t\t\"protocol\": {\n\
        \t\t\t\t\t\tSchemaProps: spec.SchemaProps{\n\
        \t\t\t\t\t\t\tDefault:     \"TCP\",\n\
        \t\t\t\t\t\t\tEnum:        []interface{}{\"UDP\", \"TCP\"},\n\
        \t\t\t\t\t\"modes\": {\n\
        \t\t\t\t\t\t\tDefault:     0,\n\
        \t\t\t\t\t\t\t\t\t\tEnum:    []interface{}{\"One\"},\n";

    #[test]
    fn reads_enumerations_and_defaults() {
        let mined = Mined::parse(SOURCE);
        let protocol = mined.field("io.k8s.api.core.v1.Port", "protocol").unwrap();
        assert_eq!(protocol.values, ["TCP", "UDP"]);
        assert_eq!(protocol.default.as_deref(), Some("\"TCP\""));
        let modes = mined.field("io.k8s.api.core.v1.Port", "modes").unwrap();
        assert_eq!(
            (modes.element_values.as_slice(), modes.default.as_deref()),
            (&["One".to_owned()][..], None)
        );
    }
}
