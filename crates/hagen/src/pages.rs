//! Files for people that several components have: scanned once, handed on once.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use hagen_core::artifact::{Content, PlainFile};

use crate::output::{File, Sink, SinkError};

/// The texts of plain files that hold no secret, by their paths: a thousand applications have one runbook.
#[derive(Default)]
pub(crate) struct Pages(Mutex<HashMap<String, Content>>);

impl Pages {
    /// Whether it was found to hold none.
    pub(crate) fn has(&self, file: &PlainFile) -> bool {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.get(&file.path).is_some_and(|text| *text == file.text)
    }

    /// Notes that it holds none.
    pub(crate) fn add(&self, file: &PlainFile) {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.insert(file.path.clone(), file.text.clone());
    }
}

/// Hands a file on that several components have, once.
pub(crate) struct Once<'a> {
    sink: &'a dyn Sink,
    put: Mutex<BTreeMap<String, Content>>,
}

impl<'a> Once<'a> {
    pub(crate) fn new(sink: &'a dyn Sink) -> Self {
        Self { sink, put: Mutex::default() }
    }

    /// For files that no other component has.
    pub(crate) fn sink(&self) -> &'a dyn Sink {
        self.sink
    }

    /// Two contents for one path are handed on both: it is for the sink to refuse the second.
    pub(crate) fn put(&self, path: String, content: &Content) -> Result<(), SinkError> {
        let mut put = self.put.lock().unwrap_or_else(PoisonError::into_inner);
        if put.get(&path).is_some_and(|known| known == content) {
            return Ok(());
        }
        put.insert(path.clone(), content.clone());
        drop(put);
        self.sink.put(File { path, text: content.whole().into_owned() })
    }
}
