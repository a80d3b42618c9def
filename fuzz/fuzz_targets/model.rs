//! See `fuzz/targets/model.rs`.
#![no_main]

#[path = "../targets/model.rs"]
mod model;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| model::check(bytes));
