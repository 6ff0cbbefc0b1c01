//! What the ground of the platform has to say.

hagen_core::codes! {
    FEW_NODES = "HG0501" Note "too few nodes for a spare of everything";
}
