//! What is wrong with issuers.

hagen_core::codes! {
    NO_ADDRESS = "HG0521" Error "no mail address";
    PROOF = "HG0522" Error "no one way to prove names";
    WILDCARD = "HG0523" Error "wildcard that cannot be proved";
}
