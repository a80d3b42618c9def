//! See `fuzz/targets/card.rs`.
#![no_main]

#[path = "../targets/card.rs"]
mod card;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| card::check(bytes));
