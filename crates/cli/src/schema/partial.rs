//! Overlays: the same keys as the whole blueprint, none of them required.

use hagen_core::section::{FieldInfo, SectionInfo, Shape};

/// The sections at the root that overlays leave alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Overlays {
    /// Those that no overlay changes: they decide where overlays hold.
    pub(crate) fixed: &'static [&'static str],
    /// Those that are there once per cluster, so that no environment changes them.
    pub(crate) of_clusters: &'static [&'static str],
}

/// How much of a section has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// What the section says.
    Whole,
    /// What is other on a cluster.
    OfCluster,
    /// What is other in an environment.
    OfEnvironment,
}

impl Part {
    /// The part that the key `overlay` of a section is.
    pub(super) fn under(section: &SectionInfo) -> Self {
        if section.name == "Environment" { Self::OfEnvironment } else { Self::OfCluster }
    }

    /// Only the root differs between the overlays.
    pub(super) fn of(self, section: &SectionInfo, root: &SectionInfo) -> Self {
        match self {
            Self::OfCluster if !std::ptr::eq(section, root) => Self::OfEnvironment,
            part => part,
        }
    }

    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::OfCluster => "ClusterOverlay",
            Self::OfEnvironment => "Overlay",
        }
    }

    /// Whether a key of the root is there.
    pub(super) fn has(self, key: &str, overlays: Overlays) -> bool {
        match self {
            Self::Whole => true,
            Self::OfCluster => !overlays.fixed.contains(&key),
            Self::OfEnvironment => !overlays.fixed.contains(&key) && !overlays.of_clusters.contains(&key),
        }
    }

    pub(super) fn requires(self, field: &FieldInfo) -> bool {
        self == Self::Whole && field.is_required()
    }

    /// What is absent in an overlay is as the blueprint has it, not as its default.
    pub(super) fn shows_defaults(self) -> bool {
        self == Self::Whole
    }
}

/// Whether a free part is a partial blueprint.
pub(super) fn is_overlay(field: &FieldInfo, shape: Shape) -> bool {
    field.key == "overlay" && matches!(shape, Shape::Free)
}
