//! The findings about databases.

hagen_core::codes! {
    RETIRED = "HG0400" Error "word of another tool or an earlier time";
    END_OF_LIFE = "HG0401" Warning "PostgreSQL without support";
    FIXED_PARAMETER = "HG0402" Error "parameter that the operator controls";
    REMOVED_PARAMETER = "HG0403" Error "parameter that PostgreSQL no longer has";
    TWO_INSTANCES = "HG0404" Warning "two instances";
    EVEN_INSTANCES = "HG0405" Note "even number of instances";
    FEW_DOMAINS = "HG0406" Warning "instances that share a node";
    CONNECTIONS = "HG0407" Error "more connections than the server takes";
    NO_BACKUP = "HG0408" Warning "database without backup";
    SINGLE_INSTANCE = "HG0409" Note "database that may stop";
    NOT_FOR_ENGINE = "HG0410" Error "key without effect on this engine";
    UNKNOWN_EXTENSION = "HG0411" Error "extension that the image does not have";
    NAME_TOO_LONG = "HG0412" Error "name too long for the operator";
    UNKNOWN_CONSUMER = "HG0413" Error "entry for a component that does not use the database";
    MEMORY = "HG0414" Warning "too little memory";
    WRITES_WAIT = "HG0415" Warning "durability that the instances cannot give";
    DATABASE_CLASH = "HG0416" Error "two consumers with the same database or role";
    STORAGE = "HG0417" Error "storage missing or too small";
    HOSTS = "HG0418" Error "hosts that consumers cannot connect to";
    BACKUP = "HG0419" Error "backup kept too short";
    PLAIN_CONNECTION = "HG0421" Warning "connections unencrypted on the network";
    IMAGE_VERSION = "HG0422" Error "image of another major version";
    OTHER_NAMESPACE = "HG0423" Error "consumer in another namespace";
    UNKNOWN_PARAMETER = "HG0425" Error "parameter that PostgreSQL does not take";
    RESERVED_NAME = "HG0426" Error "name that the server keeps for itself";
    SIZE = "HG0427" Error "size that is not there";
    LARGE_LOG = "HG0428" Warning "log larger than the data";
    BACKUP_TIMES = "HG0429" Warning "base backups too often or too seldom";
    SAME_CLUSTER = "HG0424" Warning "backup in the cluster that it is for";
}
