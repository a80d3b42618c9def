//! The picture that is classified.

use crate::{
    app::words::{Message, message},
    core::label::Label,
    net::museum::Work,
};
use web_sys::Blob;

/// What a drawing says of itself.
pub(super) const DRAWING: &str = "image/svg+xml";

/// A picture, and whose it is.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// The visitor's own.
    Own {
        picture: Blob,
        /// A file's name, or empty.
        name: String,
        /// Where it comes from, where it is no file.
        source: Option<&'static str>,
    },
    /// A work of the Met.
    Work(Box<Work>),
}

impl Subject {
    pub(super) fn picture(&self) -> &Blob {
        match self {
            Self::Own { picture, .. } => picture,
            Self::Work(work) => &work.picture,
        }
    }

    pub(super) fn work(&self) -> Option<&Work> {
        match self {
            Self::Own { .. } => None,
            Self::Work(work) => Some(work),
        }
    }

    /// Whether it is a drawing of lines and shapes rather than of pixels.
    pub(super) fn is_drawing(&self) -> bool {
        let by_name = match self {
            Self::Own { name, .. } => name.to_ascii_lowercase().ends_with(".svg"),
            Self::Work(_) => false,
        };
        by_name || self.picture().type_() == DRAWING
    }

    /// The label that the Met's record has.
    pub(super) fn truth(&self) -> Option<Label> {
        self.work().and_then(|work| work.truth)
    }

    /// What a picture of it is for who does not see it.
    pub(super) fn alternative(&self) -> Message {
        match self {
            Self::Own { name, .. } => message("caption-yours").with("name", name.as_str()),
            Self::Work(work) => {
                let title = crate::met::record::display(&work.record.title);
                message("caption-work").with("title", title)
            }
        }
    }
}
