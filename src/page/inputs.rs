//! The inputs of pictures: picked, dropped, pasted; files, folders, shortcuts,
//! and pictures dragged or copied from other pages.

use super::{dom::log, events::forever, view::View};
use crate::app::transfer::{Offer, data_url, offered, shortcut};

use js_sys::{Array, Promise, Reflect, Uint8Array, decode_uri_component};
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    ClipboardEvent, DataTransfer, DragEvent, File, FileList, FilePropertyBag,
    FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry, HtmlInputElement,
};

/// An input of the visitor.
pub(super) enum Given {
    /// Files, at least one.
    Files(Vec<File>),
    /// An address, as of a picture of another page.
    Address(String),
    /// Anything else.
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
            give(chosen, Rc::clone(&picked));
        }
    });

    let pasted = Rc::clone(&take);
    forever(&window, "paste", move |event| {
        let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        let files = listed(data.as_ref().and_then(DataTransfer::files));
        if !files.is_empty() {
            event.prevent_default();
            return give(files, Rc::clone(&pasted));
        }
        // Text that is pasted into an input field stays there.
        let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let offer = data.filter(|_| target.is_none()).and_then(|data| offer(&data));
        if let Some(offer) = offer {
            event.prevent_default();
            pasted(offer);
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
            // Moving from one element to another does not leave the page.
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

/// Input from before this code ran: files that were dropped, which the document
/// has kept, or files that were picked.
fn early(input: &HtmlInputElement) -> Result<Vec<File>, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    let laid_by = Reflect::get(&window, &"early".into())?;
    Reflect::set(&window, &"early".into(), &JsValue::NULL)?;
    let dropped = laid_by.dyn_into::<Array>().unwrap_or_default();
    let files = dropped.iter().map(JsValue::unchecked_into).chain(listed(input.files())).collect();
    input.set_value("");
    Ok(files)
}

/// Dropped items must be read during the event; folders are read after it.
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
    } else if files.is_empty() {
        take(offer(data).unwrap_or(Given::Nothing));
    } else {
        give(files, take);
    }
}

/// Input as text.
fn offer(data: &DataTransfer) -> Option<Given> {
    let [html, uris, text] = ["text/html", "text/uri-list", "text/plain"]
        .map(|kind| data.get_data(kind).unwrap_or_default());
    match offered(&html, &uris, &text)? {
        Offer::Address(address) => Some(Given::Address(address)),
        Offer::Data(url) => file(&url).map(|file| Given::Files(vec![file])),
    }
}

/// A `data:` URL as a file.
fn file(url: &str) -> Option<File> {
    let (kind, base64, payload) = data_url(url)?;
    let payload = decode_uri_component(payload).map_or(payload.to_owned(), String::from);
    let bytes: Vec<u8> = if base64 {
        // `atob` returns a character for each byte.
        web_sys::window()?.atob(&payload).ok()?.chars().map(|byte| byte as u8).collect()
    } else {
        payload.into_bytes()
    };
    let options = FilePropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes.as_slice()));
    // The name that browsers give to a pasted image.
    File::new_with_u8_array_sequence_and_options(&parts, "image", &options).ok()
}

/// Passes on files; for a shortcut, the address in it.
fn give(files: Vec<File>, take: Rc<impl Fn(Given) + 'static>) {
    const LARGEST: f64 = 65536.0;
    let is_shortcut = |file: &File| {
        let name = file.name().to_ascii_lowercase();
        let ends = [".url", ".webloc", ".desktop"].iter().any(|end| name.ends_with(end));
        ends && file.size() <= LARGEST
    };
    let [shortcut_file] = files.as_slice() else { return take(Given::Files(files)) };
    if !is_shortcut(shortcut_file) {
        return take(Given::Files(files));
    }
    let text = shortcut_file.text();
    spawn_local(async move {
        let text = JsFuture::from(text).await.ok().and_then(|text| text.as_string());
        let address = text.as_deref().and_then(shortcut);
        take(address.map_or(Given::Files(files), Given::Address));
    });
}

/// Every file under an entry, in the order of its folders.
async fn walk(entry: FileSystemEntry, found: &mut Vec<File>) -> Result<(), JsValue> {
    let mut waiting = vec![entry];
    while let Some(entry) = waiting.pop() {
        // Chromium's entries have other class names.
        if entry.is_file() {
            let file: FileSystemFileEntry = entry.unchecked_into();
            let file = Promise::new(&mut |resolve, reject| {
                file.file_with_callback_and_callback(&resolve, &reject);
            });
            found.push(JsFuture::from(file).await?.unchecked_into());
        } else {
            let folder: FileSystemDirectoryEntry = entry.unchecked_into();
            let reader = folder.create_reader();
            // It returns some entries at a time, and none at the end.
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
