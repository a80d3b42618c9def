//! See `fuzz/targets/works.rs`.
#![no_main]

#[path = "../targets/works.rs"]
mod works;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| works::check(bytes));
