//! A browser, and a server for it with deliberate faults.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "it is for tests"
)]

pub mod browser;
pub mod bytes;
pub mod nginx;
pub mod proxy;
pub mod server;
mod sizes;
