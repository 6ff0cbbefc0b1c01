//! The findings about clusters and environments.

crate::codes! {
    ZONES = "HG0120" Error "zones that the nodes cannot fill";
    CERTIFICATE = "HG0121" Error "certificate from two places, or from none";
}
