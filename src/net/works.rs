//! The index of nearest works, fetched when it is first wanted.

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
    /// What was fetched: `None` where it is no index of this model.
    index: OnceCell<Option<Rc<Index>>>,
}

impl Works {
    /// Says which network's index is wanted.
    pub(crate) fn expect(&self, model: &str) {
        model.clone_into(&mut self.model.borrow_mut());
    }

    /// The index at `address`. Where it does not come or is not this model's,
    /// the page does without; the console says why.
    pub(crate) async fn index(&self, address: &str) -> Option<Rc<Index>> {
        if let Some(known) = self.index.get() {
            return known.clone();
        }
        let part = Progress::new(|_| {}).part();
        // Without a connection, it is asked for again with the next answer.
        let bytes =
            download::bytes(address, None, RequestCache::Default, part).await.ok()?.to_vec();
        let index = Index::from_bytes(&bytes, &self.model.borrow());
        let index = index.inspect_err(|error| {
            web_sys::console::warn_1(&error.to_string().into());
        });
        self.index.get_or_init(|| index.ok().map(Rc::new)).clone()
    }
}
