//! The ways pictures come in: picked, dropped, pasted; files, folders, and
//! the addresses that other pages' pictures are dropped as.

use super::{dom::log, view::View};

use gloo_events::{EventListener, EventListenerOptions};
use js_sys::{Array, Promise, Reflect};
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    ClipboardEvent, DataTransfer, DragEvent, Event, EventTarget, File, FileList,
    FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry, HtmlInputElement,
};

/// What a visitor gave.
pub(super) enum Given {
    /// Files, at least one.
    Files(Vec<File>),
    /// An address, as of a picture of another page.
    Address(String),
    /// Something else.
    Nothing,
}

/// Calls `take` with every input, for as long as the page is open.
pub(super) fn listen(view: &View, take: impl Fn(Given) + 'static) -> Result<(), JsValue> {
    let take = Rc::new(take);
    let window = web_sys::window().ok_or("there is no window")?;

    let input: HtmlInputElement = view.dom.find("file")?;
    let early = early(&input)?;
    if !early.is_empty() {
        take(Given::Files(early));
    }
    let (files, picked) = (input.clone(), Rc::clone(&take));
    forever(&input, "change", move |_| {
        let chosen = listed(files.files());
        // So that the same file can be picked again.
        files.set_value("");
        if !chosen.is_empty() {
            picked(Given::Files(chosen));
        }
    });

    let pasted = Rc::clone(&take);
    forever(&window, "paste", move |event| {
        let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        let files = listed(data.as_ref().and_then(DataTransfer::files));
        if !files.is_empty() {
            event.prevent_default();
            return pasted(Given::Files(files));
        }
        // An address, unless it is pasted where one is written.
        let text = data.and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
        let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if target.is_none() && text.trim().starts_with("http") {
            event.prevent_default();
            pasted(Given::Address(text.trim().to_owned()));
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
        match event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer) {
            Some(data) => dropped(&data, Rc::clone(&take)),
            None => take(Given::Nothing),
        }
    });
    Ok(())
}

/// Input from before this code ran: files that were dropped, which the
/// document has kept, or picked.
fn early(input: &HtmlInputElement) -> Result<Vec<File>, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    let laid_by = Reflect::get(&window, &"early".into())?;
    Reflect::set(&window, &"early".into(), &JsValue::NULL)?;
    let dropped = laid_by.dyn_into::<Array>().unwrap_or_default();
    let files = dropped.iter().map(JsValue::unchecked_into).chain(listed(input.files())).collect();
    input.set_value("");
    Ok(files)
}

/// What was dropped has to be taken out of the event while it lasts; folders
/// are read after it.
fn dropped(data: &DataTransfer, take: Rc<impl Fn(Given) + 'static>) {
    let items = data.items();
    let items = (0..items.length()).filter_map(|index| items.get(index));
    let entries = items.filter_map(|item| item.webkit_get_as_entry().ok().flatten());
    let entries: Vec<FileSystemEntry> = entries.collect();
    let files = listed(data.files());
    if entries.iter().any(FileSystemEntry::is_directory) {
        spawn_local(async move {
            let mut found = Vec::new();
            for entry in entries {
                log(walk(entry, &mut found).await);
            }
            take(if found.is_empty() { Given::Nothing } else { Given::Files(found) });
        });
    } else if !files.is_empty() {
        take(Given::Files(files));
    } else {
        let address = data.get_data("text/uri-list").unwrap_or_default();
        let address = address.lines().find(|line| !line.is_empty() && !line.starts_with('#'));
        take(address.map_or(Given::Nothing, |address| Given::Address(address.to_owned())));
    }
}

/// Every file under an entry, in the order of its folders.
async fn walk(entry: FileSystemEntry, found: &mut Vec<File>) -> Result<(), JsValue> {
    let mut waiting = vec![entry];
    while let Some(entry) = waiting.pop() {
        // Chromium's entries are of classes with other names.
        if entry.is_file() {
            let file: FileSystemFileEntry = entry.unchecked_into();
            let file = Promise::new(&mut |resolve, reject| {
                file.file_with_callback_and_callback(&resolve, &reject);
            });
            found.push(JsFuture::from(file).await?.unchecked_into());
        } else {
            let folder: FileSystemDirectoryEntry = entry.unchecked_into();
            let reader = folder.create_reader();
            // It gives some at a time, and none at the end.
            loop {
                let some = Promise::new(&mut |resolve, reject| {
                    drop(reader.read_entries_with_callback_and_callback(&resolve, &reject));
                });
                let some: Array = JsFuture::from(some).await?.unchecked_into();
                if some.length() == 0 {
                    break;
                }
                waiting.extend(some.iter().map(JsValue::unchecked_into));
            }
        }
    }
    Ok(())
}

fn listed(files: Option<FileList>) -> Vec<File> {
    let files = files.into_iter().flat_map(|files| {
        (0..files.length()).filter_map(move |index| files.get(index)).collect::<Vec<_>>()
    });
    files.collect()
}

fn forever(target: &EventTarget, name: &'static str, listener: impl Fn(&Event) + 'static) {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, name, options, listener).forget();
}
