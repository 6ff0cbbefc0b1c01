//! The findings about packaged applications.

hagen_core::codes! {
    RETIRED = "HG1800" Error "word of the chart that follows from something else";
    MISSING_LINK = "HG1801" Error "packaged application without what it needs";
    VOLUME = "HG1802" Error "replicas without a common volume";
    UNKNOWN_LINK = "HG1803" Error "link that the chart has no use for";
    NOT_EXPOSED = "HG1804" Error "application without a name";
    SINGLE = "HG1805" Note "packaged application that stops with its node";
    STICKY = "HG1806" Warning "sessions that do not stick";
    SHARED_CLASS = "HG1807" Warning "common volume without a class for it";
    ISSUER = "HG1808" Error "certificate that nobody issues";
    CHART = "HG1809" Error "chart that is not pinned";
    UNCHECKED = "HG1810" Note "values that nobody checks";
    NAME = "HG1812" Error "name too long for a release";
    UNNAMED_SECRET = "HG1811" Note "credentials that no value names";
}
