//! What is kept on the device from one visit to the next. A browser may forbid
//! it, or have no room left; then nothing is kept. In a kiosk nothing is: the
//! next visitor is another.

use super::setting;
use crate::app::setting::Setting;
use serde::{Serialize, de::DeserializeOwned};
use web_sys::Storage;

/// What was kept under a name.
pub(super) fn recall<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_str(&storage()?.get_item(name).ok()??).ok()
}

/// Keeps something under a name.
pub(super) fn keep<T: Serialize>(name: &str, what: &T) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(what)) {
        drop(storage.set_item(name, &text));
    }
}

/// Where it is forbidden, merely asking for it fails.
fn storage() -> Option<Storage> {
    if setting::here() == Setting::Kiosk {
        return None;
    }
    web_sys::window()?.local_storage().ok()?
}
