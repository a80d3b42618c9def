//! Listeners that last as long as the page is open.

use gloo_events::{EventListener, EventListenerOptions};
use web_sys::{Event, EventTarget};

/// Adds a listener that may prevent the default action, for as long as the page
/// is open.
pub(super) fn forever(
    target: &EventTarget,
    name: &'static str,
    listener: impl Fn(&Event) + 'static,
) {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, name, options, listener).forget();
}
