//! The path of a picture from encoded bytes to a verdict, the same natively and
//! in the browser.

pub mod card;
pub mod classification;
#[cfg(feature = "inference")]
pub mod classifier;
pub mod corruption;
#[cfg(feature = "inference")]
mod decode;
#[cfg(feature = "digest")]
pub mod digest;
pub mod error;
pub mod evidence;
pub mod format;
pub mod label;
pub mod neighbours;
#[cfg(feature = "inference")]
pub mod picture;
pub mod prediction;
pub mod quad;
#[cfg(feature = "table")]
pub mod table;
pub mod task;
pub mod verdict;
