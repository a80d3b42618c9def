//! The page's logic without a browser: plain data and functions, tested
//! natively.

#[cfg(feature = "table")]
pub mod batch;
pub mod deck;
pub mod embed;
#[cfg(feature = "words")]
pub mod evidence;
pub mod format;
#[cfg(feature = "words")]
pub mod frame;
pub mod game;
pub mod inquiry;
pub mod kiosk;
#[cfg(feature = "words")]
pub mod lab;
#[cfg(feature = "words")]
pub mod language;
pub mod search;
pub mod session;
pub mod setting;
pub mod transfer;
#[cfg(feature = "words")]
pub mod trouble;
#[cfg(feature = "words")]
pub mod words;
