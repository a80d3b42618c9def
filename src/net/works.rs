//! The index of nearest works, fetched when it is first needed.

use super::download::{self, Progress};
use crate::core::neighbours::Index;
use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};
use web_sys::RequestCache;

/// The index of the page's model, if there is one.
#[derive(Default)]
pub(crate) struct Works {
    /// The SHA-256 of the network.
    model: RefCell<String>,
    /// The fetched index: `None` if it is not an index of this model.
    index: OnceCell<Option<Rc<Index>>>,
}

impl Works {
    /// Sets the network whose index is needed.
    pub(crate) fn expect(&self, model: &str) {
        model.clone_into(&mut self.model.borrow_mut());
    }

    /// The index at `address`. If it does not arrive or is not this model's,
    /// the page works without it; the console shows why.
    pub(crate) async fn index(&self, address: &str) -> Option<Rc<Index>> {
        if let Some(known) = self.index.get() {
            return known.clone();
        }
        let part = Progress::new(|_| {}).part();
        // Without a connection, it is requested again with the next answer.
        let bytes =
            download::bytes(address, None, RequestCache::Default, part).await.ok()?.to_vec();
        let index = Index::from_bytes(&bytes, &self.model.borrow());
        let index = index.inspect_err(|error| {
            web_sys::console::warn_1(&error.to_string().into());
        });
        self.index.get_or_init(|| index.ok().map(Rc::new)).clone()
    }
}
