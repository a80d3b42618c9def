//! SHA-256 in the notation of cards and file names.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// How much is digested in one go, in bytes. Browsers replace code that is
/// called often by faster code, but not while it runs.
const STEP: usize = 8 << 10;

/// The SHA-256 of `bytes`, in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let mut digest = Sha256::new();
    bytes.chunks(STEP).for_each(|step| digest.update(step));
    digest.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn of_nothing_is_what_the_standard_says() {
        let expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(super::sha256(b""), expected);
    }
}
