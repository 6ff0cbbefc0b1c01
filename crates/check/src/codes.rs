//! The findings about objects.

hagen_core::codes! {
    REFUSED = "HG0601" Error "object that the cluster would refuse";
    DISCOURAGED = "HG0602" Warning "object that works, but not for long or not as it looks";
    UNKNOWN_KIND = "HG0603" Error "kind that hagen does not know";
    PLAINTEXT = "HG0604" Error "secret in plain text";
    DEFINITION = "HG0605" Error "custom resource definition that is wrong";
    PASSED = "HG0606" Error "value that what takes it would refuse";
    UNKNOWN_METRIC = "HG0607" Warning "metric that nobody exposes";
    ABSENT_METRIC = "HG0608" Warning "metric of what is not there";
}
