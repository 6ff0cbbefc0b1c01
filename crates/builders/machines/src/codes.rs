//! The findings about machines.

hagen_core::codes! {
    NOT_WATCHED = "HG2001" Warning "machines that nobody watches";
    ETCD_QUORUM = "HG2002" Warning "etcd without a useful majority";
    ANY_ADDRESS = "HG2003" Note "network policy for machines whose addresses are not known";
    UNKNOWN_GROUP = "HG2004" Error "machines without Patroni behind HAProxy";
    UNKNOWN_ENVIRONMENT = "HG2005" Error "machines of an environment that there is not";
    TLS = "HG2006" Error "certificate without its key";
    NO_HOSTS = "HG2007" Error "group without machines";
    SAME_ADDRESS = "HG2008" Error "address that is not one machine's alone";
}
