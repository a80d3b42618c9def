//! Errors, in words that a user can act on.
//!
//! Errors are plain data: the worker sends them to the page unchanged, and the
//! page has a text and a remedy for each.

use crate::core::{card::CardError, format};
use serde::{Deserialize, Serialize};

/// The most pixels a picture may have: 64 megapixels, a large phone photo.
pub const MAX_PIXELS: u64 = 64_000_000;

/// The most memory a decoder may ask for: 256 MiB.
pub const MAX_ALLOCATION: u64 = 256 << 20;

/// Why bytes could not be decoded to a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PictureError {
    /// There are no bytes.
    #[error("the file is empty")]
    Empty,
    /// The file could not be read from its location.
    #[error("the file could not be read; it may have been moved or changed")]
    Unreadable,
    /// The first bytes are those of no picture format.
    #[error("the file is not a picture")]
    NotAPicture,
    /// A picture, in a format that is not read.
    #[error("{} pictures cannot be read; {} can", .0, format::listed())]
    UnsupportedFormat(String),
    /// A picture in a format that is read, of a kind that is not.
    #[error("this kind of {format} cannot be read ({variant}); save it as a plain JPEG or PNG")]
    UnsupportedVariant {
        /// The format, such as `JPEG`.
        format: String,
        /// The unusual property, such as `12 bits a sample`.
        variant: String,
    },
    /// Larger than [`MAX_PIXELS`].
    #[error(
        "the picture is too large: {width} x {height} pixels, the limit is {} megapixels",
        MAX_PIXELS / 1_000_000
    )]
    TooLarge {
        /// Width in pixels, as the header states it.
        width: u32,
        /// Height in pixels, as the header states it.
        height: u32,
    },
    /// Decoding would take more than [`MAX_ALLOCATION`].
    #[error("the picture needs more than {} MiB to decode", MAX_ALLOCATION >> 20)]
    TooMuchMemory,
    /// The file ends before its picture does, or a part of it is overwritten.
    #[error(
        "the picture is cut off or damaged: a part of it is missing; copy or download it again"
    )]
    Incomplete,
    /// Every pixel is transparent.
    #[error("there is nothing to see: the whole picture is transparent")]
    Blank,
    /// The header is that of a picture; the rest is damaged.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
    /// Resizing failed, which valid pictures and cards do not cause.
    #[error("the picture could not be resized: {0}")]
    Resize(String),
}

impl PictureError {
    /// Its name for programs; it stays the same if the text changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Unreadable => "unreadable",
            Self::NotAPicture => "not-a-picture",
            Self::UnsupportedFormat(_) => "unsupported",
            Self::UnsupportedVariant { .. } => "unsupported-variant",
            Self::TooLarge { .. } => "too-large",
            Self::TooMuchMemory => "too-much-memory",
            Self::Incomplete => "incomplete",
            Self::Blank => "blank",
            Self::Damaged(_) => "damaged",
            Self::Resize(_) => "resize",
        }
    }
}

/// Why a model could not be loaded or did not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ClassifierError {
    /// The card is invalid.
    #[error(transparent)]
    Card(#[from] CardError),
    /// The network is not the one that the card describes.
    #[error("the model does not match its card: its SHA-256 is {found}, the card says {expected}")]
    Mismatch {
        /// The digest in the card, in lower-case hexadecimal.
        expected: String,
        /// The digest of the file, in lower-case hexadecimal.
        found: String,
    },
    /// The network cannot be run, or lacks a required output.
    #[error("the model cannot be used: {0}")]
    Network(String),
    /// The picture cannot be used.
    #[error(transparent)]
    Picture(#[from] PictureError),
}

impl ClassifierError {
    /// Its name for programs; it stays the same if the text changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Picture(error) => error.code(),
            Self::Mismatch { .. } => "mismatch",
            Self::Card(_) | Self::Network(_) => "model",
        }
    }
}
