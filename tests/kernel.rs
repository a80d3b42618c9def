//! Convolutions are what their definition says, natively.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may panic")]
#![cfg(not(target_arch = "wasm32"))]

#[path = "kernel/mod.rs"]
mod kernel;

#[test]
fn convolutions_are_as_defined() {
    kernel::convolutions_are_as_defined();
}

#[test]
fn what_is_not_a_number_stays() {
    kernel::what_is_not_a_number_stays();
}

#[test]
fn what_does_not_agree_is_refused() {
    kernel::what_does_not_agree_is_refused();
}
