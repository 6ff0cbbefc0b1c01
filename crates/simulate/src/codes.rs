//! The findings of a simulation.

hagen_core::codes! {
    BROKEN = "HG2201" Error "promise that an event breaks";
    STUCK = "HG2202" Error "drain or rollout that never ends";
    NO_PLACE = "HG2203" Error "pods that find no place";
    NO_ROOM = "HG2204" Error "too little room without a zone or a node";
    OVER_BUDGET = "HG2205" Error "more downtime than the objective allows";
    UNKNOWN_PODS = "HG2206" Note "pods that nothing is known of";
}
