//! A YAML value without places: what hagen writes.

use std::borrow::Cow;

/// A mapping key. Keys that hagen knows at compile time cost no allocation.
pub type Key = Cow<'static, str>;

/// A YAML value: what a manifest, a values file or a schema default is made of.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// An explicit `null`. Absent fields are absent: only Helm values use it, to undo a chart's default.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction or an exponent; never NaN or infinite in a manifest.
    Float(f64),
    /// Text, of any content.
    String(Cow<'static, str>),
    /// A sequence.
    List(Vec<Value>),
    /// A mapping.
    Map(Map),
}

impl Value {
    /// The text of a string value.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The number of an integer value.
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    /// The truth of a boolean value.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(truth) = self { Some(*truth) } else { None }
    }

    /// The elements of a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }

    /// The entries of a mapping.
    pub fn as_map(&self) -> Option<&Map> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    /// The entries of a mapping, to change.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    /// The value under `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_map()?.get(key)
    }

    /// The value at the end of a path of mapping keys.
    pub fn at(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The YAML word for this kind of value, for messages: `a mapping`, `a string` …
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "an integer",
            Self::Float(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }

    /// Lays `over` on top of this value the way Helm and hagen's overlays do: mappings merge key by key,
    /// everything else is replaced.
    pub fn merge(&mut self, over: Value) {
        match (self, over) {
            (Self::Map(base), Self::Map(over)) => {
                for (key, value) in over {
                    match base.get_mut(&key) {
                        Some(slot) => slot.merge(value),
                        None => base.insert(key, value),
                    }
                }
            }
            (slot, over) => *slot = over,
        }
    }
}

macro_rules! value_from {
    ($($type:ty => $value:expr),* $(,)?) => {
        $(impl From<$type> for Value {
            fn from(value: $type) -> Self { #[allow(clippy::redundant_closure_call)] ($value)(value) }
        })*
    };
}
value_from! {
    bool => Value::Bool,
    i32 => |number| Value::Int(i64::from(number)),
    u16 => |number| Value::Int(i64::from(number)),
    u32 => |number| Value::Int(i64::from(number)),
    i64 => Value::Int,
    f64 => Value::Float,
    &'static str => |text| Value::String(Cow::Borrowed(text)),
    String => |text| Value::String(Cow::Owned(text)),
    Map => Value::Map,
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

/// A mapping in the order of insertion. Kubernetes mappings are small, so a search is a walk.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Map(Vec<(Key, Value)>);

impl Map {
    /// A mapping without entries.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// A mapping without entries and with room for `entries` of them.
    pub fn with_capacity(entries: usize) -> Self {
        Self(Vec::with_capacity(entries))
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The value under `key`, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.0.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Whether `key` has a value.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Sets `key`, in its place if it is there, else at the end.
    pub fn insert(&mut self, key: impl Into<Key>, value: impl Into<Value>) {
        let (key, value) = (key.into(), value.into());
        match self.get_mut(&key) {
            Some(slot) => *slot = value,
            None => self.0.push((key, value)),
        }
    }

    /// Adds an entry whose key is known to be new, without looking for it.
    pub fn push(&mut self, key: impl Into<Key>, value: impl Into<Value>) {
        self.0.push((key.into(), value.into()));
    }

    /// Takes the entry of `key` out.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(at).1)
    }

    /// The entries in order.
    pub fn iter(&self) -> std::slice::Iter<'_, (Key, Value)> {
        self.0.iter()
    }

    /// The entries in order, values to change.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, (Key, Value)> {
        self.0.iter_mut()
    }
}

impl IntoIterator for Map {
    type Item = (Key, Value);
    type IntoIter = std::vec::IntoIter<(Key, Value)>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = &'a (Key, Value);
    type IntoIter = std::slice::Iter<'a, (Key, Value)>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Map {
    type Item = &'a mut (Key, Value);
    type IntoIter = std::slice::IterMut<'a, (Key, Value)>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<K: Into<Key>, V: Into<Value>> FromIterator<(K, V)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

/// Writes a [`Value`] in a shape close to YAML: `value!({ "replicas": 3, "service": { "type": "ClusterIP" } })`.
/// Any expression that is `Into<Value>` may stand as a value; a nested mapping or list is written in place.
#[macro_export]
macro_rules! value {
    (null) => { $crate::Value::Null };
    ([ $($item:tt),* $(,)? ]) => { $crate::Value::List(vec![ $($crate::value!($item)),* ]) };
    ({ $($body:tt)* }) => {{
        #[allow(unused_mut)]
        let mut map = $crate::Map::new();
        $crate::value_entries!(map; $($body)*);
        $crate::Value::Map(map)
    }};
    ($other:expr) => { $crate::Value::from($other) };
}

/// The entries of a [`value!`] mapping; used by that macro only.
#[doc(hidden)]
#[macro_export]
macro_rules! value_entries {
    ($map:ident;) => {};
    ($map:ident; $key:tt : { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $map.push($key, $crate::value!({ $($inner)* }));
        $crate::value_entries!($map; $($($rest)*)?);
    };
    ($map:ident; $key:tt : [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $map.push($key, $crate::value!([ $($inner)* ]));
        $crate::value_entries!($map; $($($rest)*)?);
    };
    ($map:ident; $key:tt : null $(, $($rest:tt)*)?) => {
        $map.push($key, $crate::Value::Null);
        $crate::value_entries!($map; $($($rest)*)?);
    };
    ($map:ident; $key:tt : $value:expr $(, $($rest:tt)*)?) => {
        $map.push($key, $crate::Value::from($value));
        $crate::value_entries!($map; $($($rest)*)?);
    };
}
