//! See `fuzz/targets/record.rs`.
#![no_main]

#[path = "../targets/record.rs"]
mod record;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| record::check(bytes));
