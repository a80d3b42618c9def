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
fn weights_that_do_not_agree_are_refused() {
    kernel::weights_that_do_not_agree_are_refused();
}

#[test]
fn the_order_of_values_changes_both_ways() {
    kernel::the_order_of_values_changes_both_ways();
}
