//! The findings about clusters and environments.

crate::codes! {
    ZONES = "HG0120" Error "zones that the nodes cannot fill";
    NOWHERE = "HG0122" Error "environment on no cluster";
    SHAPE = "HG0124" Error "node without room";
    SERVER = "HG0125" Error "address of no API server";
    MAJORITY = "HG0123" Warning "control plane without a useful majority";
    CERTIFICATE = "HG0121" Error "certificate from two places, or from none";
}
