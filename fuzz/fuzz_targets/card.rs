//! A model's card: an error, or a card that can be written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whence::core::card::Card;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(card) = Card::from_json(bytes) {
        let written = card.to_json().expect("a card is JSON");
        assert!(Card::from_json(written.as_bytes()).is_ok());
    }
});
