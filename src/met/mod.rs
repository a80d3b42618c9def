//! The Met's open collection API, as it is in autumn 2026, without any I/O.
//!
//! [`endpoint`] has the addresses, [`pace`] the request rate, [`refusal`] the
//! meaning of failed requests, [`record`] the objects, [`rule`] and [`culture`]
//! their labels, and [`route`] the addresses of their pictures. The trainer
//! sends requests with its own client, and the page with the browser's.

pub mod culture;
pub mod endpoint;
pub mod pace;
pub mod record;
pub mod refusal;
pub mod route;
pub mod rule;

pub use record::Record;
pub use refusal::Refusal;
