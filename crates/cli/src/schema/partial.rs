//! Overlays: the same keys as the whole blueprint, none of them required.

use hagen_core::section::{FieldInfo, SectionInfo, Shape};

/// How much of a section has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// What the section says.
    Whole,
    /// What an overlay changes.
    Overlay,
}

/// Keys of the blueprint that say what it is and where it goes: an overlay belongs to one of those places.
const NOT_OVERLAID: [&str; 5] = ["apiVersion", "kind", "name", "clusters", "environments"];

impl Part {
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Overlay => "Overlay",
        }
    }

    /// Items of a list are replaced as a whole, so they have to be whole.
    pub(super) fn inside_list(self) -> Self {
        Self::Whole
    }

    pub(super) fn has(self, field: &FieldInfo, section: &SectionInfo, root: &SectionInfo) -> bool {
        self == Self::Whole || !std::ptr::eq(section, root) || !NOT_OVERLAID.contains(&field.key)
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
