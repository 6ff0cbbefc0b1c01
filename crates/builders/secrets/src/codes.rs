//! What the store of secrets has to say.

hagen_core::codes! {
    PLAIN_STORE = "HG0511" Warning "secrets in plain text on the network";
    IDLE_PREFIX = "HG0512" Warning "prefix without effect";
    SEALED_STORE = "HG0513" Note "store that people open";
    STORE = "HG0514" Error "store that is not where it should be";
}
