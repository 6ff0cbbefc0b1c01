//! The findings about Kafka clusters.

hagen_core::codes! {
    RETIRED = "HG1400" Error "word of another tool or an earlier time";
    BROKERS = "HG1401" Warning "brokers that do not survive a failure";
    TOPIC = "HG1402" Error "topic that the brokers cannot keep";
    UNKNOWN_CONSUMER = "HG1403" Error "right for a component that does not use the cluster";
    NO_RIGHTS = "HG1404" Warning "component without a right on any topic";
    STORAGE = "HG1405" Error "storage missing or too small";
    FEW_NODES = "HG1406" Warning "brokers that share a node";
    SINGLE_BROKER = "HG1407" Note "cluster that may stop";
    NAME_TOO_LONG = "HG1408" Error "name too long for the operator";
    OTHER_NAMESPACE = "HG1409" Error "consumer in another namespace";
    MEMORY = "HG1410" Warning "too little memory";
    SETTING = "HG1411" Error "setting that Kafka does not take";
}
