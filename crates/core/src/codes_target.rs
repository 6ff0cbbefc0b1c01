//! The findings about clusters and environments.

crate::codes! {
    ZONES = "HG0120" Error "zones that the nodes cannot fill";
}
