//! The page: everything a visitor sees.

fn main() {
    #[cfg(target_arch = "wasm32")]
    whence::page::start();
}
