//! The findings of reading a blueprint.

crate::codes! {
    SYNTAX = "HG0100" Error "not readable as YAML";
    UNKNOWN_KEY = "HG0101" Error "unknown key";
    DUPLICATE_KEY = "HG0102" Error "key written twice";
    MISSING_KEY = "HG0103" Error "missing key";
    WRONG_TYPE = "HG0104" Error "wrong type";
    UNKNOWN_WORD = "HG0105" Error "unknown choice";
    BAD_TEXT = "HG0106" Error "text of the wrong form";
    OUT_OF_RANGE = "HG0107" Error "number out of range";
    REFUSED_YAML = "HG0108" Error "YAML that a blueprint has no use for";
    HIDDEN_CHARACTER = "HG0109" Error "character that cannot be seen";
    LIMIT = "HG0110" Error "limit reached";
    ENCODING = "HG0111" Error "not UTF-8 text";
    REPEATED = "HG0112" Error "element listed twice";
    TOO_SMALL = "HG0113" Error "size that nothing fits in";
    EMPTY = "HG0114" Error "list that leaves nothing";
    SLIP = "HG0115" Warning "name that is nearly another one";
    ITSELF = "HG0116" Error "address that leads nowhere else";
    OTHER_PORT = "HG0117" Warning "port of another protocol";
}
