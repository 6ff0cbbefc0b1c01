//! The environment variables of a container.

use hagen_core::component::{Edge, Variable, VariableValue};
use hagen_kube::{EnvName, SecretRef};
use k8s_openapi::api::core::v1::{
    ConfigMapEnvSource, EnvFromSource, EnvVar, EnvVarSource, SecretKeySelector,
};

use crate::secrets::secret_name;
use crate::tracing;
use crate::workload::Workload;

/// The variables of `config`, all at once.
pub(crate) fn env_from(workload: &Workload<'_>) -> Vec<EnvFromSource> {
    let config_map = ConfigMapEnvSource { name: workload.name.to_string(), optional: None };
    let source = EnvFromSource { config_map_ref: Some(config_map), ..EnvFromSource::default() };
    if workload.app.config.is_empty() { Vec::new() } else { vec![source] }
}

/// The variables for traces, those of what is used, in the order of the links, then those of `secrets`.
///
/// The order within a link stays: one variable may be made of those before it, by `$(NAME)`.
pub(crate) fn env(workload: &Workload<'_>) -> Vec<EnvVar> {
    let linked =
        workload.cx.uses.iter().flat_map(|edge| {
            edge.connection.variables.iter().map(|variable| linked_variable(edge, variable))
        });
    let secret = workload.app.secrets.iter().map(|(name, secret)| match &secret.file {
        Some(path) => text(name.as_str(), path.as_str()),
        None => secret_variable(workload, name, &secret.from),
    });
    tracing::env(workload).into_iter().chain(linked).chain(secret).collect()
}

/// The name that a variable of a link gets.
pub(crate) fn linked_name(edge: &Edge, variable: &Variable) -> String {
    let prefix = edge.link.prefix.as_ref().map_or("", EnvName::as_str);
    format!("{prefix}{}", variable.name)
}

fn linked_variable(edge: &Edge, variable: &Variable) -> EnvVar {
    let name = linked_name(edge, variable);
    match &variable.value {
        VariableValue::Text(value) => text(&name, value),
        VariableValue::Secret { name: secret, key } => from_secret(&name, secret.as_str(), key.as_str()),
    }
}

fn secret_variable(workload: &Workload<'_>, name: &EnvName, secret: &SecretRef) -> EnvVar {
    from_secret(name.as_str(), secret_name(workload.name, &secret.name).as_str(), secret.key.as_str())
}

fn text(name: &str, value: &str) -> EnvVar {
    EnvVar { name: name.to_owned(), value: Some(value.to_owned()), value_from: None }
}

fn from_secret(name: &str, secret: &str, key: &str) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: None,
        value_from: Some(EnvVarSource {
            secret_key_ref: Some(SecretKeySelector {
                name: secret.to_owned(),
                key: key.to_owned(),
                optional: None,
            }),
            ..EnvVarSource::default()
        }),
    }
}
