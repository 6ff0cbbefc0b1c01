//! How many replicas there are.

use hagen_core::context::Site;

use crate::spec::{App, Utilisation};

/// The least and the most replicas, and what decides between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// So many.
    Fixed(i32),
    /// As many as the load asks for.
    Auto { min: i32, max: i32, cpu: Option<i32>, memory: Option<i32> },
}

/// The replicas of an application on a site.
pub(crate) fn scale(app: &App, site: &Site<'_>) -> Scale {
    let Some(replicas) = app.replicas.as_ref().filter(|_| !site.is_dev()) else {
        return Scale::Fixed(site.replicas());
    };
    match replicas.max {
        None => Scale::Fixed(replicas.min.i32()),
        Some(max) => Scale::Auto {
            min: replicas.min.i32(),
            max: max.i32(),
            cpu: replicas
                .cpu
                .or_else(|| replicas.memory.is_none().then(|| Utilisation::new(70)))
                .map(Utilisation::i32),
            memory: replicas.memory.map(Utilisation::i32),
        },
    }
}

impl Scale {
    /// How many there are at least.
    pub(crate) fn least(self) -> i32 {
        match self {
            Self::Fixed(count) => count,
            Self::Auto { min, .. } => min,
        }
    }

    /// What an object says of it: nothing when an autoscaler decides, since Argo CD would undo its decisions.
    pub(crate) fn fixed(self) -> Option<i32> {
        match self {
            Self::Fixed(count) => Some(count),
            Self::Auto { .. } => None,
        }
    }
}
