//! The JavaScript API: the exports of [`whence::api`], as a separate module.

use whence as _;

fn main() {}
