//! The actions of a visitor.

use super::subject::Subject;
use crate::{core::quad::Quad, met::route::Route};

/// A requested action.
#[derive(Clone, Debug)]
pub(super) enum Activity {
    /// A random painting.
    Draw,
    /// A random painting, to be guessed.
    Guess,
    /// A work of the Met.
    Work(u32),
    /// Classify a picture whose bytes are available.
    Look(Subject),
    /// A picture at an address.
    Fetch(Route),
    /// The frame around a picture, before the first answer to it or after.
    Frame(Subject, When),
    /// Classify the part between four corners of an uncropped picture.
    Crop(Subject, Quad),
}

/// When a picture is framed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// Before the first answer to it.
    First,
    /// After an answer, which is then updated with the corners.
    Again,
}
