//! The worker for browsers without relaxed SIMD. It is the same, built without
//! the feature `relaxed-simd`.

fn main() {
    #[cfg(target_arch = "wasm32")]
    whence::worker::start();
}
