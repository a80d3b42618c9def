//! The JavaScript API: what [`whence::api`] exports, as a module of its own.

use whence as _;

fn main() {}
