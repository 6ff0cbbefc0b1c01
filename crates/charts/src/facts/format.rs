//! The layout of the compiled facts: `hagen-facts charts` writes it, this crate reads it in place.
//!
//! Fixed numbers are little endian; a `varint` has seven bits a byte, the lowest first, and the top bit says that more
//! follow. A text is named by its place in the sorted table of texts. Equal nodes are stored once, whatever charts
//! and versions have them; a node stands behind those below it and names each by how many bytes it is back.
//!
//! ```text
//! file  = MAGIC, count of texts, count of charts : u32 each,
//!         (texts + 1) x u32 ends, bytes of the texts,
//!         charts x (name : u16, version : u16, source : u16, offset of the root node : u32), by name and version,
//!         nodes to the end
//! node  = FLAGS : varint,
//!         with HAS_TYPES: TYPE_* : u8,
//!         with HAS_DEFAULT: text : varint,
//!         with HAS_ENUM: count : varint, count x text : varint,
//!         count of keys : varint, in the order of their texts count x
//!             (how far the text is behind the last one, the first behind 0 : varint, bytes back : varint)
//! ```
//!
//! A default is its JSON, or the hash that stands for a long one. A choice of an enumeration is its JSON, but without
//! escapes. The key `*` is any key of a mapping and any element of a list.

/// How a file of facts begins; the last letter changes with the layout.
pub const MAGIC: [u8; 8] = *b"hagen-cA";

/// The length of an entry of the table of charts.
pub const CHART_LENGTH: usize = 10;

/// The key that stands for any key or element.
pub const ANY: &str = "*";

/// The flags that hold the kind of the default.
pub const KIND: u16 = 0b111;
/// The flags that hold how free the value is.
pub const FREE: u16 = 0b11 << FREE_SHIFT;
/// How far the freedom is shifted in the flags.
pub const FREE_SHIFT: u16 = 3;
/// A template reads exactly this value.
pub const READ: u16 = 1 << 5;
/// `values.yaml` has it, but nothing reads it.
pub const DEAD: u16 = 1 << 6;
/// It switches a subchart on and off.
pub const CONDITION: u16 = 1 << 7;
/// The schema names it, and nothing else does.
pub const SCHEMA_ONLY: u16 = 1 << 8;
/// The values of a subchart: `global` below is the chart's own.
pub const SUBCHART: u16 = 1 << 9;
/// The schema of the chart says which types it takes.
pub const HAS_TYPES: u16 = 1 << 10;
/// It has a default that is written down.
pub const HAS_DEFAULT: u16 = 1 << 11;
/// The schema of the chart says which values it takes.
pub const HAS_ENUM: u16 = 1 << 12;

/// The kinds of a default, by the number that is stored; 0 is none.
pub const KINDS: [&str; 8] = ["", "null", "bool", "int", "float", "string", "list", "map"];
/// How free a value is, by the number that is stored; 0 is not at all.
pub const FREEDOMS: [&str; 4] = ["", "keys", "whole", "unknown"];
/// The types of a schema; the place is that of the bit.
pub const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];
