//! The recommended labels, made in one place.

use std::collections::BTreeMap;

use crate::text::Name;

/// The value of `app.kubernetes.io/managed-by` on everything hagen makes.
pub const MANAGED_BY: &str = "hagen";

/// Who a set of objects belongs to. The labels of one identity are on every object of it; its selector, which no
/// release may change, is a part of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// `app.kubernetes.io/name`: the application or product, for instance `shop` or `postgresql`.
    pub name: String,
    /// `app.kubernetes.io/instance`: the name of the workload, unique in its namespace.
    pub instance: Name,
    /// `app.kubernetes.io/component`: what this is within the application, if it is a part of one.
    pub component: Option<String>,
    /// `app.kubernetes.io/part-of`: the platform.
    pub part_of: Name,
    /// `app.kubernetes.io/version`, if it is known and a valid label value. Not part of the selector.
    pub version: Option<String>,
}

impl Identity {
    /// All labels, for `metadata.labels` of the objects and of the pod template.
    pub fn labels(&self) -> BTreeMap<String, String> {
        let mut labels = self.selector();
        labels.insert("app.kubernetes.io/managed-by".into(), MANAGED_BY.into());
        labels.insert("app.kubernetes.io/part-of".into(), self.part_of.to_string());
        if let Some(component) = &self.component {
            labels.insert("app.kubernetes.io/component".into(), component.clone());
        }
        if let Some(version) = &self.version {
            labels.insert("app.kubernetes.io/version".into(), version.clone());
        }
        labels
    }

    /// The labels that find this identity's pods, and no others in their namespace.
    pub fn selector(&self) -> BTreeMap<String, String> {
        BTreeMap::from([
            ("app.kubernetes.io/name".into(), self.name.clone()),
            ("app.kubernetes.io/instance".into(), self.instance.to_string()),
        ])
    }
}
