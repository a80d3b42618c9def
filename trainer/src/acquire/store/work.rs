//! Works as rows of the database.

use crate::data::sample::OTHER;
use rusqlite::Row;
use whence::core::label::Label;

/// A work without its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number in the database.
    pub number: i64,
    /// The Met's number for it.
    pub object: u32,
    /// Whether it is listed as a negative.
    pub negative: bool,
}

/// A work without its picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its number in the database.
    pub number: i64,
    /// Its picture's name, without extension.
    pub name: String,
    /// The address of the picture.
    pub address: String,
}

/// A picture that was fetched and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its file's name.
    pub file: String,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// Upright width in pixels.
    pub width: u32,
    /// Upright height in pixels.
    pub height: u32,
    /// Its EXIF block, if it has one.
    pub exif: Option<Vec<u8>>,
    /// Perceptual hash, 64 bits in hexadecimal.
    pub hash: String,
}

/// A work with its picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pictured {
    /// The Met's number for it, if it has one.
    pub object: Option<u32>,
    /// Its label; `None` if it has none of the task's.
    pub label: Option<Label>,
    /// Whether it is a portrait miniature.
    pub miniature: bool,
    /// Its record as JSON, if it has one.
    pub record: Option<String>,
    /// The address of its picture.
    pub address: String,
    /// Its picture.
    pub picture: Checked,
}

/// How far a list was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The offset of the next page.
    pub next: u32,
    /// The number of works in it, according to the last page.
    pub total: u32,
    /// Whether it was read completely.
    pub done: bool,
}

/// The number of works with the same label, status and reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// Their label, [`OTHER`] if their record gives them none; `None` if they
    /// have no record.
    pub label: Option<String>,
    /// Their status.
    pub status: String,
    /// The reason, if there is one to show.
    pub reason: String,
    /// The number of works.
    pub works: u32,
}

impl Listed {
    /// From `number, object, culture`.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let culture: Option<String> = row.get(2)?;
        let negative = culture.as_deref() == Some(OTHER);
        Ok(Self { number: row.get(0)?, object: row.get(1)?, negative })
    }
}

impl Wanted {
    /// From `number, object, address`.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self::new(row.get(0)?, row.get(1)?, row.get(2)?))
    }

    /// A picture of an object is named after the object, another one after its
    /// number in the database.
    pub fn new(number: i64, object: Option<u32>, address: String) -> Self {
        let name = object.map_or_else(|| format!("u{number}"), |object| object.to_string());
        Self { number, name, address }
    }
}

impl Pictured {
    /// From the columns that
    /// [`Store::all_pictured`](super::Store::all_pictured) selects.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let label: String = row.get(1)?;
        let label = (label != OTHER).then(|| label.parse()).transpose();
        let label = label.map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(
                1,
                rusqlite::types::Type::Text,
                Box::new(error),
            )
        })?;
        let bytes: i64 = row.get(7)?;
        Ok(Self {
            object: row.get(0)?,
            label,
            miniature: row.get(2)?,
            record: row.get(3)?,
            address: row.get(4)?,
            picture: Checked {
                file: row.get(5)?,
                sha256: row.get(6)?,
                bytes: bytes as usize,
                width: row.get(8)?,
                height: row.get(9)?,
                exif: row.get(10)?,
                hash: row.get(11)?,
            },
        })
    }
}

impl Listing {
    /// From `next, total, done`.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { next: row.get(0)?, total: row.get(1)?, done: row.get(2)? })
    }
}

impl Count {
    /// From `label, status, reason, works`.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            label: row.get(0)?,
            status: row.get(1)?,
            reason: row.get(2)?,
            works: row.get(3)?,
        })
    }
}
