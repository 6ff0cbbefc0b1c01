//! The findings about applications.

hagen_core::codes! {
    SHAPE = "HG0301" Error "contradictory application";
    REPLICAS = "HG0302" Error "replicas that cannot be";
    RESOURCES = "HG0303" Error "resources that cannot be";
    PORTS = "HG0304" Error "port that is not there";
    HEALTH = "HG0305" Error "liveness that asks for readiness";
    VOLUME = "HG0306" Error "volume that cannot be";
    MOUNTS = "HG0307" Error "two things at one path";
    SCHEDULE = "HG0308" Error "schedule that cannot be kept";
    EGRESS = "HG0309" Error "egress that opens too much or nothing";
    FILE = "HG0310" Error "file that cannot be taken in";
    VARIABLES = "HG0311" Error "variable that is set twice";
    ISSUER = "HG0312" Error "certificate that nobody issues";
    ENTRY = "HG0313" Error "no way in";
    NAME = "HG0314" Error "name too long for its kind";
    SIZE = "HG0315" Error "replica larger than a node";
    COPIES = "HG0316" Error "replicas that share no data";
    SINGLE = "HG0317" Warning "single replica";
    DIGEST = "HG0318" Warning "image without a digest";
    UNWATCHED = "HG0319" Warning "nothing tells whether it is well";
    STICKY = "HG0320" Warning "sessions that may not stick";
    SHARED_CLASS = "HG0321" Warning "shared volume without a storage class";
    UNREAD = "HG0322" Note "metrics that nobody reads";
    ROLLOUT = "HG0331" Error "rollout that cannot be";
    UNMEASURED = "HG0332" Warning "new versions that nobody measures";
    COARSE = "HG0333" Note "parts of requests that follow replicas";
    SERVE = "HG0334" Error "TLS that cannot be";
    UNASKED = "HG0335" Warning "probes that see no more than an open port";
    UNVERIFIED = "HG0336" Error "entry that shows or asks no certificate";
    PLAIN = "HG0337" Note "requests that anybody can read";
    UNJUDGED = "HG0341" Error "objective that nothing measures";
    BUCKET = "HG0342" Error "time that no bucket ends at";
    UNFILLED = "HG0324" Warning "variable that is not filled in";
    BY_NAME = "HG0323" Note "host that opens the internet";
    BALANCING = "HG1311" Error "balancing in Istio's words";
    NO_PROXY = "HG1312" Error "traffic that no proxy shapes";
    ROUTE = "HG1313" Error "route that cannot be";
    DOOMED = "HG1314" Warning "requests that are bound to fail";
    UNSENT = "HG1315" Error "traffic that nobody sends";
    PROXY_USER = "HG1316" Error "user of the sidecar";
    PROXY_PORT = "HG1320" Error "port of the mesh's own proxy";
    PLAIN_METRICS = "HG1317" Error "metrics among requests";
    SPLIT = "HG1318" Error "part of the requests that nobody can answer";
    UNSPLIT = "HG1319" Note "callers whose requests stay together";
    UNTRACED = "HG0350" Error "traces that nobody takes";
}
