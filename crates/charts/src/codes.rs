//! The findings about values of charts.

hagen_core::codes! {
    UNKNOWN_VALUE = "HG0701" Error "value that the chart does not know";
    VALUE_WITHOUT_EFFECT = "HG0702" Warning "value without effect";
    VALUE_OF_WRONG_SHAPE = "HG0703" Error "value of the wrong shape";
    VALUE_OF_ANOTHER_KIND = "HG0704" Warning "value of another kind in the new version";
    VALUE_UNLIKE_DEFAULT = "HG0705" Warning "value of another kind than the default";
}
