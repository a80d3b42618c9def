//! The picture that is classified.

use crate::{
    app::words::{Message, message},
    core::{label::Label, quad::Quad},
    net::museum::Work,
};
use web_sys::Blob;

/// The media type of a drawing.
pub(super) const DRAWING: &str = "image/svg+xml";

/// A picture and its origin.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// The visitor's own.
    Own {
        picture: Blob,
        /// A file's name, or empty.
        name: String,
        /// The source of a picture that is not a file.
        source: Option<&'static str>,
    },
    /// A work of the Met.
    Work(Box<Work>),
    /// The part between four corners of another picture, straightened.
    Cropped { picture: Blob, original: Box<Self>, quad: Quad },
}

impl Subject {
    pub(super) fn picture(&self) -> &Blob {
        match self {
            Self::Own { picture, .. } | Self::Cropped { picture, .. } => picture,
            Self::Work(work) => &work.picture,
        }
    }

    /// The picture as it was given, uncropped.
    pub(super) fn original(&self) -> &Self {
        match self {
            Self::Cropped { original, .. } => original,
            whole => whole,
        }
    }

    /// The corners of this part in the original.
    pub(super) fn quad(&self) -> Quad {
        match self {
            Self::Cropped { quad, .. } => *quad,
            _ => Quad::WHOLE,
        }
    }

    pub(super) fn work(&self) -> Option<&Work> {
        match self.original() {
            Self::Work(work) => Some(work),
            _ => None,
        }
    }

    /// Whether it is a vector drawing.
    pub(super) fn is_drawing(&self) -> bool {
        let by_name = match self {
            Self::Own { name, .. } => name.to_ascii_lowercase().ends_with(".svg"),
            _ => false,
        };
        by_name || self.picture().type_() == DRAWING
    }

    /// The label of the Met's record.
    pub(super) fn truth(&self) -> Option<Label> {
        self.work().and_then(|work| work.truth)
    }

    /// A file's name, or empty.
    fn name(&self) -> &str {
        match self.original() {
            Self::Own { name, .. } => name,
            _ => "",
        }
    }

    /// The text alternative of its picture.
    pub(super) fn alternative(&self) -> Message {
        match self.work() {
            Some(work) => {
                let title = crate::met::record::display(&work.record.title);
                message("caption-work").with("title", title)
            }
            None => message("caption-yours").with("name", self.name()),
        }
    }
}
