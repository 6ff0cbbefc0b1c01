//! What is wrong with issuers.

hagen_core::codes! {
    NO_ADDRESS = "HG0521" Error "no mail address";
    PROOF = "HG0522" Error "no one way to prove names";
    NOT_PUBLIC = "HG0524" Error "name that no public authority proves";
    WILDCARD = "HG0523" Error "wildcard that cannot be proved";
    DIRECTORY = "HG0525" Error "address that is no ACME directory";
    PROVIDER = "HG0526" Error "DNS provider that is not where it should be";
    NAME = "HG0527" Error "name that a certificate does not take";
}
