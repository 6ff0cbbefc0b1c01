//! The findings about buckets outside the blueprint.

crate::codes! {
    BUCKET = "HG0130" Error "bucket that cannot be";
    PLAIN_HTTP = "HG0131" Warning "data unencrypted on the network";
    EXPIRES = "HG0132" Error "objects that expire while they are needed";
}
