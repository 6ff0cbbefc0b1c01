//! The findings about what Argo CD is to deliver.

hagen_core::codes! {
    NO_REPOSITORY = "HG0801" Error "no repository to deliver from";
    ONE_NAME = "HG0802" Error "two Applications of one name";
    TWO_OWNERS = "HG0803" Error "object of two owners";
    RESERVED_NAME = "HG0804" Error "name that hagen needs itself";
    TOO_LARGE = "HG0805" Error "more than Argo CD takes at once";
    REPOSITORY_PLACE = "HG0806" Error "no place in a repository";
    ONE_SERVER = "HG0807" Error "two clusters at one address";
}
