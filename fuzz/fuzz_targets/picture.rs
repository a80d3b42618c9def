//! See `fuzz/targets/picture.rs`.
#![no_main]

#[path = "../targets/picture.rs"]
mod picture;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| picture::check(bytes));
