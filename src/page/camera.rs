//! A picture from the camera: a live frame and a shutter.

use super::dom::{Dom, log};
use crate::{app::words::message, net::job::Job};
use gloo_events::EventListener;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, HtmlButtonElement, HtmlDialogElement, HtmlElement, HtmlVideoElement, MediaStream,
    MediaStreamConstraints, MediaStreamTrack,
};

struct Camera {
    dom: Rc<Dom>,
    dialog: HtmlDialogElement,
    status: HtmlElement,
    frame: HtmlVideoElement,
    shutter: HtmlButtonElement,
    waiting: RefCell<Option<Job>>,
}

/// Calls `take` with each picture that is taken.
pub(super) fn listen(dom: &Rc<Dom>, take: impl Fn(Blob) + 'static) -> Result<(), JsValue> {
    let camera = Rc::new(Camera {
        dialog: dom.find("camera-dialog")?,
        status: dom.find("camera-status")?,
        frame: dom.find("viewfinder")?,
        shutter: dom.find("shutter")?,
        waiting: RefCell::default(),
        dom: Rc::clone(dom),
    });
    let opened = Rc::clone(&camera);
    let open: HtmlElement = dom.find("camera")?;
    EventListener::new(&open, "click", move |_| opened.open()).forget();
    let closed = Rc::clone(&camera);
    EventListener::new(&camera.dialog, "close", move |_| closed.stop()).forget();
    let (pressed, take) = (Rc::clone(&camera), Rc::new(take));
    EventListener::new(&camera.shutter, "click", move |_| {
        log(pressed.take_picture(Rc::clone(&take)));
    })
    .forget();
    Ok(())
}

impl Camera {
    fn open(self: &Rc<Self>) {
        self.dom.set_message(&self.status, message("camera-waiting"));
        self.status.set_hidden(false);
        log(self.dialog.show_modal());
        let camera = Rc::clone(self);
        *self.waiting.borrow_mut() = Some(Job::spawn(async move {
            // A refusal is a normal outcome.
            if camera.start().await.is_err() {
                camera.dom.set_message(&camera.status, message("camera-refused"));
            }
        }));
    }

    async fn start(&self) -> Result<(), JsValue> {
        let window = web_sys::window().ok_or("there is no window")?;
        let wanted = MediaStreamConstraints::new();
        let facing = js_sys::Object::new();
        js_sys::Reflect::set(&facing, &"facingMode".into(), &"environment".into())?;
        wanted.set_video(&facing);
        let stream =
            window.navigator().media_devices()?.get_user_media_with_constraints(&wanted)?;
        let stream: MediaStream = JsFuture::from(stream).await?.unchecked_into();
        self.frame.set_src_object(Some(&stream));
        if !self.dialog.open() {
            // The dialog was closed during the permission prompt.
            self.stop();
            return Ok(());
        }
        JsFuture::from(self.frame.play()?).await?;
        self.status.set_hidden(true);
        self.frame.set_hidden(false);
        self.shutter.set_disabled(false);
        log(self.shutter.focus());
        Ok(())
    }

    fn stop(&self) {
        self.waiting.take();
        if let Some(stream) = self.frame.src_object() {
            for track in stream.get_tracks().iter() {
                track.unchecked_into::<MediaStreamTrack>().stop();
            }
        }
        self.frame.set_src_object(None);
        self.frame.set_hidden(true);
        self.shutter.set_disabled(true);
    }

    fn take_picture(&self, take: Rc<impl Fn(Blob) + 'static>) -> Result<(), JsValue> {
        let (canvas, context) =
            self.dom.canvas(self.frame.video_width(), self.frame.video_height())?;
        context.draw_image_with_html_video_element(&self.frame, 0.0, 0.0)?;
        self.dialog.close();
        let taken = Closure::once_into_js(move |picture: Option<Blob>| match picture {
            Some(picture) => take(picture),
            None => log(Err("there is no picture".into())),
        });
        canvas.to_blob(taken.unchecked_ref())
    }
}
