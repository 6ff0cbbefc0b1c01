//! The findings of rules, by the rule of which each is.

hagen_core::codes! {
    SINGLE = "HG2101" Error "workload of a single pod";
    FIXED_REPLICAS = "HG2102" Error "replicas beside an autoscaler";
    AUTOSCALER = "HG2103" Error "autoscaler without room";
    BLIND = "HG2104" Error "autoscaler that sees nothing";
    SCALED = "HG2105" Error "autoscaler of nothing, or one too many";
    BUDGETS = "HG2106" Error "not one disruption budget";
    NONE_GOES = "HG2107" Error "disruption budget that lets nothing go";
    ALL_GO = "HG2108" Error "disruption budget that keeps too little";
    SINGLE_BUDGET = "HG2109" Error "disruption budget of a single pod";
    SICK_PODS = "HG2110" Error "broken pods that block a drain";
    ONE_ZONE = "HG2111" Error "replicas that may share a zone";
    ONE_NODE = "HG2112" Error "replicas that may share a node";
    SPREADS_OTHERS = "HG2113" Error "spread that counts other pods";
    NO_ROOM = "HG2114" Error "fewer nodes than pods that must be apart";
    MIN_DOMAINS = "HG2115" Error "spread over more zones than there are";
    ROLLOUT = "HG2116" Error "rollout with an outage";
    PROBES = "HG2117" Error "ports without probes";
    SAME_PROBE = "HG2118" Error "liveness that asks for readiness";
    PROBE_PORT = "HG2119" Error "probe of a port that is not there";
    STARTUP = "HG2120" Warning "no time to start";
    DRAIN = "HG2121" Error "requests lost when a pod stops";
    PRIORITY = "HG2122" Warning "workload without a priority";
    RESOURCES = "HG2123" Error "container without bounds";
    SERVICE = "HG2125" Error "Service that leads nowhere";
    ONE_VOLUME = "HG2126" Error "rollout with a volume for one node";
    CRON_JOB = "HG2127" Error "scheduled job without bounds";
    SELECTOR = "HG2129" Error "selector with a version";
    LOST_NODE = "HG2130" Warning "pods kept on a lost node";
    LOST_ZONE = "HG2133" Error "spread that waits for a lost zone";
    OPEN_SERVICE = "HG2183" Error "Service open to the outside";
    CONFINED = "HG2191" Error "pod that is not confined";
    HARDENED = "HG2192" Error "pod that can change its own files";
    ACCOUNT = "HG2193" Error "pod with an account of others";
    MOVING_IMAGE = "HG2194" Error "image that is another one tomorrow";
    ACCESS = "HG2195" Error "rights without bounds";
    IDLE_WAIVER = "HG2198" Warning "waiver of nothing";
    EXPIRED = "HG2199" Error "waiver that is over";
}
