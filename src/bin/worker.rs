//! The worker: decodes and classifies, off the page's thread.

fn main() {
    #[cfg(target_arch = "wasm32")]
    whence::worker::start();
}
