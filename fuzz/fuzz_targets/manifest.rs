//! See `fuzz/targets/manifest.rs`. It takes two files of the trainer and not its
//! crate, which takes many minutes to build.
#![no_main]
#![allow(dead_code, reason = "the trainer uses the rest")]

#[path = "../targets/manifest.rs"]
mod target;

#[path = "../../trainer/src/whole.rs"]
mod whole;

#[path = "."]
mod data {
    #[path = "../../trainer/src/data/manifest.rs"]
    pub(crate) mod manifest;
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| target::check(bytes));
