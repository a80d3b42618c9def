//! Learning curves, confusion matrices, bars and spreads as SVG.

mod canvas;
mod confusion;
mod lines;
mod rows;

pub use confusion::confusion;
pub use lines::{Line, curves, lines};
pub use rows::{Bar, Spread, bars, spreads};
