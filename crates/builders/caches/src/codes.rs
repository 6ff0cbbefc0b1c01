//! The findings about caches.

hagen_core::codes! {
    RETIRED = "HG1600" Error "word of another tool or an earlier time";
    INSTANCES = "HG1601" Error "number of servers that cannot decide";
    SINGLE = "HG1602" Note "cache that stops with its node";
    FEW_NODES = "HG1603" Warning "servers of a cache that share a node";
    MEMORY = "HG1604" Error "cache that fits nowhere";
    NAME = "HG1605" Error "name of a cache too long";
}
