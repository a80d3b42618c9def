//! A model's card: an error, or a card that can be written and read again.

use whence::core::card::Card;

/// Reads, writes and reads again.
pub(crate) fn check(bytes: &[u8]) {
    if let Ok(card) = Card::from_json(bytes) {
        let written = card.to_json().expect("a card is JSON");
        assert!(Card::from_json(written.as_bytes()).is_ok());
    }
}
