//! What goes wrong, as it is told to visitors: what it is, and what to do.

use super::download::Failure;
use crate::error::{ClassifierError, MAX_ALLOCATION, MAX_PIXELS, PictureError};
use wasm_bindgen::JsValue;

/// A trouble in words.
#[derive(Debug)]
pub(super) struct Trouble {
    /// Its name in the page, for styles and tests.
    pub(super) name: &'static str,
    /// What is wrong.
    pub(super) title: String,
    /// What to do.
    pub(super) advice: String,
    /// Whether fetching everything once more may help.
    pub(super) retry: bool,
}

impl Trouble {
    fn picture(name: &'static str, title: &str, advice: impl Into<String>) -> Self {
        Self { name, title: title.to_owned(), advice: advice.into(), retry: false }
    }

    fn model(name: &'static str, title: &str, advice: impl Into<String>) -> Self {
        Self { name, title: title.to_owned(), advice: advice.into(), retry: true }
    }

    /// Something was dropped that is no file, as from another page.
    pub(super) fn not_a_file() -> Self {
        Self::picture(
            "not-a-file",
            "That was not a file",
            "A picture from another page has to be saved first; then drop the file here, or copy \
             the picture there and paste it here.",
        )
    }

    /// The worker ended over a picture.
    pub(super) fn crashed() -> Self {
        Self::picture(
            "crashed",
            "Something broke over this picture",
            "It has been mended: the next picture will work. This one may do when it is saved \
             smaller.",
        )
    }

    /// The worker does not start.
    pub(super) fn broken(why: &str) -> Self {
        let why = if why.is_empty() { "the browser does not say why" } else { why };
        Self::model(
            "broken",
            "Whence could not start",
            format!("Try again, or try another browser ({why})."),
        )
    }

    /// A failed download, or whatever else a promise was rejected with.
    pub(super) fn from_js(value: JsValue) -> Self {
        match Failure::from_js(&value) {
            Some(failure) => failure.into(),
            None => Self::broken(&format!("{value:?}")),
        }
    }
}

impl From<Failure> for Trouble {
    fn from(Failure { url, status }: Failure) -> Self {
        match status {
            Some(status) => Self::model(
                "missing",
                "A part of Whence is missing",
                format!("The server answered {status} for {url}. Try again later."),
            ),
            None => Self::model(
                "offline",
                "Whence could not be loaded whole",
                "Look whether you are online, then try again.",
            ),
        }
    }
}

impl From<&ClassifierError> for Trouble {
    fn from(error: &ClassifierError) -> Self {
        match error {
            ClassifierError::Picture(error) => error.into(),
            ClassifierError::Mismatch { .. } => Self::model(
                "mismatch",
                "The model does not match its card",
                "Half of it may be from an older visit. Try again; if that does not help, reload \
                 the page without its cache.",
            ),
            ClassifierError::Card(_) | ClassifierError::Network(_) => Self::model(
                "model",
                "The model cannot be used",
                format!("Try again later: {error}."),
            ),
        }
    }
}

impl From<&PictureError> for Trouble {
    fn from(error: &PictureError) -> Self {
        match error {
            PictureError::Empty => Self::picture("empty", "The file is empty", "Choose another."),
            PictureError::Unreadable => Self::picture(
                "unreadable",
                "The file could not be read",
                "It may have been moved or changed. Choose it once more.",
            ),
            PictureError::NotAPicture => Self::picture(
                "not-a-picture",
                "That is not a picture",
                "Choose a JPEG, PNG, WebP, GIF or BMP file.",
            ),
            PictureError::UnsupportedFormat(format) => Self::picture(
                "unsupported",
                &format!("{format} pictures cannot be read here"),
                "Save it as JPEG, PNG or WebP, or paste a screenshot of it.",
            ),
            PictureError::TooLarge { width, height } => Self::picture(
                "too-large",
                "The picture is too large",
                format!(
                    "It has {width} × {height} pixels; the limit is {} megapixels. Save it \
                     smaller.",
                    MAX_PIXELS / 1_000_000
                ),
            ),
            PictureError::TooMuchMemory => Self::picture(
                "too-large",
                "The picture is too large",
                format!(
                    "It needs more than {} MiB of memory to decode. Save it smaller, or with 8 \
                     bits per channel.",
                    MAX_ALLOCATION >> 20
                ),
            ),
            PictureError::Damaged(why) => Self::picture(
                "damaged",
                "The picture is damaged",
                format!("It may not have been saved or copied whole ({why})."),
            ),
            PictureError::Resize(why) => {
                Self::picture("damaged", "The picture could not be resized", format!("{why}."))
            }
        }
    }
}
