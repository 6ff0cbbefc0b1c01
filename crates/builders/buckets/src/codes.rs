//! The findings about buckets.

hagen_core::codes! {
    RETIRED = "HG1500" Error "object storage that is no longer maintained";
    NOT_FOR_ENGINE = "HG1501" Error "key without effect on this engine";
    BUCKET_NAME = "HG1502" Error "name that no bucket can have";
    TWO_SECRETS = "HG1503" Error "access key in two secrets";
    EXPIRY = "HG1505" Error "expiry that the server cannot keep";
    ONE_COPY = "HG1506" Warning "objects with a single copy";
    FEW_SERVERS = "HG1507" Error "fewer servers than copies";
    STORAGE = "HG1508" Error "storage too small";
    QUOTA = "HG1510" Error "quota that there is no room for";
    IDLE = "HG1509" Note "bucket that nobody uses";
}
