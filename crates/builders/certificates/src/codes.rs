//! What is wrong with issuers.

hagen_core::codes! {
    NO_ADDRESS = "HG0521" Error "no mail address";
    PROOF = "HG0522" Error "no one way to prove names";
    NOT_PUBLIC = "HG0524" Error "name that no public authority proves";
    WILDCARD = "HG0523" Error "wildcard that cannot be proved";
}
