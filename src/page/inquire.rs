//! Questions to the worker about a picture that changes faster than it answers.
//! [`crate::app::inquiry`] decides which are sent.

use super::bridge::Bridge;
use crate::{app::trouble::Trouble, core::corruption::Corruption, protocol::Corrupted};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

/// A part of the page that asks one question at a time.
pub(super) trait Inquirer: 'static {
    /// The connection to the worker.
    fn bridge(&self) -> &Bridge;

    /// The next question, if any: a picture, and the corruptions to apply
    /// first.
    fn question(&self) -> Option<(Blob, Vec<Corruption>)>;

    /// Takes the worker's answer or error.
    fn answered(&self, answer: Result<Box<Corrupted>, Trouble>);
}

/// Sends the current question, and after the answer the next one.
pub(super) fn ask(inquirer: &Rc<impl Inquirer>) {
    let Some((picture, corruptions)) = inquirer.question() else { return };
    let answer = inquirer.bridge().corrupt(picture, corruptions);
    let inquirer = Rc::clone(inquirer);
    // Dropping the request would stop the worker: it is kept until the answer
    // arrives, even if the visitor goes elsewhere.
    spawn_local(async move {
        inquirer.answered(answer.await);
        ask(&inquirer);
    });
}
