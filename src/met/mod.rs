//! The Met's open collection API, as it is in autumn 2026, without any I/O.
//!
//! [`endpoint`] says what to ask, [`pace`] when, [`refusal`] what an answer
//! means when it is not the one hoped for, [`record`] what an object is,
//! [`rule`] and [`culture`] which label it has, and [`route`] the ways to its
//! picture. The trainer asks with its own client and the page with the
//! browser's.

pub mod culture;
pub mod endpoint;
pub mod pace;
pub mod record;
pub mod refusal;
pub mod route;
pub mod rule;

pub use record::Record;
pub use refusal::Refusal;
