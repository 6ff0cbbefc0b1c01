//! Selectors over labels.

use std::collections::BTreeMap;

/// Labels of something.
pub type Labels = BTreeMap<String, String>;

/// A label selector.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selector {
    /// What must hold, all of it. `None`: it selects nothing.
    pub requirements: Option<Vec<Requirement>>,
}

/// One condition on labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The label.
    pub key: String,
    /// The comparison.
    pub operator: Operator,
    /// What it is compared with.
    pub values: Vec<String>,
}

/// How a label is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// It is one of the values.
    In,
    /// It is absent or none of the values.
    NotIn,
    /// It is there.
    Exists,
    /// It is not there.
    DoesNotExist,
    /// It is a number above the value.
    Gt,
    /// It is a number below the value.
    Lt,
}

/// A term of a node affinity: all of its conditions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodeTerm {
    /// The conditions on labels. A term without any matches nothing.
    pub requirements: Vec<Requirement>,
}

impl Selector {
    /// Whether it selects something with these labels.
    pub fn matches(&self, labels: &Labels) -> bool {
        self.requirements.as_ref().is_some_and(|all| all.iter().all(|one| one.matches(labels)))
    }

    /// One that asks for exactly these labels.
    pub fn of_labels(labels: &Labels) -> Self {
        let requirement = |(key, value): (&String, &String)| Requirement {
            key: key.clone(),
            operator: Operator::In,
            values: vec![value.clone()],
        };
        Self { requirements: Some(labels.iter().map(requirement).collect()) }
    }
}

impl Requirement {
    /// Whether it holds for something with these labels.
    pub fn matches(&self, labels: &Labels) -> bool {
        let label = labels.get(&self.key);
        let number = |text: &String| text.parse::<i64>().ok();
        let bound = self.values.first().and_then(number);
        match self.operator {
            Operator::In => label.is_some_and(|label| self.values.contains(label)),
            Operator::NotIn => label.is_none_or(|label| !self.values.contains(label)),
            Operator::Exists => label.is_some(),
            Operator::DoesNotExist => label.is_none(),
            Operator::Gt => {
                matches!((label.and_then(number), bound), (Some(label), Some(bound)) if label > bound)
            }
            Operator::Lt => {
                matches!((label.and_then(number), bound), (Some(label), Some(bound)) if label < bound)
            }
        }
    }
}

impl NodeTerm {
    /// Whether a node with these labels is acceptable.
    pub fn matches(&self, labels: &Labels) -> bool {
        !self.requirements.is_empty() && self.requirements.iter().all(|one| one.matches(labels))
    }
}
