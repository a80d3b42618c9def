//! The ways a picture comes in: picked, dropped, pasted.

use super::view::View;
use gloo_events::{EventListener, EventListenerOptions};
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event, EventTarget, File, FileList};

/// Calls `take` with the first file of whatever is given, or with `None`
/// where what is dropped is no file. Listens for as long as the page is open.
pub(super) fn listen(view: &View, take: impl Fn(Option<File>) + 'static) {
    let take = Rc::new(take);
    let Some(window) = web_sys::window() else { return };

    let (input, picked) = (view.input().clone(), Rc::clone(&take));
    forever(view.input(), "change", move |_| {
        if let Some(file) = first(input.files()) {
            picked(Some(file));
        }
        // So that the same file can be picked again.
        input.set_value("");
    });

    let pasted = Rc::clone(&take);
    forever(&window, "paste", move |event| {
        let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        if let Some(file) = first(data.and_then(|data| data.files())) {
            event.prevent_default();
            pasted(Some(file));
        }
    });

    let over = view.drop_mark();
    forever(&window, "dragover", {
        let over = over.clone();
        move |event| {
            event.prevent_default();
            over(true);
        }
    });
    forever(&window, "dragleave", {
        let over = over.clone();
        move |event| {
            // Leaving one element for another is not leaving the page.
            let event = event.dyn_ref::<DragEvent>();
            over(event.is_some_and(|event| event.related_target().is_some()));
        }
    });
    forever(&window, "drop", move |event| {
        event.prevent_default();
        over(false);
        let data: Option<DataTransfer> =
            event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
        take(first(data.and_then(|data| data.files())));
    });
}

fn first(files: Option<FileList>) -> Option<File> {
    files.and_then(|files| files.get(0))
}

fn forever(target: &EventTarget, name: &'static str, heed: impl Fn(&Event) + 'static) {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, name, options, heed).forget();
}
