//! Questions to the worker about a picture that changes faster than it answers.
//! [`crate::app::inquiry`] says which are asked.

use super::bridge::Bridge;
use crate::{app::trouble::Trouble, core::corruption::Corruption, protocol::Corrupted};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

/// Who asks, one question at a time.
pub(super) trait Inquirer: 'static {
    /// The way to the worker.
    fn bridge(&self) -> &Bridge;

    /// What to ask now, if anything: a picture, and what to do to it first.
    fn question(&self) -> Option<(Blob, Vec<Corruption>)>;

    /// The worker has answered or failed.
    fn answered(&self, answer: Result<Box<Corrupted>, Trouble>);
}

/// Asks what there is to ask, and then what there is by the time of the answer.
pub(super) fn ask(inquirer: &Rc<impl Inquirer>) {
    let Some((picture, corruptions)) = inquirer.question() else { return };
    let answer = inquirer.bridge().corrupt(picture, corruptions);
    let inquirer = Rc::clone(inquirer);
    // Dropped, it would end the worker: so it lasts until it is answered, also
    // when the visitor goes elsewhere.
    spawn_local(async move {
        inquirer.answered(answer.await);
        ask(&inquirer);
    });
}
