//! What lasts as long as the page is open.

use gloo_events::{EventListener, EventListenerOptions};
use web_sys::{Event, EventTarget};

/// Calls a listener, which may prevent what would happen, for as long as the
/// page is open.
pub(super) fn forever(
    target: &EventTarget,
    name: &'static str,
    listener: impl Fn(&Event) + 'static,
) {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, name, options, listener).forget();
}
