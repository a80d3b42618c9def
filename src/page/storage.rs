//! Data stored on the device between visits. A browser may forbid it or have no
//! room left; then nothing is stored. In a kiosk nothing is stored, because the
//! next visitor is another person.

use super::setting;
use crate::app::setting::Setting;
use serde::{Serialize, de::DeserializeOwned};
use web_sys::Storage;

/// The value stored under a name.
pub(super) fn recall<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_str(&storage()?.get_item(name).ok()??).ok()
}

/// Stores a value under a name.
pub(super) fn keep<T: Serialize>(name: &str, what: &T) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(what)) {
        drop(storage.set_item(name, &text));
    }
}

/// If storage is forbidden, even accessing it fails.
fn storage() -> Option<Storage> {
    if setting::here() == Setting::Kiosk {
        return None;
    }
    web_sys::window()?.local_storage().ok()?
}
