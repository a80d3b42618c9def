//! The Met's open collection API, as it is in autumn 2026, without any I/O.
//!
//! [`endpoint`] says what to ask, [`refusal`] what an answer means when it is
//! not the one hoped for, [`record`] what an object is. The trainer asks with
//! its own client and the page with the browser's.

pub mod endpoint;
pub mod record;
pub mod refusal;

pub use record::Record;
pub use refusal::Refusal;
